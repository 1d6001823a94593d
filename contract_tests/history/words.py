"""What text and page say of a timeline in the same words."""

from __future__ import annotations

from datetime import datetime

from contract_tests.finding import SEVERITIES
from contract_tests.history.timeline import Series, Step, Story


def moment(at: datetime) -> str:
    """Return a time in UTC, to the minute."""
    return f"{at:%Y-%m-%d %H:%M}"


def headline(series: Series) -> str:
    """Return a series in one line: target, edition, verdict and since when."""
    count = len(series.steps)
    runs = "1 run" if count == 1 else f"{count} runs"
    since = moment(series.verdict_since)
    return f"{series.target} against {series.edition}: {series.last.verdict} since {since} UTC ({runs})"


def counts(step: Step) -> str:
    """Return how many findings a run had, by severity."""
    return ", ".join(f"{step.count(each)} {each}" for each in SEVERITIES if step.count(each)) or "none"


def news(step: Step) -> str:
    """Return how many findings came and went with a run; empty where none did."""
    came, went = len(step.came), len(step.went)
    return ", ".join(filter(None, (f"{came} came" if came else "", f"{went} went" if went else "")))


def when(story: Story, series: Series) -> str:
    """Return when a finding stood: since when, or from when to when, each time that it did."""
    return ", ".join(
        f"since {moment(series.at(span.first))}"
        if span.end is None
        else f"{moment(series.at(span.first))} to {moment(series.at(span.end))}"
        for span in story.spans
    )


def label(story: Story) -> str:
    """Return a finding's severity, or that a baseline accepts it."""
    return "accepted" if story.seen.accepted else story.seen.severity
