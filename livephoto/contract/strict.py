"""Turns plain tables into frozen dataclasses and refuses whatever it does not know.

A contract edit must never be ignored in silence: an unknown key, a missing one or a value of the wrong type
stops the load with a message that names the file and the key.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

Value = TypeVar("Value")


class ContractError(Exception):
    """An edition file breaks its own rules; the message names the file, the key and what to mend."""


def build(kind: type[Value], table: Any, where: str) -> Value:
    """Make a `kind` (a dataclass) from `table`; `where` names the file and key for messages.

    A mapping of named dataclasses takes its keys as their `name`. Raises ContractError.
    """
    if not isinstance(table, Mapping):
        raise ContractError(f"{where}: expected a table, found {type(table).__name__}")
    hints = _hints(kind)  # type: ignore[arg-type]
    known: dict[str, Field[Any]] = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise ContractError(f"{where}.{key}: unknown key; known here: {', '.join(sorted(known))}")
    for name, item in known.items():
        if name not in table and item.default is MISSING and item.default_factory is MISSING:
            raise ContractError(f"{where}.{name}: missing")
    return kind(**{key: _convert(hints[key], value, f"{where}.{key}") for key, value in table.items()})


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    # An error table has a hundred rows of one kind, and resolving their hints was most of the time of a load.
    return typing.get_type_hints(kind)


def _convert(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(arguments, value, where)
    if origin is Literal:
        if value not in arguments:
            raise ContractError(f"{where}: {value!r} is none of {', '.join(map(repr, arguments))}")
        return value
    if origin is tuple:
        _demand(isinstance(value, list), where, "a list", value)
        return tuple(_convert(arguments[0], each, f"{where}[{index}]") for index, each in enumerate(value))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(arguments[1], value, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return build(hint, value, where)
    _demand(type(value) is hint, where, hint.__name__, value)
    return value


def _one_of(options: tuple[Any, ...], value: Any, where: str) -> Any:
    real = [option for option in options if option is not type(None)]
    if len(real) == 1:
        return _convert(real[0], value, where)
    _demand(type(value) in real, where, " or ".join(option.__name__ for option in real), value)
    return value


def _mapping(hint: Any, value: Any, where: str) -> Mapping[str, Any]:
    _demand(isinstance(value, Mapping), where, "a table", value)
    named = is_dataclass(hint) and any(item.name == "name" for item in fields(hint))
    made = {}
    for key, each in value.items():
        entry = {"name": key, **each} if named and isinstance(each, Mapping) else each
        made[key] = _convert(hint, entry, f"{where}.{key}")
    return types.MappingProxyType(made)


def _demand(holds: bool, where: str, wanted: str, value: Any) -> None:
    if not holds:
        raise ContractError(f"{where}: expected {wanted}, found {value!r}")
