"""What the contract check finds of known changes, beside a smoke test of ten lines and Schemathesis. Prints Markdown.

    python benchmarks/drift.py > benchmarks/drift.md

The changes are those of tests/contract_tests/drift, run in process against the mock. `--clean N` sets how often the
unchanged mock is checked for false alarms. What Schemathesis finds was written down by drift_schemathesis.py.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "contract_tests" / "drift"))

from drifting import HARMLESS, MUTATIONS, Mutation, check, clean
from drifting.running import ONE_SUCCESS, PLENTY, Drifted, portrait
from drifting.wire import REQUEST

from contract_tests.report import Report
from livephoto.contract import EDITION_ORDER

CLEAN_RUNS = 200
CREDITS = (0, ONE_SUCCESS, PLENTY)
SCHEMATHESIS = Path(__file__).parent / "drift_schemathesis.json"


@dataclass(frozen=True)
class Row:
    """One change: how badly the check rated it for each amount of credits, and whether the others noticed.

    `billed` is the number of successful calls that Schemathesis made.
    """

    mutation: Mutation
    worst: tuple[str, ...]
    kinds: tuple[str, ...]
    smoke: bool
    schemathesis: bool
    billed: int
    seconds: float


async def smoke_test(mutation: Mutation) -> bool:
    """Tell whether the test that most integrators have would fail."""
    transport = httpx.ASGITransport(Drifted(mutation))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        key = {REQUEST.key_header: "check-key"}
        good = await http.post(REQUEST.path, headers=key, files={"image_target": ("a.jpg", portrait())})
        bad = await http.post(REQUEST.path, headers=key, files={"image_target": ("a.jpg", b"no image")})
        try:
            passed = good.status_code == 200 and bool(good.json()["data"]["video"])
            passed = passed and bad.status_code >= 400 and bad.json()["error_code"] != 0
        except (ValueError, KeyError, TypeError):
            passed = False
    return not passed


def worst(report: Report) -> str:
    return "breaking" if report.stop else report.worst() or "-"


def measure(mutation: Mutation, schemathesis: dict[str, Any]) -> Row:
    started = time.perf_counter()
    reports = [check(mutation, allowed) for allowed in CREDITS]
    seconds = (time.perf_counter() - started) / len(CREDITS)
    found = sorted({finding.kind for finding in reports[-1].findings if finding.severity == reports[-1].worst()})
    if reports[-1].stop:
        found = [f"stop: {reports[-1].stop.reason}", *found]
    smoke = asyncio.run(smoke_test(mutation))
    failed, billed = bool(schemathesis["failures"]), schemathesis["billed"]
    return Row(mutation, tuple(map(worst, reports)), tuple(found), smoke, failed, billed, seconds)


def false_alarms(runs: int) -> tuple[int, int]:
    """Return how many clean runs raised an alarm, and how many there were: editions, engines and credits in turn."""
    engines = [(edition, engine) for edition in EDITION_ORDER for engine in ("canned", "canned", "canned", "animated")]
    alarms = 0
    for (edition, engine), allowed in islice(zip(cycle(engines), cycle(CREDITS), strict=False), runs):
        report = clean(edition, engine, credits=min(allowed, ONE_SUCCESS) if engine == "animated" else allowed)
        alarms += report.verdict != "conforms" or bool(report.findings)
    return alarms, runs


def summary(rows: list[Row]) -> Iterator[str]:
    yield "| rated by hand | changes | no credits | 22 credits | enough for all | smoke test | Schemathesis |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for rated in ("breaking", "compatible", "info"):
        some = [row for row in rows if row.mutation.rated == rated]
        shares = [sum(row.worst[at] == rated for row in some) for at in range(len(CREDITS))]
        yield f"| {rated} | {len(some)} | {shares[0]} | {shares[1]} | {shares[2]} | {noticed(some)} |"
    harmless = [row for row in rows if row.mutation.rated == "harmless"]
    alarms = [sum(row.worst[at] in ("breaking", "compatible") for row in harmless) for at in range(len(CREDITS))]
    yield f"| harmless (alarms) | {len(harmless)} | {alarms[0]} | {alarms[1]} | {alarms[2]} | {noticed(harmless)} |"


def noticed(rows: list[Row]) -> str:
    return f"{sum(row.smoke for row in rows)} | {sum(row.schemathesis for row in rows)}"


def table(rows: list[Row]) -> Iterator[str]:
    yield "| change | row | by hand | no credits | 22 credits | enough | named | smoke test | Schemathesis (billed) |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for row in rows:
        ours = " | ".join(row.worst)
        known = f"{row.mutation.name} | {row.mutation.row or ''} | {row.mutation.rated}"
        others = f"{'fails' if row.smoke else 'passes'} | {'fails' if row.schemathesis else 'passes'} ({row.billed})"
        yield f"| {known} | {ours} | {', '.join(row.kinds[:3])} | {others} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clean", type=int, default=CLEAN_RUNS, help="runs against the unchanged mock")
    parser.add_argument("--json", type=Path, help="write every row there as well")
    options = parser.parse_args()
    recorded = json.loads(SCHEMATHESIS.read_text(encoding="utf-8"))["changes"]
    by_name = {change["name"]: change for change in recorded}
    rows = [measure(mutation, by_name[mutation.name]) for mutation in (*MUTATIONS, *HARMLESS)]
    alarms, runs = false_alarms(options.clean)
    text = (Path(__file__).parent / "drift.head.md").read_text(encoding="utf-8")
    seconds = sorted(row.seconds for row in rows)[len(rows) // 2]
    figures = f"{runs} clean runs, {alarms} false alarms. Median check in process: {seconds:.2f} s."
    print("\n".join([text.rstrip(), "", *summary(rows), "", f"{figures} Python {platform.python_version()}."]))
    print("\n".join(["", "## Every change", "", *table(rows)]))
    if options.json:
        plain = [
            {"name": row.mutation.name, "worst": row.worst, "kinds": row.kinds, "smoke": row.smoke} for row in rows
        ]
        options.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
