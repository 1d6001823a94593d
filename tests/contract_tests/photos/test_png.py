from __future__ import annotations

from zlib import crc32

import pytest

from contract_tests.photos.building import build
from contract_tests.photos.png import pixels, spoil_checksum
from contract_tests.photos.spec import PhotoSpec


def _chunks(file: bytes) -> list[tuple[bytes, int, bool]]:
    """Type, length of the data, and whether the checksum holds, of each chunk to the very end of the file."""
    assert file.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = [], 8
    while at < len(file):
        length, kind = int.from_bytes(file[at : at + 4], "big"), file[at + 4 : at + 8]
        checksum = int.from_bytes(file[at + 8 + length : at + 12 + length], "big")
        found.append((kind, length, crc32(file[at + 4 : at + 8 + length]) == checksum))
        at += 12 + length
    assert at == len(file)
    return found


@pytest.mark.parametrize("mode", ["rgb", "grey", "rgba", "palette"])
@pytest.mark.parametrize("size", [None, 30_000, 5_242_881])
def test_every_checksum_holds_and_the_end_chunk_is_last(mode: str, size: int | None) -> None:
    chunks = _chunks(build(PhotoSpec("png", mode=mode, size=size)))  # type: ignore[arg-type]
    assert all(holds for _, _, holds in chunks)
    assert chunks[-1][:2] == (b"IEND", 0)


def test_padding_is_one_private_ancillary_chunk_before_the_image_data() -> None:
    kinds = [kind for kind, _, _ in _chunks(build(PhotoSpec("png", mode="palette", orientation=3, size=30_000)))]
    assert kinds[0] == b"IHDR"
    at = kinds.index(b"fiLl")
    assert kinds.count(b"fiLl") == 1
    assert kinds[at + 1] == b"IDAT"
    assert b"fi".islower()
    assert b"L".isupper()
    assert {b"PLTE", b"eXIf"} <= {*kinds}


def test_pixels_run_from_the_first_image_data_to_the_checksums_before_the_end_chunk() -> None:
    file = build(PhotoSpec("png"))
    start, end = pixels(file)
    assert file[start - 4 : start] == b"IDAT"
    assert file[end + 8 :] == b"\0\0\0\0IEND\xae\x42\x60\x82"


def test_a_spoilt_checksum_is_the_only_change() -> None:
    whole = build(PhotoSpec("png", 600, 600))
    spoilt = spoil_checksum(whole)
    assert [a != b for a, b in zip(whole, spoilt, strict=True)].count(True) == 1
    assert [kind for kind, _, holds in _chunks(spoilt) if not holds] == [b"IDAT"]
