from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from contract_tests.history.appending import append_line, demand_ledger
from contract_tests.history.ledger import LedgerError


def _append_many(path: str, mark: str) -> None:
    for number in range(40):
        append_line(Path(path), f"{mark}{number}:{mark * 3000}")


def test_lines_of_runs_at_the_same_time_stay_whole(tmp_path: Path) -> None:
    file = tmp_path / "h.ndjson"
    context = multiprocessing.get_context("spawn")
    runs = [context.Process(target=_append_many, args=(str(file), mark)) for mark in "abc"]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert [run.exitcode for run in runs] == [0, 0, 0]
    wanted = {f"{mark}{number}:{mark * 3000}" for mark in "abc" for number in range(40)}
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(wanted)
    assert set(lines) == wanted


def test_what_a_crash_left_of_a_line_goes_with_the_next_append(tmp_path: Path) -> None:
    file = tmp_path / "h.ndjson"
    file.write_text("one\ntw", encoding="utf-8")
    append_line(file, "three")

    assert file.read_text(encoding="utf-8") == "one\nthree\n"


def test_a_new_file_and_its_folder_are_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "h.ndjson"
    demand_ledger(file)
    append_line(file, "one")

    assert file.read_text(encoding="utf-8") == "one\n"


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("buy milk", encoding="utf-8")

    with pytest.raises(LedgerError, match=r"notes\.txt is no history of checks; name a new file"):
        demand_ledger(file)
    assert file.read_text(encoding="utf-8") == "buy milk"


def test_a_folder_cannot_be_appended_to(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot write the history"):
        demand_ledger(tmp_path)
    with pytest.raises(LedgerError, match="cannot write the history"):
        append_line(tmp_path, "one")
