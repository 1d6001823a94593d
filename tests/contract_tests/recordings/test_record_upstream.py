from __future__ import annotations

import httpx
import pytest

from contract_tests.base_url import TargetError
from contract_tests.recordings.upstream import Upstream


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("http://user:word@api.example.org", "leave user and password out of --upstream"),
        ("https://api.example.org/api/v1", "leave the path out of --upstream"),
        ("https://api.example.org/?a=1", "leave the path out of --upstream"),
        ("ftp://api.example.org", "does not begin with http"),
        ("", "empty"),
        ("http://[::1", "cannot be read"),
    ],
)
def test_an_upstream_that_is_no_root_of_a_server_is_refused_with_what_to_give(text, says):
    with pytest.raises(TargetError, match=says) as caught:
        Upstream(text)
    assert "word" not in str(caught.value).replace("password", "")


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("https://evil.example/api", "https://evil.example"),
        ("//evil.example/api", "https://evil.example"),
        ("/\\evil.example/api", "https://evil.example"),
        ("http://api.example.org/api", "http://api.example.org"),
        ("https://api.example.org:8443/", "https://api.example.org:8443"),
        ("https://api.example.org@evil.example/", "https://evil.example"),
        ("http://[::1", "a place that is no URL"),
        ("https://api.example.org/elsewhere", None),
        ("https://API.example.org:443/elsewhere", None),
        ("/elsewhere", None),
        ("elsewhere", None),
    ],
)
def test_a_redirect_is_held_to_the_upstream(location, place):
    response = httpx.Response(307, headers={"location": location})
    assert Upstream("https://api.example.org").elsewhere(response) == place


def test_a_location_that_is_no_redirect_is_nobodys_business():
    response = httpx.Response(201, headers={"location": "https://elsewhere.example"})
    assert Upstream("https://api.example.org").elsewhere(response) is None
