"""What the verb `replay` does: recordings in, the reports of `check` out, and the exit status."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import typer

from contract_tests.base_url import TargetError, read_base_url
from contract_tests.outputs import FAILED, FINE, INTERRUPTED, OutputOptions, outputs_of, publish
from contract_tests.pace import usual_pace
from contract_tests.progress import Advance, progress
from contract_tests.recordings.against import Again
from contract_tests.recordings.given import sources_of
from contract_tests.recordings.replaying import replay
from contract_tests.recordings.sources import Sources
from contract_tests.redaction import hide_in_report
from contract_tests.report import Report
from contract_tests.target import Target
from livephoto.commands.console import CommandError
from livephoto.contract.loader import load_edition, load_editions
from livephoto.contract.model import Edition
from livephoto.recordings.model import RecordedExchange, RecordingError

Work = Callable[[Advance], Report]


@dataclass(frozen=True, slots=True)
class Options(OutputOptions):
    """The flags as they were given."""

    files: tuple[Path, ...]
    edition: str | None
    against: str | None
    api_key: str | None = field(repr=False)
    max_credits: int
    timeout: float
    max_age: str | None
    video: bool


def run(options: Options) -> int:
    """Judge the recordings, print and write the reports; return the exit status. Raises CommandError."""
    if options.max_credits and not options.against:
        raise CommandError("--max-credits needs --against URL: without it nothing is sent or paid for")
    edition = load_edition(options.edition) if options.edition else None
    outputs, sources = outputs_of(options), sources_of(options.files, options.max_age)
    work = _against(options, sources, edition) if options.against else _offline(options, sources, edition)
    report = _done(work)
    if report is None:
        return INTERRUPTED
    if not report.probes:
        raise CommandError("; ".join((f"no recording of this API in {sources.name}", *sources.notes())))
    status = publish(replace(report, notes=(*report.notes, *sources.notes())), outputs)
    return _with_age(status, options, sources)


def _offline(options: Options, sources: Sources, edition: Edition | None) -> Work:
    def work(advance: Advance) -> Report:
        return replay(
            sources.exchanges(),
            sources.name,
            load_editions(),
            edition,
            video=options.video,
            unread=sources.noted.problems,
            advance=advance,
        )

    return work


def _against(options: Options, sources: Sources, edition: Edition | None) -> Work:
    """Return the work of sending the requests again. Raises CommandError where something for it is missing."""
    if not options.api_key:
        raise CommandError("the server wants a key: set AILAB_API_KEY, or give --api-key")
    url, key = options.against or "", options.api_key
    try:
        pace = usual_pace(read_base_url(url))
    except TargetError as error:
        raise CommandError(f"--against: {error}") from None

    async def again(advance: Advance) -> Report:
        exchanges = sources.exchanges()
        first = next(exchanges, None)
        chosen = edition or _named_by(first)
        async with Target(url, key, chosen, options.timeout) as target:
            run = Again(target, chosen, load_editions(), options.max_credits, pace, options.video, advance)
            every = chain([first] if first else [], exchanges)
            return hide_in_report(await run.run(every, sources.noted.problems), key)

    return lambda advance: asyncio.run(again(advance))


def _named_by(recorded: RecordedExchange | None) -> Edition:
    """Return the edition that an exchange names as its own, else the usual one."""
    named = recorded.edition if recorded else None
    return next((each for each in load_editions() if named in (each.id, *each.aliases)), load_edition())


def _done(work: Work) -> Report | None:
    """Return the report, None where the user pressed Ctrl-C."""
    try:
        with progress("replaying", None) as advance:
            return work(advance)
    except (TargetError, RecordingError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"cannot go on: {error}") from None
    except KeyboardInterrupt:
        typer.echo("interrupted; nothing was written", err=True)
        return None


def _with_age(status: int, options: Options, sources: Sources) -> int:
    """Return the exit status once ages are looked at: they fail where --max-age was given, else they only warn."""
    if options.max_age is None or not (sources.old or sources.undated):
        return status
    for note in sources.age_notes():
        typer.echo(f"{note}: record them again, or leave --max-age out", err=True)
    return FAILED if status == FINE else status
