from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from contract_tests.photos.spec import ABILITIES, PhotoSpec


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"format": "heic"}, "format cannot be 'heic': choose jpeg or png or bmp or gif or webp or tiff"),
        ({"format": "jpeg", "mode": "rgba"}, "mode of a jpeg cannot be 'rgba': choose rgb or grey or cmyk"),
        ({"format": "jpeg", "mode": "palette"}, "mode of a jpeg cannot be 'palette'"),
        ({"format": "png", "mode": "cmyk"}, "mode of a png cannot be 'cmyk'"),
        ({"format": "bmp", "mode": "rgba"}, "mode of a bmp cannot be 'rgba'"),
        ({"format": "gif"}, "mode of a gif cannot be 'rgb': choose palette"),
        ({"format": "webp", "mode": "grey"}, "mode of a webp cannot be 'grey'"),
        ({"format": "jpeg", "damage": "bad-crc"}, "damage of a jpeg cannot be 'bad-crc'"),
        ({"format": "bmp", "damage": "bad-crc"}, "damage of a bmp cannot be 'bad-crc'"),
        ({"format": "tiff", "damage": "truncated"}, "damage of a tiff cannot be 'truncated': choose none or garbage"),
        ({"width": 0}, "width cannot be 0 here: choose 1 to 16,383"),
        ({"height": 16_384}, "height cannot be 16,384 here: choose 1 to 16,383"),
        ({"orientation": 0}, "orientation cannot be 0 here: choose 1 to 8"),
        ({"orientation": 9}, "orientation cannot be 9 here: choose 1 to 8"),
        ({"format": "bmp", "orientation": 6}, "orientation cannot be 6 here: choose 1"),
        ({"seed": -1}, "seed cannot be -1 here: choose at least 0"),
        ({"format": "png", "progressive": True}, "a png cannot be progressive: choose jpeg"),
        ({"format": "webp", "size": 9_000}, "a webp cannot be given an exact size: leave size out, or choose jpeg or"),
    ],
)
def test_what_the_format_cannot_hold_is_refused_with_what_it_can(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="cannot") as refused:
        PhotoSpec(**fields)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_spec_derived_from_another_is_judged_again() -> None:
    with pytest.raises(ValueError, match="cannot be progressive"):
        replace(PhotoSpec(progressive=True), format="bmp")


def test_garbage_takes_a_size_under_any_format() -> None:
    assert all(PhotoSpec(name, mode=ability.modes[0], size=9, damage="garbage") for name, ability in ABILITIES.items())


def test_specs_are_values() -> None:
    assert PhotoSpec("png", seed=3) == PhotoSpec("png", seed=3)
    assert len({PhotoSpec(), PhotoSpec(), PhotoSpec(seed=1)}) == 2
    with pytest.raises(FrozenInstanceError):
        PhotoSpec().width = 1  # type: ignore[misc]
