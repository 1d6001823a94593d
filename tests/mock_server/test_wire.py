from __future__ import annotations

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
    assert without_upgrade(head + body) == b"POST / HTTP/1.1\r\nHost: x\r\nX-Upgrade: stays\r\n\r\n" + body


@given(st.binary(max_size=200))
def test_bytes_without_such_a_head_pass_unchanged(data):
    if b"upgrade" not in data.lower():
        assert without_upgrade(data) == data
