"""Redaction: taking the words of a piece out for good, wherever they are kept.

One function of the database empties the editions and files who did so and why, in one statement. What else keeps
the words stands in ``words_kept``, which this walks in the same transaction; files go when it is committed.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom.clock import now
from newsroom.text import clean_plain_lines

from .compiling import compile_piece
from .document import fingerprint_of
from .models import Card, Edition, House, Picture, Piece, PublicSlug, RedactedAddress, Redaction
from .models.cards import card_path
from .models.pictures import file_path
from .models.redaction import digest_of
from .publishing import lock
from .refusing import Editor, NotAllowed, PublishingRefused
from .scheduling import hold_open
from .wishes import wish_refresh
from .withdrawing import withdraw
from .words import EditionKind
from .words_kept import Goes, Place, Redacted, places

log = logging.getLogger("newsroom.redacting")


class RedactionRefused(PublishingRefused):
    """Nothing was taken out. ``reasons`` are sentences."""


@dataclass(frozen=True)
class Redacting:
    """What a chief editor asks for: ``numbers`` of editions, former or present addresses, pictures by their keys.

    ``reason`` is what readers get in the place of the words.
    """

    piece_id: int
    numbers: tuple[int, ...]
    reason: str
    working_copy: bool = False
    addresses: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()


@dataclass
class Going:
    """All that would go, for the page that shows it and for the verb that takes it out."""

    piece: Piece
    asked: Redacting
    editions: list[Edition]
    closes: bool
    headline: str
    counts: list[tuple[Place, int]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def goes(self) -> tuple[Goes, ...]:
        wanted = [Goes.WITH_EDITIONS, Goes.ALWAYS]
        if self.closes:
            wanted.append(Goes.WHEN_CLOSED)
        if self.asked.working_copy:
            wanted.append(Goes.WITH_WORKING_COPY)
        return tuple(wanted)

    @property
    def redacted(self) -> Redacted:
        return Redacted(self.piece, [edition.pk for edition in self.editions])

    @property
    def mark(self) -> str:
        """64 characters that stand for what is shown: with another one, something came or went meanwhile."""
        told = [
            self.asked.numbers,
            self.asked.working_copy,
            sorted(self.asked.addresses),
            sorted(self.asked.pictures),
            [(place.label, place.columns, count) for place, count in self.counts],
            [edition.pk for edition in self.editions],
            self.piece.live_edition_id,
            self.piece.fingerprint,
            self.piece.slug,
        ]
        return hashlib.sha256(orjson.dumps(told)).hexdigest()


def what_goes(asked: Redacting) -> Going:
    """All that a redaction as asked for would take out, and the reasons why it cannot be done, if any.

    Loads no document; some 25 queries, whatever the number of editions. Raises RedactionRefused without a piece.
    """
    piece = Piece.objects.filter(pk=asked.piece_id).as_cards().first()
    if piece is None:
        raise RedactionRefused([_("There is no piece %(pk)s any more.") % {"pk": asked.piece_id}])
    chosen = set(asked.numbers)
    standing = [e for e in _light(piece) if not e.is_redacted]
    editions = [e for e in standing if e.number in chosen]
    staying = [e for e in standing if e.number not in chosen and not e.is_withdrawal]
    live = piece.live_edition
    closes = live is not None and (
        live.number in chosen if not live.is_withdrawal else not staying and bool(editions)
    )
    newest = next((e for e in editions if e.headline), None)
    going = Going(piece, asked, editions, closes, newest.headline if newest else piece.headline)
    redacted = going.redacted
    going.counts = [
        (place, count)
        for place in places(*going.goes)
        if place.label != "briefings.Edition" and (count := place.rows(redacted).count())
    ]
    going.pictures = list(Picture.objects.filter(pk__in=asked.pictures).order_by("pk"))
    going.reasons = list(_against(going, staying))
    return going


def redact(asked: Redacting, *, by: Editor | None, seen: str, typed: str) -> Redaction:
    """Take the words out for good.

    ``seen`` is the mark of what the editor was shown (``Going.mark``), ``typed`` the headline, typed. Raises
    NotAllowed or RedactionRefused, and then takes out nothing.
    """
    if by is None or not by.has_perm("briefings.redact_piece"):
        raise NotAllowed([_("You may not redact pieces.")])
    reason = clean_plain_lines(asked.reason)
    with transaction.atomic():
        hold_open([asked.piece_id])  # schedules first, pieces then, as everywhere
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
        return _take_out(going, by=by, reason=reason)


def one_line(words: str) -> str:
    """As it is compared: white space folded, since a headline is copied by eye."""
    return " ".join(words.split())


def pictures_of(piece: Piece) -> list[tuple[Picture, set[int], bool]]:
    """Pictures that the piece shows or showed: (picture, numbers of editions, whether the working copy does)."""
    shown: dict[str, set[int]] = {}
    rows = piece.editions.filter(picture__isnull=False).values_list("number", "picture__picture")
    for number, uid in rows:
        shown.setdefault(str(uid), set()).add(number)
    wanted = Q(uid__in=list(shown)) | Q(pk=piece.lead_picture_id or 0)
    return [
        (picture, shown.get(str(picture.uid), set()), picture.pk == piece.lead_picture_id)
        for picture in Picture.objects.filter(wanted).order_by("pk")
    ]


def pieces_to_look_at(headline: str, *, but: int) -> list[Piece]:
    """Other pieces whose headline holds these words, such as follow-ups: theirs, to be looked at by a person."""
    if not one_line(headline):
        return []
    return list(Piece.objects.filter(headline__icontains=headline).exclude(pk=but).order_by("pk")[:20])


def neutral_slug(piece: Piece) -> str:
    """An address without words for a piece whose own was taken out."""
    return f"redacted-{piece.uid.hex[:16]}"


def _light(piece: Piece) -> Iterable[Edition]:
    return (
        piece.editions.select_related(None)
        .only("piece", "number", "kind", "headline", "released_at", "redaction", "picture")
        .order_by("-number")
    )


def _against(going: Going, staying: Sequence[Edition]) -> Iterable[str]:
    """Sentences that say why this cannot be done."""
    piece, asked = going.piece, going.asked
    if piece.live_edition_id is None:
        yield _("Nothing of this piece was published. A draft can be deleted.")
        return
    known = set(piece.editions.filter(number__in=asked.numbers).values_list("number", flat=True))
    missing = sorted(set(asked.numbers) - known)
    for number in missing[:10]:
        yield _("There is no edition %(number)s.") % {"number": number}
    if not (going.editions or missing or asked.working_copy or asked.addresses or asked.pictures):
        if asked.numbers:
            yield _("These editions have no words any more.")
        else:
            yield _("Choose the editions whose words go.")
    own = set(piece.public_slugs.values_list("slug", flat=True)) | {piece.slug}
    for slug in sorted(set(asked.addresses) - own):
        yield _("“%(slug)s” is no address of this piece.") % {"slug": slug}
    if asked.pictures:
        yield from _against_pictures(going, staying)


def _against_pictures(going: Going, staying: Sequence[Edition]) -> Iterable[str]:
    piece = going.piece
    shown_by_others = (
        Q(live_edition__picture__picture__in=[str(picture.uid) for picture in going.pictures])
        | Q(lead_picture__in=going.pictures)
        | Q(editions__picture__picture__in=[str(picture.uid) for picture in going.pictures])
    )
    for other in Piece.objects.filter(shown_by_others).exclude(pk=piece.pk).distinct()[:10]:
        yield _("“%(headline)s” shows a picture that was chosen to go. Redact or change it there first.") % {
            "headline": other
        }
    chosen = {str(picture.uid) for picture in going.pictures}
    for edition in staying:
        if edition.picture and edition.picture["picture"] in chosen:
            yield _("Edition %(number)s stays, and shows a picture that was chosen to go.") % {
                "number": edition.number
            }
    if House.objects.filter(logo__in=going.pictures).exists():
        yield _("A picture that was chosen to go is the logo of the house.")


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
