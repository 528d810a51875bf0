"""Addresses of pieces: which are free, and whose those are for good that were ever public."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from newsroom.slugs import distinct, slug_of

from .redaction import RedactedAddress, digest_of

if TYPE_CHECKING:
    from .piece import Piece


class PublicSlug(models.Model):
    """Every address that was ever public, and whose it is for good."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    piece = models.ForeignKey("briefings.Piece", on_delete=models.PROTECT, related_name="public_slugs")

    def __str__(self) -> str:
        return self.slug


def redacted_among(slugs: Iterable[str]) -> set[str]:
    """Which of the slugs were addresses whose words were taken out: no piece gets one of those."""
    by_digest = {digest_of(slug): slug for slug in slugs}
    found = RedactedAddress.objects.filter(digest__in=by_digest).values_list("digest", flat=True)
    return {by_digest[digest] for digest in found}


def slug_taken(slug: str, *, by_other_than: int | None) -> str:
    """A sentence that says whose address ``slug`` is, or nothing where it is free."""
    from .piece import Piece

    other = Piece.objects.filter(slug=slug).exclude(pk=by_other_than).only("headline", "kind").first()
    if other is not None:
        return _("“%(slug)s” is the address of the %(kind)s “%(headline)s”.") % {
            "slug": slug,
            "kind": other.get_kind_display(),
            "headline": other.headline,
        }
    former = PublicSlug.objects.filter(slug=slug).exclude(piece=by_other_than).select_related("piece").first()
    if former is not None:
        return _("“%(slug)s” was an address of “%(headline)s” and goes on leading there.") % {
            "slug": slug,
            "headline": former.piece.headline,
        }
    if RedactedAddress.objects.filter(digest=digest_of(slug)).exists():
        return _("“%(slug)s” was an address of a piece whose words were taken out, and says so for good.") % {
            "slug": slug
        }
    return ""


def free_slug(headline: str, *, kind: str) -> str:
    """An address made from ``headline`` that no piece has or had in public."""
    from .piece import Piece

    stem = slug_of(headline, fallback=kind or "piece")
    of_pieces, former = (
        model.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
        for model in (Piece, PublicSlug)
    )
    taken = set(of_pieces.order_by().union(former))
    slug = distinct(stem, taken)
    while RedactedAddress.objects.filter(digest=digest_of(slug)).exists():
        taken.add(slug)
        slug = distinct(stem, taken)
    return slug


def claim_slug(piece: "Piece") -> str:
    """Keep the address of a piece that was ever public for good; a sentence where it is another's.

    The piece has just been saved in this transaction, so that no publishing can pass by meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO briefings_publicslug (slug, piece_id)"
            " SELECT slug, id FROM briefings_piece WHERE id = %s AND live_edition_id IS NOT NULL"
            " ON CONFLICT (slug) DO NOTHING",
            [piece.pk],
        )
    if (
        PublicSlug.objects.filter(slug=piece.slug).exclude(piece=piece.pk).exists()
        or RedactedAddress.objects.filter(digest=digest_of(piece.slug)).exists()
    ):
        return slug_taken(piece.slug, by_other_than=piece.pk)
    return ""
