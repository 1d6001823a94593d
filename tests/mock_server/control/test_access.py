from __future__ import annotations

import pytest

from mock_server.control.access import refusal

TOKEN = "a-token-of-some-length"


def scope(server="127.0.0.1", client="127.0.0.1", method="GET", **headers):
    headers = {"host": f"{server}:8300", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": "http",
        "scheme": "http",
        "method": method,
        "server": (server, 8300) if server else None,
        "client": (client, 5000) if client else None,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value is not None],
    }


@pytest.mark.parametrize(
    "request_",
    [
        scope(),
        scope(host="localhost:8300"),
        scope(host="mock.localhost"),
        scope(host="[::1]:8300", server="::1", client="::1"),
        scope(server="::ffff:127.0.0.1", client="::ffff:127.0.0.1", host="127.0.0.1"),
        scope(server="127.0.0.53", client="127.0.0.1"),
        scope(server="testserver", client="testclient"),
        scope(server="mock", client=None),
        scope(host=None),
        scope(origin="http://127.0.0.1:8300"),
        scope(sec_fetch_site="same-origin"),
        scope(sec_fetch_site="none", sec_fetch_mode="navigate"),
        scope(sec_fetch_site="cross-site", sec_fetch_mode="navigate"),
    ],
)
def test_whoever_sits_at_the_machine_comes_in(request_):
    assert refusal(request_, None) is None
    assert refusal(request_, TOKEN) is None


@pytest.mark.parametrize(
    "request_",
    [
        scope(origin="http://app.example"),
        scope(origin="null"),
        scope(origin="http://localhost:3000"),
        scope(origin="https://127.0.0.1:8300"),
        scope(sec_fetch_site="cross-site", sec_fetch_mode="no-cors"),
        scope(sec_fetch_site="same-site", sec_fetch_mode="cors"),
        scope(sec_fetch_site="cross-site", sec_fetch_mode="navigate", method="POST"),
        scope(origin="http://evil.example", authorization=f"Bearer {TOKEN}"),
    ],
)
def test_foreign_pages_are_turned_away_whatever_they_hold(request_):
    status, says = refusal(request_, TOKEN)
    assert status == 403
    assert "page of" in says


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8300", "192.168.0.7", "127.0.0.1.evil.example", "a b"])
def test_a_name_that_was_bound_to_loopback_is_turned_away(host):
    status, says = refusal(scope(host=host), None)
    assert status == 403
    assert "Host header" in says


@pytest.mark.parametrize(
    "request_",
    [
        scope(server="192.168.0.7", client="192.168.0.9"),
        scope(server="127.0.0.1", client="192.168.0.9"),
        scope(server="192.168.0.7", client="192.168.0.7"),
        scope(server="fe80::1%eth0", client="fe80::2%eth0"),
        scope(x_forwarded_for="203.0.113.5"),
        scope(forwarded="for=203.0.113.5"),
    ],
)
def test_from_elsewhere_a_token_is_needed(request_):
    assert refusal(request_, None)[0] == 403
    assert "--admin-token" in refusal(request_, None)[1]
    assert refusal(request_, TOKEN)[0] == 401
    with_token = {**request_, "headers": [*request_["headers"], (b"authorization", f"bearer {TOKEN}".encode())]}
    assert refusal(with_token, TOKEN) is None
    assert refusal(with_token, "another-token-of-some-length")[0] == 401
    assert refusal(with_token, None)[0] == 403


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer \xff"])
def test_what_is_not_quite_the_token_is_none(value):
    assert refusal(scope(client="192.168.0.9", authorization=value), TOKEN)[0] == 401
