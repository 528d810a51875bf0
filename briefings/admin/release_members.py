"""The pieces of a release at the desk: each with what stands against it, and what kind of edition it is to be."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..document import upgrade
from ..editions.preflight import preflight
from ..editions.second_look import changes_number_name_or_quotation
from ..models import Release
from ..models.schedules import Outcome
from .comparing import compared, live_documents, titles_of_questions
from .formfields import TidyField
from .mending import lines_to_mend
from .publish_form import KINDS
from .review_states import unapproved_words
from .schedule_lists import schedules, times_of


class WordsForm(forms.Form):
    """What kind of edition a piece's is, and its note."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of edition"),
        choices=[("", gettext_lazy("first edition or update")), *((k.value, k.label) for k in KINDS)],
        required=False,
    )
    note = TidyField(label=gettext_lazy("Note"), required=False, max_length=2000)
    looked_twice = forms.BooleanField(required=False)


def members_of(release: Release, *, typed: tuple[int | None, WordsForm] | None) -> list[dict[str, Any]]:
    """Each piece of the release with its findings, what changed since it was frozen, the approval that its words lack,
    and what would have to be looked at a second time. ``typed`` is what was sent about a piece, and refused: it stays.

    Two queries for all, up to three more for what is live, two more where the house has a review."""
    rows = schedules().filter(release=release).order_by("position", "pk")
    if release.outcome != Outcome.CANCELLED:
        rows = rows.exclude(outcome=Outcome.CANCELLED)
    rows = list(rows)
    waiting = {one.piece_id: one.fingerprint for one in rows} if release.is_waiting else {}
    missing = unapproved_words(waiting)
    members = []
    documents = dict(release.schedules.values_list("pk", "document")) if release.is_waiting else {}
    documents = {pk: upgrade(document) for pk, document in documents.items()}
    published = live_documents([one.piece for one in rows]) if documents else {}
    titles = titles_of_questions([*documents.values(), *published.values()]) if published else {}
    for one in rows:
        document, before = documents.get(one.pk), published.get(one.piece_id)
        kind, note = one.kind, one.note
        if typed and typed[0] == one.piece_id:
            kind, note = (typed[1].data.get(name, "") for name in ("kind", "note"))
        live = one.piece.live_edition.number if one.piece.live_edition else 0
        members.append(
            {
                "one": one,
                "piece": one.piece,
                "url": times_of(one.piece),
                "lines": lines_to_mend(one.piece, document, preflight(document)) if document else [],
                "newer": one.is_waiting and one.fingerprint != one.piece.fingerprint,
                "overtaken": one.is_waiting and one.seen != live,
                "live": live,
                "kind": kind,
                "note": note,
                "second_look": changes_number_name_or_quotation(compared(before, document, titles))
                if document and before
                else [],
                "unapproved": missing.get(one.piece_id, ""),
            }
        )
    return members
