from __future__ import annotations

import struct

import pytest

from contract_tests.photos.bmp import pixels
from contract_tests.photos.building import build, minimum_size
from contract_tests.photos.spec import Mode, PhotoSpec


@pytest.mark.parametrize(("mode", "row", "headers"), [("rgb", 16, 54), ("grey", 8, 1_078), ("palette", 8, 1_078)])
@pytest.mark.parametrize("extra", [0, 1, 2, 3, 4, 5_000])
def test_every_size_in_the_headers_agrees_with_the_file(mode: Mode, row: int, headers: int, extra: int) -> None:
    smallest = minimum_size(PhotoSpec("bmp", 5, 7, mode=mode))
    file = build(PhotoSpec("bmp", 5, 7, mode=mode, size=smallest + extra))
    declared, offset = struct.unpack_from("<2xI4xI", file)
    (pixel_bytes,) = struct.unpack_from("<I", file, 34)
    assert declared == len(file) == smallest + extra
    assert offset == smallest - row * 7 + extra
    assert offset + row * 7 == offset + pixel_bytes == len(file)
    assert smallest - row * 7 <= headers


def test_the_gap_is_empty_and_moves_the_pixels_unchanged() -> None:
    plain, padded = build(PhotoSpec("bmp")), build(PhotoSpec("bmp", size=300_000))
    start, moved = pixels(plain)[0], pixels(padded)[0]
    assert not any(padded[start:moved])
    assert padded[moved:] == plain[start:]


@pytest.mark.parametrize(("width", "filling"), [(1, 3), (2, 2), (3, 1), (4, 0), (5, 3)])
def test_the_last_pixel_ends_short_of_what_fills_up_its_row(width: int, filling: int) -> None:
    file = build(PhotoSpec("bmp", width, 2, mode="grey"))
    assert pixels(file)[1] == len(file) - filling


def test_a_truncated_file_is_shorter_than_it_declares() -> None:
    whole, cut = build(PhotoSpec("bmp")), build(PhotoSpec("bmp", damage="truncated"))
    (declared,) = struct.unpack_from("<2xI", cut)
    assert declared == len(whole) > len(cut)
