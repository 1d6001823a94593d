from __future__ import annotations

from livephoto.contract import load_edition


def test_the_contract_shows_each_rule_with_its_basis(shared):
    edition, shown = load_edition(), shared.get("/contract")
    assert [rule["name"] for rule in shown["rules"]] == list(edition.rules)
    first = edition.rules["key_missing"]
    assert shown["rules"][0]["basis"] == first.basis
    assert shown["rules"][0]["status"] == edition.status_of(first.code)
    assert (shown["edition"], shown["keyHeader"], shown["retired"]) == ("2026-01", "ailabapi-api-key", False)


def test_the_audit_is_of_the_journal_and_can_be_of_one_key(bench):
    for key in ("a", "b", "a"):
        bench.call(key)
    found = bench.get("/audit")
    assert (found["schema"], found["calls"]) == ("livephoto-audit/1", 3)
    assert [(each["kind"], each["calls"]) for each in found["findings"]] == [("duplicate_billed", [1, 3])]
    assert bench.get("/audit?key=b")["findings"] == []
    assert bench.get("/audit?after=1")["findings"] == []
    assert bench.get("/audit?mostAttempts=1")["calls"] == 3


def test_without_a_journal_there_is_no_audit(benches):
    answer = benches(journal_size=0).admin("GET", "/audit")
    assert answer.status_code == 409
    assert "keeps no journal" in answer.json()["errors"][0]["detail"]


def test_no_recordings_are_played(shared):
    assert shared.get("/recordings") == {"recordings": [], "meta": {"total": 0}}
