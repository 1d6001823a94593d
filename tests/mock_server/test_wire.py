from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.answers import Answer
from mock_server.wire import serialise, without_upgrade


def test_an_answer_becomes_http_that_ends_the_connection():
    answer = Answer(404, [(b"content-length", b"4")], (b"no", b"pe"))
    assert serialise(answer) == b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\nconnection: close\r\n\r\nnope"


@pytest.mark.parametrize("name", [b"Upgrade", b"upgrade", b"UPGRADE"])
def test_an_offer_to_upgrade_is_left_out_and_nothing_else(name):
    head = b"POST / HTTP/1.1\r\nHost: x\r\n" + name + b": h2c\r\nX-Upgrade: stays\r\n\r\n"
    body = b"\r\nUpgrade: in the body, stays"
    assert without_upgrade(head + body) == (b"POST / HTTP/1.1\r\nHost: x\r\nX-Upgrade: stays\r\n\r\n" + body, b"")


@given(st.lists(st.integers(0, 80), max_size=6))
def test_the_offer_is_found_however_the_head_was_cut(cuts):
    whole = b"POST / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nX-Last: y\r\n\r\n"
    edges = [0, *sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
    passed = held = b""
    for start, end in pairwise(edges):
        data, held = without_upgrade(held + whole[start:end])
        passed += data
    assert passed + held == b"POST / HTTP/1.1\r\nHost: x\r\nX-Last: y\r\n\r\n"
    assert held == b""


@given(st.binary(max_size=200))
def test_bytes_without_such_a_head_pass_unchanged(data):
    if b"upgrade" not in data.lower():
        assert b"".join(without_upgrade(data)) == data


def test_nothing_is_held_back_of_what_is_no_head():
    assert without_upgrade(b"\x16\x03\x01 no line ends") == (b"\x16\x03\x01 no line ends", b"")
    endless = b"GET / HTTP/1.1\r\n" + bytes(100_000)
    assert without_upgrade(endless) == (endless, b"")
