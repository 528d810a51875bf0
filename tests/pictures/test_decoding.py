"""What becomes of an upload: bounded, upright, in plain colours, and none of its own bytes."""

import io
import zlib

import pytest
from PIL import Image, ImageCms

from briefings import pictures
from briefings.pictures import PictureRefused, decode
from tests.pictures.images import chunk, colours, encoded, photograph, png, read

NO_PICTURE = "This file is no picture that can be read. JPEG, PNG, WebP, AVIF, GIF and TIFF can."


def refused(data: bytes) -> str:
    with pytest.raises(PictureRefused) as caught:
        decode(data)
    return str(caught.value)


def halves(webp: bytes) -> tuple[str, str]:
    """What the left and the right half look like."""
    picture = read(webp).convert("RGB")
    return tuple(named(picture.getpixel((picture.width * n // 4, picture.height // 2))) for n in (1, 3))


def named(pixel: tuple[int, int, int]) -> str:
    red, _green, blue = pixel
    return "red" if red > 150 > blue else "blue" if blue > 150 > red else f"{pixel}"


def test_a_large_picture_is_kept_in_three_widths_of_webp():
    decoded = decode(encoded(colours(4000, 3000), "JPEG"))
    sizes = [(one.width, one.height) for one in decoded.renditions]
    assert sizes == [(480, 360), (960, 720), (1600, 1200)]
    assert [read(one.data).size for one in decoded.renditions] == sizes
    assert (decoded.width, decoded.height) == (1600, 1200)


def test_a_small_picture_is_not_made_larger():
    assert [one.width for one in decode(encoded(colours(640, 400))).renditions] == [480, 640]
    assert [one.width for one in decode(encoded(colours(480, 400))).renditions] == [480]
    assert [one.width for one in decode(encoded(colours(320, 400))).renditions] == [320]


def test_equal_uploads_have_equal_names():
    assert decode(photograph()).digest == decode(photograph()).digest
    assert decode(photograph()).digest != decode(encoded(colours(641, 400))).digest


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
def test_each_format_is_read(kind):
    assert halves(decode(encoded(colours(), kind)).renditions[-1].data) == ("red", "blue")


# What is not kept


def test_where_a_photograph_was_taken_is_not_kept():
    source = Image.open(io.BytesIO(photograph()))
    assert source.getexif().get_ifd(0x8825)[1] == "N"
    for one in decode(photograph()).renditions:
        picture = read(one.data)
        assert dict(picture.getexif()) == {}
        assert [name for name in ("exif", "xmp", "icc_profile") if picture.info.get(name)] == []
        for secret in (b"SECRET", b"telephones", b"EXIF", b"XMP "):
            assert secret not in one.data


def test_what_hangs_behind_a_picture_is_not_kept():
    trailing = b"<script>alert(1)</script>PK\x03\x04"
    for one in decode(encoded(colours(), "PNG") + trailing).renditions:
        assert b"script" not in one.data


def test_a_gif_that_is_also_a_script_comes_out_as_neither():
    gif = encoded(colours(), "GIF", comment=b"*/=1;alert(document.cookie)//")
    for one in decode(gif).renditions:
        assert one.data[:4] == b"RIFF"
        assert b"alert" not in one.data


def test_words_in_a_png_are_not_kept():
    for one in decode(png(chunk(b"tEXt", b"Author\0SECRET"))).renditions:
        assert b"SECRET" not in one.data


# How it looks


@pytest.mark.parametrize(
    ("orientation", "left_right"),
    [(1, ("red", "blue")), (2, ("blue", "red")), (3, ("blue", "red")), (4, ("red", "blue"))],
)
def test_a_photograph_is_turned_as_it_was_held(orientation, left_right):
    assert halves(decode(photograph(orientation)).renditions[-1].data) == left_right


@pytest.mark.parametrize(("orientation", "above"), [(5, "red"), (6, "red"), (7, "blue"), (8, "blue")])
def test_a_photograph_held_upright_is_higher_than_wide(orientation, above):
    decoded = decode(photograph(orientation))
    assert (decoded.width, decoded.height) == (400, 640)
    assert named(read(decoded.renditions[-1].data).convert("RGB").getpixel((200, 100))) == above


def test_a_tiff_is_turned_once():
    exif = Image.Exif()
    exif[0x0112] = 3
    assert halves(decode(encoded(colours(), "TIFF", exif=exif)).renditions[-1].data) == ("blue", "red")


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("CMYK", "TIFF"), ("P", "PNG"), ("RGBA", "PNG")]
)
def test_colours_of_each_mode_are_kept(mode, kind):
    assert halves(decode(encoded(colours(mode=mode), kind)).renditions[-1].data) == ("red", "blue")


def test_a_grey_picture_of_16_bits_keeps_its_greys():
    line = (0x4000).to_bytes(2, "little") * 320 + (0x8000).to_bytes(2, "little") * 320
    picture = Image.frombytes("I;16", (640, 400), line * 400)
    result = read(decode(encoded(picture, "PNG")).renditions[-1].data).convert("L")
    assert abs(result.getpixel((160, 200)) - 0x40) <= 2
    assert abs(result.getpixel((480, 200)) - 0x80) <= 2


def test_a_tiff_of_numbers_is_stretched_to_what_a_screen_shows():
    picture = Image.new("F", (640, 400), -3.0)
    picture.paste(9.0, (320, 0, 640, 400))
    result = read(decode(encoded(picture, "TIFF")).renditions[-1].data).convert("L")
    assert result.getpixel((160, 200)) <= 2
    assert result.getpixel((480, 200)) >= 253


def test_transparency_stays():
    clear = Image.new("RGBA", (640, 400), (0, 0, 0, 0))
    clear.paste((200, 30, 30, 255), (0, 0, 320, 400))
    result = read(decode(encoded(clear)).renditions[-1].data)
    assert (result.mode, result.getpixel((480, 200))[3], result.getpixel((160, 200))[3]) == ("RGBA", 0, 255)


def test_a_palette_with_a_transparent_colour_keeps_it():
    palette = colours().quantize(4)
    result = read(
        decode(encoded(palette, "PNG", transparency=palette.getpixel((10, 10)))).renditions[-1].data
    )
    assert (result.getpixel((160, 200))[3], result.getpixel((480, 200))[3]) == (0, 255)


def test_of_an_animation_the_first_frame_is_taken():
    frames = [Image.new("RGB", (640, 400), colour) for colour in ("#1e1ec8", "#c81e1e", "#1ec81e")]
    gif = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0)
    result = read(decode(gif).renditions[-1].data)
    assert (getattr(result, "n_frames", 1), halves(decode(gif).renditions[-1].data)) == (1, ("blue", "blue"))


def test_a_picture_with_a_broken_profile_of_colours_is_taken_without_it():
    assert halves(decode(encoded(colours(), icc_profile=b"nonsense")).renditions[-1].data) == ("red", "blue")


def test_a_profile_of_colours_is_applied_also_beside_transparency():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode in ("RGB", "RGBA", "L"):
        result = read(decode(encoded(colours(mode=mode), icc_profile=profile)).renditions[-1].data)
        assert result.size == (640, 400)


# What is refused


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='640' height='400'/>",
        b"<?xml version='1.0'?><!DOCTYPE svg><svg onload='alert(1)'/>",
        b"%PDF-1.7\n",
        b"BM" + b"\0" * 500,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        encoded(colours(), "JPEG")[:600],
        encoded(colours(), "PNG")[:600],
        encoded(colours(), "WEBP")[:300],
        encoded(colours(), "AVIF")[:300],
        encoded(colours(), "TIFF")[:300],
        encoded(colours(), "BMP"),
        encoded(colours(), "ICO"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(data):
    assert refused(data) == NO_PICTURE


def test_an_upload_of_26_megabytes_is_refused_before_it_is_read():
    assert (
        refused(b"\0" * (26 * 1024 * 1024)) == "The file is larger than 25 MB, which is the most that fits."
    )


@pytest.mark.parametrize(
    ("width", "height", "sentence"),
    [
        (20_000, 10_000, "The picture has too many pixels; at most 60 million fit."),
        (10_000, 7_000, "The picture has 70 million pixels; at most 60 million fit."),
        (2_000_000_000, 2_000_000_000, "The picture has too many pixels; at most 60 million fit."),
        (400, 4_001, "The picture is more than 10 times as long as it is wide, or the reverse."),
        (319, 400, "The picture is 319 pixels wide; it needs at least 320."),
    ],
)
def test_a_picture_out_of_bounds_is_refused_by_its_head_alone(width, height, sentence, monkeypatch):
    monkeypatch.setattr(Image.Image, "convert", None)  # whoever got so far had decoded it
    assert refused(png(width=width, height=height)) == sentence


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_words_of_a_png_that_unpack_without_end_are_not_unpacked(kind):
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    head = b"k\0\0" if kind == b"zTXt" else b"k\0\1\0\0\0"
    assert refused(png(chunk(kind, head + bomb))) == NO_PICTURE


def test_a_profile_of_a_png_that_unpacks_without_end_is_not_unpacked():
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    assert refused(png(chunk(b"iCCP", b"k\0\0" + bomb))) == NO_PICTURE


def test_many_words_in_a_png_are_not_all_unpacked():
    one = zlib.compress(b"\0" * 1_000_000, 9)
    assert refused(png(*(chunk(b"zTXt", b"k%d\0\0" % n + one) for n in range(80)))) == NO_PICTURE


def test_a_logo_may_be_narrower():
    assert decode(encoded(colours(200, 60)), min_width=pictures.MIN_LOGO_WIDTH).width == 200


def test_two_threads_decode_one_after_the_other(monkeypatch):
    held = []
    monkeypatch.setattr(
        pictures, "_opened", lambda *_: held.append(pictures._one_at_a_time.locked()) or colours()
    )
    decode(b"x")
    assert held == [True]
    assert not pictures._one_at_a_time.locked()
