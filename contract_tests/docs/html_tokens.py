"""Cuts HTML into tags and text, each with its line, in time that grows with the page and no faster.

The standard library's parser tells lines too, but takes time in the square of the page for tags that never close
(two minutes for 200 kB, Python 3.11); the quick parsers in C do not tell lines. Here a tag that never closes ends it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from contract_tests.docs.facts import DocsError

_TAG = re.compile(r"""</?([A-Za-z][^\s/>]*+)(?>[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(r"""([^\s"'=<>/]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_MOST_TOKENS = 300_000
_RAW = frozenset({"script", "style", "textarea", "title", "template", "noscript", "svg"})
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(frozen=True, slots=True)
class Token:
    """A start tag (`name`, `attributes`), an end tag (`name`, `ends`) or a run of text (no name)."""

    line: int
    text: str = ""
    name: str = ""
    ends: bool = False
    void: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def tokens_of(text: str, file: str) -> Iterator[Token]:
    """Yield tags and text in order; comments, scripts, styles and drawings are left out.

    Raises DocsError at a tag, a comment or a script that never closes, and where they are too many for a page.
    """
    for count, token in enumerate(_Scanner(text, file).tokens()):
        if count > _MOST_TOKENS:
            raise DocsError(file, token.line, f"over {_MOST_TOKENS} tags; no page of documentation has as many")
        yield token


@dataclass(slots=True)
class _Scanner:
    text: str
    file: str
    at: int = 0
    line: int = 1

    def tokens(self) -> Iterator[Token]:
        while self.at < len(self.text):
            opens = self.text.find("<", self.at)
            if opens != self.at:
                end = len(self.text) if opens < 0 else opens
                yield Token(self.line, text=html.unescape(self.text[self.at : end]))
                self._go_to(end)
            elif token := self._markup():
                yield token

    def _markup(self) -> Token | None:
        if self.text.startswith("<!--", self.at):
            self._go_past("-->", "a comment")
        elif self.text.startswith(("<!", "<?"), self.at):
            self._go_past(">", "a declaration")
        elif re.match(r"</?[A-Za-z]", self.text[self.at : self.at + 3]):
            return self._tag()
        else:
            self._go_to(self.at + 1)
            return Token(self.line, text="<")
        return None

    def _tag(self) -> Token | None:
        match = _TAG.match(self.text, self.at)
        if match is None:
            raise self._cut_short("a tag")
        line, name, ends = self.line, match[1].lower(), match[0].startswith("</")
        if name in _RAW and not ends and not match[0].endswith("/>"):
            self._go_past_raw(name, match.end())
            return None
        self._go_to(match.end())
        attributes = {} if ends else _attributes(match[0][1 + len(name) : -1])
        return Token(line, name=name, ends=ends, void=name in _VOID, attributes=attributes)

    def _go_past_raw(self, name: str, start: int) -> None:
        closes = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.text, start)
        if closes is None:
            raise self._cut_short(f"<{name}>")
        self._go_to(closes.end())

    def _go_past(self, closes: str, what: str) -> None:
        end = self.text.find(closes, self.at)
        if end < 0:
            raise self._cut_short(what)
        self._go_to(end + len(closes))

    def _go_to(self, position: int) -> None:
        self.line += self.text.count("\n", self.at, position)
        self.at = position

    def _cut_short(self, what: str) -> DocsError:
        return DocsError(self.file, self.line, f"{what} opens here and never closes; was the page cut short?")


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {name.lower(): html.unescape(double or single or bare) for name, double, single, bare in found}
