from __future__ import annotations

from typing import Any

import pytest

from contract_tests.history.picture import LANES, RUNS, picture_of
from contract_tests.history.timeline import timelines


@pytest.mark.parametrize("count", [1, 2, 50, RUNS, RUNS + 30])
def test_columns_stay_in_the_box_one_beside_the_other(make_run: Any, make_finding: Any, count: int) -> None:
    (series,) = timelines([make_run(day, make_finding()) for day in range(count)])
    picture = picture_of(series)

    assert len(picture.verdicts) == min(count, RUNS)
    assert picture.left_out == max(0, count - RUNS)
    for before, after in zip(picture.verdicts, picture.verdicts[1:], strict=False):
        assert before.x + before.width <= after.x + 0.02
    assert all(
        bar.x >= 0 and bar.width > 0 and bar.x + bar.width <= 1000 for bar in picture.verdicts + picture.findings
    )
    assert all(bar.y + bar.height <= picture.height for bar in picture.findings)


def test_a_bar_reaches_from_the_run_it_came_with_to_the_run_it_was_gone_in(make_run: Any, make_finding: Any) -> None:
    days = [make_run(0), make_run(1, make_finding()), make_run(2, make_finding()), make_run(3), make_run(4)]
    (series,) = timelines(days)
    picture = picture_of(series)

    (bar,) = picture.findings
    assert bar.x == picture.verdicts[1].x
    assert bar.x + bar.width == pytest.approx(picture.verdicts[2].x + picture.verdicts[2].width)
    assert bar.style == "breaking"


def test_what_had_gone_before_the_drawn_runs_has_no_lane(make_run: Any, make_finding: Any) -> None:
    days = [make_run(0, make_finding()), *(make_run(day) for day in range(1, RUNS + 1))]
    (series,) = timelines(days)

    assert picture_of(series).findings == ()


def test_more_findings_than_lanes_are_counted(make_run: Any, make_finding: Any) -> None:
    (series,) = timelines([make_run(0, *(make_finding(f"rule:{number:02}") for number in range(LANES + 5)))])
    picture = picture_of(series)

    assert (len(picture.findings), picture.hidden) == (LANES, 5)
