"""The registry of what may hold a piece's words: every column is listed, and one that is not is found."""

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Field, JSONField, TextField

from briefings.models import Note
from briefings.removals.words_kept import FILES, NO_WORDS, PLACES, columns_of_words, unlisted

ROOT = Path(__file__).resolve().parents[2]


def test_no_column_that_may_hold_words_is_unlisted():
    assert unlisted() == []


@pytest.mark.parametrize("column", [TextField(), JSONField(), ArrayField(CharField(max_length=9))], ids=repr)
def test_a_column_that_nobody_listed_is_found(column: Field):
    column.contribute_to_class(Note, "aside")
    try:
        assert unlisted() == ["briefings.Note.aside"]
    finally:
        Note._meta.local_fields.remove(column)
        Note._meta._expire_cache()
    assert unlisted() == []


def test_a_table_that_nobody_listed_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(NO_WORDS, "briefings.WordCount")
    assert unlisted() == ["briefings.WordCount.word"]


def test_the_registry_names_columns_that_there_are_and_treats_each_once():
    for place in PLACES:
        for column in place.columns:
            place.model._meta.get_field(column)
    listed = [(place.label, column) for place in PLACES for column in place.columns]
    assert len(listed) == len(set(listed))
    labels = {model._meta.app_label for model in apps.get_models()}
    for name in NO_WORDS:
        app, _dot, model = name.partition(".")
        assert app in labels
        if model:
            apps.get_model(app, model.partition(".")[0])
    assert ("briefings.Section", "html") in set(columns_of_words())


def test_each_module_that_writes_files_of_pieces_is_listed():
    writing = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "briefings").rglob("*.py")
        if "settings.MEDIA_ROOT" in path.read_text()
    }
    assert writing == {place.module for place in FILES}
