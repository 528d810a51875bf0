"""The pages that a piece has beside its form: what they share, and who may see them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Edition, Piece
from ..refusing import NotAllowed, PublishingRefused
from .formfields import TidyField
from .listing import moment_of
from .timed import states_of


class NoteForm(forms.Form):
    """A reason, or a note for the change log."""

    note = TidyField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class PiecePages:
    """What the mix of pages of a kind of piece rests on: addresses, rights, the bar, and verbs that may refuse."""

    def page_path(self, address: str, view: Callable[..., HttpResponse], name: str) -> Any:
        """The route of a page below a piece; `address` without slashes at its ends."""
        return path(
            f"<path:object_id>/{address}/",
            self.admin_site.admin_view(view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
        )

    def piece_or_refusal(self, request: HttpRequest, object_id: str, right: str | None = None) -> Piece:
        """The piece. Raises Http404, or PermissionDenied for who may not see it or lacks the `right`."""
        piece = self.get_object(request, object_id)
        if piece is None:
            raise Http404
        if not self.has_view_permission(request, piece) or (right and not request.user.has_perm(right)):
            raise PermissionDenied
        return piece

    def attempt(self, form: forms.Form, verb: Callable[[], Any]) -> Any:
        """What the verb made, or None with its reasons on the form. Raises PermissionDenied for NotAllowed."""
        try:
            return verb()
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except PublishingRefused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        return None

    def tell(self, request: HttpRequest, piece: Piece, edition: Edition) -> None:
        """Say that the edition is out, with the way to it, or that the piece is withdrawn."""
        headline = edition.headline or piece.headline
        if edition.is_withdrawal:
            words = _("“%(headline)s” is withdrawn. Its address tells readers why.") % {"headline": headline}
        else:
            words = _("“%(headline)s”: edition %(number)s is out (%(kind)s).") % {
                "headline": headline,
                "number": edition.number,
                "kind": edition.get_kind_display(),
            }
            link = format_html('<a href="{}">{}</a>', piece.get_absolute_url(), _("See it on the site"))
            words = format_html("{} {}", words, link)
        self.message_user(request, words, messages.SUCCESS)

    def bar(self, request: HttpRequest, piece: Piece | None) -> dict[str, Any]:
        """What the bar that stays needs to know: the state, and what may be done. Costs no query."""
        user = request.user
        may_publish = user.has_perm("briefings.publish_piece")
        if piece is None:
            return {"bar_saves": self.has_add_permission(request), "may_publish": may_publish}
        return {
            "state": piece.state,
            "saved": _("saved %(moment)s") % {"moment": moment_of(piece.changed_at)},
            "timed": list(states_of(piece))[1:],
            "bar_saves": self.has_change_permission(request, piece),
            "may_publish": may_publish,
            "may_withdraw": piece.is_live and user.has_perm("briefings.withdraw_piece"),
            "may_copy": piece.is_story and self.has_add_permission(request),
            "may_delete": self.has_delete_permission(request, piece),
        }

    def page(
        self, request: HttpRequest, piece: Piece, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        """The page `name` of the piece, in the frame of the desk and under the piece's own bar."""
        context = {
            **self.admin_site.each_context(request),
            **self.bar(request, piece),
            **context,
            "piece": piece,
            "page_name": name,
            "title": title,
            "subtitle": str(piece),
            "opts": self.opts,
            "form_address": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[piece.pk]
            ),
        }
        return render(request, f"admin/briefings/{name}.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        context |= self.bar(request, kwargs.get("obj"))
        context["piece"] = kwargs.get("obj")
        context["page_name"] = "change"
        context["at_the_end"] = "at-the-end"
        return super().render_change_form(request, context, **kwargs)
