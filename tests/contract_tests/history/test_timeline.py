from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contract_tests.history.ledger import Run
from contract_tests.history.timeline import Series, Span, timelines


def spans(series: Series) -> dict[str, list[tuple[int, int | None]]]:
    return {story.seen.where: [(span.first, span.end) for span in story.spans] for story in series.stories}


def only(*runs: Run) -> Series:
    (series,) = timelines(runs)
    return series


def test_a_finding_stands_from_the_run_that_had_it_to_the_one_that_had_it_no_more(
    make_run: Any, make_finding: Any
) -> None:
    series = only(make_run(0), make_run(1, make_finding()), make_run(2, make_finding()), make_run(3))

    assert spans(series) == {"rule:no_face": [(1, 3)]}
    assert [(len(step.came), len(step.went)) for step in series.steps] == [(0, 0), (1, 0), (0, 0), (0, 1)]
    assert not series.stories[0].stands


def test_a_finding_may_come_again(make_run: Any, make_finding: Any) -> None:
    series = only(make_run(0, make_finding()), make_run(1), make_run(2, make_finding()))

    assert spans(series) == {"rule:no_face": [(0, 1), (2, None)]}


def test_what_was_not_looked_at_stands_as_it_was(make_run: Any, make_finding: Any) -> None:
    series = only(make_run(0, make_finding()), make_run(1, unanswered=["no-face"]), make_run(2, make_finding()))

    assert spans(series) == {"rule:no_face": [(0, None)]}


def test_an_unreachable_target_shows_nothing(make_run: Any, make_finding: Any) -> None:
    series = only(make_run(0, make_finding()), make_run(1, verdict="unreachable"))

    assert spans(series) == {"rule:no_face": [(0, None)]}
    assert series.last.verdict == "unreachable"


def test_each_target_has_a_series_the_newest_first(make_run: Any) -> None:
    found = timelines(
        [make_run(0), make_run(1, target="http://there"), make_run(2), make_run(3, target="http://there")]
    )

    assert [(series.target, len(series.steps)) for series in found] == [("http://there", 2), ("http://here", 2)]


def test_a_verdict_holds_since_the_first_run_of_its_last_stretch(make_run: Any, make_finding: Any) -> None:
    series = only(make_run(0), make_run(1, make_finding()), make_run(2), make_run(3))

    assert (series.last.verdict, series.verdict_since.day) == ("conforms", 3)


def test_what_stands_comes_first_the_worst_before_the_rest(make_run: Any, make_finding: Any) -> None:
    gone, mild, bad = make_finding("a"), make_finding("b", severity="info"), make_finding("c")
    series = only(make_run(0, gone, mild), make_run(1, mild, bad))

    assert [story.seen.where for story in series.stories] == ["c", "b", "a"]


def test_no_run_is_no_series() -> None:
    assert timelines([]) == ()


@given(st.lists(st.sets(st.sampled_from("abc")), min_size=1, max_size=12))
def test_in_every_run_those_stand_that_it_found(days: list[set[str]]) -> None:
    from datetime import UTC, datetime, timedelta

    from contract_tests.history.ledger import Seen

    begin = datetime(2026, 11, 1, tzinfo=UTC)
    runs = [
        Run(
            begin + timedelta(days=number),
            "t",
            "e",
            "drift",
            (),
            tuple(Seen(mark, "k", "info", mark, "p", "s") for mark in sorted(marks)),
        )
        for number, marks in enumerate(days)
    ]
    series = only(*runs)

    def stands(span: Span, number: int) -> bool:
        return span.first <= number and (span.end is None or number < span.end)

    for number, marks in enumerate(days):
        standing = {s.seen.fingerprint for s in series.stories for span in s.spans if stands(span, number)}
        assert standing == marks
