from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contract_tests.finding import Finding
from contract_tests.history.ledger import Run, run_of
from contract_tests.report import Match, ProbeResult, Report

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]
MakeRun = Callable[..., Run]


@pytest.fixture
def make_finding() -> MakeFinding:
    def make(where: str = "rule:no_face", probe: str = "no-face", severity: Any = "breaking") -> Finding:
        return Finding("status_changed", severity, where, 422, 400, "documented", probe, f"{where} answers 400")

    return make


@pytest.fixture
def make_report() -> MakeReport:
    def make(
        *findings: Finding,
        verdict: Any = None,
        unanswered: Sequence[str] = (),
        target: str = "http://here",
        **more: Any,
    ) -> Report:
        answered = {"no-face", "ok", *(finding.probe for finding in findings)} - set(unanswered)
        probes = [ProbeResult(name, None, False, "agrees") for name in sorted(answered)]
        probes += [ProbeResult(name, None, False, "not_checked") for name in unanswered]
        return Report(
            target=target,
            edition="2026-01",
            verdict=verdict or ("drift" if findings else "conforms"),
            matches=(Match("2026-01", 1.0),),
            spent=0,
            allowed=0,
            probes=tuple(probes),
            findings=findings,
            **more,
        )

    return make


@pytest.fixture
def make_run(make_report: MakeReport) -> MakeRun:
    """A run on the day of that number."""

    def make(day: int, *findings: Finding, **more: Any) -> Run:
        return run_of(make_report(*findings, **more), datetime(2026, 11, 1, 6, tzinfo=UTC) + timedelta(days=day))

    return make
