"""The timeline as text for people, and as JSON for tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from contract_tests.history.ledger import Run
from contract_tests.history.timeline import Series, Step, Story
from contract_tests.history.words import counts, headline, label, moment, news, when
from contract_tests.reports.words import brief
from livephoto.commands.console import heading, table

if TYPE_CHECKING:
    from rich.console import RenderableType

SCHEMA = "livephoto-timeline/1"
"""Names the shape of what `--format json` prints."""

_RUNS = 30
"""Newest runs that are listed."""


def render(timelines: Sequence[Series]) -> Iterator[RenderableType]:
    """Yield the parts of the text, to be given to `console.show`."""
    for number, series in enumerate(timelines):
        head = brief(headline(series), 500)
        yield heading(head) if number else head
        yield from _runs(series)
        yield from _findings("Standing", [story for story in series.stories if story.stands], series)
        yield from _findings("Gone", [story for story in series.stories if not story.stands], series)


def to_dict(timelines: Sequence[Series]) -> dict[str, Any]:
    """Return the timeline as JSON values."""
    return {"schema": SCHEMA, "series": [_series(series) for series in timelines]}


def _runs(series: Series) -> Iterator[RenderableType]:
    shown = series.steps[-_RUNS:]
    earlier = len(series.steps) - len(shown)
    yield heading(f"Runs, UTC{f' (the last {len(shown)}; {earlier} before them)' if earlier else ''}")
    yield table(
        ("at", "verdict", "findings", "changes", "best match"),
        [(moment(step.run.at), step.run.verdict, counts(step), news(step), ", ".join(step.run.best)) for step in shown],
    )


def _findings(title: str, stories: Sequence[Story], series: Series) -> Iterator[RenderableType]:
    if not stories:
        return
    yield heading(f"{title} ({len(stories)})")
    yield table(
        ("severity", "fingerprint", "when, UTC", "finding"),
        [(label(story), story.seen.fingerprint, when(story, series), brief(story.seen.says, 400)) for story in stories],
    )


def _series(series: Series) -> dict[str, Any]:
    return {
        "target": series.target,
        "edition": series.edition,
        "verdict": series.last.verdict,
        "since": series.verdict_since.isoformat(),
        "runs": [_step(step) for step in series.steps],
        "findings": [_story(story, series) for story in series.stories],
    }


def _step(step: Step) -> dict[str, Any]:
    run: Run = step.run
    return {
        "at": run.at.isoformat(),
        "verdict": run.verdict,
        "best": list(run.best),
        "came": [seen.fingerprint for seen in step.came],
        "went": [seen.fingerprint for seen in step.went],
    }


def _story(story: Story, series: Series) -> dict[str, Any]:
    spans = [
        {
            "from": series.at(span.first).isoformat(),
            "gone": None if span.end is None else series.at(span.end).isoformat(),
        }
        for span in story.spans
    ]
    return {**asdict(story.seen), "stands": story.stands, "spans": spans}
