"""A story with a word in each place that takes words, its redaction, and where the word still stands."""

from django.db import connection

from briefings.models import Piece, Redaction
from briefings.removals.redacting import redact
from briefings.removals.redaction_plan import Redacting, what_goes
from tests.building import make_editor, make_question, make_story, published

SECRET = "zxq"


def secret_story(**fields) -> Piece:
    """A live story with the word in each place that takes words."""
    question = published(make_question("Why?"))
    return published(
        make_story(
            f"The {SECRET} affair",
            standfirst=f"About {SECRET}.",
            credit=f"By {SECRET}.",
            sections=[f"<p>{SECRET} did it.[^wire]</p>", ("other", "<p>More.</p>", f"{SECRET} heading")],
            sources=[
                {"key": "wire", "quote": f"{SECRET} quote", "paraphrase": f"{SECRET} says so"},
            ],
            events=[("2020-05-05", f"<p>{SECRET} was born.</p>")],
            questions=[(question, f"{SECRET} teaser")],
            byline=["Ann Reporter"],
            topics=["Bridges"],
            **fields,
        )
    )


def redacted(piece: Piece, numbers=None, *, by=None, reason="A court ordered it.", **choices) -> Redaction:
    """The redaction of these editions, or of all, confirmed as the page has it confirmed."""
    if numbers is None:
        numbers = list(piece.editions.values_list("number", flat=True))
        choices = {"working_copy": True, "addresses": addresses_of(piece), **choices}
    asked = Redacting(piece.pk, tuple(numbers), reason, **choices)
    going = what_goes(asked)
    redaction = redact(asked, by=by or make_editor("chief"), seen=going.mark, typed=going.headline)
    piece.refresh_from_db()
    return redaction


def addresses_of(piece: Piece) -> tuple[str, ...]:
    return tuple(piece.public_slugs.values_list("slug", flat=True))


def where(word: str) -> list[str]:
    """Every table of the database in which the word stands in any column, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)
