from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.base_url import TargetError, is_loopback, read_base_url


@pytest.mark.parametrize(
    ("given_", "root"),
    [
        ("http://127.0.0.1:8300", "http://127.0.0.1:8300"),
        ("  https://api.example.org/ ", "https://api.example.org"),
        ("HTTP://Example.ORG:80", "http://example.org:80"),
        ("http://[::1]:8300/", "http://[::1]:8300"),
        ("http://bücher.example", "http://xn--bcher-kva.example"),
        ("http://my_mock:8300", "http://my_mock:8300"),
        ("http://example.org.", "http://example.org."),
        ("http://example.org:", "http://example.org"),
    ],
)
def test_the_root_of_a_server_is_taken(given_: str, root: str) -> None:
    assert read_base_url(given_) == root


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("127.0.0.1:8300", "begin with http"),
        ("example.org", "begin with http"),
        ("ftp://example.org", "begin with http"),
        ("http:example.org", "begin with http"),
        ("http://", "begin with http"),
        ("http://exa mple.org", "white space"),
        ("http://example.org\n.evil", "white space"),
        ("http:\\\\example.org", "signs that no URL takes"),
        ("http://example.org:0", "port"),
        ("http://example.org:99999", "port"),
        ("http://example.org:eight", "port"),
        ("http://[::1", "cannot be read"),
        ("http://[zz]:80", "cannot be read|no host"),
        ("http://:8300", "no host"),
        (f"http://{'a' * 64}.org", "no host"),
        (f"http://{'a.' * 130}org", "no host"),
        ("http://exa%20mple.org", "no host"),
        ("http://a\u2028b", "white space"),
    ],
)
def test_what_is_no_root_of_a_server_is_refused_with_its_reason(text: str, says: str) -> None:
    with pytest.raises(TargetError, match=says):
        read_base_url(text)


@pytest.mark.parametrize("more", ["/api/portrait", "?key=secret", "#top", "/v1/?key=secret"])
def test_a_path_is_refused_and_the_root_to_give_instead_is_named(more: str) -> None:
    with pytest.raises(TargetError, match=r"leave the path out.*http://example\.org:81$") as caught:
        read_base_url(f"http://example.org:81{more}")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["http://me:secret@example.org", "https://secret@example.org:99999/x", "secret", "me:secret@example.org"]
)
def test_no_message_repeats_what_may_be_a_secret(text: str) -> None:
    with pytest.raises(TargetError) as caught:
        read_base_url(text)
    assert "secret" not in str(caught.value)


@given(st.text(max_size=40) | st.text(max_size=40).map(lambda rest: f"http://{rest}"))
def test_any_text_is_taken_as_an_ascii_root_or_refused(text: str) -> None:
    try:
        root = read_base_url(text)
    except TargetError:
        return
    assert root.isascii()
    assert read_base_url(root) == root


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8300", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:8300", True),
        ("http://localhost", True),
        ("http://api.localhost", True),
        ("http://localhost.example.org", False),
        ("https://api.example.org", False),
        ("http://10.0.0.1", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback
