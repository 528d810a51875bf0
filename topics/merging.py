"""Merging two topics into one, without knowing what is filed under them."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.dispatch import Signal
from django.utils.translation import gettext as _

from .models import FormerSlug, Topic

topic_removed = Signal()
"""Sent when somebody removed a topic at the desk: ``topic`` and ``by``."""


topics_merging = Signal()
"""Sent within the transaction, before anything moves: ``source`` and ``into``, both locked."""


topics_merged = Signal()
"""Sent within the transaction: ``source``, which goes, ``into``, which stays, and ``by``."""


class MergeRefused(Exception):
    """Says in a sentence why these topics cannot be merged."""


@transaction.atomic
def merge_topics(source: Topic, into: Topic, *, by) -> Topic:
    """File everything of ``source`` under ``into``, lead its address there, and remove it.

    Rows that would stand twice under ``into`` (a piece filed under both) are dropped with ``source``.
    Raises MergeRefused for a topic with itself, or without the right ``topics.merge_topic``.
    """
    if not by.has_perm("topics.merge_topic"):
        raise MergeRefused(_("Only a chief editor may merge topics."))
    if source.pk == into.pk:
        raise MergeRefused(_("A topic cannot be merged with itself."))
    list(Topic.objects.select_for_update().filter(pk__in=[source.pk, into.pk]).order_by("pk"))
    if into.pk in source.descendants():
        # Otherwise the topics between them would become parts of their own part.
        Topic.objects.filter(pk=into.pk).update(parent=source.parent_id)
    topics_merging.send(sender=Topic, source=source, into=into)
    for relation in Topic._meta.related_objects:
        if relation.many_to_many:
            continue
        field = relation.field.name
        rows = relation.related_model._base_manager.filter(**{field: source.pk})
        if relation.related_model is Topic:
            rows = rows.exclude(pk=into.pk)
        _move(relation.related_model, field, list(rows.order_by("pk").values_list("pk", flat=True)), into)
    slug = source.slug
    topics_merged.send(sender=Topic, source=source, into=into, by=by)
    source.delete()
    FormerSlug.objects.update_or_create(slug=slug, defaults={"topic": into})
    into.refresh_from_db()
    return into


def _move(model: type[Model], field: str, keys: list[Any], into: Topic) -> None:
    """Have these rows be of ``into``, all by one statement where none stands there twice; else by halves, so that
    among thousands the few that do are found in a few steps. These go."""
    rows = model._base_manager.filter(pk__in=keys)
    try:
        with transaction.atomic():
            rows.update(**{field: into.pk})
    except IntegrityError:
        if len(keys) == 1:
            # The same thing stands under both. It goes now, so that what follows its going is the source's.
            rows.delete()
            return
        for half in (keys[: len(keys) // 2], keys[len(keys) // 2 :]):
            _move(model, field, half, into)
