"""Opens one text as what it is: Markdown, HTML, text copied from a browser, OpenAPI or a navigation file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import yaml

from contract_tests.docs.blocks import Document
from contract_tests.docs.facts import DocsError, Unread
from contract_tests.docs.html import read_html
from contract_tests.docs.markdown import read_markdown
from contract_tests.docs.openapi_doc import OpenapiDocument
from contract_tests.docs.plain import read_plain

_YAML_BOUND = 2 * 1024 * 1024
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_MARKDOWN = re.compile(r"---[ \t]*$|#{1,6} |[ \t]*\||```|import \S+ from ")
_LONGEST_LINE = 10_000
_MOST_LINES = 50_000
_YAML = re.compile(r"^(openapi|swagger)\s*:\s*['\"]?\d", re.MULTILINE)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class NavigationFile:
    """A navigation file as plain values, with its text."""

    file: str
    tree: Mapping[str, Any]
    text: str


Opened: TypeAlias = Document | OpenapiDocument | NavigationFile


def opened(text: str, file: str) -> Opened:
    """Return the text as blocks, or as the tree that it is. Raises DocsError where it is no such thing."""
    if not text.strip():
        raise DocsError(file, 1, "empty")
    suffix = PurePosixPath(urlsplit(file).path).suffix.lower()
    if suffix == ".json" or (suffix not in (".md", ".mdx", ".txt", ".html") and text.lstrip().startswith("{")):
        return _tree(_json(text, file), text, file)
    if suffix in (".yaml", ".yml") or _YAML.search(text):
        return _tree(_yaml(text, file), text, file)
    if suffix in (".html", ".htm") or _HTML.match(text[:4000]):
        return read_html(text, file)
    return _by_lines(text.split("\n"), suffix, file)


def _by_lines(lines: list[str], suffix: str, file: str) -> Document:
    """Return Markdown, or text from a browser, as blocks; a line too long for either is passed over and told."""
    if len(lines) > _MOST_LINES:
        raise DocsError(file, _MOST_LINES, f"over {_MOST_LINES} lines; no page of documentation is that long")
    long = [number for number, line in enumerate(lines, start=1) if len(line) > _LONGEST_LINE]
    for number in long:
        lines[number - 1] = ""
    marked = suffix in (".md", ".mdx") or (suffix != ".txt" and any(map(_MARKDOWN.match, lines)))
    page = read_markdown(lines, file) if marked else read_plain(lines, file)
    says = f"a line of over {_LONGEST_LINE} characters"
    return replace(page, unread=tuple(Unread(file, number, says) for number in long))


def _tree(tree: Any, text: str, file: str) -> Opened:
    if isinstance(tree, Mapping) and ("openapi" in tree or "swagger" in tree):
        return OpenapiDocument(file, tree, text)
    if isinstance(tree, Mapping) and "navigation" in tree:
        return NavigationFile(file, tree, text)
    raise DocsError(file, 1, "neither an OpenAPI document nor a navigation file")


def _json(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip())
        says = "the JSON ends in the middle; was the file cut short?" if cut else f"not valid JSON: {error.msg}"
        raise DocsError(file, error.lineno, says) from error
    except RecursionError as error:
        raise DocsError(file, 1, "the JSON is nested too deeply to read") from error


def _yaml(text: str, file: str) -> Any:
    if len(text) > _YAML_BOUND:
        raise DocsError(file, None, f"YAML of more than {_YAML_BOUND // 1024**2} MB is not read; convert it to JSON")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        says = f"not valid YAML: {getattr(error, 'problem', None) or 'unreadable'}"
        raise DocsError(file, mark.line + 1 if mark else 1, says) from error
    except (RecursionError, ValueError) as error:
        raise DocsError(file, 1, "the YAML cannot be read") from error
