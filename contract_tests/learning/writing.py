"""Writes an edition file: only what changed, each entry with its source and basis."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.learning.learnt import Head, Learnt
from contract_tests.learning.tables import Delta, Path, difference, tables_of
from contract_tests.learning.toml_text import toml_comment, toml_header, toml_key, toml_value
from livephoto.contract.model import Edition

_OF_ENTRIES: tuple[Path, ...] = (
    ("errors",),
    ("error_str",),
    ("rules",),
    ("request", "fields"),
    ("response", "fields"),
    ("response", "data"),
    ("response", "success_rules"),
)
"""Tables with one entry a line."""


def edition_text(learnt: Learnt, head: Head, base: Edition) -> str:
    """Return the file of what was learnt, on top of `base`. Pure."""
    delta = difference(tables_of(base), tables_of(learnt.edition))
    lines = [*_head(head, delta, learnt), *_sources(learnt)]
    for key, value in delta.changed.items():
        if isinstance(value, Mapping):
            lines += _table((key,), value, learnt, tables_of(base))
    return "\n".join(lines) + "\n"


def is_unchanged(learnt: Learnt, base: Edition) -> bool:
    """Tell whether there is nothing to write."""
    return difference(tables_of(base), tables_of(learnt.edition)) == Delta({}, ())


def _head(head: Head, delta: Delta, learnt: Learnt) -> Iterator[str]:
    yield toml_comment(f"Only what changed since {head.extends}; behind each entry its basis and source.")
    for key in ("extends", "id", "title", "date"):
        yield f"{key} = {toml_value(getattr(head, key))}"
    for key, value in delta.changed.items():
        if not isinstance(value, Mapping):
            yield _line(key, value, (key,), learnt)
    if delta.removed:
        yield "remove = ["
        yield from (_removed(path, learnt) for path in delta.removed)
        yield "]"


def _removed(path: Path, learnt: Learnt) -> str:
    comment = toml_comment(f"{learnt.basis}; {learnt.source_of(path)}")
    return f"    {toml_value('/'.join(map(_literally, path)))},  {comment}"


def _literally(key: str) -> str:
    """Return a key as a pattern that matches it alone, a slash in it aside."""
    return "".join(f"[{sign}]" if sign in "*?[" else "?" if sign == "/" else sign for sign in key)


def _sources(learnt: Learnt) -> Iterator[str]:
    for source in learnt.sources:
        yield "\n[[sources]]"
        yield f"where = {toml_value(source.where)}"
        if source.date:
            yield f"date = {toml_value(source.date)}"
        yield f"what = {toml_value(source.what)}"


def _table(path: Path, table: Mapping[str, Any], learnt: Learnt, before: Mapping[str, Any]) -> Iterator[str]:
    whole = path in _OF_ENTRIES
    lines = {key: value for key, value in table.items() if whole or not isinstance(value, Mapping)}
    if lines:
        yield f"\n{toml_header(path)}"
    for key, value in lines.items():
        yield _line(toml_key(key), value, (*path, key), learnt, _was(before, (*path, key), value))
    for key, value in table.items():
        if key not in lines:
            yield from _table((*path, key), value, learnt, before)


def _line(key: str, value: Any, path: Path, learnt: Learnt, was: str = "") -> str:
    held = value if isinstance(value, Mapping) else {}
    told = ("basis", learnt.basis), ("source", learnt.source_of(path))
    parts = [text for name, text in told if name not in held] + ([was] if was else [])
    return f"{key} = {toml_value(value)}" + (f"  {toml_comment('; '.join(parts))}" if parts else "")


def _was(tables: Mapping[str, Any], path: Sequence[str], value: Any) -> str:
    """Return what an entry was in few words, where it was there: a number, a truth, a status."""
    known: Any = tables
    for key in path:
        if not isinstance(known, Mapping) or key not in known:
            return ""
        known = known[key]
    if isinstance(known, Mapping) and isinstance(value, Mapping) and "status" in value:
        known = known.get("status")
    return f"was {json.dumps(known)}" if isinstance(known, bool | int | float) else ""
