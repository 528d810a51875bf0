"""Releases at the desk: made from the list of pieces or here, looked through, published now or at a time, cancelled."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import primary_key

from ..background.enqueueing import enqueue_refresh
from ..editions.publishing import Publication
from ..models import Piece, Release, Schedule
from ..refusing import NotAllowed, PublishingRefused
from ..schedules.releasing import (
    MOST,
    add,
    cancel_release,
    describe,
    make_release,
    publish_release,
    renew,
    reopen,
    retime,
    take_out,
)
from ..words import EditionKind
from .base import DeskAdmin
from .formfields import LineField
from .listing import holding, moment_of, terms_of
from .moments import MomentField, moment_hint
from .release_members import WordsForm, members_of
from .review_states import unapproved_words

OFFERED = 30
"""Pieces to choose from at once; a search finds the others."""


class ReleaseForm(forms.Form):
    name = LineField(label=gettext_lazy("Name, for the desk"), max_length=200)
    at = MomentField(label=gettext_lazy("Publish at"), required=False)


class TimeForm(forms.Form):
    at = MomentField(label=gettext_lazy("Publish at"))


@admin.register(Release)
class ReleaseAdmin(DeskAdmin):
    list_display = ["called", "state", "time", "pieces", "who"]
    list_filter = ["outcome"]
    list_select_related = ["who"]
    search_fields = ["name"]
    ordering = ["-pk"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(members=Count("schedules"))

    @admin.display(description=gettext_lazy("Name"), ordering="name")
    def called(self, release: Release) -> str:
        return str(release)  # its number, where the name went with a piece's words

    @admin.display(description=gettext_lazy("State"))
    def state(self, release: Release) -> str:
        return format_html(
            '<span class="state state-{}">{}</span>', release.outcome, release.get_outcome_display()
        )

    @admin.display(description=gettext_lazy("Time"), ordering="at", empty_value="–")
    def time(self, release: Release) -> Any:
        return moment_of(release.at) if release.at else None

    @admin.display(description=gettext_lazy("Pieces"))
    def pieces(self, release: Release) -> int:
        return release.members

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("briefings.publish_piece")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Name, time, pieces; those that the list of pieces sent here are ticked."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" and "make" in request.POST else None
        form = ReleaseForm(sent, initial={name: request.POST.get(name, "") for name in ("name", "at")})
        ticked = _numbers(request.POST.getlist("pieces") or request.GET.get("pieces", "").split(","))
        if sent is not None and form.is_valid():
            release = _attempt(
                form,
                lambda: make_release(
                    form.cleaned_data["name"],
                    [Publication(pk) for pk in ticked],
                    at=form.cleaned_data["at"],
                    by=request.user,
                ),
            )
            if release is not None:
                self.message_user(request, _("“%(name)s” is made.") % {"name": release}, messages.SUCCESS)
                return HttpResponseRedirect(self.address(release, "change"))
        context = {"form": form, **_offer(request, ticked), "title": _("New release")}
        return self._page(request, "schedule_release_add", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The release with what stands against each of its pieces; every change is a POST that names what to do."""
        release = Release.objects.select_related("who").filter(pk=primary_key(object_id)).first()
        if release is None:
            raise Http404
        if not self.has_view_permission(request, release):
            raise PermissionDenied
        deed, _sep, of = request.POST.get("do", "").partition(":")
        time_form = TimeForm(
            request.POST if deed == "time" else None, initial={"at": release.at} if release.at else None
        )
        words_form = WordsForm(request.POST) if deed == "describe" else None
        form = {"time": time_form, "describe": words_form}.get(deed) or forms.Form({})
        if deed not in ("", "look") and form.is_valid():
            done = _attempt(form, lambda: self._do(request, release.pk, deed, primary_key(of) or 0, form))
            if done is not None:
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(self.address(release, "change"))
        context = {
            "release": release,
            "members": members_of(release, typed=(primary_key(of), words_form) if words_form else None),
            "form": form,
            "time_form": time_form,
            "hint": moment_hint(),
            "kinds": WordsForm.base_fields["kind"].choices,
            "may_publish": request.user.has_perm("briefings.publish_piece"),
            **(_offer(request, []) if release.is_waiting else {}),
            "title": str(release),
        }
        return self._page(request, "schedule_release", context)

    def _do(self, request: HttpRequest, pk: int, deed: str, of: int, form: forms.Form) -> str:
        """Do what was asked for; the sentence that says so. Raises PublishingRefused."""
        by = request.user
        match deed:
            case "publish":
                editions = publish_release(pk, by=by)
                enqueue_refresh(edition.piece_id for edition in editions)
                return _("%(count)s pieces are out.") % {"count": len(editions)}
            case "time":
                retime(pk, at=form.cleaned_data["at"], by=by)
                return _("It goes out at that time.")
            case "untime":
                retime(pk, at=None, by=by)
                return _("It waits for somebody to publish it.")
            case "cancel":
                cancel_release(pk, by=by)
                return _("Cancelled: nothing goes out.")
            case "reopen":
                reopen(pk, by=by)
                return _("It is open again. Mend it, then publish it now or at a time.")
            case "add":
                chosen = _numbers(request.POST.getlist("pieces"))
                if not chosen:
                    raise PublishingRefused([_("Tick the pieces that are to go out with it.")])
                add(pk, [Publication(piece) for piece in chosen], by=by)
                return _("Added, with the words of now.")
            case "out":
                take_out(pk, of, by=by)
                return _("Taken out. Its working copy stays as it is.")
            case "renew":
                renew(pk, of, by=by, looked_by=by if request.POST.get("looked_twice") else None)
                return _("Today’s words will go out in place of the older ones.")
            case "describe":
                kind = form.cleaned_data["kind"]
                note = form.cleaned_data["note"]
                looked_by = by if form.cleaned_data["looked_twice"] else None
                kind = EditionKind(kind) if kind else None
                describe(pk, of, kind=kind, note=note, by=by, looked_by=looked_by)
                return _("Saved.")
        raise PublishingRefused([_("Nothing was asked for.")])

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/briefings/{name}.html", context)


