"""Releases: several pieces that go out together, all or none. Each piece's words are frozen when it joins.

A release is locked before its schedules, and these before the pieces.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.text import clean_plain_lines

from ..activity import record
from ..editions.looking_twice import not_looked_at
from ..editions.publishing import Publication, examine, lock, publish_many
from ..models import Edition, Piece
from ..models.schedules import Outcome, Release, Schedule, Timed
from ..problems import keep_promises
from ..refusing import Editor, PublishingRefused, ask
from ..words import EditionKind, Origin
from .scheduling import (
    RIGHT,
    SOMEDAY,
    check_ahead,
    end,
    freeze,
    hold_open,
    kind_of,
    publication_of,
    put_in_place,
    refuse_open,
    settle_failed,
)

log = logging.getLogger("newsroom.publishing")

MOST = 100
"""Pieces in one release: what goes out in one transaction while nobody can change any of them."""


def make_release(
    name: str, publications: Sequence[Publication] = (), *, by: Editor, at: datetime | None = None
) -> Release:
    """A release of these pieces, with or without a time. Raises NotAllowed, NothingChanged or PublishingRefused with
    sentences: for a piece that is withdrawn, named twice, in another open release, or could not go out then."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    if at is not None:
        check_ahead(at)
    name = clean_plain_lines(name).replace("\n", " ")[:200].strip()
    if not name:
        raise PublishingRefused([_("A release needs a name.")])
    with transaction.atomic():
        release = Release.objects.create(name=name, at=at, next_try=at, who_id=by.pk, made_at=now())
        _join(release, publications, by=by)
        record("release", release, by=by, pieces=[one.piece_id for one in publications])
        log.info("release made release=%s pieces=%s", release.pk, len(publications))
        return release


def add(release_id: int, publications: Sequence[Publication], *, by: Editor) -> Release:
    """Freeze these pieces too, behind those that are in it."""
    with _held(release_id, by=by) as release:
        _join(release, publications, by=by)
        record("change_release", release, by=by, added=[one.piece_id for one in publications])
        return release


def take_out(release_id: int, piece_id: int, *, by: Editor) -> Release:
    """The piece goes out of the release; its working copy stays as it is."""
    with _held(release_id, by=by) as release:
        if not _waiting(release).filter(piece=piece_id).delete()[0]:
            raise PublishingRefused([_("This piece is not in the release.")])
        record("change_release", release, by=by, taken_out=[piece_id])
        return release


def renew(release_id: int, piece_id: int, *, by: Editor, looked_by: Editor | None = None) -> Release:
    """Put the words of the piece's working copy in place of those that were frozen. ``looked_by`` says who looked a
    second time at what goes out as a minor change."""
    with _held(release_id, by=by) as release:
        one = _one_of(release, piece_id)
        newer = Publication(piece_id, kind=kind_of(one), note=one.note, looked_by=looked_by)
        (frozen,) = freeze([newer], by=by, at=release.at or SOMEDAY, instead_of=one)
        put_in_place(one, frozen)
        record("change_release", release, by=by, renewed=[piece_id])
        return release


def describe(
    release_id: int,
    piece_id: int,
    *,
    kind: EditionKind | None,
    note: str,
    by: Editor,
    looked_by: Editor | None = None,
) -> Release:
    """Say what kind of edition the piece's is, and what stands in its change log. ``looked_by`` says who looked a
    second time at what goes out as a minor change."""
    with _held(release_id, by=by) as release:
        one = _one_of(release, piece_id)
        one.kind, one.note = kind or "", clean_plain_lines(note)
        outlook = examine([publication_of(one)], by=by, origin=Origin.SCHEDULE, at=release.at or SOMEDAY)
        looked_at = () if looked_by is None else (piece_id,)
        outlook.reasons.extend(not_looked_at(outlook.fresh, looked_at=looked_at))
        outlook.refuse()
        one.save(update_fields=["kind", "note"])
        record("change_release", release, by=by, described=[piece_id])
        return release


def retime(release_id: int, *, at: datetime | None, by: Editor) -> Release:
    """Give the release a time, in the name of whoever does, or take it away."""
    if at is not None:
        check_ahead(at)
    with _held(release_id, by=by) as release:
        members = list(_waiting(release).select_for_update())
        if at is not None:
            if not members:
                raise PublishingRefused([_("There is nothing in this release yet.")])
            _examine(members, by=by, at=at)
        release.at = release.next_try = at
        release.who_id, release.attempts, release.reason = by.pk, 0, ""
        release.save()
        _waiting(release).update(at=at, who=by.pk)
        record("change_release", release, by=by, at=at.isoformat() if at else None)
        return release


