"""All that a redaction would take out, and what stands against it, for the page that shows it and for the verb."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson
from django.db.models import Q
from django.utils.translation import gettext as _

from ..models import Edition, House, Picture, Piece
from ..refusing import PublishingRefused
from .places import Goes, Place, Redacted
from .words_kept import places


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
    staying: list[str] = field(default_factory=list)
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
        return Redacted(self.piece, [edition.pk for edition in self.editions], self.staying)

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
    going.staying = list(_fingerprints_that_stay(going, staying))
    redacted = going.redacted
    going.counts = [
        (place, count)
        for place in places(*going.goes)
        if place.label != "briefings.Edition" and (count := place.rows(redacted).count())
    ]
    going.pictures = list(Picture.objects.filter(pk__in=asked.pictures).order_by("pk"))
    going.reasons = list(_against(going, staying))
    return going


def _fingerprints_that_stay(going: Going, staying: Sequence[Edition]) -> Iterable[str]:
    """Those of other editions, and of the working copy where it stays; none that an edition has whose words go."""
    found = {edition.fingerprint for edition in staying}
    if not going.asked.working_copy:
        found.add(going.piece.fingerprint)
    return found - {edition.fingerprint for edition in going.editions} - {""}


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


def _light(piece: Piece) -> Iterable[Edition]:
    return (
        piece.editions.select_related(None)
        .only("piece", "number", "kind", "headline", "fingerprint", "released_at", "redaction", "picture")
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
