"""Photos within and outside an edition's limits."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from contract_tests.photos import ABILITIES, Damage, Format, PhotoSpec, build
from livephoto.contract import Edition, load_edition

_SMALL: Final = 64
"""Longest side, in px, of a photo that is well within every limit."""
_NARROW: Final = 8
"""Longest other side, in px, of a photo about the pixel limit: it keeps an uncompressed file under 100 kB."""
_ACCEPTED: Final[tuple[Format, ...]] = ("jpeg", "png", "bmp")


@st.composite
def photos(
    draw: st.DrawFn, edition: Edition | None = None, *, allowed_only: bool = False, too_large: bool = False
) -> PhotoSpec:
    """Draw what a photo should be: format, sides in px, mode, orientation, damage; shrinks to a tiny whole JPEG.

    edition: whose limits; the newest in service where left out.
    allowed_only: only photos that the edition accepts: an accepted format, within both limits, undamaged.
    too_large: also photos a byte over the limit. Those take megabytes once built; none is drawn otherwise.
    """
    limits = (edition or load_edition()).request.image
    name: Format = draw(st.sampled_from(_ACCEPTED if allowed_only else _ACCEPTED + tuple(ABILITIES)))
    ability = ABILITIES[name]
    damage: Damage = "none" if allowed_only else draw(st.sampled_from(("none", "none", *ability.damages)))
    width, height = draw(_sides(limits.max_side - 1 if allowed_only else limits.max_side + 2, limits.max_side))
    over = too_large and not allowed_only and (ability.sized or damage == "garbage") and draw(st.booleans())
    return PhotoSpec(
        name,
        width,
        height,
        limits.max_bytes + 1 if over else None,
        draw(st.sampled_from(ability.modes)),
        ability.progressive and draw(st.booleans()),
        draw(st.integers(1, 8)) if ability.oriented else 1,
        draw(st.integers(0, 3)),
        damage,
    )


def photo_bytes(edition: Edition | None = None, *, allowed_only: bool = False) -> st.SearchStrategy[bytes]:
    """Draw the files of `photos`, at most some 100 kB each."""
    return photos(edition, allowed_only=allowed_only).map(build)


@st.composite
def _sides(draw: st.DrawFn, most: int, limit: int) -> tuple[int, int]:
    """Draw width and height: both small, or one of them about the limit and the other narrow."""
    if draw(st.integers(0, 3)) < 3:
        return draw(st.integers(1, _SMALL)), draw(st.integers(1, _SMALL))
    long, narrow = draw(st.integers(limit - 2, most)), draw(st.integers(1, _NARROW))
    return (long, narrow) if draw(st.booleans()) else (narrow, long)
