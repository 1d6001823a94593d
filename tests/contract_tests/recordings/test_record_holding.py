from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Iterable

import httpx

from contract_tests.recordings.holding import Held, hold, unpacked

TEXT = b'{"error_code": 0}' * 100


async def stream(pieces: Iterable[bytes], error: Exception | None = None) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    if error:
        raise error


def test_an_answer_is_held_until_it_is_whole():
    assert asyncio.run(hold(stream([b"ab", b"c"]), 3)) == Held((b"ab", b"c"))


def test_an_answer_past_the_bound_is_given_back_with_its_rest_still_to_come():
    async def read() -> tuple[Held, list[bytes]]:
        coming = stream([b"ab", b"cd", b"ef", b"gh"])
        held = await hold(coming, 3)
        return held, [piece async for piece in coming]

    assert asyncio.run(read()) == (Held((b"ab", b"cd"), over=True), [b"ef", b"gh"])


def test_an_answer_that_breaks_off_is_told_from_one_that_ends():
    assert asyncio.run(hold(stream([b"ab"], httpx.ReadError("")), 9)) == Held((b"ab",), broken=True)


def test_gzip_and_deflate_are_undone_for_the_judge():
    assert unpacked(gzip.compress(TEXT), "gzip", 9999).content == TEXT
    assert unpacked(zlib.compress(TEXT), " Deflate", 9999).content == TEXT
    assert unpacked(TEXT, "identity", 9999).content == TEXT


def test_an_encoding_that_nobody_here_can_undo_is_said_and_the_bytes_are_kept():
    body = unpacked(b"\x01\x02", "martian", 9999)
    assert (body.content, body.unread) == (b"\x01\x02", "its content-encoding 'martian' cannot be undone here")


def test_an_answer_that_unpacks_past_all_bounds_stops_at_the_bound():
    body = unpacked(gzip.compress(bytes(5_000_000)), "gzip", 1000)
    assert (len(body.content), body.cut, body.unread) == (1000, True, "it unpacks to over 1,000 bytes")


def test_damaged_gzip_counts_as_cut():
    assert unpacked(b"no gzip at all", "gzip", 1000).cut