def publish_release(release_id: int, *, by: Editor) -> list[Edition]:
    """Publish all of it now, or nothing. Raises PublishingRefused with what stands against any of them."""
    with _held(release_id, by=by) as release:
        return put_out(release, by=by, origin=Origin.DESK)


def cancel_release(release_id: int, *, by: Editor) -> Release:
    """Nothing of it goes out; its pieces are free for others."""
    with _held(release_id, by=by, also_failed=True) as release:
        end([release, *_members(release)], Outcome.CANCELLED)
        record("cancel_release", release, by=by)
        return release


def reopen(release_id: int, *, by: Editor) -> Release:
    """Bring one that failed back, without a time, so that it can be mended."""
    with _held(release_id, by=by, also_failed=True) as release:
        if release.is_failed:
            pieces = list(_members(release).values_list("piece", flat=True))
            hold_open(pieces)
            lock(pieces)
            refuse_open(pieces)
            for one in _members(release).select_for_update():
                one.outcome, one.ended_at, one.reason = Outcome.WAITING, None, ""
                one.save(update_fields=["outcome", "ended_at", "reason"])
            release.outcome, release.ended_at = Outcome.WAITING, None
        for one in _waiting(release).select_for_update():
            one.at = None
            one.save(update_fields=["at"])
        release.at = release.next_try = None
        release.attempts, release.who_id = 0, by.pk
        release.save()
        record("reopen_release", release, by=by)
        return release


def put_out(release: Release, *, by: Editor, origin: Origin) -> list[Edition]:
    """Publish the members of a release that is locked, and write down what became of them."""
    members = list(_waiting(release).select_for_update())
    if not members:
        raise PublishingRefused([_("There is nothing in this release yet.")])
    editions = publish_many([publication_of(one) for one in members], by=by, origin=origin)
    for one, edition in zip(members, editions, strict=True):
        one.edition_id = edition.pk
        keep_promises(one, edition, by=by)
        close(one, release.at, edition.released_at)
    close(release, release.at, editions[0].released_at)
    return editions


def close(one: Timed, at: datetime | None, released_at: datetime) -> None:
    """It went out, so much later than it was to."""
    one.outcome, one.ended_at, one.next_try, one.reason = Outcome.DONE, released_at, None, ""
    one.late_by = max(released_at - at, timedelta(0)) if at is not None else None
    fields = ["outcome", "ended_at", "next_try", "reason", "late_by"]
    one.save(update_fields=[*fields, "edition"] if isinstance(one, Schedule) else fields)


@contextmanager
def _held(release_id: int, *, by: Editor, also_failed: bool = False) -> Iterator[Release]:
    """The release, locked within a transaction, for somebody who may publish."""
    ask(by, RIGHT, _("You may not publish."), Origin.DESK)
    with transaction.atomic():
        release = Release.objects.select_for_update().filter(pk=release_id).first()
        if release is None or not (release.is_waiting or (also_failed and release.is_failed)):
            raise PublishingRefused([_("This release is over: it went out, failed or was cancelled.")])
        yield release


def _members(release: Release) -> Any:
    """What is in the release, in its order."""
    return release.schedules.exclude(outcome=Outcome.CANCELLED).order_by("position", "pk")


def _waiting(release: Release) -> Any:
    return release.schedules.filter(outcome=Outcome.WAITING).order_by("position", "pk")


def _one_of(release: Release, piece_id: int) -> Schedule:
    one: Schedule | None = _waiting(release).select_for_update().filter(piece=piece_id).first()
    if one is None:
        raise PublishingRefused([_("This piece is not in the release.")])
    return one


def _join(release: Release, publications: Sequence[Publication], *, by: Editor) -> None:
    if not publications:
        return
    behind = list(_waiting(release).values_list("position", flat=True))
    if len(behind) + len(publications) > MOST:
        raise PublishingRefused([_("At most %(most)s pieces go out together.") % {"most": MOST}])
    ids = [publication.piece_id for publication in publications]
    hold_open(ids)
    refuse_open(ids)
    withdrawn = Piece.objects.withdrawn().filter(pk__in=ids).order_by("pk")
    if reasons := [
        _("“%(headline)s” is withdrawn. Publish it by itself first, if it is to be read again.")
        % {"headline": piece.headline}
        for piece in withdrawn
    ]:
        raise PublishingRefused(reasons)
    settle_failed(ids)
    frozen = freeze(publications, by=by, at=release.at or SOMEDAY)
    for place, one in enumerate(frozen, start=max(behind, default=-1) + 1):
        one.release, one.position, one.at = release, place, release.at
        one.save()


def _examine(members: Sequence[Schedule], *, by: Editor, at: datetime) -> None:
    """Raises PublishingRefused with all that stands against these going out at that time."""
    examine([publication_of(one) for one in members], by=by, origin=Origin.SCHEDULE, at=at).refuse()
