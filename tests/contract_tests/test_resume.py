from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.finding import Finding
from contract_tests.report import ProbeResult, Report
from contract_tests.resume import Record, ResumeError
from livephoto.contract import load_edition

EDITION = load_edition("2026-01")
PRICE = EDITION.billing.credits_per_success
URL = "http://127.0.0.1:1"
DONE = ProbeResult("type-word", "type_not_integer", False, "differs", 1.5, agrees_with=("2025-12",), evidence="422")
FOUND = Finding("status_changed", "breaking", "rule:x", {"a": [1]}, None, "documented", "type-word", "it differs")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run.ndjson"


def record(file: Path, url: str = URL, edition: str = "2026-01") -> Record:
    return Record(file, url, load_edition(edition))


def test_what_was_answered_is_known_to_the_next_run(file):
    record(file).answered(DONE, [FOUND])
    assert record(file).known == {"type-word": (DONE, (FOUND,))}


def test_each_line_is_one_result_with_its_findings(file):
    record(file).answered(DONE, [FOUND])
    (line,) = file.read_text().splitlines()
    row = json.loads(line)
    assert (row["id"], row["outcome"], row["findings"][0]["kind"]) == ("type-word", "differs", "status_changed")
    assert (row["target"], row["edition"]) == (URL, "2026-01")


@pytest.mark.parametrize("outcome", ["no_answer", "not_checked"])
def test_what_got_no_answer_is_asked_again(file, outcome):
    record(file).answered(ProbeResult("type-word", None, False, outcome, why="gone"), [])
    assert record(file).known == {}


def test_a_call_whose_answer_was_billed_counts_as_spent(file):
    first = record(file)
    for billed in (True, False):
        first.asking("success-png")
        first.settled("success-png", billed=billed)
    assert (first.spent, record(file).spent) == (PRICE, PRICE)


def test_a_call_that_was_cut_off_counts_as_spent(file):
    record(file).asking("success-png")
    again = record(file)
    assert again.spent == PRICE
    again.asking("success-png")
    again.settled("success-png", billed=True)
    assert record(file).spent == 2 * PRICE


def test_a_run_that_ended_with_its_first_questions_is_begun_anew(file):
    record(file).answered(ProbeResult("image-missing", "image_missing", False, "differs"), [])
    assert record(file).known == {}


def test_what_only_all_answers_showed_is_kept_with_its_probe(file):
    run = record(file)
    run.answered(DONE, [])
    run.finished(Report(URL, "2026-01", "drift", (), 0, 0, (DONE,), (FOUND,)))
    assert record(file).known == {"type-word": (DONE, (FOUND,))}


def test_a_line_that_a_crash_cut_short_is_dropped(file):
    record(file).answered(DONE, [])
    whole = file.read_text()
    file.write_text(whole + '{"id": "type-empty", "outc')
    assert list(record(file).known) == ["type-word"]
    assert file.read_text() == whole


@pytest.mark.parametrize(("url", "edition"), [("http://127.0.0.1:2", "2026-01"), (URL, "2025-12")])
def test_a_record_of_another_target_or_edition_is_refused(file, url, edition):
    record(file).answered(DONE, [])
    with pytest.raises(ResumeError, match="records another"):
        record(file, url, edition)


@pytest.mark.parametrize("content", ["hello", "hello\n", "[]\n", "{}\n", '{"id": 1, "outcome": "agrees"}\n', "\xff\n"])
def test_a_file_that_is_no_record_is_refused_and_left_as_it_was(file, content):
    file.write_text(content, encoding="latin-1")
    with pytest.raises(ResumeError, match=r"name a new file|cannot use"):
        record(file)
    assert file.read_text(encoding="latin-1") == content


@pytest.mark.parametrize(
    "row",
    [
        {"id": "x", "outcome": "settled", "spent": PRICE},
        {"id": "x", "outcome": "agrees"},
        {"id": "x", "outcome": "agrees", "agrees_with": [], "findings": [{"kind": "y"}]},
        {"id": "x", "outcome": "agrees", "agrees_with": [1], "findings": [], "rule": None, "paid": False},
    ],
)
def test_a_record_that_was_tampered_with_is_refused(file, row):
    file.write_text(json.dumps(row | {"target": URL, "edition": "2026-01"}) + "\n")
    with pytest.raises(ResumeError, match="is broken"):
        record(file)


def test_a_folder_is_no_record(tmp_path):
    with pytest.raises(ResumeError, match="cannot use"):
        record(tmp_path)
