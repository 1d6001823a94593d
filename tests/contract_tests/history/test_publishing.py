from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract_tests.history.reading import read_ledger
from contract_tests.outputs import OutputOptions, outputs_of, publish
from livephoto.commands.console import CommandError

PLAIN = OutputOptions(as_json=True, reports=(), fail_on="breaking", baseline=None, update_baseline=False)


def test_each_run_is_appended_to_the_history(make_report: Any, make_finding: Any, tmp_path: Path) -> None:
    file = tmp_path / "history.ndjson"
    outputs = outputs_of(replace(PLAIN, history=file))
    publish(make_report(make_finding()), outputs)
    publish(make_report(), outputs)

    runs = read_ledger(file)
    assert [run.verdict for run in runs] == ["drift", "conforms"]
    assert [seen.fingerprint for seen in runs[0].findings] == [make_finding().fingerprint]


def test_a_finding_that_the_baseline_accepts_is_kept_as_accepted(
    make_report: Any, make_finding: Any, tmp_path: Path
) -> None:
    entry = {"fingerprint": make_finding().fingerprint, "until": "9999-12-31", "reason": "known"}
    baseline, file = tmp_path / "baseline.json", tmp_path / "history.ndjson"
    baseline.write_text(json.dumps({"schema": "livephoto-baseline/1", "accepted": [entry]}), encoding="utf-8")
    publish(make_report(make_finding()), outputs_of(replace(PLAIN, baseline=baseline, history=file)))

    (run,) = read_ledger(file)
    assert (run.verdict, [seen.accepted for seen in run.findings]) == ("conforms", [True])


def test_a_history_that_cannot_be_written_is_told_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("buy milk", encoding="utf-8")

    with pytest.raises(CommandError, match="is no history of checks"):
        outputs_of(replace(PLAIN, history=tmp_path / "notes.txt"))


def test_without_the_flag_nothing_is_kept(make_report: Any, tmp_path: Path) -> None:
    publish(make_report(), outputs_of(PLAIN))

    assert list(tmp_path.iterdir()) == []
