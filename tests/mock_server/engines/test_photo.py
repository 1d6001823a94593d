from __future__ import annotations

import io

import pytest
from PIL import Image

from contract_tests.photos import PhotoSpec, build
from mock_server.engines.base import UndecodablePhotoError
from mock_server.engines.photo import open_photo


def saved(image: Image.Image, format: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, format)
    return file.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["jpeg", "png"])
def test_a_photo_is_turned_as_its_camera_was(format, orientation):
    upright = open_photo(build(PhotoSpec(format=format, width=200, height=100)), 1280)
    turned = orientation >= 5
    spec = PhotoSpec(
        format=format, width=100 if turned else 200, height=200 if turned else 100, orientation=orientation
    )
    shown = open_photo(build(spec), 1280)
    assert shown.size == upright.size
    for place in ((20, 20), (180, 20), (20, 80), (100, 50)):
        assert all(abs(a - b) < 40 for a, b in zip(shown.getpixel(place), upright.getpixel(place), strict=True))


def test_transparency_is_laid_on_white():
    clear = open_photo(saved(Image.new("RGBA", (10, 10), (255, 0, 0, 0))), 1280)
    half = open_photo(saved(Image.new("LA", (10, 10), (0, 128))), 1280)
    assert clear.getpixel((5, 5)) == (255, 255, 255)
    assert half.getpixel((5, 5)) == (127, 127, 127)
    palette = Image.new("P", (4, 4), 0)
    palette.info["transparency"] = 0
    assert open_photo(saved(palette), 1280).getpixel((1, 1)) == (255, 255, 255)


def test_sixteen_bits_a_pixel_keep_their_brightness():
    grey = Image.frombytes("I;16", (8, 8), (32768).to_bytes(2, "little") * 64)
    assert open_photo(saved(grey), 1280).getpixel((4, 4)) == (128, 128, 128)


def test_cmyk_keeps_its_colours():
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, blue = open_photo(saved(image, "JPEG"), 1280).getpixel((4, 4))
    assert red > 200
    assert green < 60
    assert blue < 60


def test_a_jpeg_much_larger_than_shown_is_decoded_smaller_but_never_below_twice_that():
    shown = open_photo(build(PhotoSpec(width=4000, height=3000)), 500)
    assert shown.size == (1000, 750)


def test_a_picture_of_too_many_pixels_is_not_decoded():
    file = io.BytesIO()
    Image.new("1", (5000, 5000)).save(file, "PNG")
    with pytest.raises(UndecodablePhotoError, match="more than"):
        open_photo(file.getvalue(), 1280)


def test_other_formats_are_no_photos():
    with pytest.raises(UndecodablePhotoError):
        open_photo(saved(Image.new("RGB", (8, 8)), "GIF"), 1280)
