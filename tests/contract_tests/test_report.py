from __future__ import annotations

import pytest

from contract_tests.finding import Finding, Severity
from contract_tests.report import Match, Outcome, ProbeResult, Report, Stop, Verdict, verdict_of


def finding(severity: Severity = "breaking", kind: str = "status_changed", probe: str = "image-missing") -> Finding:
    return Finding(kind, severity, "rule:x", 413, 422, "documented", probe, "a sentence")


def result(name: str = "image-missing", outcome: Outcome = "agrees", *, paid: bool = False) -> ProbeResult:
    return ProbeResult(name, "image_missing", paid, outcome, 1.5, why="why" if outcome == "not_checked" else None)


PAID = result("success-default", "differs", paid=True)
GONE = finding(kind="endpoint_retired", probe="success-default")


@pytest.mark.parametrize(
    ("stop", "findings", "results", "verdict"),
    [
        (None, (), (result(),), "conforms"),
        (None, (), (), "conforms"),
        (None, (finding("info"),), (result(),), "conforms"),
        (None, (finding("compatible"),), (result(),), "drift"),
        (None, (finding("info"), finding("breaking")), (result(),), "drift"),
        (Stop("retired", "says"), (finding(),), (result(),), "retired"),
        (Stop("gateway", "says"), (), (), "unreachable"),
        (Stop("cut_off", "says"), (finding(),), (result(),), "unreachable"),
        (None, (GONE,), (PAID, result()), "retired"),
        (None, (GONE,), (PAID, result("success-png", paid=True)), "drift"),
        (None, (GONE,), (PAID, result("success-png", "not_checked", paid=True)), "retired"),
        (None, (finding(kind="endpoint_retired"),), (result(outcome="differs"),), "drift"),
    ],
)
def test_the_verdict_is_one_word(
    stop: Stop | None, findings: tuple[Finding, ...], results: tuple[ProbeResult, ...], verdict: Verdict
) -> None:
    assert verdict_of(stop, findings, results) == verdict


def test_the_json_object_is_the_documented_one() -> None:
    matches = (Match("2025-12", 1.0), Match("2026-01", 0.82, ("image-missing",)))
    report = Report("http://t", "2026-01", "drift", matches, 44, 66, (result(),), (finding(),))
    assert report.to_dict() == {
        "schema": "livephoto-check/1",
        "target": "http://t",
        "edition": "2026-01",
        "verdict": "drift",
        "matches": [{"edition": "2025-12", "agreement": 1.0}, {"edition": "2026-01", "agreement": 0.82}],
        "credits": {"spent": 44, "allowed": 66},
        "probes": [{"id": "image-missing", "rule": "image_missing", "paid": False, "outcome": "agrees", "ms": 1.5}],
        "findings": [
            {
                "kind": "status_changed",
                "severity": "breaking",
                "where": "rule:x",
                "expected": 413,
                "observed": 422,
                "basis": "documented",
                "probe": "image-missing",
                "says": "a sentence",
                "fingerprint": finding().fingerprint,
            }
        ],
    }


def test_what_is_not_in_every_report_stands_under_keys_of_its_own() -> None:
    report = Report(
        "http://t",
        "2026-01",
        "unreachable",
        (),
        0,
        0,
        (result(outcome="not_checked"),),
        (),
        Stop("dns", "no such name"),
    )
    document = report.to_dict()
    assert document["stop"] == {"reason": "dns", "says": "no such name"}
    assert document["probes"][0]["why"] == "why"
    assert not {"accepted", "explored"} & set(document)


def test_the_worst_severity_and_the_counts_are_told() -> None:
    report = Report("t", "e", "drift", (), 0, 0, (), (finding("info"), finding("compatible"), finding("info")))
    assert report.worst() == "compatible"
    assert [report.count(severity) for severity in ("breaking", "compatible", "info")] == [0, 1, 2]
    assert Report("t", "e", "conforms", (), 0, 0, (), ()).worst() is None


def test_editions_that_agree_equally_well_are_undecided() -> None:
    matches = (Match("b", 1.0), Match("a", 1.0), Match("c", 0.5))
    assert Report("t", "b", "conforms", matches, 0, 0, (), ()).undecided() == ("b", "a")
    assert Report("t", "b", "conforms", (Match("a", 0.0),), 0, 0, (), ()).undecided() == ()
