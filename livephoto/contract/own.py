"""A user's editions: files of theirs beside those that ship, each on top of one of ours or of another of theirs."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from livephoto.contract.edition_files import EditionFile, errors_with_lines
from livephoto.contract.layers import Tables, layered, read_tables
from livephoto.contract.model import Edition
from livephoto.contract.strict import ContractError
from livephoto.contract.whole import edition_of


@dataclass(frozen=True, slots=True, eq=False)
class Shipped:
    """What a user's files may build on: the whole tables of the editions that ship, and the names that are taken."""

    tables: Mapping[str, Tables]
    names: tuple[str, ...]
    """Ids and aliases."""


@dataclass(frozen=True, slots=True)
class OwnEdition:
    """A user's edition, and the file that it was read from."""

    edition: Edition
    path: Path


@lru_cache(maxsize=8)
def own_editions(files: tuple[EditionFile, ...], shipped: Shipped) -> tuple[OwnEdition, ...]:
    """Return the editions of a user's files, each after the one that it extends.

    Raises ContractError with file, line and key for whatever a file may not hold or must, for an id or alias that is
    taken, and for files that extend each other in a circle.
    """
    tables = {file: _tables(file) for file in files}
    by_id = _by_id(tables, shipped)
    whole: dict[str, Tables] = {}
    found = []
    for edition_id in _in_order({name: tables[file] for name, file in by_id.items()}, by_id):
        file = by_id[edition_id]
        with errors_with_lines(file):
            whole[edition_id] = layered(tables[file], str(file.path), ChainMap(dict(whole), shipped.tables))  # type: ignore[arg-type]
            found.append(OwnEdition(edition_of(whole[edition_id], str(file.path)), file.path))
    return tuple(found)


def _tables(file: EditionFile) -> Tables:
    with errors_with_lines(file):
        tables = read_tables(file.text, str(file.path))
        if not isinstance(tables.get("id"), str):
            raise ContractError(f"{file.path}.id: missing, or no text")
        return tables


def _by_id(tables: Mapping[EditionFile, Tables], shipped: Shipped) -> dict[str, EditionFile]:
    """Return the files by the ids that they give. Raises ContractError where an id or alias is taken."""
    taken = dict.fromkeys(shipped.names, "an edition that ships")
    for file, own in tables.items():
        with errors_with_lines(file):
            for key, name in _names(own):
                if name in taken:
                    raise ContractError(f"{file.path}.{key}: {name!r} is taken by {taken[name]}; choose another")
                taken[name] = str(file.path)
    return {str(own["id"]): file for file, own in tables.items()}


def _names(tables: Tables) -> Iterator[tuple[str, str]]:
    yield "id", tables["id"]
    aliases = tables.get("aliases")
    yield from (("aliases", each) for each in (aliases if isinstance(aliases, list) else ()) if isinstance(each, str))


def _in_order(tables: Mapping[str, Tables], files: Mapping[str, EditionFile]) -> Iterator[str]:
    """Yield the ids, each after the one that it extends. Raises ContractError where they go round in a circle."""
    below = {name: {base for base in tables if base == own.get("extends")} for name, own in tables.items()}
    try:
        yield from TopologicalSorter(below).static_order()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        file = files[circle[0]]
        with errors_with_lines(file):
            raise ContractError(f"{file.path}.extends: a circle: {' -> '.join(circle)}") from None
