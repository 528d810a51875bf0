"""What needs several of a piece's formsets at once: markers follow a key that changed, and lead to sources."""

from collections.abc import Iterable
from typing import Any

from django.forms import ModelForm
from django.utils.translation import gettext as _

from newsroom.text import markers_in, rename_marker

from ..models import Answer, Citation, Event, QuestionLink, Section
from .formsets import PartFormSet

TEXTS = (Section, Event, Answer)


def check_markers(formsets: Iterable[PartFormSet]) -> None:
    """Put a sentence at each text, and at each list of keys, that rests on a source which the post has not."""
    by_model: dict[Any, PartFormSet] = {formset.model: formset for formset in formsets}
    for formset in by_model.values():
        formset.is_valid()  # cleans the rows; their own errors stay where they are
    if Citation not in by_model:
        return
    sources = by_model[Citation].rows()
    keys = [key for form in sources if (key := _typed_key(form))]
    texts = [form for model in TEXTS if model in by_model for form in by_model[model].rows()]
    for old, new in renamed_keys(sources).items():
        for form in texts:
            follow(form, old, new)
    for form in texts:
        for field, wanted in (
            ("html", markers_in(form.cleaned_data.get("html") or "")),
            ("keys", form.cleaned_data.get("keys") or []),
        ):
            if field in form.fields:
                for sentence in missing(wanted, keys):
                    form.add_error(field, sentence)
    if QuestionLink in by_model:
        for answer, wanted in by_model[QuestionLink].new_answers():
            for sentence in missing(wanted, keys):
                answer.add_error("html", sentence)


def missing(wanted: list[str], keys: list[str]) -> list[str]:
    """One sentence per marker of ``wanted`` that is not among ``keys``."""
    sentences = []
    for key in dict.fromkeys(wanted):
        if key in keys:
            continue
        if keys:
            sentence = _("The marker [^%(key)s] has no source. The sources here are %(keys)s.") % {
                "key": key,
                "keys": ", ".join(keys[:20]) + (" …" if len(keys) > 20 else ""),
            }
        else:
            sentence = _("The marker [^%(key)s] has no source. There is no source yet.") % {"key": key}
        sentences.append(sentence)
    return sentences


def renamed_keys(sources: list[ModelForm]) -> dict[str, str]:
    """Old key to new, of the sources whose key was changed and is no other source's by now."""
    now = {_typed_key(form) for form in sources}
    changed = (form for form in sources if form.instance.pk and "key" in form.changed_data)
    pairs = {form.initial.get("key") or "": form.cleaned_data.get("key") or "" for form in changed}
    return {old: new for old, new in pairs.items() if old and new and old not in now}


def follow(form: ModelForm, old: str, new: str) -> None:
    """Let the markers and keys of a text follow a key that was changed, where its editor's page did not do so."""
    html, keys = form.cleaned_data.get("html") or "", form.cleaned_data.get("keys") or []
    if old in markers_in(html):
        form.cleaned_data["html"] = form.instance.html = rename_marker(html, old, new)
        form.touched = True
    if old in keys:
        form.cleaned_data["keys"] = form.instance.keys = [new if key == old else key for key in keys]
        form.touched = True


def _typed_key(form: ModelForm) -> str:
    """The key of a source, also of one whose row has an error elsewhere."""
    return form.cleaned_data.get("key") or form.instance.key
