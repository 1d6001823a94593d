"""What the verb `recordings` does: paths in, lists, pages and files out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from contract_tests.recordings import listing, pruning, showing
from contract_tests.recordings.ages import parse_age
from contract_tests.recordings.converting import convert
from contract_tests.recordings.importing.opening import Noted, open_recordings
from livephoto.commands.console import CommandError, facts, heading, show, show_json, table
from livephoto.recordings.model import RecordedExchange, RecordingError
from livephoto.recordings.store import Store

SCHEMA = "livephoto-recordings/1"
"""Names the shape of what `ls --format json` prints; keys may be added to it, none is taken away."""

FINE, LEFT_OUT = 0, 1


def ls(paths: Sequence[Path], *, as_json: bool) -> int:
    """List the exchanges; return the exit status."""
    noted, now = Noted(), datetime.now(UTC)
    rows = [listing.row_of(exchange, now) for exchange in _opened(paths, noted)]
    if as_json:
        show_json({"schema": SCHEMA, "recordings": [row.to_dict() for row in rows]})
    elif rows:
        show(table(listing.HEADERS, (row.cells for row in rows)))
    return _tell(noted)


def show_one(file: Path, number: int | None, edition: str | None) -> None:
    """Show one exchange and what the judge finds in it. Raises CommandError."""
    exchange = _chosen(file, number)
    held_against = showing.edition_for(exchange, edition)
    show(facts([*showing.origin_facts(exchange), *showing.request_facts(exchange), *showing.answer_facts(exchange)]))
    typer.echo(f"\n{showing.body_text(exchange)}")
    try:
        found = showing.findings_of(exchange, held_against)
    except RecordingError as error:
        raise CommandError(f"{file}: cannot be judged: {error}") from None
    show(heading(f"Held against {held_against.id}: {len(found) or 'no'} finding{'' if len(found) == 1 else 's'}"))
    if found:
        show(table(("SEVERITY", "WHERE", "SAYS"), ((each.severity, each.where, each.says) for each in found)))


def prune_folder(folder: Path, older_than: str | None, *, unreferenced: bool, dry_run: bool) -> None:
    """Remove what is old or named by nobody, and say so. Raises CommandError."""
    if older_than is None and not unreferenced:
        raise CommandError("nothing to look for; give --older-than AGE, --unreferenced, or both")
    if not folder.is_dir():
        raise CommandError(f"{folder} is no folder")
    age = _age(older_than) if older_than is not None else None
    try:
        plan = pruning.plan_pruning(folder, age, datetime.now(UTC), unreferenced=unreferenced)
        size = plan.size if dry_run else pruning.prune(plan)
    except (RecordingError, OSError) as error:
        raise CommandError(str(error)) from None
    for file in (*plan.recordings, *plan.bodies):
        typer.echo(f"{'would remove' if dry_run else 'removed'} {file}")
    done = "would be removed" if dry_run else "removed"
    typer.echo(f"{len(plan.recordings)} recordings and {len(plan.bodies)} bodies {done}, {size:,} bytes")
    if plan.undated and age is not None:
        typer.echo(f"{plan.undated} exchanges say no date and stay", err=True)


def import_all(paths: Sequence[Path], out: Path, date: datetime | None) -> int:
    """Put exchanges into a folder of ours; return the exit status."""
    noted, store, count = Noted(), Store(out), 0
    moment = date.replace(tzinfo=date.tzinfo or UTC) if date else None
    for exchange in _opened(paths, noted):
        name = listing.name_of(exchange)
        try:
            file = convert(exchange, store, moment)
        except (RecordingError, OSError) as error:
            noted.problems.append(f"{name}: left out: {error}{_remedy(exchange, moment)}")
            continue
        count += 1
        typer.echo(f"{file} from {name}")
        for each in exchange.missing:
            typer.echo(f"{name}: not in the recording: {each}", err=True)
    typer.echo(f"{count} exchanges imported", err=True)
    return _tell(noted)


def _opened(paths: Sequence[Path], noted: Noted) -> Iterator[RecordedExchange]:
    try:
        for path in paths:
            yield from open_recordings(path, noted)
    except RecordingError as error:
        raise CommandError(str(error)) from None


def _chosen(file: Path, number: int | None) -> RecordedExchange:
    if file.is_dir():
        raise CommandError(f"{file} is a folder; give one of its files, `livephoto recordings ls {file}` lists them")
    noted = Noted()
    found = list(_opened([file], noted))
    if noted.problems:
        raise CommandError(noted.problems[0])
    if number is None and len(found) == 1:
        return found[0]
    chosen = next((each for each in found if each.number + 1 == number), None)
    if chosen is not None:
        return chosen
    numbers = ", ".join(str(each.number + 1) for each in found[:20]) or "none"
    count = "1 exchange" if len(found) == 1 else f"{len(found)} exchanges"
    raise CommandError(f"{file} holds {count} of this API; choose one by number: {numbers}")


def _age(text: str) -> timedelta:
    try:
        return parse_age(text)
    except ValueError as error:
        raise CommandError(str(error)) from None


def _remedy(exchange: RecordedExchange, date: datetime | None) -> str:
    return "; give --date" if exchange.started is None and date is None else ""


def _tell(noted: Noted) -> int:
    """Say on standard error what was no exchange to list; return the exit status."""
    for problem in noted.problems:
        typer.echo(problem, err=True)
    for kind, count in noted.unrelated.items():
        typer.echo(f"{count} not of this API: {kind}", err=True)
    for file in noted.no_recordings:
        typer.echo(f"{file} is no recording", err=True)
    return LEFT_OUT if noted.problems else FINE
