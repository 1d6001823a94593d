from __future__ import annotations

import pytest

from mock_server.state.address import read_address
from mock_server.state.base import StateError


@pytest.mark.parametrize(
    ("text", "url", "shown", "prefix"),
    [
        ("redis://h", "redis://h", "redis://h:6379", "livephoto"),
        ("redis://u:pw@h:7000/2?prefix=team-a", "redis://u:pw@h:7000/2", "redis://h:7000/2", "team-a"),
        (
            "rediss://:pw@h/0?ssl_cert_reqs=none",
            "rediss://:pw@h/0?ssl_cert_reqs=none",
            "rediss://h:6379/0",
            "livephoto",
        ),
        ("valkey://h:1", "redis://h:1", "valkey://h:1", "livephoto"),
        ("valkeys://h:1", "rediss://h:1", "valkeys://h:1", "livephoto"),
        ("redis://[::1]:7000/1", "redis://[::1]:7000/1", "redis://[::1]:7000/1", "livephoto"),
        ("unix:///run/s?db=1&password=pw", "unix:///run/s?db=1&password=pw", "unix:///run/s", "livephoto"),
    ],
)
def test_a_url_is_a_server_and_a_prefix(text, url, shown, prefix):
    address = read_address(text)
    assert (address.url, address.shown, address.prefix) == (url, shown, prefix)
    assert "pw" not in repr(address)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a text without a scheme"),
        ("localhost:6379", "a text without a scheme"),
        ("http://:secret@h", "the scheme 'http'"),
        ("memory://somewhere", "the scheme 'memory'"),
        ("redis://:secret@h:99999", "is its port a number"),
        ("redis://:secret/x@h", "is its port a number"),
        ("redis://[::1", "is its port a number"),
        ("redis://:secret@h/first", "a database's number"),
        ("redis://h/0?prefix=", "a prefix is 1 to 64"),
        ("redis://h/0?prefix=a%20b", "a prefix is 1 to 64"),
        ("unix://run/s", "the whole path of a socket"),
    ],
)
def test_nonsense_is_one_line_without_a_password(text, says):
    with pytest.raises(StateError, match=says) as caught:
        read_address(text)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
