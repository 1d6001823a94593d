"""What a photo should be: a few integers and words, and which of them go together."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Format = Literal["jpeg", "png", "bmp", "gif", "webp", "tiff"]
Mode = Literal["rgb", "grey", "cmyk", "rgba", "palette"]
Damage = Literal["none", "truncated", "header-only", "bad-crc", "garbage"]

# WebP holds no longer side; every other format here does.
LONGEST_SIDE: Final = 16_383


@dataclass(frozen=True, slots=True)
class Ability:
    """What files of one format can be asked for."""

    modes: tuple[Mode, ...]
    damages: tuple[Damage, ...] = ("none", "garbage")
    sized: bool = False
    oriented: bool = False
    progressive: bool = False


ABILITIES: Final[Mapping[Format, Ability]] = MappingProxyType(
    {
        "jpeg": Ability(
            modes=("rgb", "grey", "cmyk"),
            damages=("none", "truncated", "header-only", "garbage"),
            sized=True,
            oriented=True,
            progressive=True,
        ),
        "png": Ability(
            modes=("rgb", "grey", "rgba", "palette"),
            damages=("none", "truncated", "header-only", "bad-crc", "garbage"),
            sized=True,
            oriented=True,
        ),
        "bmp": Ability(
            modes=("rgb", "grey", "palette"), damages=("none", "truncated", "header-only", "garbage"), sized=True
        ),
        "gif": Ability(modes=("palette",), sized=True),
        # Every WebP file has an even number of bytes, so it cannot be held to each exact size.
        "webp": Ability(modes=("rgb",)),
        "tiff": Ability(modes=("rgb", "grey", "cmyk", "rgba", "palette")),
    }
)


@dataclass(frozen=True, slots=True)
class PhotoSpec:
    """Describe one image file; equal descriptions build equal bytes under one version of Pillow.

    `width` and `height` are the stored pixels, 1 to 16,383 px a side, before a reader turns the photo.
    `size` is the exact length of the file in bytes, damaged or not. None asks for `minimum_size` bytes, or for
    1,024 bytes of garbage.
    `orientation` is the EXIF tag, 1 to 8: the pixels are stored turned so that a reader who honours the tag sees
    the portrait upright. 1 writes no tag.
    `seed` varies colours and pose.
    `damage`: `truncated` stops half-way through the pixel data, `header-only` just before it; `bad-crc` is a whole
    PNG whose first IDAT checksum is wrong; `garbage` is noise that begins as no image format does, and of the
    other fields heeds only `size` and `seed`.

    Raises ValueError when the format cannot hold what is asked of it; `ABILITIES` tells what it can.
    """

    format: Format = "jpeg"
    width: int = 256
    height: int = 256
    size: int | None = None
    mode: Mode = "rgb"
    progressive: bool = False
    orientation: int = 1
    seed: int = 0
    damage: Damage = "none"

    def __post_init__(self) -> None:
        _choose("format", self.format, tuple(ABILITIES))
        ability = ABILITIES[self.format]
        _choose(f"mode of a {self.format}", self.mode, ability.modes)
        _choose(f"damage of a {self.format}", self.damage, ability.damages)
        _within("width", self.width, 1, LONGEST_SIDE)
        _within("height", self.height, 1, LONGEST_SIDE)
        _within("orientation", self.orientation, 1, 8 if ability.oriented else 1)
        _within("seed", self.seed, 0, None)
        if self.progressive and not ability.progressive:
            raise ValueError(f"a {self.format} cannot be progressive: choose jpeg")
        if self.size is not None and not (ability.sized or self.damage == "garbage"):
            raise ValueError(f"a {self.format} cannot be given an exact size: leave size out, or choose {_sized()}")


def _choose(what: str, given: str, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise ValueError(f"{what} cannot be {given!r}: choose {' or '.join(allowed)}")


def _within(what: str, given: int, least: int, most: int | None) -> None:
    if given < least or (most is not None and given > most):
        allowed = f"at least {least}" if most is None else f"{least:,} to {most:,}" if most > least else f"{least}"
        raise ValueError(f"{what} cannot be {given:,} here: choose {allowed}")


def _sized() -> str:
    return " or ".join(name for name, ability in ABILITIES.items() if ability.sized)
