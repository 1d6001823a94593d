from __future__ import annotations

from itertools import pairwise

import pytest

from contract_tests.photos.building import build, minimum_size
from contract_tests.photos.jpeg import pad, pixels
from contract_tests.photos.spec import PhotoSpec


def _segments(file: bytes) -> list[tuple[int, int]]:
    """Marker and length of each segment from behind SOI up to and with the first SOS."""
    found: list[tuple[int, int]] = []
    at = 2
    while not found or found[-1][0] != 0xDA:
        assert file[at] == 0xFF
        length = int.from_bytes(file[at + 2 : at + 4], "big")
        found.append((file[at + 1], length))
        at += 2 + length
    return found


@pytest.mark.parametrize(
    ("extra", "comments"),
    [(0, 1), (1, 1), (65_533, 1), (65_534, 2), (65_535, 2), (131_070, 2), (131_071, 3), (5_242_880, 80)],
)
def test_padding_is_comments_of_legal_length_just_before_the_scan(extra: int, comments: int) -> None:
    smallest = minimum_size(PhotoSpec())
    segments = _segments(build(PhotoSpec(size=smallest + extra)))
    padding = segments[-1 - comments : -1]
    assert [marker for marker, _ in segments].count(0xFE) == comments
    assert {marker for marker, _ in padding} == {0xFE}
    assert all(2 <= length <= 65_535 for _, length in padding)
    assert sum(2 + length for _, length in padding) == 4 + extra


def test_the_exif_segment_stays_ahead_of_the_padding() -> None:
    markers = [marker for marker, _ in _segments(build(PhotoSpec(orientation=6, size=200_000)))]
    assert markers.index(0xE1) < markers.index(0xC0) < markers.index(0xFE)


@pytest.mark.parametrize("progressive", [False, True])
def test_the_end_marker_is_the_last_and_the_only_one(progressive: bool) -> None:
    file = build(PhotoSpec(progressive=progressive, size=100_000))
    assert file.startswith(b"\xff\xd8")
    assert file.find(b"\xff\xd9") == len(file) - 2
    assert (b"\xff\xc2" in file) is progressive


def test_pixels_run_from_behind_the_scan_header_to_the_end_marker() -> None:
    file = build(PhotoSpec())
    start, end = pixels(file)
    assert start == 2 + sum(2 + length for _, length in _segments(file))
    assert file[end:] == b"\xff\xd9"


def test_padding_moves_the_pixels_by_exactly_its_length() -> None:
    starts = [pixels(pad(build(PhotoSpec()), extra))[0] for extra in range(5)]
    assert {later - earlier for earlier, later in pairwise(starts)} == {1}
