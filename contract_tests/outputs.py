"""What every verb that makes a report does with it: baseline, files, history, output, GitHub, the exit status."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import typer

from contract_tests import baseline
from contract_tests.files import demand_writable, write_file
from contract_tests.finding import SEVERITIES
from contract_tests.history.appending import append_line, demand_ledger
from contract_tests.history.ledger import line_of, run_of
from contract_tests.report import Report
from contract_tests.reports import github, markdown, text, writers
from livephoto.commands.console import CommandError, show, show_json

FINE, FAILED, UNREACHABLE, INTERRUPTED = 0, 1, 3, 130


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """The flags about the report, as they were given."""

    as_json: bool
    reports: tuple[str, ...]
    fail_on: str
    baseline: Path | None
    update_baseline: bool
    history: Path | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Outputs:
    """The same, read and found to be usable before any work is done."""

    options: OutputOptions
    files: tuple[tuple[str, Path], ...]
    """Kind and path of each report to write."""
    accepted: tuple[baseline.Accepted, ...]


def outputs_of(options: OutputOptions) -> Outputs:
    """Return where the report is to go, and what the baseline accepts. Raises CommandError."""
    if options.history:
        demand_ledger(options.history)
    return Outputs(options, tuple(map(writers.parse, options.reports)), accepted_of(options))


def accepted_of(options: OutputOptions) -> tuple[baseline.Accepted, ...]:
    """Return what the baseline accepts. Raises CommandError."""
    if options.baseline is None:
        if options.update_baseline:
            raise CommandError("--baseline-update needs --baseline FILE, the file to write")
        return ()
    if options.update_baseline and not options.baseline.exists():
        demand_writable(options.baseline)
        return ()
    try:
        return baseline.read(options.baseline)
    except baseline.BaselineError as error:
        raise CommandError(str(error)) from None


def publish(report: Report, outputs: Outputs) -> int:
    """Write and print the report with its baseline applied; return the exit status. Raises CommandError."""
    options = outputs.options
    report = _with_baseline(options, report, outputs.accepted)
    for kind, path in outputs.files:
        writers.write(kind, path, report)
    if options.history:
        append_line(options.history, line_of(run_of(report, datetime.now(UTC))))
    if options.as_json:
        show_json(report.to_dict())
    else:
        show(*text.render(report))
    _tell_github(report)
    return exit_status(report, options.fail_on)


def exit_status(report: Report, fail_on: str) -> int:
    """Return the exit status that a report stands for."""
    if report.verdict == "unreachable":
        return UNREACHABLE
    severities = [str(severity) for severity in SEVERITIES]
    failing = severities[: severities.index(fail_on) + 1]
    if any(finding.severity in failing for finding in report.findings):
        return FAILED
    return FAILED if report.verdict == "retired" and not report.accepted else FINE


def _with_baseline(options: OutputOptions, report: Report, accepted: Sequence[baseline.Accepted]) -> Report:
    today = datetime.now(UTC).date()
    if options.baseline and options.update_baseline:
        if report.verdict == "unreachable":
            typer.echo(f"{options.baseline} is left as it was: nothing was learnt", err=True)
        else:
            accepted = baseline.updated(accepted, report, today)
            write_file(options.baseline, baseline.written(accepted).encode())
            typer.echo(f"{options.baseline} accepts {len(accepted)} findings; give each its reason", err=True)
    return baseline.apply(report, accepted, today)


def _tell_github(report: Report) -> None:
    """Write annotations and the step's summary, where GitHub Actions runs the check."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    typer.echo(github.render(report), err=True, nl=False)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return
    try:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(markdown.render(report))
    except OSError as error:
        typer.echo(f"no step summary: {error}", err=True)
