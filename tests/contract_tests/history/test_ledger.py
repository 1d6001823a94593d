from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.history.ledger import SCHEMA, LedgerError, Run, Seen, line_of, run_of
from contract_tests.history.reading import read_ledger

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def test_a_run_that_is_written_is_read_back(tmp_path: Path, make_run: Any, make_finding: Any) -> None:
    runs = make_run(0, make_finding()), make_run(1, unanswered=["no-face"])
    file = tmp_path / "h.ndjson"
    file.write_text("".join(f"{line_of(run)}\n" for run in runs), encoding="utf-8")

    assert read_ledger(file) == runs


def test_a_line_names_its_schema_and_the_fingerprints_of_the_report(make_report: Any, make_finding: Any) -> None:
    row = json.loads(line_of(run_of(make_report(make_finding()), NOW)))

    assert (row["schema"], row["at"], row["verdict"]) == (SCHEMA, "2026-11-23T06:00:00Z", "drift")
    assert [found["fingerprint"] for found in row["findings"]] == [make_finding().fingerprint]


def test_what_a_baseline_accepts_is_kept_as_accepted(make_report: Any, make_finding: Any) -> None:
    run = run_of(make_report(make_finding(), accepted=(make_finding("answer"),)), NOW)

    assert [(seen.where, seen.accepted) for seen in run.findings] == [("rule:no_face", False), ("answer", True)]


def test_probes_without_an_answer_are_named(make_report: Any) -> None:
    assert run_of(make_report(unanswered=["ok"]), NOW).unanswered == {"ok"}


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("http://127.0.0.1:8300", "http://127.0.0.1:8300"),
        ("https://user:secret@docs.example/page", "https://docs.example/page"),
        ("https://docs.example/page?token=secret#secret", "https://docs.example/page"),
        ("https://a.example?k=secret, https://b.example/x?k=secret", "https://a.example, https://b.example/x"),
        ("pages/live-photo.mdx", "pages/live-photo.mdx"),
    ],
)
def test_no_secret_of_a_url_is_kept(make_report: Any, target: str, kept: str) -> None:
    line = line_of(run_of(make_report(target=target), NOW))

    assert json.loads(line)["target"] == kept
    assert "secret" not in line


def test_runs_are_read_in_the_order_of_their_time(tmp_path: Path, make_run: Any) -> None:
    file = tmp_path / "h.ndjson"
    file.write_text("".join(f"{line_of(make_run(day))}\n" for day in (2, 0, 1)), encoding="utf-8")

    assert [run.at.day for run in read_ledger(file)] == [1, 2, 3]


def test_what_a_crash_left_of_the_last_line_is_passed_over(tmp_path: Path, make_run: Any) -> None:
    file = tmp_path / "h.ndjson"
    file.write_text(f"{line_of(make_run(0))}\n{line_of(make_run(1))[:40]}", encoding="utf-8")

    assert read_ledger(file) == (make_run(0),)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"schema": "livephoto-history/9"}, "'livephoto-history/9' is none of livephoto-history/1"),
        ({"verdict": "fine"}, "'fine' is none of conforms, drift, retired, unreachable"),
        ({"at": "yesterday"}, "Invalid isoformat"),
        ({"target": 5}, "5 is no text"),
        ({"findings": [{}]}, "severity"),
        ({"findings": [5]}, "is no run of a check"),
    ],
)
def test_a_line_that_is_no_run_is_told_with_its_number(
    tmp_path: Path, make_run: Any, change: dict[str, Any], says: str
) -> None:
    good = line_of(make_run(0))
    file = tmp_path / "h.ndjson"
    file.write_text(f"{good}\n{json.dumps(json.loads(good) | change)}\n", encoding="utf-8")

    with pytest.raises(LedgerError, match=f"h.ndjson, line 2 is no run of a check: .*{says}|{says}") as stopped:
        read_ledger(file)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize("text", ["hello\n", "hello", "[]\n", "null\n"])
def test_another_file_is_no_history(tmp_path: Path, text: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(LedgerError, match=r"notes\.txt, line 1 is no run of a check"):
        read_ledger(file)


def test_a_file_that_is_not_there_is_told_with_what_begins_one(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"there is no history .*; `livephoto check --history"):
        read_ledger(tmp_path / "away.ndjson")


@given(st.text(), st.text(), st.text())
def test_whatever_a_server_says_stays_on_one_line(says: str, where: str, target: str) -> None:
    seen = Seen("0" * 12, "status_changed", "info", where, "ok", says)
    line = line_of(Run(NOW, target, "2026-01", "drift", (), (seen,)))

    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["findings"][0]["says"] == says
