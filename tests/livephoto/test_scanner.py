from __future__ import annotations

import json
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livephoto.breach import Breach
from livephoto.scanner import StringScanner, parse

PATH = ("data", "video")
VIDEO = "AAAA" * 10 + "+/=="
TEXT = st.text(max_size=20) | st.sampled_from(['say "video', '"data":{"video":"x"}', "\\", 'a\\"', "{", "}],:"])
OTHERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT | st.sampled_from(PATH), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(TEXT.filter(lambda name: name != "data"), OTHERS, max_size=4)
BESIDE = st.dictionaries(TEXT.filter(lambda name: name != "video"), OTHERS, max_size=3)


def cut(text: bytes, places: list[int]) -> list[bytes]:
    marks = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(marks)]


def scan(pieces: list[bytes], limit: int = 1 << 20) -> tuple[bytes, StringScanner]:
    scanner = StringScanner(PATH, limit)
    return b"".join(scanner.feed(piece) for piece in pieces), scanner


def shuffled(first: dict[str, Any], key: str, value: object, last: dict[str, Any]) -> dict[str, Any]:
    return {**first, key: value, **{name: each for name, each in last.items() if name not in first}}


@given(FIELDS, BESIDE, BESIDE, FIELDS, st.lists(st.integers(0, 2000)), st.sampled_from([None, 2]), st.booleans())
def test_the_string_is_found_wherever_it_stands_and_however_the_document_is_cut(
    before: dict[str, Any],
    left: dict[str, Any],
    right: dict[str, Any],
    after: dict[str, Any],
    places: list[int],
    indent: int | None,
    ascii_only: bool,
) -> None:
    whole = shuffled(before, "data", shuffled(left, "video", VIDEO, right), after)
    empty = shuffled(before, "data", shuffled(left, "video", "", right), after)
    document = json.dumps(whole, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "replace")
    text, scanner = scan(cut(document, places))
    assert text.decode() == VIDEO
    expected = json.dumps(empty, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "replace")
    assert scanner.document() == parse(expected)


@st.composite
def escaped(draw: st.DrawFn) -> tuple[str, str]:
    plain = draw(st.text("ABCxyz019+/=", max_size=40))
    ways = {"/": ["/", r"\/", r"\u002f"], "+": ["+", r"\u002B", r"\u002b"], "=": ["=", r"\u003d"]}
    return plain, "".join(draw(st.sampled_from(ways.get(char, [char, f"\\u{ord(char):04x}"]))) for char in plain)


@given(escaped(), st.lists(st.integers(0, 400)))
def test_escapes_are_undone_however_they_are_cut(spelled: tuple[str, str], places: list[int]) -> None:
    plain, text = spelled
    found, scanner = scan(cut(b'{"data":{"video":"' + text.encode() + b'"}}', places))
    assert found.decode() == plain
    assert scanner.document() == {"data": {"video": ""}}


@given(st.binary(max_size=300) | st.text('{}[]",:\\datviou01 ', max_size=300).map(str.encode), st.lists(st.integers(0)))
def test_any_bytes_are_scanned_or_refused(document: bytes, places: list[int]) -> None:
    with suppress(Breach):
        _, scanner = scan(cut(document, places))
        scanner.document_so_far()
        scanner.document()


@pytest.mark.parametrize(
    "document",
    [
        b'{"video":"AAAA"}',
        b'{"data":"AAAA","video":"AAAA"}',
        b'{"data":["video","AAAA"]}',
        b'{"data":[{"video":"AAAA"}]}',
        b'[{"data":{"video":"AAAA"}}]',
        b'{"more":{"data":{"video":"AAAA"}}}',
        b'{"data":{"more":{"video":"AAAA"}}}',
        b'{"data":{"video":["AAAA"]}}',
        b'{"data":{"video":{"video":"AAAA"}}}',
        b'{"data":{"video":null,"other":"AAAA"}}',
        b'{"message":"\\"data\\":{\\"video\\":\\"AAAA\\"}"}',
    ],
)
def test_a_string_elsewhere_is_left_where_it_is(document: bytes) -> None:
    text, scanner = scan([document])
    assert (text, scanner.found) == (b"", False)
    assert scanner.document() == json.loads(document)


def test_keys_may_be_spelled_with_escapes() -> None:
    text, _ = scan([b'{"d\\u0061ta":{"vid\\u0065o":"AAAA"}}'])
    assert text == b"AAAA"


def test_a_byte_order_mark_is_no_hindrance() -> None:
    text, scanner = scan([b'\xef\xbb\xbf{"data":{"video":"AAAA"}}'])
    assert text == b"AAAA"
    assert scanner.document() == {"data": {"video": ""}}


def test_bytes_that_are_no_utf8_hide_nothing_else() -> None:
    assert parse(b'{"code":"X","message":"caf\xe9"}') == {"code": "X", "message": "caf\ufffd"}


@pytest.mark.parametrize("escape", [b"\\x41", b"\\", b"\\u00zz", b"\\ud800", b"\x01\\/\\u0041"])
def test_an_escape_that_json_does_not_know_is_refused(escape: bytes) -> None:
    with pytest.raises(Breach):
        scan([b'{"data":{"video":"AAAA' + escape + b'"}}'])


def test_the_rest_of_the_document_is_bounded_and_the_string_is_not() -> None:
    scan([b'{"data":{"video":"', b"A" * 5000, b'"}}'], limit=100)
    for document in (b'{"more":"' + b"x" * 200, b'{"data":{"video":""},"more":"' + b"x" * 200):
        with pytest.raises(Breach, match="more than 100 bytes"):
            scan([document], limit=100)


def test_a_document_nested_too_deeply_is_refused() -> None:
    with pytest.raises(Breach, match="nested too deeply"):
        parse(b"[" * 200_000)


def test_what_came_before_the_string_can_be_told_of_a_document_cut_short() -> None:
    _, scanner = scan([b'{"request_id":"r","data":{"video":"AAAA'])
    assert scanner.document_so_far() == {"request_id": "r", "data": {"video": ""}}


def test_nothing_can_be_told_of_a_document_cut_before_the_string() -> None:
    _, scanner = scan([b'{"request_id":"r","da'])
    assert scanner.document_so_far() is None
