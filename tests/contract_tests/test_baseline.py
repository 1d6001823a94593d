from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contract_tests.baseline import SCHEMA, UNEXPLAINED, Accepted, BaselineError, apply, read, updated, written
from contract_tests.finding import Finding
from contract_tests.report import ProbeResult, Report, Stop

TODAY = date(2026, 5, 1)
ENTRY = {"fingerprint": "0123456789ab", "until": "2026-12-31", "reason": "known"}


def finding(where: str, severity: str = "breaking", kind: str = "status_changed") -> Finding:
    return Finding(kind, severity, f"rule:{where}", 1, 2, "documented", where, f"{where} differs")  # type: ignore[arg-type]


def report(*findings: Finding, **more: Any) -> Report:
    probes = tuple(ProbeResult(each, None, False, "differs") for each in ("one", "two"))
    given: dict[str, Any] = {"verdict": "drift", "probes": probes, "findings": findings}
    return Report(**{"target": "t", "edition": "e", "matches": (), "spent": 0, "allowed": 0} | given | more)


def accepting(found: Finding, until: str = "2026-12-31", reason: str = "known") -> Accepted:
    return Accepted(found.fingerprint, date.fromisoformat(until), reason, found.probe)


ONE, TWO = finding("one"), finding("two")


def test_accepted_findings_are_set_apart():
    judged = apply(report(ONE, TWO), [accepting(ONE)], TODAY)
    assert (judged.findings, judged.accepted, judged.verdict) == ((TWO,), (ONE,), "drift")


def test_with_every_finding_accepted_the_verdict_is_that_of_what_is_left():
    info = finding("two", "info")
    assert apply(report(ONE, info), [accepting(ONE)], TODAY).verdict == "conforms"


@pytest.mark.parametrize(("until", "accepted"), [("2026-05-01", 1), ("2026-04-30", 0)])
def test_an_entry_holds_up_to_and_including_its_day(until, accepted):
    assert len(apply(report(ONE), [accepting(ONE, until)], TODAY).accepted) == accepted


def test_a_target_that_is_not_there_stays_unreachable():
    gone = report(verdict="unreachable", stop=Stop("refused", "nobody"))
    assert apply(gone, [accepting(ONE)], TODAY).verdict == "unreachable"


def test_an_update_takes_present_findings_in_and_keeps_reasons_and_dates():
    entries = updated([accepting(ONE, "2027-01-01", "mine")], report(ONE, TWO), TODAY)
    assert [(entry.reason, entry.until.isoformat(), entry.says) for entry in entries] == [
        ("mine", "2027-01-01", "one differs"),
        (UNEXPLAINED, "2026-07-30", "two differs"),
    ]


def test_an_update_gives_an_expired_entry_a_new_date_and_keeps_its_reason():
    (entry,) = updated([accepting(ONE, "2026-01-01", "mine")], report(ONE), TODAY)
    assert (entry.reason, entry.until.isoformat()) == ("mine", "2026-07-30")


def test_an_update_drops_what_is_gone_but_not_what_was_not_asked():
    gone, unasked = finding("two"), finding("three")
    assert [entry.probe for entry in updated([accepting(gone), accepting(unasked)], report(), TODAY)] == ["three"]


def test_what_is_written_can_be_read(tmp_path):
    file = tmp_path / "baseline.json"
    entries = updated([], report(ONE, TWO), TODAY)
    file.write_text(written(entries))
    assert read(file) == entries


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([7], "entry 1 is no object"),
        ([ENTRY, {**ENTRY, "fingerprint": "nope"}], "entry 2 needs a fingerprint of twelve"),
        ([{**ENTRY, "reason": " "}], "entry 1 needs a reason"),
        ([{**ENTRY, "until": "soon"}], "entry 1 needs an until-date such as 2026-12-31"),
        ([{**ENTRY, "until": 5}], "entry 1 has a value that is no text"),
        ([{**ENTRY, "untill": "x"}], "entry 1 has an unknown field 'untill'"),
        ([{}], "entry 1 needs a fingerprint"),
    ],
)
def test_a_wrong_entry_is_named_with_what_it_needs(entries, message, tmp_path):
    file = tmp_path / "b.json"
    file.write_text(json.dumps({"schema": SCHEMA, "accepted": entries}))
    with pytest.raises(BaselineError, match=message):
        read(file)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "other/1", "accepted": []}', "\x00", "{"])
def test_a_file_that_is_no_baseline_is_one_line(text, tmp_path):
    file = tmp_path / "b.json"
    file.write_text(text)
    with pytest.raises(BaselineError) as caught:
        read(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_baseline_that_is_not_there_says_how_to_write_one(tmp_path):
    with pytest.raises(BaselineError, match="--baseline-update writes one"):
        read(tmp_path / "no.json")
