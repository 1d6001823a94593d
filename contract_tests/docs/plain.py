"""Reads a page that was copied from a browser as text: its headings, bullets, code and flattened tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from contract_tests.docs.blocks import Block, Code, Document, Heading, Row, Table, Text
from contract_tests.docs.facts import DocsError
from contract_tests.docs.flattened import taken_apart
from contract_tests.docs.inline import tidy
from contract_tests.docs.words import column_of, run_together, section_of

_BULLET = re.compile(r"\s*(?:[•◦▪‣*-]|\d+\.)\s+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LOOKS_SECURE = 2
"""Header cells that must be known before a line with tabs is taken for a table's header."""


def read_plain(lines: list[str], file: str) -> Document:
    """Return the page as blocks. Raises DocsError where it ends inside a JSON example."""
    reader = _Reader(file, lines)
    while reader.at < len(reader.lines):
        reader.step()
    return Document(file, "plain", tuple(reader.blocks))


@dataclass(slots=True)
class _Reader:
    file: str
    lines: list[str]
    at: int = 0
    blocks: list[Block] = field(default_factory=list)

    def step(self) -> None:
        line = self.lines[self.at]
        if line.lstrip().startswith("{"):
            self._json()
        elif line.startswith("curl "):
            self._command()
        elif header := _header(line):
            self._table(header, tabs="\t" in line)
        else:
            self._text(line)
            self.at += 1

    def _json(self) -> None:
        start, depth = self.at, 0
        for index in range(start, len(self.lines)):
            marks = _STRING.sub("", self.lines[index])
            depth += marks.count("{") - marks.count("}")
            if depth <= 0:
                self.at = index + 1
                self.blocks.append(Code("\n".join(self.lines[start : self.at]), "json", start + 1))
                return
        raise DocsError(self.file, start + 1, "JSON opens here and never closes; was the page cut short?")

    def _command(self) -> None:
        start = self.at
        while self.lines[self.at].rstrip().endswith("\\") and self.at + 1 < len(self.lines):
            self.at += 1
        self.at += 1
        self.blocks.append(Code("\n".join(self.lines[start : self.at]), "bash", start + 1))

    def _table(self, header: tuple[str, ...], *, tabs: bool) -> None:
        start, rows = self.at + 1, []
        columns = [column_of(cell) for cell in header]
        self.at += 1
        while self.at < len(self.lines) and self._goes_on(line := self.lines[self.at]):
            cells = _split(line) if tabs else taken_apart(line.strip(), columns)
            rows.append(Row(cells, self.at + 1, line.strip()))
            self.at += 1
        # Whoever copies a page to its end has a line after its last table; a copy that was cut short has none.
        cut = self.at == len(self.lines)
        self.blocks.append(Table(header, tuple(rows), start, cut))

    def _goes_on(self, line: str) -> bool:
        return bool(line.strip()) and section_of(line) is None and not _header(line)

    def _text(self, line: str) -> None:
        bullet = _BULLET.match(line)
        text = tidy(line[bullet.end() :] if bullet else line)
        if text:
            heading = not bullet and section_of(text) is not None
            self.blocks.append((Heading if heading else Text)(text, self.at + 1))


def _header(line: str) -> tuple[str, ...]:
    """Return the header's cells where the line is one, as a browser copies it: with tabs, or run together."""
    if "\t" not in line:
        return run_together(line)
    cells = _split(line)
    return cells if sum(column_of(cell) is not None for cell in cells) >= _LOOKS_SECURE else ()


def _split(line: str) -> tuple[str, ...]:
    return tuple(tidy(cell) for cell in line.split("\t"))
