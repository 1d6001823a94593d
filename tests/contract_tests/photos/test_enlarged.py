from __future__ import annotations

from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image

from contract_tests.photos.enlarged import enlarged

PORTRAIT = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()


def test_the_longer_side_and_the_bytes_are_exact_and_it_decodes() -> None:
    large = enlarged(PORTRAIT, 1000, 400_000)
    assert len(large) == 400_000
    with Image.open(BytesIO(large)) as picture:
        picture.load()
        assert (picture.format, max(picture.size)) == ("JPEG", 1000)


def test_the_shape_of_the_photo_stays() -> None:
    with Image.open(BytesIO(PORTRAIT)) as before, Image.open(BytesIO(enlarged(PORTRAIT, 900, 400_000))) as after:
        assert after.width / after.height == pytest.approx(before.width / before.height, rel=0.01)


def test_a_photo_that_cannot_be_made_so_small_says_so() -> None:
    with pytest.raises(ValueError, match="does not fit into 900 bytes"):
        enlarged(PORTRAIT, 1000, 900)
