"""Pictures: the house's library of images, each kept only as it was encoded anew."""

import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.clock import now

from ..pictures import MIN_WIDTH, Decoded, decode


class Picture(models.Model):
    """An image in up to three widths, named by the digest of its largest one."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = ArrayField(models.PositiveIntegerField(), editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=now, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.digest[:8]}, {self.width} × {self.height}"

    @classmethod
    def keep(cls, data: bytes, *, by: Any = None, min_width: int = MIN_WIDTH) -> "Picture":
        """The picture of an upload, encoded anew; the one already kept where it is the same.

        Raises pictures.PictureRefused with a sentence. Files are written before the row, so that no row is without.
        """
        decoded = decode(data, min_width=min_width)
        write_files(decoded)
        picture, _created = cls.objects.get_or_create(
            digest=decoded.digest,
            defaults={
                "width": decoded.width,
                "height": decoded.height,
                "widths": [rendition.width for rendition in decoded.renditions],
                "uploaded_by": by,
            },
        )
        return picture


def write_files(decoded: Decoded) -> None:
    """Write the renditions that are not there. Each appears whole or not at all."""
    for rendition in decoded.renditions:
        path = file_path(decoded.digest, rendition.width)
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        part.write_bytes(rendition.data)
        os.replace(part, path)


def file_path(digest: str, width: int) -> Path:
    """Where a rendition lies. Its address is the same below MEDIA_URL, so that a proxy may serve the folder."""
    return Path(settings.MEDIA_ROOT) / "pictures" / f"{digest}-{width}.webp"
