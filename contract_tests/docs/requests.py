"""Reads how a request is made from a page's text: the URL, method and media type, the image's limits, curl samples."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from contract_tests.docs.blocks import Code, Document, Text
from contract_tests.docs.facts import FormField, Unread
from contract_tests.docs.limits import byte_limit, pixel_limit
from contract_tests.docs.sections import placed
from contract_tests.docs.telling import Tellings, tell, tell_part

_LABEL = re.compile(r"(url|method|content-type|image format|image size|image resolution)\s*:\s*(\S.*)", re.IGNORECASE)
_FORMAT = re.compile(r"[A-Z][A-Z0-9]{1,4}")
_REFERENCE = re.compile(r"(GET|POST|PUT|PATCH|DELETE)\s+(/\S*)")
_FORM_FLAGS = ("--form", "-F", "--form-string")


def paths_of(document: Document) -> tuple[str, ...]:
    """Return the paths that the page is about: of its front matter, its `URL:` line and its curl samples."""
    told = (telling for telling in request_facts(document) if not isinstance(telling, Unread))
    return tuple(dict.fromkeys(fact.value for name, fact in told if name == "path"))


def request_facts(document: Document) -> Tellings:
    """Yield what the page says of the request outside its tables."""
    if "openapi" in document.front:
        yield from _reference(document)
    begun: set[str] = set()
    for at in placed(document):
        if at.section in ("request", "limits") and isinstance(at.block, Text):
            if _LABEL.match(at.block.text) and at.section not in begun:
                begun.add(at.section)
                yield tell_part(at.section, document.file, at.block.line, at.block.text)
            yield from _labelled(at.block, document.file)
        elif isinstance(at.block, Code) and at.block.text.lstrip().startswith("curl "):
            yield from _curl(at.block, document.file)


def _reference(document: Document) -> Tellings:
    written = document.front["openapi"]
    yield tell("openapi_reference", written.text, document.file, written.line, written.text)
    match = _REFERENCE.search(written.text)
    if match is None:
        yield Unread(document.file, written.line, f"openapi: {written.text!r} is no method and path")
        return
    yield tell("method", match[1], document.file, written.line, written.text)
    yield tell("path", match[2], document.file, written.line, written.text)


def _labelled(block: Text, file: str) -> Tellings:
    match = _LABEL.match(block.text)
    if match is None:
        return
    label, value = match[1].lower(), match[2].strip()
    if label == "url":
        yield tell("url", value, file, block.line, block.text)
        yield tell("path", urlsplit(value).path, file, block.line, block.text)
    elif label in ("method", "content-type"):
        yield tell("method" if label == "method" else "media_type", value, file, block.line, block.text)
    else:
        yield from _image(label, value, block, file)


def _image(label: str, value: str, block: Text, file: str) -> Tellings:
    if label == "image format":
        names = tuple(name for name in re.split(r"[\s,/]+", value.rstrip(".")) if name not in ("and", "or"))
        name, read = "formats", names if all(map(_FORMAT.fullmatch, names)) else None
    elif label == "image size":
        name, read = "max_bytes", byte_limit(value)  # type: ignore[assignment]
    else:
        name, read = "max_side", pixel_limit(value)  # type: ignore[assignment]
    if read is None:
        yield Unread(file, block.line, f"{label}: {value!r} is not understood", "limits")
    else:
        yield tell(name, read, file, block.line, block.text)


def _curl(block: Code, file: str) -> Tellings:
    """Yield what a curl command sends: where, how, and the fields of its form."""
    for flag, value, line in _arguments(block):
        if flag in ("--request", "-X"):
            yield tell("method", value, file, line, f"{flag} {value}")
        elif flag == "--url":
            yield tell("url", value, file, line, f"{flag} {value}")
            yield tell("path", urlsplit(value).path, file, line, f"{flag} {value}")
        elif flag in ("--header", "-H"):
            yield from _curl_header(value, line, file)
        elif flag in _FORM_FLAGS and "=" in value:
            name, sent = value.split("=", 1)
            kind = "file" if sent.startswith(("@", "<@")) else _placeholder(sent)
            yield tell("form", FormField(name, "sample", kind, value=sent), file, line, f"{flag} {value}")


def _curl_header(value: str, line: int, file: str) -> Tellings:
    name, _, rest = value.partition(":")
    if name.lower() == "content-type":
        yield tell("media_type", rest.strip(), file, line, value)
    elif "key" in name.lower():
        yield tell("key_header", name.strip(), file, line, value)


def _placeholder(sent: str) -> str | None:
    """Return the type that a placeholder such as `<string>` names."""
    match = re.fullmatch(r"<(string|integer|number|boolean|file)>", sent)
    return match[1] if match else None


def _arguments(block: Code) -> Iterator[tuple[str, str, int]]:
    """Yield each flag with its value and line; an address without a flag comes as `--url`."""
    for number, line in enumerate(block.text.split("\n"), start=block.line):
        try:
            words = shlex.split(line.rstrip().removesuffix("\\"))
        except ValueError:
            continue
        words = words[1:] if words[:1] == ["curl"] else words
        while words:
            first = words.pop(0)
            if first.startswith("-") and words:
                yield first, words.pop(0), number
            elif first.startswith(("http://", "https://")):
                yield "--url", first, number
