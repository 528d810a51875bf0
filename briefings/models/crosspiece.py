"""What pages need across pieces: rows of the live editions, written in the transaction that publishes."""

from django.db import models

from topics.models import Topic

from ..words import PieceKind, Precision
from .parts import Article, Outlet, Person


class LiveFiling(models.Model):
    """A live piece under a topic: for counts, newest pieces and neighbours, none of which loads the piece.

    Publishing writes it; a trigger on filings keeps it when a live piece is filed elsewhere.
    """

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="live_filings")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="live_filings", db_index=False)
    kind = models.CharField(max_length=8, choices=PieceKind)
    first_published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["piece", "topic"], name="live_filing_once")]
        indexes = [
            models.Index(fields=["topic", "kind", "-first_published_at", "-piece"], name="live_filing_newest")
        ]

    def __str__(self) -> str:
        return f"{self.piece_id} under {self.topic_id}"


class LiveEvent(models.Model):
    """An event of a live story, for the merged timelines of topics."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="live_events")
    uid = models.UUIDField()
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    precision = models.CharField(max_length=6, choices=Precision)
    circa = models.BooleanField()
    html = models.TextField()
    digest = models.CharField(max_length=32)  # equal where date and words are, so that a merge shows it once

    class Meta:
        indexes = [
            models.Index(fields=["piece", "-start"], name="live_event_by_piece"),
            # In the order of merged timelines, for topics that most stories are under (views/merged.py).
            models.Index(fields=["-start", "digest", "-piece"], name="live_event_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d}"


class LiveCitation(models.Model):
    """A citation of a live piece, for the pages of outlets."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="live_citations")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="live_citations")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="live_citations")
    number = models.PositiveIntegerField()
    title = models.TextField()
    language = models.CharField(max_length=35, default="")  # of the title
    url = models.TextField()
    published_on = models.DateField(null=True)
    first_published_at = models.DateTimeField()

    class Meta:
        indexes = [
            # With the piece, so that an outlet's pieces are counted along the index.
            models.Index(
                fields=["outlet", "-first_published_at", "-id"],
                include=["piece"],
                name="live_citation_by_outlet",
            )
        ]

    def __str__(self) -> str:
        return self.title


class LiveByline(models.Model):
    """A person's name on a live piece, for the person's page."""

    piece = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="live_bylines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="live_bylines")
    position = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.person_id} on {self.piece_id}"


class LiveQuestion(models.Model):
    """A live story leads to a question, which may or may not be live itself."""

    story = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="live_questions")
    question = models.ForeignKey("briefings.Piece", on_delete=models.CASCADE, related_name="live_stories")
    teaser = models.TextField()
    position = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.story_id} leads to {self.question_id}"
