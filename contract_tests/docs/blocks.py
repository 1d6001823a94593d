"""What a page is made of, whatever format it came in: the one model that every format is read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from contract_tests.docs.facts import Format, Unread


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, without its marks."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph's line or a list's item, without its marks."""

    text: str
    line: int
    callout: str | None = None
    """The innermost component around it: `Danger`, `Warning`, `Tip`, …"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. A cell is None where the format ran it into its neighbours and no split is certain."""

    cells: tuple[str | None, ...]
    line: int
    raw: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header as written, and its rows."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    cut: bool = False
    """Whether the page ends in the middle of it, or may do so."""


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code. `line` is that of its first line of code."""

    text: str
    language: str
    line: int


@dataclass(frozen=True, slots=True)
class Component:
    """A component that stands for content from elsewhere: `<ApiOfflineNotice />`; or a `password` input."""

    name: str
    line: int


Block: TypeAlias = Heading | Text | Table | Code | Component


@dataclass(frozen=True, slots=True)
class Written:
    """A value and the line that it stands on."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """One page as blocks. `front` is its front matter, `imports` maps a component to the file it is imported from."""

    file: str
    format: Format
    blocks: tuple[Block, ...]
    front: Mapping[str, Written] = field(default_factory=dict)
    imports: Mapping[str, Written] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()

    @property
    def title(self) -> str | None:
        """The title in the front matter, or the first heading; text from a browser does not tell which line it is."""
        if "title" in self.front:
            return self.front["title"].text
        if self.format == "plain":
            return None
        return next((block.text for block in self.blocks if isinstance(block, Heading)), None)
