from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest

from contract_tests.reading import read_body

BODY = b'{"error_code": 0}' * 40


class Chunks(httpx.AsyncByteStream):
    def __init__(self, chunks: Iterable[bytes], error: Exception | None = None) -> None:
        self.chunks, self.error, self.sent = chunks, error, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            self.sent += len(chunk)
            yield chunk
        if self.error:
            raise self.error


def read(chunks: Chunks, encoding: str | None = None, most: int = 10_000) -> tuple[bytes, bool]:
    headers = {"content-encoding": encoding} if encoding else {}
    return asyncio.run(read_body(httpx.Response(200, headers=headers, stream=chunks), most))


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (None, BODY),
        ("identity", BODY),
        ("gzip", gzip.compress(BODY)),
        ("X-Gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", bare(BODY)),
        ("gzip", b""),
    ],
    ids=["none", "identity", "gzip", "x-gzip", "zlib", "bare deflate", "empty"],
)
@pytest.mark.parametrize("step", [2, 7, 100_000])
def test_a_body_is_read_whole_whatever_packs_it(encoding: str | None, packed: bytes, step: int) -> None:
    chunks = Chunks([packed[at : at + step] for at in range(0, len(packed), step)])
    assert read(chunks, encoding) == (BODY if packed else b"", False)


@pytest.mark.parametrize("size", [9_999, 10_000, 10_001])
@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_the_bound_is_exact(encoding: str | None, size: int) -> None:
    data = b"x" * size
    body, cut = read(Chunks([gzip.compress(data) if encoding else data]), encoding)
    assert (len(body), cut) == (min(size, 10_000), size > 10_000)


def test_an_endless_body_is_left_at_the_bound() -> None:
    endless = Chunks(b"x" * 1000 for _ in iter(int, 1))
    body, cut = read(endless)
    assert (len(body), cut) == (10_000, True)
    assert endless.sent == 11_000


def test_a_decompression_bomb_takes_no_more_memory_than_the_bound() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(200)), packer.flush()])
    tracemalloc.start()
    body, cut = read(Chunks([bomb]), "gzip", 1 << 20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(body), cut) == (1 << 20, True)
    assert peak < 8 << 20


def test_a_packed_body_that_unpacks_to_nothing_is_bounded_by_its_own_bytes() -> None:
    packer = zlib.compressobj(wbits=31)
    head, empty = packer.compress(b""), b"\x00\x00\x00\xff\xff"
    endless = Chunks(head or b"\x1f\x8b\x08" + bytes(7) if first else empty * 200 for first in _first_then_not())
    assert read(endless, "gzip") == (b"", True)


def _first_then_not() -> Iterable[bool]:
    yield True
    while True:
        yield False


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(BODY)[:-5], b"no gzip at all", gzip.compress(BODY)[:20] + b"\xff" * 50],
    ids=["cut", "none", "spoilt"],
)
def test_a_broken_packing_is_a_cut_body(packed: bytes) -> None:
    assert read(Chunks([packed]), "gzip")[1]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_what_was_never_asked_for_and_cannot_be_undone_is_left_as_it_came(encoding: str) -> None:
    assert read(Chunks([b"packed"]), encoding) == (b"packed", False)


@pytest.mark.parametrize("error", [httpx.RemoteProtocolError("peer closed"), httpx.ReadError("reset")])
def test_a_body_that_breaks_off_is_cut(error: Exception) -> None:
    assert read(Chunks([BODY], error)) == (BODY, True)


def test_a_body_that_stalls_is_no_answer() -> None:
    with pytest.raises(httpx.ReadTimeout):
        read(Chunks([BODY], httpx.ReadTimeout("stalled")))
