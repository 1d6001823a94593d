from __future__ import annotations

import pytest

from mock_server.control.token import token_for
from mock_server.settings import SettingsError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_on_loopback_no_token_is_needed(host):
    assert token_for(host, None) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "mock.example"])
def test_elsewhere_a_new_one_is_made_each_time(host):
    one, other = token_for(host, None), token_for(host, None)
    assert one is not None
    assert one != other
    assert len(one) >= 32


def test_the_one_that_is_given_is_taken():
    assert token_for("127.0.0.1", "x" * 16) == token_for("0.0.0.0", "x" * 16) == "x" * 16


@pytest.mark.parametrize("given", ["", "short", "x" * 15, "with space with space", "ü" * 20, "x" * 20 + "\n"])
def test_one_that_cannot_serve_is_refused(given):
    with pytest.raises(SettingsError, match="--admin-token takes 16 or more"):
        token_for("127.0.0.1", given)
