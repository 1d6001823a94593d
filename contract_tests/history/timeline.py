"""The timeline of a ledger: for each target and edition, the verdicts, and the findings that came and went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contract_tests.finding import SEVERITIES, Severity
from contract_tests.history.ledger import Run, Seen


@dataclass(frozen=True, slots=True)
class Span:
    """How long a finding stood: numbers of runs in the series, from 0."""

    first: int
    end: int | None
    """The run that showed that it was gone; None where it stands."""


@dataclass(frozen=True, slots=True)
class Story:
    """One finding through all runs of a series."""

    seen: Seen
    """As the last run had it."""
    spans: tuple[Span, ...]

    @property
    def stands(self) -> bool:
        """Whether nothing has shown yet that it is gone."""
        return self.spans[-1].end is None


@dataclass(frozen=True, slots=True)
class Step:
    """One run, and what it changed."""

    run: Run
    came: tuple[Seen, ...]
    went: tuple[Seen, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings of this run have that severity; accepted ones are not counted."""
        return sum(seen.severity == severity and not seen.accepted for seen in self.run.findings)


@dataclass(frozen=True, slots=True)
class Series:
    """The runs of one target against one edition, oldest first. There is always one."""

    target: str
    edition: str
    steps: tuple[Step, ...]
    stories: tuple[Story, ...]
    """Those that stand first, the worst first among them, then the newest."""

    @property
    def last(self) -> Run:
        """The newest run."""
        return self.steps[-1].run

    @property
    def verdict_since(self) -> datetime:
        """When the newest verdict was first reached, without another one since."""
        since = self.last.at
        for step in reversed(self.steps):
            if step.run.verdict != self.last.verdict:
                break
            since = step.run.at
        return since

    def at(self, number: int) -> datetime:
        """Return when a run was made."""
        return self.steps[number].run.at


def timelines(runs: Iterable[Run]) -> tuple[Series, ...]:
    """Return a series for each target and edition, the one with the newest run first. Pure; `runs` oldest first.

    A finding goes where the run that no longer has it got an answer to the probe that had shown it: what was not
    looked at stands as it was. An unreachable target shows nothing.
    """
    grouped: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        grouped.setdefault(run.series, []).append(run)
    found = [_series(each) for each in grouped.values()]
    return tuple(sorted(found, key=lambda series: series.last.at, reverse=True))


def _series(runs: Sequence[Run]) -> Series:
    spans: dict[str, list[Span]] = {}
    known: dict[str, Seen] = {}
    steps = []
    for number, run in enumerate(runs):
        standing = {mark for mark, of_it in spans.items() if of_it[-1].end is None}
        now = {seen.fingerprint: seen for seen in run.findings}
        gone = [known[mark] for mark in spans if mark in standing and mark not in now and _looked_at(known[mark], run)]
        came = [seen for mark, seen in now.items() if mark not in standing]
        known |= now
        for seen in gone:
            spans[seen.fingerprint][-1] = Span(spans[seen.fingerprint][-1].first, number)
        for seen in came:
            spans.setdefault(seen.fingerprint, []).append(Span(number, None))
        steps.append(Step(run, tuple(came), tuple(gone)))
    stories = [Story(known[mark], tuple(of_it)) for mark, of_it in spans.items()]
    return Series(runs[0].target, runs[0].edition, tuple(steps), tuple(sorted(stories, key=_rank)))


def _looked_at(seen: Seen, run: Run) -> bool:
    return run.verdict != "unreachable" and seen.probe not in run.unanswered


def _rank(story: Story) -> tuple[bool, int, int, str]:
    return not story.stands, SEVERITIES.index(story.seen.severity), -story.spans[-1].first, story.seen.where
