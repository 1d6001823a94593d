"""Finds editions by name: those that ship, and those of a user's folders beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from livephoto.contract.edition_files import EditionFile, named_folders, read_files
from livephoto.contract.layers import Tables, layered, read_tables
from livephoto.contract.model import Edition
from livephoto.contract.own import OwnEdition, Shipped, own_editions
from livephoto.contract.strict import ContractError
from livephoto.contract.whole import edition_of

EDITION_ORDER = ("legacy-a", "legacy-b", "2025-09", "2025-12", "2026-01", "2026-02-retired", "2026-04")
"""Every edition that ships, oldest first."""

DEFAULT_EDITION = "2026-01"
"""The last edition that was served."""


def load_edition(edition: str = DEFAULT_EDITION, folders: Iterable[Path] | None = None) -> Edition:
    """Return the edition of that id or alias. Raises ContractError where there is none, or its file is wrong.

    `folders` hold a user's edition files; where left out, they are those that LIVEPHOTO_EDITIONS names. They are not
    looked at for an edition that ships.
    """
    shipped = _shipped_id(edition)
    if shipped is not None:
        return _load(shipped)
    own = [each.edition for each in _own(folders)]
    for each in own:
        if edition in (each.id, *each.aliases):
            return each
    known = (*EDITION_ORDER, *(each.id for each in own))
    raise ContractError(f"no edition {edition!r}; there are: {', '.join(known)}")


def load_editions(folders: Iterable[Path] | None = None) -> tuple[Edition, ...]:
    """Return every edition, oldest first: those that ship, and a user's from `folders`, as `load_edition` does.

    A user's edition stands where its date places it; one without a date right after the edition that it extends.
    Raises ContractError where any file is wrong.
    """
    shipped = tuple(map(_load, EDITION_ORDER))
    own = [each.edition for each in _own(folders)]
    return (*_in_order(shipped, own),) if own else shipped


def edition_files(folders: Iterable[Path] | None = None) -> Mapping[str, Path]:
    """Return the file of each edition of a user's, by its id."""
    return {each.edition.id: each.path for each in _own(folders)}


def parse_edition(text: str, name: str, folders: Iterable[Path] = ()) -> Edition:
    """Return the edition that a TOML `text` describes; it may extend any edition that ships, or a user's of `folders`.

    `name` stands for the text in messages: its file's name. Raises ContractError, naming the key, for whatever an
    edition may not hold or must.
    """
    beside = read_files(folders)
    if not beside:
        return edition_of(layered(read_tables(text, name), name, _SHIPPED_TABLES), name)
    every = own_editions((*beside, EditionFile(Path(name), text)), _shipped())
    return next(each.edition for each in every if each.path == Path(name))


def _own(folders: Iterable[Path] | None) -> tuple[OwnEdition, ...]:
    found = read_files(named_folders() if folders is None else folders)
    return own_editions(found, _shipped()) if found else ()


def _in_order(shipped: Iterable[Edition], own: Iterable[Edition]) -> Iterator[Edition]:
    """Yield all by date. `own` has each edition after the one that it extends."""
    places: dict[str, tuple[Any, ...]] = {}
    every = {edition.id: edition for edition in (*shipped, *own)}
    dated = [(edition.date or "", index) for index, edition in enumerate(shipped)]
    for index, edition in enumerate(shipped):
        places[edition.id] = (index,)
    for edition in own:
        if edition.date is None:
            places[edition.id] = (*places.get(edition.extends or "", (len(dated),)), edition.id)
        else:
            before = max((index for day, index in dated if day <= edition.date), default=0)
            places[edition.id] = (before, edition.date, edition.id)
    return (every[name] for name in sorted(places, key=places.__getitem__))


@cache
def _load(edition_id: str) -> Edition:
    name = f"{edition_id}.toml"
    return edition_of(_whole(edition_id), name)


def _shipped_id(edition: str) -> str | None:
    if edition in EDITION_ORDER:
        return edition
    return next((name for name in EDITION_ORDER if edition in _read(name).get("aliases", ())), None)


@cache
def _shipped() -> Shipped:
    aliases = (alias for name in EDITION_ORDER for alias in _read(name).get("aliases", ()))
    return Shipped(_SHIPPED_TABLES, (*EDITION_ORDER, *aliases))


class _ShippedTables(Mapping[str, Tables]):
    """The whole tables of the editions that ship, each read when it is asked for."""

    def __getitem__(self, edition_id: str) -> Tables:
        if edition_id not in EDITION_ORDER:
            raise KeyError(edition_id)
        return _whole(edition_id)

    def __iter__(self) -> Iterator[str]:
        return iter(EDITION_ORDER)

    def __len__(self) -> int:
        return len(EDITION_ORDER)


_SHIPPED_TABLES = _ShippedTables()


@cache
def _whole(edition_id: str) -> Tables:
    return layered(_read(edition_id), f"{edition_id}.toml", _SHIPPED_TABLES)


@cache
def _read(edition_id: str) -> dict[str, Any]:
    text = files("livephoto.contract").joinpath("editions", f"{edition_id}.toml").read_text(encoding="utf-8")
    return read_tables(text, f"{edition_id}.toml")
