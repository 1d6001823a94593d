from __future__ import annotations

from typing import Any

import pytest

from livephoto.contract import load_edition
from livephoto.errors import SettingsError
from livephoto.settings import ApiKey, find_base_url, find_key, without_user

EDITION = load_edition()


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AILAB_API_KEY", raising=False)
    monkeypatch.delenv("LIVEPHOTO_BASE_URL", raising=False)


def test_a_key_is_the_argument_else_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AILAB_API_KEY", "from-environment")
    assert find_key("given").reveal() == "given"
    assert find_key(None).reveal() == "from-environment"


@pytest.mark.parametrize("empty", [None, ""])
def test_without_a_key_both_ways_to_give_one_are_named(empty: str | None) -> None:
    with pytest.raises(SettingsError, match=r"api_key.*--api-key.*AILAB_API_KEY"):
        find_key(empty)


@pytest.mark.parametrize("key", ["sec\nret", "secret ", "secr\u00e9t", "sec\x00ret", "\U0001f511secret", "sec ret"])
def test_a_key_that_fits_no_header_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        ApiKey(key)
    assert "sec" not in str(caught.value)
    assert f"of {len(key)}" in str(caught.value)


def test_a_key_never_shows_itself() -> None:
    key = ApiKey("secret-key")
    assert "secret" not in f"{key!r} {key}"
    assert key.hide_in("no user has secret-key.") == "no user has ***."
    assert key.hide_in_token("secret-key") == "***"


@pytest.mark.parametrize("key", ["E", "CREDITS", "mock-1"])
def test_a_short_key_spoils_no_code_and_no_id(key: str) -> None:
    for token in ("ERROR_NOT_ENOUGH_CREDITS", "mock-1234-5678"):
        assert ApiKey(key).hide_in_token(token) == token
    assert ApiKey("E").hide_in("Eleven Errors") == "Eleven Errors"


def test_a_long_key_shows_in_no_id_either() -> None:
    assert ApiKey("k" * 64).hide_in_token(f"r-{'k' * 64}") == "***"


@pytest.mark.parametrize("key", [123, b"bytes", ["list"]])
def test_a_key_that_is_no_text_is_refused_in_clear_words(key: Any) -> None:
    with pytest.raises(SettingsError, match=f"must be a str, not {type(key).__name__}"):
        find_key(key)


def test_a_base_url_is_the_argument_else_the_environment_else_the_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_base_url(None, EDITION) == "https://www.ailabapi.com"
    monkeypatch.setenv("LIVEPHOTO_BASE_URL", "http://127.0.0.1:8300/")
    assert find_base_url(None, EDITION) == "http://127.0.0.1:8300"
    assert find_base_url("https://proxy.example/ailab//", EDITION) == "https://proxy.example/ailab"
    assert find_base_url(" http://127.0.0.1:8300/\n", EDITION) == "http://127.0.0.1:8300"
    assert find_base_url("http://[::1]:8300", EDITION) == "http://[::1]:8300"
    assert find_base_url("http://b\u00fccher.example", EDITION) == "http://b\u00fccher.example"


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8300", "localhost", "ftp://host", "http://", "http://host:x", "http://host:99999", "http://[", "//h",
     "http://host/?a=b", "http://host/#f", "http://\u2603.net", "http://ho st", "http://host/a b", "http://host/\x00",
     "http://a..b", "http://" + "a" * 64],
)  # fmt: skip
def test_a_base_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"http://host:8300/path"):
        find_base_url(url, EDITION)


def test_a_password_in_a_base_url_is_not_shown() -> None:
    assert without_user("https://me:secret@host:8300/x") == "https://host:8300/x"
    with pytest.raises(SettingsError) as caught:
        find_base_url("ftp://me:secret@host", EDITION)
    assert "secret" not in str(caught.value)
