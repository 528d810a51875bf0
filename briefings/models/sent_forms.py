"""The forms of the desk that were sent, so that each is done once (``admin/sent_once.py``)."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, models

from newsroom.clock import now

KEPT_FOR = timedelta(days=1)

ANSWERED_WITHIN = timedelta(minutes=2)
"""A request that has no answer by then was broken off: the web server gives none more than a minute."""

CLAIM = """
WITH old AS (DELETE FROM briefings_sentform WHERE at < %s)
INSERT INTO briefings_sentform (user_id, mark, at, led_to) VALUES (%s, %s, %s, '')
ON CONFLICT (user_id, mark) DO UPDATE SET at = EXCLUDED.at
    WHERE briefings_sentform.led_to = '' AND briefings_sentform.at < EXCLUDED.at - %s::interval
"""


class SentForm(models.Model):
    """A form as it was filled in, sent from one page by one person. ``led_to`` is the address to which its answer led;
    it is empty while the answer is being made. Rows are kept for ``KEPT_FOR``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    at = models.DateTimeField()
    led_to = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "sent form"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="sent_form_once")]
        indexes = [models.Index(fields=["at"], name="sent_form_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.mark}"

    @classmethod
    def claim(cls, user_id: int, mark: str) -> bool:
        """Whether this form is the first with the mark, or the first one was broken off. Of two at the same moment one
        is."""
        moment = now()
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [moment - KEPT_FOR, user_id, mark, moment, ANSWERED_WITHIN])
            return cursor.rowcount == 1
