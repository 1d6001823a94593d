from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, UnidentifiedImageError

from contract_tests.photos.building import build, minimum_size
from contract_tests.photos.spec import ABILITIES, Damage, Format, PhotoSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

_PILLOW_MODES = {"rgb": "RGB", "grey": "L", "cmyk": "CMYK", "rgba": "RGBA", "palette": "P"}
_TAKEN: tuple[Format, ...] = ("jpeg", "png", "bmp")
_SIZED = [name for name, ability in ABILITIES.items() if ability.sized]
_DEFAULTS = {name: PhotoSpec(name, 40, 30, mode=ability.modes[0]) for name, ability in ABILITIES.items()}


@st.composite
def _specs(draw: st.DrawFn, formats: Sequence[Format] = tuple(ABILITIES), damage: Damage = "none") -> PhotoSpec:
    ability = ABILITIES[chosen := draw(st.sampled_from(formats))]
    spec = PhotoSpec(
        chosen,
        width=draw(st.integers(1, 70)),
        height=draw(st.integers(1, 70)),
        mode=draw(st.sampled_from(ability.modes)),
        progressive=ability.progressive and draw(st.booleans()),
        orientation=draw(st.integers(1, 8 if ability.oriented else 1)),
        seed=draw(st.integers(0, 2**32)),
        damage=damage,
    )
    spare = draw(st.none() | st.integers(0, 300_000)) if ability.sized else None
    return spec if spare is None else replace(spec, size=minimum_size(spec) + spare)


def _open(file: bytes) -> Image.Image:
    return Image.open(io.BytesIO(file))


def _check_whole(spec: PhotoSpec, file: bytes) -> None:
    with _open(file) as photo:
        photo.load()
        assert photo.format == spec.format.upper()
        assert photo.size == (spec.width, spec.height)
        assert photo.mode == _PILLOW_MODES[spec.mode]
        assert photo.getexif().get(0x0112, 1) == spec.orientation
    assert len(file) == (spec.size or minimum_size(spec))


@given(_specs())
@settings(max_examples=80, deadline=None)
def test_any_photo_reads_back_as_it_was_described(spec: PhotoSpec) -> None:
    file = build(spec)
    _check_whole(spec, file)
    assert build(spec) == file


@given(_specs(formats=_TAKEN, damage="truncated") | _specs(formats=_TAKEN, damage="header-only"))
@settings(max_examples=60, deadline=None)
def test_a_cut_photo_shows_its_size_but_does_not_decode(spec: PhotoSpec) -> None:
    file = build(spec)
    with _open(file) as photo:
        assert photo.size == (spec.width, spec.height)
        with pytest.raises(OSError, match=r"truncated|incomplete|not enough|unrecognized"):
            photo.load()
    assert len(file) == (spec.size or minimum_size(spec))


@pytest.mark.parametrize("size", [1_000_000, 4_999_999, 5_000_000, 5_242_879, 5_242_880, 5_242_881, 6_000_000])
@pytest.mark.parametrize("name", _SIZED)
def test_megabytes_are_exact_to_the_byte(name: Format, size: int) -> None:
    spec = replace(_DEFAULTS[name], size=size)
    _check_whole(spec, build(spec))


@pytest.mark.parametrize("damage", ["truncated", "header-only", "garbage"])
@pytest.mark.parametrize("name", _TAKEN)
def test_damaged_megabytes_are_exact_to_the_byte(name: Format, damage: Damage) -> None:
    assert len(build(PhotoSpec(name, size=5_242_881, damage=damage))) == 5_242_881


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4095, 4), (4096, 1), (1, 4096), (16_383, 2)])
@pytest.mark.parametrize("name", ABILITIES)
def test_narrow_photos_have_exact_pixels_and_stay_small(name: Format, width: int, height: int) -> None:
    spec = replace(_DEFAULTS[name], width=width, height=height)
    file = build(spec)
    _check_whole(spec, file)
    assert len(file) < 110_000


@pytest.mark.parametrize("side", [4095, 4096])
@pytest.mark.parametrize("name", ["jpeg", "png"])
def test_photos_of_sixteen_megapixels_fit_the_byte_limit(name: Format, side: int) -> None:
    spec = PhotoSpec(name, side, side)
    file = build(spec)
    assert len(file) < 1_000_000
    with _open(file) as photo:
        assert photo.size == (side, side)


@pytest.mark.parametrize(
    "spec",
    [
        PhotoSpec("jpeg", 3, 2),
        PhotoSpec("jpeg", 3, 2, progressive=True, orientation=6),
        PhotoSpec("png", 3, 2),
        PhotoSpec("png", 3, 2, mode="palette", orientation=8),
        PhotoSpec("bmp", 3, 2),
        PhotoSpec("gif", 3, 2, mode="palette"),
    ],
    ids=lambda spec: f"{spec.format}-{spec.orientation}",
)
def test_every_size_from_the_minimum_up_is_hit(spec: PhotoSpec) -> None:
    smallest = minimum_size(spec)
    for size in range(smallest, smallest + 301):
        sized = replace(spec, size=size)
        _check_whole(sized, build(sized))


@pytest.mark.parametrize("damage", ["truncated", "header-only"])
@pytest.mark.parametrize("name", _TAKEN)
def test_every_size_of_a_cut_photo_is_hit(name: Format, damage: Damage) -> None:
    spec = PhotoSpec(name, 3, 2, damage=damage)
    smallest = minimum_size(spec)
    sizes = range(smallest, smallest + 301)
    assert [len(build(replace(spec, size=size))) for size in sizes] == [*sizes]


@pytest.mark.parametrize("name", _SIZED)
def test_a_size_below_the_minimum_is_refused_with_the_minimum(name: Format) -> None:
    smallest = minimum_size(_DEFAULTS[name])
    spec = replace(_DEFAULTS[name], size=smallest - 1)
    with pytest.raises(ValueError, match=f"40x30 {spec.mode} {name}: choose at least {smallest:,} bytes"):
        build(spec)
    assert minimum_size(spec) == smallest


@pytest.mark.parametrize("name", _TAKEN)
def test_damage_keeps_less_of_the_file_the_worse_it_is(name: Format) -> None:
    whole, half, header = (build(PhotoSpec(name, damage=damage)) for damage in ("none", "truncated", "header-only"))
    assert len(header) < len(half) < len(whole)
    assert whole.startswith(half)
    assert half.startswith(header)


def test_a_bad_checksum_leaves_the_size_and_fails_verification() -> None:
    spec = PhotoSpec("png", size=9_000, damage="bad-crc")
    with _open(build(spec)) as photo, pytest.raises(SyntaxError, match="IDAT"):
        photo.verify()
    assert len(build(spec)) == 9_000


@pytest.mark.parametrize("seed", range(20))
def test_garbage_is_no_image(seed: int) -> None:
    with pytest.raises(UnidentifiedImageError):
        _open(build(PhotoSpec(damage="garbage", seed=seed)))


def test_garbage_has_any_size_from_one_byte_up() -> None:
    assert minimum_size(PhotoSpec(damage="garbage")) == 1
    assert [len(build(PhotoSpec(damage="garbage", size=size))) for size in range(1, 40)] == [*range(1, 40)]
    with pytest.raises(ValueError, match="size 0 is too small for garbage: choose at least 1 bytes"):
        build(PhotoSpec(damage="garbage", size=0))


def test_garbage_without_a_size_is_a_kibibyte_that_its_seed_decides() -> None:
    first, again, other = (build(PhotoSpec(damage="garbage", seed=seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert len(first) == 1_024
