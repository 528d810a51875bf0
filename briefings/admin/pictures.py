"""Pictures in the desk's forms: one field that takes an upload, shows what is there, and lets it be removed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..models import Picture
from ..picture_urls import srcset_of, url_of
from ..pictures import FORMATS, MAX_BYTES, MIN_WIDTH, PictureRefused

THUMBNAIL = 96
"""Width in pixels of a picture in a list."""


def thumbnail(picture: Picture | None) -> SafeString | str:
    """A small image beside words that say what it is of; nothing without a picture."""
    if picture is None:
        return ""
    height = round(THUMBNAIL * picture.height / picture.width)
    src = url_of(picture.digest, picture.widths[0])
    markup = '<img class="thumbnail" src="{}" width="{}" height="{}" alt="" loading="lazy">'
    return format_html(markup, src, THUMBNAIL, height)


@dataclass(frozen=True)
class Posted:
    """What a form sent of a picture: a new file, the UUID of the one that it showed, whether to remove it."""

    upload: UploadedFile | None
    shown: str
    remove: bool


class PictureInput(forms.Widget):
    """A file field beside the present picture. ``value`` is a Picture or None."""

    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Posted:
        return Posted(files.get(name), data.get(f"{name}-shown", ""), f"{name}-remove" in data)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}-shown" not in data and f"{name}-remove" not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """With the project's templates: Django's renderer of forms knows only those of installed packages."""
        picture = value if isinstance(value, Picture) else None
        context = {
            "name": name,
            "attrs": {**(attrs or {}), "accept": ",".join(f"image/{f.lower()}" for f in FORMATS)},
            "id": (attrs or {}).get("id", name),
            "picture": picture,
            "src": picture and url_of(picture.digest, picture.widths[0]),
            "srcset": picture and srcset_of(picture.digest, picture.widths),
        }
        return render_to_string("admin/briefings/picture_input.html", context)


class PictureField(forms.Field):
    """Gives a Picture or None. An upload is decoded and kept at once, also where another field of the form is
    wrong: browsers send a file once, and the form then shows and names what was kept.

    ``editor`` is who uploads; a form that knows sets it.
    """

    widget = PictureInput
    editor: Any = None

    def __init__(self, *, min_width: int = MIN_WIDTH, **kwargs: Any) -> None:
        self.min_width = min_width
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            format_lazy(
                _("JPEG, PNG, WebP, AVIF, GIF or TIFF, at most {limit} MB."),
                limit=MAX_BYTES // 1024**2,
            ),
        )
        super().__init__(**kwargs)
        self._kept: Picture | None = None

    def clean(self, value: Any) -> Picture | None:
        posted: Posted = value
        if posted.upload is not None:
            posted.upload.seek(0)
            try:
                self._kept = Picture.keep(
                    posted.upload.read(MAX_BYTES + 1), by=self.editor, min_width=self.min_width
                )
            except PictureRefused as refused:
                raise ValidationError(str(refused), code="picture") from refused
            return self._kept
        return None if posted.remove else shown(posted)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if data is None or data.upload is not None:
            return data is not None
        after = None if data.remove else shown(data)
        return (after.pk if after else None) != _primary_key(initial)

    def bound_data(self, data: Any, initial: Any) -> Picture | None:
        """What the form shows again: what was kept just now, or what it showed before."""
        if self._kept is not None:
            return self._kept
        return shown(data) if isinstance(data, Posted) else self.prepare_value(initial)

    def prepare_value(self, value: Any) -> Picture | None:
        if value is None or isinstance(value, Picture):
            return value
        return Picture.objects.filter(pk=value).first()


def shown(posted: Posted) -> Picture | None:
    """The picture that the form showed."""
    try:
        uid = UUID(posted.shown)
    except ValueError:
        return None
    return Picture.objects.filter(uid=uid).first()


def _primary_key(value: Any) -> int | None:
    return value.pk if isinstance(value, Picture) else value


class WithPictures(forms.ModelForm):
    """A form with fields of pictures, for ``user``, who uploads them; the admin sets it."""

    user: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PictureField):
                field.editor = self.user
