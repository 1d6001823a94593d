from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from contract_tests.photos.building import build
from contract_tests.photos.picture import draw
from contract_tests.photos.spec import PhotoSpec


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_reader_who_honours_the_orientation_sees_the_portrait_upright(orientation: int) -> None:
    stored = (48, 64) if orientation >= 5 else (64, 48)
    with Image.open(io.BytesIO(build(PhotoSpec("png", *stored, orientation=orientation)))) as photo:
        shown = ImageOps.exif_transpose(photo)
    assert shown.tobytes() == draw(PhotoSpec("png", 64, 48)).tobytes()


def test_no_two_orientations_store_the_same_pixels() -> None:
    stored = {draw(PhotoSpec(width=64, height=64, orientation=tag)).tobytes() for tag in range(1, 9)}
    assert len(stored) == 8


def test_each_seed_draws_another_portrait() -> None:
    assert len({draw(PhotoSpec(width=32, height=32, seed=seed)).tobytes() for seed in range(50)}) == 50


@pytest.mark.parametrize("mode", ["rgb", "grey"])
def test_a_portrait_has_a_head_apart_from_its_background(mode: str) -> None:
    picture = draw(PhotoSpec(mode="grey" if mode == "grey" else "rgb"))
    assert len(picture.getcolors() or []) >= 6
    assert picture.getpixel((0, 0)) != picture.getpixel((128, 110))


def test_an_rgba_portrait_stands_before_a_translucent_wall() -> None:
    alpha = draw(PhotoSpec("png", mode="rgba")).getchannel("A")
    assert (alpha.getpixel((0, 0)), alpha.getpixel((128, 110))) == (128, 255)
