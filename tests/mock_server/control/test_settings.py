from __future__ import annotations

import pytest


def test_settings_show_what_the_mock_is_and_no_key(benches):
    bench = benches(credits=44, api_keys=("a-secret-key",), locked_keys=("another",))
    shown = bench.get("/settings")
    assert (shown["edition"], shown["engine"], shown["credits"], shown["knownKeys"]) == ("2026-01", "canned", 44, 2)
    assert "secret" not in str(shown)


def test_credits_can_change_for_accounts_that_nobody_set(bench):
    bench.admin("PUT", "/credits", {"key": "rich", "credits": 1000})
    assert bench.admin("PUT", "/settings", {"credits": 22}).json()["credits"] == 22
    assert [bench.call("poor").status_code for _ in range(2)] == [200, 429]
    assert [bench.call("rich").status_code for _ in range(2)] == [200, 200]
    assert bench.admin("PUT", "/settings", {"credits": None}).json()["credits"] is None
    assert bench.call("poor").status_code == 200


def test_what_was_shown_can_be_put_back(bench):
    shown = bench.get("/settings")
    assert bench.admin("PUT", "/settings", shown).json() == shown


@pytest.mark.parametrize(("name", "value"), [("edition", "2025-12"), ("engine", "animated"), ("journalSize", 5)])
def test_what_is_chosen_at_the_start_is_refused_by_name(shared, name, value):
    answer = shared.admin("PUT", "/settings", {name: value})
    assert answer.status_code == 409
    assert "is chosen when the mock starts" in answer.json()["errors"][0]["detail"]


def test_one_of_several_workers_does_not_change_alone(benches):
    answer = benches(workers=2).admin("PUT", "/settings", {"credits": 1})
    assert answer.status_code == 409
    assert "PUT credits" in answer.json()["errors"][0]["detail"]
