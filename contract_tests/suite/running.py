"""Runs the check for the tests, and writes down what each of them needs to know."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from contract_tests.base_url import TargetError, is_loopback
from contract_tests.checking import Check
from contract_tests.finding import Finding
from contract_tests.pace import Pace
from contract_tests.probes import Probe, probes
from contract_tests.redaction import hide
from contract_tests.report import ProbeResult, Report
from contract_tests.stopping import SENTINELS, WITNESS
from contract_tests.target import Target
from livephoto.contract import Edition, load_editions

_POLITE = Pace(at_a_time=2, apart=0.5)
"""For a server that is not on this machine."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask for."""

    edition: Edition
    url: str | None
    """None for a mock inside this process."""
    key: str | None = field(repr=False)
    max_credits: int | None
    photo: str | None


@dataclass(slots=True)
class _Gathered:
    """The findings of each probe, which the report keeps only once each."""

    findings: dict[str, list[Finding]] = field(default_factory=dict)

    def add(self, result: ProbeResult, findings: tuple[Finding, ...]) -> None:
        self.findings.setdefault(result.id, []).extend(findings)

    def add_rest(self, report: Report) -> None:
        """Add what no answer showed by itself, as the bill, to the probe that it is told of."""
        known = {finding.fingerprint for found in self.findings.values() for finding in found}
        for finding in report.findings:
            if finding.fingerprint not in known:
                self.findings.setdefault(finding.probe, []).append(finding)


def all_probes(edition: Edition, photo: str | None = None) -> tuple[Probe, ...]:
    """Return an edition's probes around the photo at a path, or the portrait that comes with us. Raises OSError."""
    ours = files("contract_tests").joinpath("assets", "portrait.jpg")
    return probes(edition, Path(photo).read_bytes() if photo else ours.read_bytes())


def run(wanted: Wanted, chosen: Sequence[str]) -> str:
    """Return the outcome of checking with the chosen probes, and those that tell whether to go on, as JSON.

    Nothing is raised where the server, the key or the photo cannot be used: it is the outcome's `stop`. The key is not
    in it, whatever the server echoed.
    """
    try:
        outcome = _run(wanted, {*chosen, *SENTINELS, WITNESS})
    except (TargetError, OSError) as error:
        outcome = {"stop": str(error), "summary": f"nothing was checked: {error}", "probes": {}}
    return json.dumps(hide(outcome, wanted.key or ""), default=repr)


def _run(wanted: Wanted, chosen: set[str]) -> dict[str, Any]:
    todo = [probe for probe in all_probes(wanted.edition, wanted.photo) if probe.id in chosen]
    gathered = _Gathered()
    with _server(wanted) as (url, key):
        report = asyncio.run(_check(wanted, url, key, todo, gathered))
    gathered.add_rest(report)
    return {
        "stop": report.stop.says if report.stop else None,
        "summary": _summary(wanted, report),
        "probes": {result.id: _row(result, gathered.findings.get(result.id, ())) for result in report.probes},
    }


async def _check(wanted: Wanted, url: str, key: str, todo: Sequence[Probe], gathered: _Gathered) -> Report:
    price = wanted.edition.billing.credits_per_success
    ours = wanted.url is None
    default = price * len(todo) if ours else price
    allowed = default if wanted.max_credits is None else wanted.max_credits
    pace = Pace() if is_loopback(url) else _POLITE
    async with Target(url, key, wanted.edition) as target:
        check = Check(target, wanted.edition, load_editions(), allowed, pace, on_result=gathered.add)
        return await check.run(todo)


@contextmanager
def _server(wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Give the base URL and the key: the ones asked for, or those of a mock that runs as long."""
    if wanted.url is not None:
        if not wanted.key:
            raise TargetError("the server wants a key: set AILAB_API_KEY or give --livephoto-key")
        yield wanted.url, wanted.key
        return
    try:
        from mock_server import Settings, create_app, running
    except ImportError:
        raise TargetError("no server was given, and a mock needs: pip install 'livephoto[mock]'") from None
    with running(create_app(Settings(edition=wanted.edition.id, engine="canned"))) as url:
        yield url, "contract-tests"


def _row(result: ProbeResult, findings: Sequence[Finding]) -> dict[str, Any]:
    return {"outcome": result.outcome, "why": result.why, "findings": [finding.to_dict() for finding in findings]}


def _summary(wanted: Wanted, report: Report) -> str:
    server = report.target if wanted.url else f"a mock of {wanted.edition.id}"
    best = report.matches[0].edition if report.matches else "none"
    return (
        f"{server} against edition {report.edition}: {report.verdict}; best match {best}; "
        f"{report.spent} of {report.allowed} credits spent"
    )
