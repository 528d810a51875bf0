"""Uploaded pictures: decoded, bounded, stripped of metadata and encoded anew. Pure: bytes in, bytes out."""

import hashlib
import io
import threading
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_RATIO = 10
"""How many times longer one side may be than the other; at 1,600 pixels WebP can hold no more."""

WIDTHS = (480, 960, 1600)
"""Widths of the renditions in pixels; a picture is never made larger than it came."""

MIN_WIDTH = 320
MIN_LOGO_WIDTH = 48

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")
"""What is opened at all. SVG is a document with scripts, and no picture."""

QUALITY = 80
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture of each orientation of Exif (2.32, 4.6.5) upright."""

# What Pillow's decoders raise on damaged files, beside its own errors, which are OSErrors.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    ArithmeticError,
    MemoryError,
    LookupError,
    TypeError,
)

# Large pictures one after the other: 60 million pixels take some 300 MB while they are decoded.
_one_at_a_time = threading.Lock()


class PictureRefused(ValueError):
    """Says in a sentence why an upload is not taken."""


@dataclass(frozen=True)
class Rendition:
    """One size of a picture, as WebP."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Decoded:
    """A picture as the house keeps it: ``digest`` names its files; renditions from the smallest to the largest."""

    digest: str
    width: int
    height: int
    renditions: list[Rendition]


def decode(data: bytes, *, min_width: int = MIN_WIDTH) -> Decoded:
    """Decode an upload and encode it anew at each width. Raises PictureRefused.

    Nothing of the upload's own bytes is kept: metadata, trailing data and polyglots go. Turned as its camera
    held it, colours brought to sRGB, the first frame of an animation.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused(
            _("The file is larger than %(limit)s MB, which is the most that fits.")
            % {"limit": MAX_BYTES // 1024**2}
        )
    with _one_at_a_time:
        try:
            picture = _opened(data, min_width)
            renditions = [_rendition(picture, width) for width in widths_of(picture.width)]
        except PictureRefused:
            raise
        except Image.DecompressionBombError as error:
            raise PictureRefused(_too_many(None)) from error
        except UNREADABLE as error:
            raise PictureRefused(
                _("This file is no picture that can be read. JPEG, PNG, WebP, AVIF, GIF and TIFF can.")
            ) from error
    largest = renditions[-1]
    return Decoded(hashlib.sha256(largest.data).hexdigest()[:32], largest.width, largest.height, renditions)


def widths_of(width: int) -> list[int]:
    """The widths in which a picture this wide is kept, rising.

    >>> widths_of(4000), widths_of(1000), widths_of(320)
    ([480, 960, 1600], [480, 960, 1000], [320])
    """
    return sorted({*(w for w in WIDTHS if w < width), min(width, WIDTHS[-1])})


def _opened(data: bytes, min_width: int) -> Image.Image:
    """The upload's pixels, upright, in sRGB, with transparency where it has some, at most some 3,200 wide."""
    with warnings.catch_warnings():
        # The bound below is ours and is checked before anything is decoded.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        file = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_size(file, min_width)
        file.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))  # of a JPEG, no more than is needed
        file.load()
    orientation = file.getexif().get(ORIENTATION)
    picture = _in_srgb(_smaller(file))
    turn = UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return picture if turn is None else picture.transpose(turn)


def _check_size(picture: Image.Image, min_width: int) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefused(_too_many(picture))
    # Before it is turned: either side may become the width.
    if min(picture.width, picture.height) * MAX_RATIO < max(picture.width, picture.height):
        raise PictureRefused(
            _("The picture is more than %(limit)s times as long as it is wide, or the reverse.")
            % {"limit": MAX_RATIO}
        )
    if picture.width < min_width:
        raise PictureRefused(
            _("The picture is %(width)s pixels wide; it needs at least %(limit)s.")
            % {"width": picture.width, "limit": min_width}
        )


def _too_many(picture: Image.Image | None) -> str:
    limit = MAX_PIXELS // 1_000_000
    if picture is None:
        return _("The picture has too many pixels; at most %(limit)s million fit.") % {"limit": limit}
    return _("The picture has %(size)s million pixels; at most %(limit)s million fit.") % {
        "size": round(picture.width * picture.height / 1_000_000),
        "limit": limit,
    }


def _smaller(picture: Image.Image) -> Image.Image:
    """Reduced by a whole factor before anything else copies it, where its pixels can be averaged as they are."""
    factor = picture.width // (WIDTHS[-1] * 2)
    if factor < 2 or picture.mode not in ("RGB", "L", "CMYK"):
        return picture
    return picture.reduce(factor)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """As RGB or RGBA. Without a profile that can be read, the pixels are taken as they are."""
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode in ("I", "F"):
        low, high = picture.getextrema()
        scale = 255 / ((high - low) or 1)
        picture = picture.point(lambda value: value * scale - low * scale).convert("L")
    transparent = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    flat = picture.convert("RGBA") if transparent else picture
    if not profile:
        return flat.convert("RGBA" if transparent else "RGB")
    pixels = flat.convert("RGB") if transparent or flat.mode not in ("RGB", "CMYK", "L") else flat
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(pixels, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        turned = None
    turned = turned or pixels.convert("RGB")
    if transparent:
        turned.putalpha(flat.getchannel("A"))
    return turned


def _rendition(picture: Image.Image, width: int) -> Rendition:
    height = max(1, round(picture.height * width / picture.width))
    sized = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    # Without these the encoder takes over what the file said of itself.
    sized.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return Rendition(width, height, out.getvalue())
