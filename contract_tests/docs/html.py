"""Reads a rendered HTML page into blocks: headings, lists, tables, code and callouts, as Markdown would give them."""

from __future__ import annotations

from dataclasses import dataclass, field

from contract_tests.docs.blocks import Block, Code, Component, Document, Heading, Row, Table, Text
from contract_tests.docs.facts import DocsError
from contract_tests.docs.html_tokens import Token, tokens_of
from contract_tests.docs.inline import tidy

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BREAKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "button", "dd", "details", "div", "dl", "dt", "figure",
     "footer", "form", "header", "hr", "html", "label", "li", "main", "nav", "ol", "p", "section", "summary", "ul"}
)  # fmt: skip
_DEEPEST = 20
_CALLOUT_ROLES = ("alert", "note")


def read_html(text: str, file: str) -> Document:
    """Return the page as blocks. Raises DocsError where the page ends inside a tag, a table, code or the document."""
    builder = _Builder(file)
    for token in tokens_of(text, file):
        builder.take(token)
    builder.close()
    return Document(file, "html", tuple(builder.blocks))


@dataclass(slots=True)
class _Builder:
    file: str
    blocks: list[Block] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    said_at: int = 1
    open: list[tuple[str, int]] = field(default_factory=list)
    """What must close again: `html`, `table`, `pre` and a heading, each with its line."""
    callouts: list[int] = field(default_factory=list)
    """How deep in `div` and `aside` each open callout began."""
    depth: int = 0
    rows: list[Row] = field(default_factory=list)
    cells: list[str] | None = None
    row_at: int = 0
    language: str = ""

    def take(self, token: Token) -> None:
        if not token.name:
            self._say(token)
        elif token.name in ("html", "table", "pre", *_HEADINGS):
            self._framed(token)
        elif token.name in ("tr", "td", "th") and self._within("table"):
            self._cell(token)
        elif token.name in _BREAKS:
            self._break(token)
        elif token.name == "code" and self._within("pre") and not token.ends:
            self.language = self.language or _language(token)
        elif token.name == "input" and token.attributes.get("type", "").lower() == "password":
            self.blocks.append(Component("password", token.line))

    def close(self) -> None:
        for name, line in self.open:
            raise DocsError(self.file, line, f"<{name}> opens here and never closes; was the page cut short?")
        self._flush()

    def _say(self, token: Token) -> None:
        if not self.said:
            self.said_at = token.line + _leading_lines(token.text)
        if self.said or token.text.strip() or self._within("pre"):
            self.said.append(token.text)

    def _framed(self, token: Token) -> None:
        if not token.ends:
            self._start(token)
        elif self._within(token.name):
            self._end(token)

    def _start(self, token: Token) -> None:
        if token.name == "table" and self._within("table"):
            raise DocsError(self.file, token.line, "a table within a table: which rows belong to which is not certain")
        if not self._within("table"):
            self._flush()
        if token.name == "table":
            self.rows, self.cells = [], None
        if len(self.open) > _DEEPEST:
            raise DocsError(self.file, token.line, f"tables, code or headings nested over {_DEEPEST} deep")
        self.language = _language(token)
        self.open.append((token.name, token.line))

    def _end(self, token: Token) -> None:
        name, line = next(item for item in reversed(self.open) if item[0] == token.name)
        if name == "table":
            self._end_row()
            self.blocks.append(_table(self.rows, line))
            self.said.clear()
        elif name == "pre" and not self._within("table"):
            text = "".join(self.said)
            self.blocks.append(Code(text.strip("\n"), self.language, self.said_at))
            self.said.clear()
        elif name in _HEADINGS and (text := self._taken()):
            self.blocks.append(Heading(text, self.said_at))
        self.open.remove((name, line))

    def _cell(self, token: Token) -> None:
        if token.name == "tr":
            self._end_row()
            if not token.ends:
                self.cells, self.row_at = [], token.line
            return
        self._end_cell()
        if self.cells is None:
            self.cells, self.row_at = [], token.line
        if not token.ends:
            self.cells.append("")

    def _end_cell(self) -> None:
        text = self._taken()
        if self.cells:
            self.cells[-1] = f"{self.cells[-1]} {text}".strip()

    def _end_row(self) -> None:
        self._end_cell()
        if self.cells:
            self.rows.append(Row(tuple(self.cells), self.row_at, " ".join(self.cells)))
        self.cells = None

    def _break(self, token: Token) -> None:
        if self._within("table") or self._within("pre"):
            self.said.append("\n" if self._within("pre") else " ")
            return
        self._flush()
        if token.name in ("div", "aside"):
            self._nest(token)

    def _nest(self, token: Token) -> None:
        if not token.ends:
            self.depth += 1
            if _is_callout(token):
                self.callouts.append(self.depth)
            return
        if self.callouts and self.callouts[-1] == self.depth:
            self.callouts.pop()
        self.depth -= 1

    def _flush(self) -> None:
        if text := self._taken():
            self.blocks.append(Text(text, self.said_at, "callout" if self.callouts else None))

    def _taken(self) -> str:
        text = tidy("".join(self.said))
        self.said.clear()
        return text

    def _within(self, name: str) -> bool:
        return any(item[0] == name for item in self.open)


def _table(rows: list[Row], line: int) -> Table:
    if not rows:
        return Table((), (), line)
    return Table(tuple(cell or "" for cell in rows[0].cells), tuple(rows[1:]), line)


def _language(token: Token) -> str:
    names = f"{token.attributes.get('class', '')} {token.attributes.get('language', '')}".split()
    return next((name.removeprefix("language-").lower() for name in names if name.startswith("language-")), "")


def _is_callout(token: Token) -> bool:
    classes = token.attributes.get("class", "").lower().split()
    return token.name == "aside" or token.attributes.get("role") in _CALLOUT_ROLES or "callout" in classes


def _leading_lines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
