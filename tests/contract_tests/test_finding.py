from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contract_tests.finding import Finding

FINDING = Finding("status_changed", "breaking", "rule:x", 413, 422, "documented", "probe-1", "It moved.")


def test_the_fingerprint_is_the_same_on_every_machine() -> None:
    assert FINDING.fingerprint == "882155729751"


@pytest.mark.parametrize("change", [{"probe": "probe-2"}, {"says": "Other words."}, {"basis": "observed"}])
def test_who_found_it_and_in_which_words_is_not_in_the_fingerprint(change) -> None:
    assert replace(FINDING, **change).fingerprint == FINDING.fingerprint


@pytest.mark.parametrize(
    "change", [{"kind": "code_changed"}, {"where": "rule:y"}, {"expected": 400}, {"observed": 400}, {"observed": "422"}]
)
def test_another_difference_has_another_fingerprint(change) -> None:
    assert replace(FINDING, **change).fingerprint != FINDING.fingerprint


def test_a_finding_goes_into_json_as_the_design_says() -> None:
    row = json.loads(json.dumps(FINDING.to_dict()))
    assert set(row) == {
        "kind", "severity", "where", "expected", "observed", "basis", "probe", "fingerprint", "says",
    }  # fmt: skip
    assert row["fingerprint"] == FINDING.fingerprint
