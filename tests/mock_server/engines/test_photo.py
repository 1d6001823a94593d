from __future__ import annotations

import io
import random
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import LivePhotoType
from mock_server.engines.base import UndecodablePhotoError
from mock_server.engines.photo import open_photo

FULL_BODY = LivePhotoType.FULL_BODY


def opened(photo: bytes, kind: LivePhotoType = FULL_BODY) -> Image.Image:
    return Image.fromarray(open_photo(photo, kind))


def saved(image: Image.Image, format: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, format)
    return file.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["jpeg", "png"])
def test_a_photo_is_turned_as_its_camera_was(format, orientation):
    upright = opened(build(PhotoSpec(format=format, width=200, height=100)))
    turned = orientation >= 5
    spec = PhotoSpec(
        format=format, width=100 if turned else 200, height=200 if turned else 100, orientation=orientation
    )
    shown = opened(build(spec))
    assert shown.size == upright.size
    for place in ((20, 20), (180, 20), (20, 80), (100, 50)):
        assert all(abs(a - b) < 40 for a, b in zip(shown.getpixel(place), upright.getpixel(place), strict=True))


def test_transparency_is_laid_on_white():
    clear = opened(saved(Image.new("RGBA", (10, 10), (255, 0, 0, 0))))
    half = opened(saved(Image.new("LA", (10, 10), (0, 128))))
    assert clear.getpixel((5, 5)) == (255, 255, 255)
    assert half.getpixel((5, 5)) == (127, 127, 127)
    palette = Image.new("P", (4, 4), 0)
    palette.info["transparency"] = 0
    assert opened(saved(palette)).getpixel((1, 1)) == (255, 255, 255)


def test_sixteen_bits_a_pixel_keep_their_brightness():
    grey = Image.frombytes("I;16", (8, 8), (32768).to_bytes(2, "little") * 64)
    assert opened(saved(grey)).getpixel((4, 4)) == (128, 128, 128)


def test_cmyk_keeps_its_colours():
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, blue = opened(saved(image, "JPEG")).getpixel((4, 4))
    assert red > 200
    assert green < 60
    assert blue < 60


def test_a_jpeg_much_larger_than_shown_is_decoded_smaller_but_never_below_twice_that():
    large = build(PhotoSpec(width=4000, height=4000))
    assert opened(large, LivePhotoType.AVATAR).size == (2000, 2000)
    assert opened(large).size == (4000, 4000)


def test_a_picture_of_too_many_pixels_is_not_decoded():
    file = io.BytesIO()
    Image.new("1", (5000, 5000)).save(file, "PNG")
    with pytest.raises(UndecodablePhotoError, match="not under 4096"):
        open_photo(file.getvalue(), FULL_BODY)


def test_other_formats_are_no_photos():
    with pytest.raises(UndecodablePhotoError, match="it is none of JPEG, PNG, BMP"):
        open_photo(saved(Image.new("RGB", (8, 8)), "GIF"), FULL_BODY)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of the damage
@pytest.mark.parametrize("seed", range(40))
def test_damage_to_the_exif_block_does_not_make_a_photo_undecodable(seed):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x011A] = 6, "Camera", 72.0
    exif.get_ifd(0x8769)[0x9003] = "2020:01:01 00:00:00"
    file = io.BytesIO()
    Image.new("RGB", (16, 24)).save(file, "JPEG", exif=exif.tobytes())
    photo, chance = bytearray(file.getvalue()), random.Random(seed)
    start = photo.index(b"Exif") + 6
    for _ in range(8):
        photo[start + chance.randrange(len(exif.tobytes()) - 6)] = chance.choice((0, 1, 255))
    assert sorted(opened(bytes(photo)).size) == [16, 24]


def test_threads_that_open_photos_leave_the_warning_filters_as_they_were():
    photo, filters = build(PhotoSpec(width=32, height=32)), list(warnings.filters)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: open_photo(photo, FULL_BODY), range(400)))
    assert warnings.filters == filters
