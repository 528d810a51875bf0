"""Checks that need several of a piece's formsets at once: do the markers lead to sources of the same post?"""

from collections.abc import Iterable
from typing import Any

from django.forms import ModelForm
from django.utils.translation import gettext as _

from newsroom.text import markers_in

from ..models import Answer, Citation, Event, Section
from .formsets import PartFormSet

TEXTS = (Section, Event, Answer)


def check_markers(formsets: Iterable[PartFormSet]) -> None:
    """Put a sentence at each text, and at each list of keys, that rests on a source which the post has not."""
    by_model: dict[Any, PartFormSet] = {formset.model: formset for formset in formsets}
    for formset in by_model.values():
        formset.is_valid()  # cleans the rows; their own errors stay where they are
    keys = [key for form in by_model[Citation].rows() if (key := _typed_key(form))]
    for model in TEXTS:
        for form in by_model[model].rows() if model in by_model else ():
            missing(form, "html", markers_in(form.cleaned_data.get("html") or ""), keys)
            missing(form, "keys", form.cleaned_data.get("keys") or [], keys)


def missing(form: ModelForm, field: str, wanted: list[str], keys: list[str]) -> None:
    """One sentence per marker of ``wanted`` that is not among ``keys``."""
    for key in dict.fromkeys(wanted):
        if key in keys or field not in form.fields:
            continue
        if keys:
            sentence = _("The marker [^%(key)s] has no source. The sources here are %(keys)s.") % {
                "key": key,
                "keys": ", ".join(keys[:20]) + (" …" if len(keys) > 20 else ""),
            }
        else:
            sentence = _("The marker [^%(key)s] has no source. There is no source yet.") % {"key": key}
        form.add_error(field, sentence)


def _typed_key(form: ModelForm) -> str:
    """The key of a source, also of one whose row has an error elsewhere."""
    return form.cleaned_data.get("key") or form.instance.key
