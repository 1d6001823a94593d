"""What `check --docs` does: pages in, alone or beside a server or recordings, the same reports out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_tests import check_command
from contract_tests.check_options import Options, record_of, wanted_of
from contract_tests.docs.given import files_of, read_pages
from contract_tests.docs.reporting import report_on, together
from contract_tests.outputs import FINE, INTERRUPTED, outputs_of, publish
from contract_tests.report import Report
from contract_tests.target_name import without_secrets
from livephoto.commands.console import CommandError, show, show_json
from livephoto.contract.loader import load_edition, load_editions
from livephoto.contract.model import Edition

_NAMED = 3
"""Pages that a report's target names."""


def plan(options: Options) -> int:
    """Show which pages would be read; return the exit status. Fetches nothing. Raises CommandError."""
    _refuse_what_asks_nobody(options)
    files = files_of(options.docs, load_edition(options.edition))
    if options.as_json:
        made: dict[str, Any] = check_command.planned(options).to_dict() if options.base_url else {}
        show_json(made | {"documents": files})
        return FINE
    show("would be read:", *(f"  {file}" for file in files))
    return check_command.plan(options) if options.base_url else FINE


def check(options: Options) -> int:
    """Check the pages, and what else was given; return the exit status. Raises CommandError."""
    _refuse_what_asks_nobody(options)
    edition, outputs = load_edition(options.edition), outputs_of(options)
    if options.base_url and options.recordings:
        raise CommandError("--docs is compared with a server or with recordings: give --base-url or --recordings")
    if options.base_url:
        wanted_of(options, edition)
    facts = read_pages(options.docs, edition)
    report = report_on(facts, _named(options.docs), load_editions(), edition)
    if options.base_url or options.recordings:
        wire = _asked(options, edition) if options.base_url else _recorded(options, edition)
        if wire is None:
            return INTERRUPTED
        report = together(report, wire, facts, edition)
    return publish(report, outputs)


def _refuse_what_asks_nobody(options: Options) -> None:
    """Refuse flags that only a call to a server gives a meaning, where none is called. Raises CommandError."""
    given = {
        "--max-credits": options.max_credits is not None,
        "--resume": options.resume is not None,
        "--explore": options.explore,
        "--photo": options.photo is not None,
    }
    flags = [flag for flag, is_given in given.items() if is_given]
    if flags and not options.base_url:
        raise CommandError(f"{' and '.join(flags)} beside --docs needs --base-url URL: without it no server is asked")


def _asked(options: Options, edition: Edition) -> Report | None:
    """Return the report on the server, None where the user pressed Ctrl-C."""
    wanted = wanted_of(options, edition)
    return check_command.run_wanted(wanted, record_of(options, wanted.base_url, edition))


def _recorded(options: Options, edition: Edition) -> Report:
    from contract_tests.recordings import given

    return given.report_on(options.recordings, edition)


def _named(targets: Sequence[str]) -> str:
    more = f" and {len(targets) - _NAMED} more" if len(targets) > _NAMED else ""
    return without_secrets(", ".join(targets[:_NAMED])) + more
