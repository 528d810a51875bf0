"""Setting a password by a link: under the desk's address, for people who are not signed in yet."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import admin
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

GUESSES = {"username": "(a link to set a password)"}
"""Under this name links that fit nobody are counted, as failed sign-ins are, by the address they come from."""


class SetPassword(PasswordResetConfirmView):
    """Who sets a password is signed in with it."""

    template_name = "admin/briefings/set_password.html"
    success_url = reverse_lazy("admin:index")
    title = _("Choose a password")
    post_reset_login = True
    post_reset_login_backend = "newsroom.rights.RightsInOneQuery"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not AxesProxyHandler.is_allowed(request, GUESSES):
            context = {**admin.site.each_context(request), "title": _("Too many tries")}
            return render(request, "admin/briefings/set_password_later.html", context, status=429)
        response = super().dispatch(request, *args, **kwargs)
        # A link that fits leads on, to an address without its token; one that does not is answered here.
        if not self.validlink and response.status_code == 200:
            AxesProxyHandler.user_login_failed(SetPassword, GUESSES, request)
            request.axes_locked_out = (
                False  # the page says what is the matter; the next one that it is locked
            )
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}
