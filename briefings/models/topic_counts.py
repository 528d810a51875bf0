"""How many live pieces stand under each topic, so that no page counts them."""

from django.db import models


class TopicCount(models.Model):
    """Live stories and common questions under a topic, in one row or in several to be added up.

    Triggers on live filings write them in the transaction that publishes, withdraws or files elsewhere. Each takes a
    row of the topic that nobody else has locked, or makes another, so that publications never wait here for one
    another. A topic that is gone leaves rows that add up to nothing.
    """

    topic_id = models.BigIntegerField(db_index=True)
    stories = models.IntegerField()  # below zero where more went through this row than came
    questions = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.stories} and {self.questions}"
