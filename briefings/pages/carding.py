"""Drawing the card images of pieces, and finding those that are missing: what is live says which there should be."""

import os
import uuid

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.clock import now

from ..house import current
from ..models import Card, Edition, House, Piece, live
from ..models.cards import card_path
from .cards import DRAWER, CardWords, can_draw, digest_of, draw


def draw_card(piece_id: int) -> str:
    """Draw the card of a piece as it is live now, and forget the one before; its digest, or "" where it has none.

    Safe to run twice and at once: a row that lost a race differs from what is live, and is drawn again.
    """
    piece = Piece.objects.live().filter(pk=piece_id).as_cards().first()
    if piece is None:
        forget_card(piece_id)
        return ""
    edition, house = piece.live_edition, current()
    assert edition is not None
    words = words_of(edition, house)
    digest = digest_of(words, str(piece.uid)) if can_draw(words.headline) else ""
    if digest:
        write_file(digest, words)
    with transaction.atomic():
        before = Card.objects.select_for_update().filter(piece=piece).values_list("digest", flat=True).first()
        Card.objects.bulk_create(  # one statement, whoever draws the same card at the same moment
            [
                Card(
                    piece=piece,
                    edition=edition,
                    house=house.name,
                    language=house.language,
                    drawer=DRAWER,
                    digest=digest,
                    drawn_at=now(),
                )
            ],
            update_conflicts=True,
            unique_fields=["piece"],
            update_fields=["edition", "house", "language", "drawer", "digest", "drawn_at"],
        )
    if before and before != digest:
        card_path(before).unlink(missing_ok=True)
    return digest


def forget_card(piece_id: int) -> None:
    """Delete the card of a piece that readers cannot read, file and row."""
    card = Card.objects.filter(piece=piece_id).first()
    if card is None:
        return
    if card.digest:
        card_path(card.digest).unlink(missing_ok=True)
    card.delete()


def words_of(edition: Edition, house: House) -> CardWords:
    """What stands on the card of an edition, in the house's language."""
    with translation.override(house.language):
        sources, outlets = edition.source_count, edition.outlet_count
        facts = [
            ngettext("%(n)s source", "%(n)s sources", sources) % {"n": sources} if sources else "",
            ngettext("%(n)s outlet", "%(n)s outlets", outlets) % {"n": outlets} if outlets else "",
        ]
        told = _(", ").join(fact for fact in facts if fact) or house.tagline[:60]
    return CardWords(house=house.name, headline=edition.headline, facts=told)


def write_file(digest: str, words: CardWords) -> None:
    """Draw into the file of this name where there is none. It appears whole or not at all."""
    path = card_path(digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    part.write_bytes(draw(words))
    os.replace(part, path)


def missing_cards(limit: int | None = None) -> list[int]:
    """Primary keys of live pieces whose card is not drawn, or shows something else; what came last first."""
    house = current()
    drawn = Card.objects.filter(
        edition=F("piece__live_edition"), house=house.name, language=house.language, drawer=DRAWER
    )
    missing = Piece.objects.live().exclude(pk__in=drawn.values("piece")).order_by("-live_edition")
    return list(missing.values_list("pk", flat=True)[:limit])


def left_over_cards(limit: int | None = None) -> list[int]:
    """Primary keys of pieces that have a card although readers cannot read them."""
    return list(Card.objects.exclude(live("piece__")).values_list("piece_id", flat=True)[:limit])
