"""The report as Markdown, to be read in a terminal or pasted into the docs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from measuring.figures import Frame, Row, Verdict
from measuring.loads import Load


def report(
    conditions: Mapping[str, str],
    loads: Sequence[Load],
    table: Sequence[Row],
    processes: Sequence[Frame],
    bars: Sequence[Verdict],
) -> str:
    """Return the whole report."""
    parts = ["\n".join(f"- {name}: {value}" for name, value in conditions.items())]
    parts += ["\n".join(_load_table(load, [row for row in table if row.load == load.name])) for load in loads]
    parts += ["\n".join(_process_table(processes)), "\n".join(_bar_table(bars))]
    return "\n\n".join(parts)


def _load_table(load: Load, table: Iterable[Row]) -> Iterator[str]:
    yield f"{load.says}, {load.connections} connections:\n"
    yield "| server | requests/s | of bare | CPU ms a request | times bare | p50 ms | p99 ms |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for row in table:
        figures = (row.requests_s, row.requests_of_bare, row.cpu_ms, row.cpu_of_bare, row.p50_ms, row.p99_ms)
        yield f"| {row.contestant} | {' | '.join(map(_three_digits, figures))} |"


def _process_table(processes: Iterable[Frame]) -> Iterator[str]:
    yield "start and memory:\n"
    yield "| server | launch to first answer, s | times bare | peak resident MB, all loads |"
    yield "| --- | --: | --: | --: |"
    for frame in processes:
        figures = (frame.start_s, frame.start_of_bare, frame.peak_mb)
        yield f"| {frame.contestant} | {' | '.join(map(_three_digits, figures))} |"


def _bar_table(bars: Iterable[Verdict]) -> Iterator[str]:
    yield "| what the mock is held to | bar | measured | |"
    yield "| --- | --: | --: | --- |"
    for bar in bars:
        way = "at least" if bar.at_least else "at most"
        yield f"| {bar.says} | {way} {bar.limit:g} | {bar.measured:.2f} | {'kept' if bar.kept else 'MISSED'} |"


def _three_digits(value: float) -> str:
    decimals = next((places for places, least in enumerate((100, 10, 1)) if value >= least), 3)
    return f"{value:,.{decimals}f}"
