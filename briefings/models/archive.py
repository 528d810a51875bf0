"""How many live pieces each month has, so that the archive counts no pieces."""

from django.db import models


class ArchiveCount(models.Model):
    """Live pieces first published in a month of UTC, in one row or in several to be added up.

    Triggers on the search rows write them in the transaction that publishes or withdraws. Each takes a row of the
    month that nobody else has locked, or makes another, so that publications never wait here for one another.
    """

    month = models.DateField(db_index=True)  # its first day
    pieces = models.IntegerField()  # below zero where more went through this row than came

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.pieces}"
