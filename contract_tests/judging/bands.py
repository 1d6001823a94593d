"""What a clip may be: a band of tolerance for each type, read from `bands.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from livephoto.contract.model import LivePhotoType
from livephoto.contract.strict import build


@dataclass(frozen=True, slots=True)
class Band:
    """The clips of one type; pairs are lowest and highest, both allowed."""

    name: str
    codecs: tuple[str, ...]
    pixels: str
    seconds: tuple[float, ...]
    rate: tuple[float, ...]
    width: tuple[int, ...]
    height: tuple[int, ...]
    audio: bool


@cache
def band_of(kind: LivePhotoType) -> Band:
    """Return the band of a type. Raises ContractError where the file is wrong."""
    table = tomllib.loads(files("contract_tests").joinpath("judging", "bands.toml").read_text(encoding="utf-8"))
    name = kind.name.lower()
    return build(Band, {"name": name, **table[name]}, f"bands.toml: {name}")
