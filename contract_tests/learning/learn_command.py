"""What the verb `contract learn` does: pages, a report or recordings in, an edition file out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from contract_tests.docs.facts import DocFacts
from contract_tests.docs.given import read_pages
from contract_tests.learning.from_pages import learn_from_pages, left_untaught
from contract_tests.learning.from_report import learn_from_report
from contract_tests.learning.learnt import Head, Learnt
from contract_tests.learning.reading import ReadReport, of_report, read_report
from contract_tests.learning.writing import edition_text, is_unchanged
from livephoto.commands.console import CommandError
from livephoto.contract.edition_files import named_folders
from livephoto.contract.loader import load_edition, load_editions, parse_edition
from livephoto.contract.model import Edition


@dataclass(frozen=True, slots=True)
class Options:
    """The flags as they were given."""

    id: str
    extends: str | None
    docs: tuple[str, ...]
    report: Path | None
    recordings: tuple[Path, ...]
    title: str | None
    date: str | None


def run(options: Options) -> None:
    """Write the edition file on standard output. Raises CommandError, and ContractError where no file can be made."""
    if sum(map(bool, (options.docs, options.report, options.recordings))) != 1:
        raise CommandError("learnt from what? give --docs, --report or --recordings, one of them")
    _demand_new_id(options.id)
    today = datetime.now(UTC).date().isoformat()
    date = options.date or today
    if options.docs:
        base = load_edition(options.extends) if options.extends else load_editions()[-1]
        facts = read_pages(options.docs, base)
        learnt = learn_from_pages(facts, base, today)
    else:
        facts = None
        report = _report(options)
        known = load_edition(report.edition)
        base = load_edition(options.extends) if options.extends else known
        learnt = learn_from_report(report, known, date)
    text = edition_text(learnt, Head(options.id, options.title or _title(learnt), date, base.id), base)
    written = parse_edition(text, f"{options.id}.toml", named_folders())
    sys.stdout.write(text)
    _tell(learnt, base, facts, written)


def _demand_new_id(name: str) -> None:
    for edition in load_editions():
        if name in (edition.id, *edition.aliases):
            raise CommandError(f"--id {name} is taken by the edition {edition.id}; choose another")


def _title(learnt: Learnt) -> str:
    first, *others = (source.where for source in learnt.sources)
    return f"learnt from {first}{f' and {len(others)} more' if others else ''}"


def _report(options: Options) -> ReadReport:
    read = read_report(options.report) if options.report else _recorded(options)
    if not read.answered:
        raise CommandError(f"{read.target}: nothing was answered, so there is nothing to learn; pages go into --docs")
    return read


def _recorded(options: Options) -> ReadReport:
    from contract_tests.recordings import given

    return of_report(given.report_on(options.recordings, load_edition(options.extends) if options.extends else None))


def _tell(learnt: Learnt, base: Edition, facts: DocFacts | None, written: Edition) -> None:
    """Say on standard error what is not in the file."""
    for says in learnt.untaught:
        typer.echo(f"not learnt: {says}", err=True)
    if facts is not None:
        for gap in facts.unread:
            typer.echo(f"not read: {gap.file}:{gap.line}: {gap.says}", err=True)
        for change in left_untaught(facts, written):
            typer.echo(f"not learnt: {change.where}: {change.before!r} -> {change.after!r}", err=True)
    if is_unchanged(learnt, base):
        typer.echo(f"nothing differs from {base.id}: the file changes nothing", err=True)
