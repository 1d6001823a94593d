from __future__ import annotations

import pytest

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sunset", "Mon, 09 Feb 2026 00:00:00 GMT"),
        ("deprecation", "@1770595200"),
        ("link", '<https://example.org>; rel="deprecation"'),
        ("warning", '299 - "Deprecated API"'),
    ],
)
def test_an_announcement_of_an_end_is_told(bench, kinds, name, value) -> None:
    found = bench.given(headers=JSON | {name: value}).judged()
    assert kinds(found) == [("retirement_announced", f"header:{name}", "compatible")]
    assert value in found[0].says


@pytest.mark.parametrize(("name", "value"), [("link", '</next>; rel="next"'), ("warning", '110 - "Stale"')])
def test_other_links_and_warnings_are_nothing(bench, name, value) -> None:
    assert bench.given(headers=JSON | {name: value}).judged() == []


def test_a_wait_is_info_whatever_its_length(refusal, kinds) -> None:
    first, second = (refusal.given(headers=JSON | {"retry-after": text}).judged() for text in ("1", "20"))
    assert kinds(first) == [("retry_after_sent", "header:retry-after", "info")]
    assert first[0].fingerprint == second[0].fingerprint
