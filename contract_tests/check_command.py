"""What the verb `check` does: options in, reports out, and the exit status."""

from __future__ import annotations

import asyncio

import typer

from contract_tests import check_plan
from contract_tests.base_url import TargetError
from contract_tests.check_options import Options, base_url_of, credits_of, probes_of, record_of, wanted_of
from contract_tests.check_run import Wanted, run
from contract_tests.outputs import FINE, INTERRUPTED, outputs_of, publish
from contract_tests.progress import progress
from contract_tests.report import Report
from contract_tests.resume import Record
from livephoto.commands.console import CommandError, show, show_json
from livephoto.contract.loader import load_edition


def plan(options: Options) -> int:
    """Show what a check would do and cost; return the exit status. Sends nothing."""
    made = planned(options)
    if options.as_json:
        show_json(made.to_dict())
    else:
        show(*check_plan.render(made))
    return FINE


def planned(options: Options) -> check_plan.Plan:
    """Return what a check would do and cost. Sends nothing. Raises CommandError."""
    edition = load_edition(options.edition)
    record = record_of(options, base_url_of(options), edition) if options.resume and options.resume.exists() else None
    return check_plan.make_plan(
        probes_of(options, edition),
        edition,
        credits_of(options, edition),
        record.spent if record else 0,
        record.known if record else (),
    )


def check(options: Options) -> int:
    """Check the target, print and write the reports; return the exit status. Raises CommandError."""
    wanted = wanted_of(options, load_edition(options.edition))
    outputs = outputs_of(options)
    report = run_wanted(wanted, record_of(options, wanted.base_url, wanted.edition))
    if report is None:
        return INTERRUPTED
    return publish(report, outputs)


def run_wanted(wanted: Wanted, record: Record | None) -> Report | None:
    """Return the report on a target, None where the user pressed Ctrl-C. Raises CommandError."""
    try:
        with progress("checking", len(wanted.probes) - (len(record.known) if record else 0)) as advance:
            return asyncio.run(run(wanted, record, advance))
    except TargetError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"cannot go on: {error}") from None
    except KeyboardInterrupt:
        again = "the same --resume goes on from here" if record else "--resume FILE would let a later run go on"
        typer.echo(f"interrupted; {again}", err=True)
        return None
