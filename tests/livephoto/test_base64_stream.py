from __future__ import annotations

import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livephoto.base64_stream import Base64Stream
from livephoto.breach import Breach

PREFIXES = st.sampled_from([b"", b"data:;base64,", b"data:video/mp4;base64,", b"DATA:video/mp4;codecs=x;BASE64,"])


def decoded(*pieces: bytes) -> bytes:
    stream = Base64Stream()
    return b"".join([*(stream.decode(piece) for piece in pieces), stream.finish()])


def cut(text: bytes, places: list[int]) -> list[bytes]:
    marks = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(marks)]


@given(st.binary(max_size=200), PREFIXES, st.lists(st.integers(0, 400)))
def test_text_cut_anywhere_decodes_to_the_same_bytes(content: bytes, prefix: bytes, places: list[int]) -> None:
    assert decoded(*cut(prefix + base64.b64encode(content), places)) == content


@given(st.binary(max_size=60), st.lists(st.integers(0, 60)))
def test_any_bytes_are_decoded_or_refused(text: bytes, places: list[int]) -> None:
    try:
        result = decoded(*cut(text, places))
    except Breach:
        return
    assert base64.b64encode(result)[:-3] == text.rpartition(b",")[2][:-3][: len(base64.b64encode(result)[:-3])]


@pytest.mark.parametrize(
    "text",
    [b"AAA", b"A", b"AA=", b"AA==AAAA", b"AAAA=", b"A===", b"AA-_", b"AAAA\n", b"AA AA", b"\xff\xff\xff\xff"],
)
def test_anything_but_padded_standard_base64_is_refused(text: bytes) -> None:
    for pieces in ([text], [text[:4], text[4:]], [bytes([byte]) for byte in text]):
        with pytest.raises(Breach):
            decoded(*pieces)


@pytest.mark.parametrize("text", [b"data:video/mp4,AAAA", b"data:" + b"x" * 300 + b";base64,AAAA", b"data:video/mp4"])
def test_a_data_prefix_that_does_not_say_base64_is_refused(text: bytes) -> None:
    with pytest.raises(Breach):
        decoded(text)


def test_base64_that_begins_like_a_data_prefix_is_no_prefix() -> None:
    assert decoded(b"data") == base64.b64decode(b"data")
    assert decoded(b"dat", b"aDATA") == base64.b64decode(b"dataDATA")


def test_bytes_come_out_as_soon_as_they_are_whole() -> None:
    assert Base64Stream().decode(base64.b64encode(b"abcdef") + b"Z") == b"abcdef"
