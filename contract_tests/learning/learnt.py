"""What was learnt: an edition, where each part of it comes from, and what no edition file has a place for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contract_tests.learning.tables import Path
from livephoto.contract.model import Basis, Edition, Source


@dataclass(frozen=True, slots=True)
class Learnt:
    """An edition as the evidence has it, and how that is known."""

    edition: Edition
    """The one to write; id, title and date are the asker's."""
    basis: Basis
    sources: tuple[Source, ...]
    source_of: Callable[[Path], str]
    """Where an entry of the file comes from, by its path in it."""
    untaught: tuple[str, ...] = ()
    """What could not be put into a file, a plain sentence each."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the asker says of the new edition."""

    id: str
    title: str
    date: str
    extends: str
