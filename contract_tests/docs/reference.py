"""Reads the API panel that a documentation site renders from openapi.json beneath a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contract_tests.docs.blocks import Block, Document, Heading, Text
from contract_tests.docs.facts import FormField
from contract_tests.docs.telling import Tellings, tell

_NAME = re.compile(r"[A-Za-z][\w-]*")
_TYPE = re.compile(r"string|integer|number|boolean|object|array|file")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_STATUS_AND_MEDIA_TYPE = re.compile(r"([1-5]\d\d) - ([a-z]+/[a-z0-9.+-]+)")


def reference_facts(document: Document) -> Tellings:
    """Yield the key's header, the media types and the form fields of the panel that `Authorizations` opens."""
    lines = [block for block in document.blocks if isinstance(block, Text | Heading)]
    start = next((n for n, block in enumerate(lines) if block.text.casefold() == "authorizations"), None)
    if start is None or document.format not in ("html", "plain"):
        return
    in_body = False
    for at in range(start + 1, len(lines)):
        text, line = lines[at].text, lines[at].line
        in_body = text == "Body" or (in_body and text != "Response")
        if match := _STATUS_AND_MEDIA_TYPE.fullmatch(text):
            yield tell("response_media_type", match[2], document.file, line, text)
        elif in_body and _MEDIA_TYPE.fullmatch(text):
            yield tell("media_type", text, document.file, line, text)
        elif _names_a_type(lines, at):
            yield from _named(lines, at, document.file, in_body=in_body)


def _names_a_type(lines: Sequence[Block], at: int) -> bool:
    """Tell whether the line is a name and the next one its type."""
    return bool(_NAME.fullmatch(_text(lines, at)) and _TYPE.fullmatch(_text(lines, at + 1)))


def _named(lines: Sequence[Text | Heading], at: int, file: str, *, in_body: bool) -> Tellings:
    name, kind, line = lines[at].text, lines[at + 1].text, lines[at].line
    marks = [_text(lines, at + 2), _text(lines, at + 3)]
    if "header" in marks:
        yield tell("key_header", name, file, line, f"{name} {kind} header")
    elif in_body:
        required = True if "required" in marks[:1] else None
        yield tell("form", FormField(name, "reference", kind, required), file, line, f"{name} {kind}")


def _text(lines: Sequence[Block], at: int) -> str:
    block = lines[at] if at < len(lines) else None
    return block.text if isinstance(block, Text | Heading) else ""
