from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from contract_tests.reports.sarif import render
from contract_tests.severity import ratings

ROOT = Path(__file__).parents[3]


def run_of(report) -> dict[str, Any]:
    log = json.loads(render(report))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


def test_each_finding_is_a_result_of_its_kind_level_and_fingerprint(make_report):
    report = make_report()
    results = run_of(report)["results"]
    assert [(each["ruleId"], each["level"]) for each in results] == [
        ("status_changed", "error"),
        ("field_added", "warning"),
        ("message_changed", "note"),
        ("field_missing", "error"),
    ]
    found = [*report.findings, *report.accepted]
    assert [each["partialFingerprints"]["livephotoFinding/v1"] for each in results] == [it.fingerprint for it in found]


def test_every_result_points_at_its_rule_and_at_a_file_that_is_there(make_report):
    run = run_of(make_report())
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert (ROOT / place).is_file()


def test_rules_carry_the_reason_of_the_rating(make_report):
    rule = run_of(make_report())["tool"]["driver"]["rules"][0]
    assert rule["shortDescription"]["text"] == ratings()["status_changed"].reason


def test_accepted_findings_are_suppressed_and_no_other(make_report):
    results = run_of(make_report())["results"]
    assert ["suppressions" in each for each in results] == [False, False, False, True]


def test_a_report_without_findings_is_valid_too(make_report):
    assert run_of(make_report(findings=(), accepted=()))["results"] == []


def test_a_hostile_answer_is_plain_text(make_report, hostile):
    text = render(make_report(hostile))
    assert text.isascii()
    assert all(each["message"]["text"].isprintable() for each in run_of(make_report(hostile))["results"])
