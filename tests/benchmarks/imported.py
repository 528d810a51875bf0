"""What happens by itself in the minutes after an import, so that it is over before anything is measured."""

from django.db import connection

from briefings.models import Piece
from briefings.related.keywording import count_words_if_grown
from briefings.related.relating import make_known


def make_all_known() -> None:
    """Count words and make keywords, as the workers' first sweep after an import does (``tasks.related``).

    Without it each refresh would work out the keywords of all its neighbours, and that is what it would measure.
    """
    count_words_if_grown()
    strangers = list(Piece.objects.live().filter(related_basis=None).values_list("pk", flat=True))
    for start in range(0, len(strangers), 100):
        make_known(strangers[start : start + 100])


def tidy_up() -> None:
    """What autovacuum, which throw-away servers have not, does by itself a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
