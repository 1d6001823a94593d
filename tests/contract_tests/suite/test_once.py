from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contract_tests.suite.once import NotFinishedError, once


def test_of_several_that_come_together_one_does_it_and_all_get_its_result(tmp_path: Path) -> None:
    done, together = [], threading.Barrier(4)

    def come(number: int) -> str:
        together.wait()
        return once(tmp_path / "shared", lambda: done.append(number) or f"by {number}")  # type: ignore[func-returns-value]

    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(come, range(4)))

    assert len(done) == 1
    assert results == {f"by {done[0]}"}


def test_nobody_takes_over_from_one_that_failed(tmp_path: Path) -> None:
    def fail() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(tmp_path, fail)
    with pytest.raises(NotFinishedError, match="another process began"):
        once(tmp_path, lambda: pytest.fail("asked a second time"))


def test_waiting_for_one_that_died_has_an_end(tmp_path: Path) -> None:
    (tmp_path / "begun").touch()

    with pytest.raises(NotFinishedError):
        once(tmp_path, lambda: pytest.fail("asked a second time"), patience=0)
