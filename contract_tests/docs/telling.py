"""What a reader of pages hands on: facts under the name that `DocFacts` knows them by, and what it could not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from contract_tests.docs.facts import Part, Told, Unread, quoted

Telling: TypeAlias = tuple[str, Told[Any]] | Unread
"""A fact's name and the fact; or one thing that was not understood."""

Tellings: TypeAlias = Iterator[Telling]


def tell(name: str, value: Any, file: str, line: int, quote: str) -> Telling:
    """Return the fact `value` under the name of the field of `DocFacts` that holds it."""
    return name, Told(value, file, line, quoted(quote))


def tell_part(part: Part, file: str, line: int, quote: str) -> Telling:
    """Return that a part of the documents begins here."""
    return tell("parts", part, file, line, quote)
