"""Reads Markdown and MDX into blocks: front matter, imports, pipe tables, components, fenced code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract_tests.docs.blocks import Block, Code, Component, Document, Heading, Row, Table, Text, Written
from contract_tests.docs.facts import DocsError
from contract_tests.docs.inline import shown

_FRONT_VALUE = re.compile(r"([A-Za-z][\w-]*):\s*(.*)")
_IMPORT = re.compile(r"import\s+\{?\s*(\w+)\s*\}?\s+from\s+['\"]([^'\"]+)['\"];?\s*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*([\w+-]*)[^`]*$")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_SEPARATOR = re.compile(r"\|?:?-+:?(\|:?-+:?)*\|?")
_OPENS = re.compile(r"\s*<([A-Z]\w*)\b[^<>]*(?<!/)>\s*$")
_CLOSES = re.compile(r"\s*</([A-Z]\w*)\s*>\s*$")
_STANDS = re.compile(r"\s*<([A-Z]\w*)\b[^<>]*/>\s*$")
_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_COMMENT = (("{/*", "*/}"), ("<!--", "-->"))


def read_markdown(lines: list[str], file: str) -> Document:
    """Return the page as blocks. Raises DocsError where the file ends inside a fence, a table's row or a component."""
    reader = _Reader(file, lines)
    reader.read()
    return Document(file, "markdown", tuple(reader.blocks), reader.front, reader.imports)


def cells_of(line: str) -> tuple[str, ...]:
    """Split a row of a pipe table, as GitHub does: at every pipe that no backslash escapes."""
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(shown(cell) for cell in re.split(r"(?<!\\)\|", inner))


@dataclass(slots=True)
class _Reader:
    file: str
    lines: list[str]
    at: int = 0
    blocks: list[Block] = field(default_factory=list)
    front: dict[str, Written] = field(default_factory=dict)
    imports: dict[str, Written] = field(default_factory=dict)
    inside: list[tuple[str, int]] = field(default_factory=list)

    def read(self) -> None:
        self._front_matter()
        while self.at < len(self.lines):
            self._block(self.lines[self.at])
        for name, line in self.inside:
            raise DocsError(self.file, line, f"<{name}> opens here and never closes; was the file cut short?")

    def _front_matter(self) -> None:
        if self.lines[0].strip() != "---":
            return
        for number, line in enumerate(self.lines[1:], start=2):
            if line.strip() == "---":
                self.at = number
                return
            if match := _FRONT_VALUE.match(line):
                self.front[match[1]] = Written(match[2].strip().strip("\"'"), number)
        raise DocsError(self.file, 1, "the front matter opens here and never closes; was the file cut short?")

    def _block(self, line: str) -> None:
        if any(line.lstrip().startswith(opens) for opens, _ in _COMMENT):
            self._comment(line)
        elif fence := _FENCE.match(line):
            self._code(fence[1], fence[2])
        elif self._is_table():
            self._table(line)
        else:
            self._line(line)
            self.at += 1

    def _comment(self, line: str) -> None:
        ends = next(closes for opens, closes in _COMMENT if line.lstrip().startswith(opens))
        start = self.at
        while ends not in self.lines[self.at]:
            self.at += 1
            if self.at == len(self.lines):
                raise DocsError(self.file, start + 1, "a comment opens here and never closes; was the file cut short?")
        self.at += 1

    def _code(self, fence: str, language: str) -> None:
        start = self.at + 1
        for index in range(start, len(self.lines)):
            if re.fullmatch(rf"\s*{fence[0]}{{{len(fence)},}}\s*", self.lines[index]):
                self.blocks.append(Code("\n".join(self.lines[start:index]), language.lower(), start + 1))
                self.at = index + 1
                return
        raise DocsError(self.file, start, "a block of code opens here and never closes; was the file cut short?")

    def _is_table(self) -> bool:
        follows = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        separates = "|" in follows and _SEPARATOR.fullmatch("".join(follows.split()))
        return "|" in self.lines[self.at] and bool(separates)

    def _table(self, header: str) -> None:
        start = self.at + 1
        self.at += 2
        columns = cells_of(header)
        rows = tuple(self._rows(closed=header.rstrip().endswith("|")))
        short = [row for row in rows if len(row.cells) < len(columns)]
        if short and self._at_end() and short == list(rows[-1:]):
            raise self._inside_a_row(rows[-1].line)
        self.blocks.append(Table(columns, rows, start))

    def _rows(self, *, closed: bool) -> Iterator[Row]:
        while self.at < len(self.lines) and "|" in (line := self.lines[self.at]):
            self.at += 1
            if closed and not line.rstrip().endswith("|") and self._at_end():
                raise self._inside_a_row(self.at)
            yield Row(cells_of(line), self.at, line)

    def _at_end(self) -> bool:
        rest = self.lines[self.at :]
        return len(rest) < 2 and not any(map(str.strip, rest))

    def _inside_a_row(self, line: int) -> DocsError:
        return DocsError(self.file, line, "the file ends inside a table's row; was it cut short?")

    def _line(self, line: str) -> None:
        number = self.at + 1
        if match := _HEADING.match(line):
            self.blocks.append(Heading(shown(match[2]), number))
        elif match := _IMPORT.match(line):
            self.imports[match[1]] = Written(match[2], number)
        elif match := _STANDS.match(line):
            self.blocks.append(Component(match[1], number))
        elif match := _OPENS.match(line):
            self.inside.append((match[1], number))
        elif match := _CLOSES.match(line):
            self._close(match[1])
        elif text := shown(_BULLET.sub("", line, count=1)):
            self.blocks.append(Text(text, number, self.inside[-1][0] if self.inside else None))

    def _close(self, name: str) -> None:
        if self.inside and self.inside[-1][0] == name:
            self.inside.pop()
