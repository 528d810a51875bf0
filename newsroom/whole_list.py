"""Django's list of the admin, which refuses what its fields cannot hold and offers all of it only where something is
left out."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError, IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .autocomplete import primary_key


class WholeList(ChangeList):
    """Two things that Django's does not do.

    Of what the address asks for Django refuses only what fails while the query is put together. A year 0, a year of 30
    digits, a character NUL or half a regular expression fail later, when it becomes SQL or when the database reads it.

    Where an admin class does not count what a search leaves out, and nothing is searched for and no filter is set, the
    count of the list is that of the whole, and "Show all" would lead to where one is.
    """

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        """:raises IncorrectLookupParameters: the address asks for what is no value; Django then leads back to the
        list with nothing asked"""
        try:
            super().__init__(request, *args)
        except (ValueError, OverflowError, DataError) as error:
            if not request.GET:
                raise  # a defect of the list itself
            raise IncorrectLookupParameters(error) from error

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.full_result_count is None and not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class ListAdmin(admin.ModelAdmin):
    """An admin class with this list, and with sentences where Django ends in an error: for an action that is sent for
    what is in no list, and for a name that somebody else took in the same moment."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[WholeList]:
        return WholeList

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Somebody took an address or a name between our check and our save: the check now sees it. What is
            # wrong for another reason is raised again.
            return super().changeform_view(request, *args, **kwargs)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        chosen: list[Any] = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(primary_key(value) is None for value in chosen):
            self.message_user(request, _("What was chosen is not in this list."), messages.ERROR)
            return None
        return super().response_action(request, queryset)
