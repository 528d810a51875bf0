"""Model fields that make text safe and tidy on its way into the database, however it comes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.text import clean_paragraphs, clean_plain, clean_plain_lines

from .own_hosts import clean_own

RICH_TEXT_MAX = 100_000


def check_length(limit: int):
    """A validator that names both figures."""

    def check(value: str) -> None:
        if len(value) > limit:
            raise ValidationError(
                _("This text has %(length)s characters; at most %(limit)s fit."),
                params={"length": f"{len(value):,}", "limit": f"{limit:,}"},
                code="max_length",
            )

    return check


class CleanedTextField(models.TextField):
    """A text column whose value passes ``tidy`` before it is checked and before it is stored."""

    def tidy(self, value: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.tidy(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.tidy(value)
            setattr(model_instance, self.attname, value)
        return value


class PlainTextField(CleanedTextField):
    """Plain words; markup in it is text. ``single_line`` folds it into one line."""

    def __init__(self, *args: Any, single_line: bool = False, **kwargs: Any) -> None:
        self.single_line = single_line
        super().__init__(*args, **kwargs)
        if self.max_length:
            self.validators = [*self.validators, check_length(self.max_length)]

    def tidy(self, value: str) -> str:
        return clean_plain(value) if self.single_line else clean_plain_lines(value)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        if self.single_line:
            kwargs["single_line"] = True
        return name, path, args, kwargs


class RichTextField(CleanedTextField):
    """The HTML of sections and answers: few elements, links checked, nothing that runs."""

    default_validators = [check_length(RICH_TEXT_MAX)]

    def tidy(self, value: str) -> str:
        return clean_own(value)


class ParagraphsField(CleanedTextField):
    """The text of an event: plain paragraphs, stored as ``<p>``."""

    default_validators = [check_length(RICH_TEXT_MAX)]

    def tidy(self, value: str) -> str:
        return clean_paragraphs(value)