def _attempt(form: forms.Form, verb: Callable[[], Any]) -> Any:
    """What the verb gives, or None with its reasons on the form. Raises PermissionDenied for NotAllowed."""
    try:
        return verb()
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except PublishingRefused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
    return None


def _numbers(values: Iterable[str]) -> list[int]:
    """Primary keys, each once, in their order; one more than fits at most, so that the verb can say so."""
    found = [primary_key(value.strip()) for value in values]
    return list(dict.fromkeys(pk for pk in found if pk is not None))[: MOST + 1]


def _offer(request: HttpRequest, ticked: list[int]) -> dict[str, Any]:
    """Pieces to tick: those ticked already, then drafts and unpublished changes that wait for nothing; where the house
    has a review, what is approved comes first, and of others it is said why they cannot go out."""
    chosen = Piece.objects.as_cards().in_bulk(ticked)
    looked_for = request.GET.get("q", "") or request.POST.get("q", "")
    free = Piece.objects.as_cards().exclude(pk__in=ticked)
    free = free.exclude(pk__in=Schedule.objects.waiting().values("piece"))
    free = free.filter(Q(live_edition__isnull=True) | ~Q(fingerprint=F("live_edition__fingerprint")))
    free = free.exclude(live_edition__kind=EditionKind.WITHDRAWAL)
    for term in terms_of(looked_for):
        free = free.filter(holding(term))
    offered = list(free.order_by("-changed_at", "-pk")[:OFFERED])
    known = {piece.pk: piece for piece in (*chosen.values(), *offered)}
    missing = unapproved_words({pk: piece.fingerprint for pk, piece in known.items()})
    for pk, piece in known.items():
        piece.unapproved = missing.get(pk, "")
    return {
        "ticked": [chosen[pk] for pk in ticked if pk in chosen],
        "offered": sorted(offered, key=lambda piece: bool(piece.unapproved)),
        "looked_for": looked_for,
        "hint": moment_hint(),
    }
