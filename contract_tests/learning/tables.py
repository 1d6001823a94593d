"""An edition as the tables of its file, and what one holds that another does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from livephoto.contract.model import Edition

Path = tuple[str, ...]

_OF_ONE_ALONE = ("id", "title", "date", "date_bound", "aliases", "sources", "not_seen", "notes", "extends")
"""Keys that no edition inherits."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What an edition file holds on top of another one's."""

    changed: Mapping[str, Any]
    """Tables within tables, down to the values that are new or others."""
    removed: tuple[Path, ...]


def tables_of(edition: Edition) -> dict[str, Any]:
    """Return the tables that an edition's file would hold if it extended none."""
    return {key: value for key, value in _plain(edition).items() if key not in _OF_ONE_ALONE}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Delta:
    """Return what makes `after` of `before`."""
    changed, removed = _difference(before, after, ())
    return Delta(changed, tuple(removed))


def _difference(before: Mapping[str, Any], after: Mapping[str, Any], path: Path) -> tuple[dict[str, Any], list[Path]]:
    removed = [(*path, key) for key in before if key not in after]
    changed: dict[str, Any] = {}
    for key, value in after.items():
        known = before.get(key)
        if isinstance(value, Mapping) and isinstance(known, Mapping):
            within, gone = _difference(known, value, (*path, key))
            removed += gone
            if within:
                changed[key] = within
        elif key not in before or value != known:
            changed[key] = value
    return changed, removed


def _plain(value: Any, *, named: bool = False) -> Any:
    """Return a value as TOML would hold it; an entry of a table of named things has its name in the table's key."""
    if is_dataclass(value):
        parts = {item.name: getattr(value, item.name) for item in fields(value) if not (named and item.name == "name")}
        return {name: _plain(part) for name, part in parts.items() if part is not None}
    if isinstance(value, Mapping):
        return {key: _plain(each, named=True) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
