"""Puts one edition file on top of another: a file holds only what changed since the one that it extends."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from livephoto.contract.strict import ContractError

Tables = Mapping[str, Any]

_NOT_INHERITED = ("id", "title", "date", "date_bound", "aliases", "sources", "not_seen", "notes", "extends")


def read_tables(text: str, name: str) -> dict[str, Any]:
    """Return what a TOML text holds. Raises ContractError; `name` stands for the text in messages."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"{name}: {error}") from error


def layered(tables: Tables, name: str, bases: Mapping[str, Tables]) -> dict[str, Any]:
    """Return an edition's whole tables: its own on top of those of the edition that it extends, found in `bases`.

    Raises ContractError where that edition is not there, or `remove` names something that it does not hold.
    """
    own = dict(tables)
    if "extends" not in own:
        return own
    removed = own.pop("remove", [])
    if not isinstance(removed, list):
        raise ContractError(f"{name}.remove: expected a list, found {removed!r}")
    base = _inherited(own["extends"], name, bases)
    for pattern in removed:
        base = _without(base, str(pattern).split("/"), f"{name}: remove {pattern!r}")
    return merge(base, own)


def merge(base: Tables, change: Tables) -> dict[str, Any]:
    """Return `base` with `change` on top: tables key by key, everything else whole."""
    merged = dict(base)
    for key, value in change.items():
        below = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _inherited(base: Any, name: str, bases: Mapping[str, Tables]) -> dict[str, Any]:
    if not isinstance(base, str) or base not in bases:
        raise ContractError(f"{name}.extends: no edition {base!r}; there are: {', '.join(bases)}")
    return {key: value for key, value in bases[base].items() if key not in _NOT_INHERITED}


def _without(table: Any, path: list[str], where: str) -> dict[str, Any]:
    head, *rest = path
    hits = [key for key in table if fnmatchcase(key, head)] if isinstance(table, Mapping) else []
    if not hits:
        raise ContractError(f"{where}: nothing there to remove")
    if not rest:
        return {key: value for key, value in table.items() if key not in hits}
    return {key: _without(value, rest, where) if key in hits else value for key, value in table.items()}
