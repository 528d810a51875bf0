"""Images as bytes, made as cameras, editors and attackers make them."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, TiffImagePlugin

GPS = 0x8825
ORIENTATION = 0x0112


def colours(width: int = 640, height: int = 400, mode: str = "RGB") -> Image.Image:
    """A left half of red, a right half of blue."""
    picture = Image.new("RGB", (width, height), "#c81e1e")
    picture.paste("#1e1ec8", (width // 2, 0, width, height))
    return picture if mode == "RGB" else picture.convert(mode)


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photograph(orientation: int = 1, **size: int) -> bytes:
    """A JPEG with what a telephone writes into it: where it was taken, how it was held, by what."""
    picture = colours(**size)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "A maker of telephones"
    place = TiffImagePlugin.IFDRational
    exif[GPS] = {1: "N", 2: (place(51), place(30), place(0)), 3: "W", 4: (place(0), place(7), place(0))}
    return encoded(picture, "JPEG", exif=exif, quality=95, comment=b"SECRET-COMMENT")


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*extra: bytes, width: int = 640, height: int = 400, depth: int = 8, colour: int = 0) -> bytes:
    """A grey PNG of its bare chunks, ``extra`` before its pixels, of which it has a million at most."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    lines = zlib.compress(b"\0" * min((width + 1) * height, 1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(extra)
        + chunk(b"IDAT", lines)
        + chunk(b"IEND", b"")
    )


def read(webp: bytes) -> Image.Image:
    return Image.open(io.BytesIO(webp), formats=["WEBP"])
