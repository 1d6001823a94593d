"""What the verb `check` does: options in, reports out, and the exit status."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer

from contract_tests import baseline, check_plan
from contract_tests.base_url import TargetError
from contract_tests.check_options import (
    Options,
    accepted_of,
    base_url_of,
    credits_of,
    probes_of,
    record_of,
    wanted_of,
)
from contract_tests.check_run import Advance, Wanted, run
from contract_tests.files import write_file
from contract_tests.finding import SEVERITIES
from contract_tests.report import Report
from contract_tests.reports import github, markdown, text, writers
from contract_tests.resume import Record
from livephoto.commands.console import CommandError, show, show_json
from livephoto.contract.loader import load_edition

FINE, FAILED, UNREACHABLE, INTERRUPTED = 0, 1, 3, 130


def plan(options: Options) -> int:
    """Show what a check would do and cost; return the exit status. Sends nothing."""
    edition = load_edition(options.edition)
    record = record_of(options, base_url_of(options), edition) if options.resume and options.resume.exists() else None
    made = check_plan.make_plan(
        probes_of(options, edition),
        edition,
        credits_of(options, edition),
        record.spent if record else 0,
        record.known if record else (),
    )
    if options.as_json:
        show_json(made.to_dict())
    else:
        show(*check_plan.render(made))
    return FINE


def check(options: Options) -> int:
    """Check the target, print and write the reports; return the exit status. Raises CommandError."""
    wanted = wanted_of(options, load_edition(options.edition))
    outputs = [writers.parse(each) for each in options.reports]
    accepted = accepted_of(options)
    report = _run(wanted, record_of(options, wanted.base_url, wanted.edition))
    if report is None:
        return INTERRUPTED
    report = _with_baseline(options, report, accepted)
    for kind, path in outputs:
        writers.write(kind, path, report)
    _print(report, as_json=options.as_json)
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


def _run(wanted: Wanted, record: Record | None) -> Report | None:
    """Return the report, None where the user pressed Ctrl-C."""
    try:
        with _progress(len(wanted.probes) - (len(record.known) if record else 0)) as advance:
            return asyncio.run(run(wanted, record, advance))
    except TargetError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"cannot go on: {error}") from None
    except KeyboardInterrupt:
        again = "the same --resume goes on from here" if record else "--resume FILE would let a later run go on"
        typer.echo(f"interrupted; {again}", err=True)
        return None


@contextmanager
def _progress(total: int) -> Iterator[Advance]:
    """Show how far the check is, where somebody is watching."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda: shown.advance(task)


def _with_baseline(options: Options, report: Report, accepted: Sequence[baseline.Accepted]) -> Report:
    today = datetime.now(UTC).date()
    if options.baseline and options.update_baseline:
        if report.verdict == "unreachable":
            typer.echo(f"{options.baseline} is left as it was: nothing was learnt", err=True)
        else:
            accepted = baseline.updated(accepted, report, today)
            write_file(options.baseline, baseline.written(accepted).encode())
            typer.echo(f"{options.baseline} accepts {len(accepted)} findings; give each its reason", err=True)
    return baseline.apply(report, accepted, today)


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        show_json(report.to_dict())
    else:
        show(*text.render(report))


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
