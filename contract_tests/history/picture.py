"""The picture of a series: where each verdict and each finding is drawn. Numbers in, places out; the page draws."""

from __future__ import annotations

from dataclasses import dataclass

from contract_tests.history.timeline import Series, Span, Story
from contract_tests.history.words import label, moment, when

RUNS = 120
"""Newest runs that are drawn."""
LANES = 40
"""Findings that are drawn, in the order of the series."""

_LEFT, _RIGHT, _TOP, _LANE, _BAR = 28.0, 984.0, 34.0, 20.0, 12.0
_WIDEST = 64.0
"""Of a column."""
_CHARACTER = 62.0
"""Of a day's name: two are never nearer than this."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle and what it tells."""

    x: float
    y: float
    width: float
    height: float
    style: str
    tip: str


@dataclass(frozen=True, slots=True)
class Name:
    """A word beside what it names: a day under the first run that was made on it, a number before a finding's lane."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn, in units of a box 1000 wide."""

    height: float
    verdicts: tuple[Bar, ...]
    findings: tuple[Bar, ...]
    names: tuple[Name, ...]
    left_out: int
    """Earlier runs that are not drawn."""
    hidden: int
    """Findings that stood in these runs and are not drawn."""


def picture_of(series: Series) -> Picture:
    """Return the picture: a column a run, the verdicts on top, under them a lane for each finding."""
    first = max(0, len(series.steps) - RUNS)
    column = min(_WIDEST, (_RIGHT - _LEFT) / (len(series.steps) - first))
    within = [(number, story) for number, story in enumerate(series.stories, 1) if _is_within(story, first)]
    drawn = within[:LANES]
    bottom = _TOP + _LANE * len(drawn)
    findings = [bar for lane, (_, story) in enumerate(drawn) for bar in _lane(story, series, lane, first, column)]
    numbers = [Name(0, _TOP + lane * _LANE + 10, str(number)) for lane, (number, _) in enumerate(drawn)]
    return Picture(
        height=bottom + 28,
        verdicts=tuple(_verdicts(series, first, column)),
        findings=tuple(findings),
        names=(*numbers, *_days(series, first, column, bottom + 22)),
        left_out=first,
        hidden=len(within) - len(drawn),
    )


def _is_within(story: Story, first: int) -> bool:
    return any(_is_drawn(span, first) for span in story.spans)


def _is_drawn(span: Span, first: int) -> bool:
    return span.end is None or span.end > first


def _verdicts(series: Series, first: int, column: float) -> list[Bar]:
    gap = 2.0 if column > 6 else 0.0
    return [
        Bar(
            round(_LEFT + number * column, 2),
            6.0,
            round(column - gap, 2),
            18.0,
            step.run.verdict,
            f"{moment(step.run.at)} UTC: {step.run.verdict}",
        )
        for number, step in enumerate(series.steps[first:])
    ]


def _lane(story: Story, series: Series, lane: int, first: int, column: float) -> list[Bar]:
    bars = []
    for span in story.spans:
        if _is_drawn(span, first):
            start = max(span.first, first) - first
            end = (len(series.steps) if span.end is None else span.end) - first
            x, width = _LEFT + start * column, max((end - start) * column - 2, 2)
            tip = f"{story.seen.severity}: {story.seen.says} ({when(story, series)})"
            bars.append(Bar(round(x, 2), _TOP + lane * _LANE, round(width, 2), _BAR, label(story), tip))
    return bars


def _days(series: Series, first: int, column: float, y: float) -> list[Name]:
    days: list[Name] = []
    before = ""
    for number, step in enumerate(series.steps[first:]):
        x, text = round(_LEFT + number * column, 2), f"{step.run.at:%Y-%m-%d}"
        if text != before and x <= _RIGHT - _CHARACTER and (not days or x - days[-1].x >= _CHARACTER + 8):
            days.append(Name(x, y, text))
            before = text
    return days
