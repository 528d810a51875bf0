"""Redaction: taking the words of a piece out for good, wherever they are kept.

One function of the database empties the editions and files who did so and why, in one statement. What else keeps
the words stands in ``words_kept``, which this walks in the same transaction; files go when it is committed.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.text import clean_plain_lines

from ..activity import record
from ..document import fingerprint_of
from ..editions.compiling import compile_piece
from ..editions.publishing import lock
from ..editions.withdrawing import withdraw
from ..models import Card, Picture, Piece, PublicSlug, RedactedAddress, Redaction
from ..models.cards import card_path
from ..models.pictures import file_path
from ..models.redaction import digest_of
from ..models.schedules import Expiry, Outcome, Release, Schedule
from ..refusing import Editor, NotAllowed
from ..related.wishes import wish_refresh
from ..schedules.scheduling import end, hold_open
from ..words import EditionKind
from .places import Goes
from .redaction_plan import Going, Redacting, RedactionRefused, one_line, what_goes
from .words_kept import places

log = logging.getLogger("newsroom.redacting")


def redact(asked: Redacting, *, by: Editor | None, seen: str, typed: str) -> Redaction:
    """Take the words out for good.

    ``seen`` is the mark of what the editor was shown (``Going.mark``), ``typed`` the headline, typed. Raises
    NotAllowed or RedactionRefused, and then takes out nothing.
    """
    if by is None or not by.has_perm("briefings.redact_piece"):
        raise NotAllowed([_("You may not redact pieces.")])
    reason = clean_plain_lines(asked.reason)
    with transaction.atomic():
        # Releases first, then schedules and withdrawals at a time, pieces last, as everywhere.
        releases = _releases(asked.piece_id)
        hold_open([asked.piece_id])
        list(Expiry.objects.filter(piece=asked.piece_id).order_by("pk").select_for_update().values("pk"))
        lock([asked.piece_id])
        going = what_goes(asked)
        reasons = list(going.reasons)
        if not reason:
            reasons.append(_("A redaction needs a reason, which readers will see."))
        if seen != going.mark:
            reasons.append(
                _("Something came or went since this page was made. Look at all that will go once more.")
            )
        if one_line(typed) != one_line(going.headline):
            reasons.append(_("What was typed is not the headline. Type it as it stands there."))
        if reasons:
            raise RedactionRefused(reasons)
        redaction = _take_out(going, by=by, reason=reason)
        _end_empty(releases, by=by)
        return redaction


def _releases(piece_id: int) -> list[Release]:
    """The releases that the piece is in, open or failed, locked."""
    kept = (Outcome.WAITING, Outcome.FAILED)
    held = Release.objects.filter(
        pk__in=Schedule.objects.filter(piece=piece_id, outcome__in=kept).values("release"), outcome__in=kept
    )
    return list(held.order_by("pk").select_for_update())


def _end_empty(releases: list[Release], *, by: Editor) -> None:
    """Cancel those of the open releases that held nothing but the piece; the others go out without it."""
    for release in releases:
        if release.is_waiting and not release.schedules.filter(outcome=Outcome.WAITING).exists():
            end([release], Outcome.CANCELLED, _("What it held was taken out for good."))
            record("cancel_release", release, by=by)


def neutral_slug(piece: Piece) -> str:
    """An address without words for a piece whose own was taken out."""
    return f"redacted-{piece.uid.hex[:16]}"


def _take_out(going: Going, *, by: Editor, reason: str) -> Redaction:
    piece, redacted = going.piece, going.redacted
    files = _files(going)
    # Counted before: the withdrawal itself takes out what stands on pages of others.
    counts = {f"{place.label}.{place.columns[0]}": count for place, count in going.counts}
    tombstone = None
    if going.closes:
        live = piece.live_edition
        assert live is not None
        tombstone = live.pk if live.is_withdrawal else withdraw(piece.pk, by=by, note=reason).pk
    for place in places(*(goes for goes in going.goes if goes is not Goes.WITH_EDITIONS)):
        place.take_out(redacted)
    for place in places(Goes.WITH_EDITIONS):
        if place.label not in BY_THE_DATABASE:
            place.take_out(redacted)
    _forget_pictures(going)
    if going.asked.working_copy:
        _empty_working_copy(piece)
    counts["addresses"] = _forget_addresses(going)
    redaction = _by_the_database(going, by=by, reason=reason, tombstone=tombstone)
    counts |= {"editions": len(going.editions), "pictures": len(going.pictures)}
    Redaction.objects.filter(pk=redaction).update(counts=counts)
    wish_refresh([piece.pk])
    for path in files:
        transaction.on_commit(_remover(path))
    log.info("redacted piece=%s editions=%s closed=%s", piece.uid, len(going.editions), going.closes)
    return Redaction.objects.get(pk=redaction)


BY_THE_DATABASE = frozenset({"briefings.Edition", "briefings.Rendering", "briefings.Activity"})
"""What ``briefings_redact`` does in its one statement."""


def _by_the_database(going: Going, *, by: Editor, reason: str, tombstone: int | None) -> int:
    numbers = [edition.number for edition in going.editions]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT briefings_redact(%s, %s::integer[], %s, %s, %s, %s)",
            [going.piece.pk, numbers, by.pk, reason, now(), tombstone],
        )
        return int(cursor.fetchone()[0])


def _empty_working_copy(piece: Piece) -> None:
    """Its rows are gone by now. It starts anew, without a word, a picture, or what an import brought."""
    Piece.objects.filter(pk=piece.pk).update(lead_picture=None, changed_at=now())
    piece.refresh_from_db(fields=["lead_picture"])
    Piece.objects.filter(pk=piece.pk).update(fingerprint=fingerprint_of(compile_piece(piece)))


def _forget_addresses(going: Going) -> int:
    """Leave of each address its digest; a piece whose present one goes gets one without words."""
    piece, chosen = going.piece, set(going.asked.addresses)
    if not chosen:
        return 0
    RedactedAddress.objects.bulk_create(
        [RedactedAddress(digest=digest_of(slug), piece=piece) for slug in sorted(chosen)],
        ignore_conflicts=True,
    )
    PublicSlug.objects.filter(piece=piece, slug__in=chosen).delete()
    if piece.slug in chosen:
        slug = neutral_slug(piece)
        Piece.objects.filter(pk=piece.pk).update(slug=slug)
        PublicSlug.objects.get_or_create(slug=slug, defaults={"piece": piece})
    return len(chosen)


def _forget_pictures(going: Going) -> None:
    if not going.pictures:
        return
    Piece.objects.filter(pk=going.piece.pk, lead_picture__in=going.pictures).update(
        lead_picture=None, lead_alt="", lead_caption="", lead_credit="", changed_at=now()
    )
    Picture.objects.filter(pk__in=[picture.pk for picture in going.pictures]).delete()
    going.piece.refresh_from_db(fields=["lead_picture"])
    Piece.objects.filter(pk=going.piece.pk).update(fingerprint=fingerprint_of(compile_piece(going.piece)))


def _files(going: Going) -> list[Path]:
    """What is to be deleted below MEDIA_ROOT."""
    files = [file_path(p.digest, width) for p in going.pictures for width in p.widths]
    if going.closes:
        cards = Card.objects.filter(piece=going.piece).exclude(digest="")
        files.extend(card_path(digest) for digest in cards.values_list("digest", flat=True))
    return files


def _remover(path: Path) -> Callable[[], Any]:
    return lambda: path.unlink(missing_ok=True)


def tombstone_of(piece: Piece) -> Redaction | None:
    """The redaction that closes the piece's address now, or None where it is live or was withdrawn otherwise."""
    if piece.live_edition_id is None or piece.live_edition.kind != EditionKind.WITHDRAWAL:  # type: ignore[union-attr]
        return None
    return Redaction.objects.filter(tombstone=piece.live_edition_id).order_by("-pk").first()
