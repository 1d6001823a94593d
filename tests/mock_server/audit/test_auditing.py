from __future__ import annotations

import json

import pytest

from livephoto.contract import load_edition
from mock_server.audit.auditing import audit

EDITION = load_edition()


def failure(entry, began, **changes):
    return entry(began, **{"status": 422, "code": "ERROR_NO_FACE_IN_FILE", "credits": 0, **changes})


def test_calm_clients_leave_no_finding(entry):
    calls = [entry(0), entry(1, sha="cd" * 32), entry(2, fields={"type": "1"}), entry(3, key="key-b")]
    found = audit(calls, EDITION)
    assert (list(found.findings), found.calls, found.billed, found.wasted) == ([], 4, 88, 0)


def test_what_was_paid_for_twice_is_told_with_its_price(entry):
    (finding,) = audit([entry(0), entry(1), entry(2)], EDITION).findings
    assert (finding.kind, finding.calls, finding.credits) == ("duplicate_billed", (1, 11, 21), 44)
    assert finding.says == "photo abababababab was paid for 3 times with one key: 44 credits too many"


@pytest.mark.parametrize(
    "changes", [{"verdict": "fault"}, {"status": 504, "code": "AI_SERVICE_TIMEOUT"}, {"scenario": "truncated"}]
)
def test_a_retry_after_a_lost_answer_that_was_billed_is_explained(entry, changes):
    (finding,) = audit([entry(0, **changes), entry(1)], EDITION).findings
    assert finding.credits == 22
    assert "the answer to #1 was lost or spoilt on its way" in finding.says


def test_calls_of_other_paths_are_left_out(entry):
    calls = [failure(entry, at, path="/api/common/query-credits", method="GET") for at in range(9)]
    assert audit(calls, EDITION).calls == 0


def test_all_checks_are_made_and_errors_come_first(entry):
    calls = [failure(entry, at, retryAfter=None if at else 5.0) for at in range(7)]
    found = audit(calls, EDITION)
    assert [finding.kind for finding in found.findings] == [
        "retry_after_ignored",
        "hopeless_retry",
        "no_give_up",
        "no_backoff",
    ]


def test_how_many_attempts_are_too_many_can_be_said(entry):
    calls = [failure(entry, at, status=503, code="ERROR_RESOURCE_IN_TRANSIT") for at in (0, 1, 3, 7)]
    assert [finding.kind for finding in audit(calls, EDITION, most_attempts=3).findings] == ["no_give_up"]
    assert list(audit(calls, EDITION).findings) == []


def test_the_json_is_the_documented_one(entry):
    found = audit([entry(0), entry(1)], EDITION).as_json()
    assert json.loads(json.dumps(found)) == {
        "schema": "livephoto-audit/1",
        "findings": [
            {
                "kind": "duplicate_billed",
                "severity": "error",
                "says": "photo abababababab was paid for 2 times with one key: 22 credits too many",
                "calls": [1, 11],
                "credits": 22,
            }
        ],
        "calls": 2,
        "credits": {"billed": 44, "wasted": 22},
    }
