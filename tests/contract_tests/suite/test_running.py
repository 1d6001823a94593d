from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.suite.running import Wanted, run
from livephoto.contract import load_edition

KEY = "a-key-that-nobody-may-see"
ALONE = Wanted(load_edition(), None, None, None, None)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"url": "http://127.0.0.1:1"}, "the server wants a key: set AILAB_API_KEY or give --livephoto-key"),
        ({"url": "127.0.0.1", "key": KEY}, "does not begin with http:// or https://"),
        ({"url": "http://127.0.0.1:1", "key": "schlüssel"}, "the key is empty or holds characters"),
        ({"photo": "none.jpg"}, "No such file or directory: 'none.jpg'"),
        ({"url": "http://127.0.0.1:1", "key": KEY}, "nobody listens on 127.0.0.1:1"),
    ],
)
def test_what_cannot_be_checked_is_told_and_no_probe_has_an_outcome(given: dict[str, Any], says: str) -> None:
    outcome = json.loads(run(replace(ALONE, **given), ["image-too-wide"]))

    assert says in outcome["stop"]
    assert not [row for row in outcome["probes"].values() if row["outcome"] in ("agrees", "differs")]


def test_a_probe_that_was_chosen_is_asked_and_another_is_not() -> None:
    outcome = json.loads(run(ALONE, ["image-too-wide"]))

    assert outcome["stop"] is None
    assert outcome["probes"]["image-too-wide"] == {"outcome": "agrees", "why": None, "findings": []}
    assert "image-too-high" not in outcome["probes"]


def test_each_probe_has_its_own_findings_though_another_showed_the_same(mocks: Callable[..., Any]) -> None:
    wanted = replace(ALONE, url=mocks(edition="2025-12").base_url, key=KEY)

    outcome = json.loads(run(wanted, ["image-too-wide", "image-too-high"]))

    for probe in ("image-too-wide", "image-too-high"):
        assert [finding["kind"] for finding in outcome["probes"][probe]["findings"]] == ["status_changed"]


def test_no_more_is_spent_than_allowed(mocks: Callable[..., Any]) -> None:
    price = ALONE.edition.billing.credits_per_success
    mock = mocks(credits=10 * price)
    wanted = replace(ALONE, url=mock.base_url, key="of-this-test", max_credits=2 * price)

    outcome = json.loads(run(wanted, [f"success-{name}" for name in ("default", "avatar", "png", "bmp")]))

    assert mock.credits("of-this-test") == 8 * price
    assert sorted(row["outcome"] for row in outcome["probes"].values()).count("not_checked") == 2


def test_the_key_is_not_shown_by_what_was_asked_for() -> None:
    assert KEY not in repr(replace(ALONE, key=KEY))
