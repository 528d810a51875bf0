"""The rows that search asks: one for each live piece, written in the transaction that publishes it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from ..words import PieceKind


class SearchRow(models.Model):
    """What is found of a live piece. Its topics are not in it: they apply at once, and are searched by name."""

    piece = models.OneToOneField(
        "briefings.Piece", primary_key=True, on_delete=models.CASCADE, related_name="search_row"
    )
    kind = models.CharField(max_length=8, choices=PieceKind)
    english = models.BooleanField()  # by which of the two configurations ``words`` were made
    published_at = models.DateTimeField()
    words = SearchVectorField()
    text = models.TextField()  # plain, to cut excerpts from

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["published_at", "piece"], name="search_published"),
        ]

    def __str__(self) -> str:
        return f"Search row of {self.piece_id}"
