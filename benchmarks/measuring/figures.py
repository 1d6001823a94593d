"""Medians, ratios to the bare app in the same round, and the bars that the mock is held to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from measuring.rounds import Sample


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant under one load: medians of the rounds."""

    load: str
    contestant: str
    requests_s: float
    requests_of_bare: float
    cpu_ms: float
    cpu_of_bare: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Frame:
    """One contestant as a process: its start, and its memory."""

    contestant: str
    start_s: float
    start_of_bare: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """One bar and what was measured."""

    says: str
    limit: float
    at_least: bool
    measured: float

    @property
    def kept(self) -> bool:
        """Tell whether the bar was kept."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def rows(samples: Iterable[Sample], bare: str) -> list[Row]:
    """Return a row for each load and contestant, in the order of their first samples."""
    groups: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        groups.setdefault((sample.load, sample.contestant), []).append(sample)
    return [_row(group, groups[load, bare]) for (load, _), group in groups.items()]


def frames(starts: Mapping[str, Sequence[float]], samples: Sequence[Sample], bare: str) -> list[Frame]:
    """Return a frame for each contestant."""
    return [
        Frame(
            name,
            median(seconds),
            median(own / floor for own, floor in zip(seconds, starts[bare], strict=True)),
            max(sample.peak_mb for sample in samples if sample.contestant == name),
        )
        for name, seconds in starts.items()
    ]


def verdicts(mock: str, table: Iterable[Row], processes: Iterable[Frame]) -> list[Verdict]:
    """Return the bars with what the contestant `mock` measured."""
    by_load = {row.load: row for row in table if row.contestant == mock}
    frame = next(each for each in processes if each.contestant == mock)
    return [
        Verdict("requests/s with the small photo, of the bare app's", 0.60, True, by_load["small"].requests_of_bare),
        Verdict("CPU a request with the small photo, times the bare app's", 1.75, False, by_load["small"].cpu_of_bare),
        Verdict("requests/s with the large photo, of the bare app's", 0.90, True, by_load["large"].requests_of_bare),
        Verdict("requests/s of refusals, of the bare app's", 0.17, True, by_load["refused"].requests_of_bare),
        Verdict("seconds to the first answer, times the bare app's", 3.5, False, frame.start_of_bare),
        Verdict("resident memory under load, MB", 70, False, frame.peak_mb),
    ]


def _row(group: Sequence[Sample], bare: Sequence[Sample]) -> Row:
    pairs = list(zip(group, bare, strict=True))
    return Row(
        load=group[0].load,
        contestant=group[0].contestant,
        requests_s=median(each.requests_s for each in group),
        requests_of_bare=median(own.requests_s / floor.requests_s for own, floor in pairs),
        cpu_ms=median(each.cpu_ms for each in group),
        cpu_of_bare=median(own.cpu_ms / floor.cpu_ms for own, floor in pairs),
        p50_ms=median(each.p50_ms for each in group),
        p99_ms=median(each.p99_ms for each in group),
    )
