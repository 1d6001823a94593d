"""What the tests of the documentation share: a page's code, how it is run, and where its links lead."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(r"(?:<!-- (?P<mark>[^\n]*?) -->\n)?^```(?P<kind>\w+)\n(?P<code>.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page in Markdown. A comment right above a block of code is the block's mark: how it is to be run."""

    file: Path

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def kinds(self) -> set[str]:
        return {block["kind"] for block in _BLOCK.finditer(self.text)}

    def blocks(self, kind: str, mark: str | None = None) -> list[str]:
        found = _BLOCK.finditer(self.text)
        return [block["code"] for block in found if (block["kind"], block["mark"]) == (kind, mark)]

    def lines(self, program: str, mark: str | None = None) -> list[str]:
        """The commands of the page's shell blocks that call a program."""
        every = (line for block in self.blocks("bash", mark) for line in block.splitlines())
        return [line for line in every if line.startswith(program)]

    def links(self) -> list[str]:
        """Links within the repository."""
        return [link for link in _LINK.findall(self.text) if "://" not in link]

    def broken_links(self) -> list[str]:
        return [link for link in self.links() if not self._leads_somewhere(*link.partition("#")[::2])]

    def _leads_somewhere(self, name: str, anchor: str) -> bool:
        file = self.file.parent / name if name else self.file
        return file.exists() and (not anchor or anchor in _anchors(file))


def page(name: str) -> Page:
    """A page by its place in the repository."""
    return Page(ROOT / name)


def shell(script: str, desk: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run a script as a careful reader would: the first command that fails ends it."""
    return subprocess.run(["bash", "-euo", "pipefail", "-c", script], **desk, timeout=120, check=False)


def python(code: str, desk: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run a block of Python; a warning is an error."""
    return subprocess.run([sys.executable, "-W", "error", "-c", code], **desk, timeout=60, check=False)


def _anchors(file: Path) -> Iterator[str]:
    for heading in _HEADING.findall(file.read_text(encoding="utf-8")):
        yield re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
