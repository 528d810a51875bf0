"""Form fields of the desk: text that is tidied, dates as people write them, keys of sources."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom import dates
from newsroom.account_names import account_name
from newsroom.text import clean_plain, clean_plain_lines, paragraphs_to_text, text_to_paragraphs

from ..fields import RICH_TEXT_MAX, check_length
from ..models import Event
from ..models.parts import validate_key
from ..own_hosts import clean_own
from .editor import RichEditor

NUL = _("This holds a NUL character, which cannot be kept. Take it out, or type the words again.")


class TidyField(forms.CharField):
    """Text that passes ``tidy`` before it is compared, so that an unchanged save changes nothing."""

    def __init__(self, *args: Any, tidy: Callable[[str], str] = clean_plain_lines, **kwargs: Any) -> None:
        self.tidy = tidy
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if "\x00" in text:
            raise ValidationError(NUL, code="null_characters_not_allowed")
        return self.tidy(text)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No ``maxlength``: browsers cut what is pasted without a word. The server says both figures."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class AccountField(forms.ModelChoiceField):
    """A choice of accounts, by the names of those who have them."""

    def label_from_instance(self, obj: Any) -> str:
        return account_name(obj)


class LineField(TidyField):
    """One line of plain text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("tidy", clean_plain)
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "vTextField"}))
        super().__init__(*args, **kwargs)


class RichField(TidyField):
    """The HTML of a section or an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        kwargs["widget"] = RichEditor()
        super().__init__(*args, tidy=clean_own, **kwargs)


class ParagraphsField(TidyField):
    """Plain paragraphs, typed as text, kept as ``<p>``. Its initial value is the text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}))
        super().__init__(*args, tidy=text_to_paragraphs, **kwargs)
        self.validators.append(check_length(RICH_TEXT_MAX))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return text_to_paragraphs(initial or "") != text_to_paragraphs(data or "")

    @staticmethod
    def initial_of(html: str) -> str:
        return paragraphs_to_text(html)


def read_date(text: str) -> dates.ParsedDate:
    """The date that somebody typed, or the parser's sentence as a ValidationError."""
    try:
        return dates.parse(text, timezone.get_current_timezone())
    except dates.DateError as error:
        raise ValidationError(str(error), code="date") from error


class DayField(LineField):
    """A day of a source's life, typed in any of the ways of ``newsroom.dates``: a date or None."""

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        if not text:
            return None
        parsed = read_date(text)
        if parsed.precision != "day" or parsed.end is not None or parsed.circa:
            raise ValidationError(
                _("“%(text)s” is not one day: write it as 21 Nov 2025 or 2025-11-21."),
                params={"text": text[:60]},
                code="day",
            )
        return parsed.start

    def prepare_value(self, value: Any) -> Any:
        return dates.format(value, None, "day", False) if isinstance(value, date) else value


class WhenField(LineField):
    """The date of an event, as a ParsedDate."""

    def to_python(self, value: Any) -> dates.ParsedDate | None:
        if isinstance(value, dates.ParsedDate):
            return value
        text = super().to_python(value)
        return read_date(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dates.ParsedDate):
            return dates.format(value.start, value.end, value.precision, value.circa)
        return value

    @staticmethod
    def initial_of(event: Event) -> dates.ParsedDate:
        end = dates.as_precise(event.end, event.precision) if event.end else None
        return dates.ParsedDate(
            dates.as_precise(event.start, event.precision), end, event.precision, event.circa
        )

    @staticmethod
    def put(parsed: dates.ParsedDate, event: Event) -> None:
        """Days, months and years are kept as their first moment in UTC."""
        event.start, event.end = _moment(parsed.start), _moment(parsed.end) if parsed.end else None
        event.precision, event.circa = parsed.precision, parsed.circa


def _moment(value: date) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


class KeysField(LineField):
    """Keys of sources, separated by commas, as a list; brackets of a marker around a key are taken off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=list, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        words = super().to_python(value).replace(",", " ").split()
        keys = list(dict.fromkeys(word.removeprefix("[^").removesuffix("]") for word in words))
        for key in keys:
            try:
                validate_key(key)
            except ValidationError as error:
                raise ValidationError(
                    _("“%(key)s” is no key. %(why)s"), params={"key": key[:80], "why": error.messages[0]}
                ) from error
        return keys

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value
