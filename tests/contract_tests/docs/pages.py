"""Renders an edition as pages in every format that is read: in words of our own, with the protocol's values only."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from livephoto.contract.model import Edition, EnvelopeField, SuccessRule

NOTICE = ("Notice of an ending", "This API is retired and no longer available from today on.")
SNIPPET = "/snippets/gone.mdx"


@dataclass(frozen=True)
class Title:
    text: str
    level: int = 2


@dataclass(frozen=True)
class Points:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sample:
    body: Any


@dataclass(frozen=True)
class Callout:
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """The notice of retirement: in Markdown a component from a snippet, elsewhere its text."""


Item: TypeAlias = Title | Points | Grid | Sample | Callout | Gone


def endpoint_page(edition: Edition) -> list[Item]:
    request, image = edition.request, edition.request.image
    page: list[Item] = [Title("Live Photos", 1)]
    page += [Gone()] if edition.lifecycle.retirement_notice else []
    page += [
        Title("Request"),
        Points((f"URL: {request.url}", f"Method: {request.method}", f"Content-Type: {request.media_type}")),
        Title("Image requirements", 3),
        Points(
            (
                f"Image format: {' '.join(image.spelled)}",
                f"Image size: {image.max_bytes_wording}.",
                f"Image resolution: {image.max_side_wording}.",
            )
        ),
        Title("Headers", 3),
        Grid(("Field", "Required", "Type", "Description"), ((request.key_header, "YES", "string", "Your API key"),)),
        Title("Body", 3),
        Grid(
            ("Field", "Required", "Type", "Scope", "Default", "Description"),
            tuple(
                (
                    item.name,
                    _yes_no(item.required),
                    item.type,
                    ", ".join(map(str, item.allowed)),
                    "" if item.default is None else str(item.default),
                    (item.meaning or "").capitalize(),
                )
                for item in request.fields.values()
            ),
        ),
        Title("Response"),
        Title("Business Response Fields", 3),
        Grid(
            ("Field", "Type", "Description"),
            tuple((_nested(item.name), item.type, f"Holds {item.meaning}.") for item in edition.response.data.values()),
        ),
        Title("Response Example", 3),
        Sample(answer(edition, "page_example") | {"data": {"video": ""}}),
    ]
    return page


def response_page(edition: Edition) -> list[Item]:
    page: list[Item] = [Title("Answers", 1), Title("Public Response Fields"), _envelope(edition)]
    if edition.response.success_rules:
        page += [Title("How to Verify if a Request is Successful?"), *_success(edition.response.success_rules)]
    page += [Title("Successful Response Example"), Sample(answer(edition, "response_example"))]
    if edition.completeness.error_str in ("full", "partial"):
        rows = tuple((str(row.status), row.name, row.message, row.hint or "") for row in edition.error_str.values())
        page += [
            Title("Parsing of error_code_str"),
            Grid(("HTTP Status", "Value", "Description", "Solution"), rows),
        ]
    if rows := error_rows(edition):
        page += [Title("Parsing of error_detail.code"), Grid(("HTTP Status", "Value", "Description"), rows)]
    return page


def billing_page(edition: Edition) -> list[Item]:
    billing, life = edition.billing, edition.lifecycle
    priced = ((billing.name, str(billing.credits_per_success)),) if life.billing_table else ()
    signed = ((billing.name, billing.unique_sign),) if life.credit_sign else ()
    return [
        Title("Prices", 1),
        Grid(("API", "Credits"), (("Some Other Effect", "5"), *priced)),
        Title("Credit signs"),
        Grid(("Name", "Unique Sign"), (("Some Other Effect", "some_other"), *signed)),
    ]


def error_rows(edition: Edition) -> tuple[tuple[str, ...], ...]:
    if edition.completeness.errors not in ("full", "partial"):
        return ()
    rows = (row for row in edition.errors.values() if row.basis != "assumed")
    return tuple((str(row.status), row.name, row.message or "") for row in rows)


def answer(edition: Edition, shown_in: str) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for item in edition.response.fields.values():
        if getattr(edition.response.fields[item.name], shown_in) is False or "." in item.name:
            continue
        body[item.name] = {"string": "", "integer": 0, "object": {}}[item.type]
    for item in edition.response.fields.values():
        above, _, name = item.name.rpartition(".")
        if above in body and getattr(item, shown_in) is not False:
            body[above][name] = 200 if item.type == "integer" else ""
    return body


def documented(edition: Edition) -> list[EnvelopeField]:
    return [item for item in edition.response.fields.values() if item.documented]


def has_required_column(edition: Edition) -> bool:
    return any(item.required_source == "page" for item in documented(edition))


def _envelope(edition: Edition) -> Grid:
    required = has_required_column(edition)
    rows = []
    for item in documented(edition):
        about = "Deprecated, do not build on it." if item.deprecated else "One field of the answer."
        if item.name == "error_code" and edition.response.error_code_rule:
            about = "When HTTP Status is 200: error_code=0; otherwise exactly the same as HTTP Status."
        middle = (_yes_no(item.required or False),) if required else ()
        rows.append((_nested(item.name), *middle, item.type, about))
    return Grid(("Field", *(("Required",) if required else ()), "Type", "Description"), tuple(rows))


def _success(rules: Mapping[str, SuccessRule]) -> Iterator[Item]:
    if set(rules) == {"http_status"}:
        code = rules["http_status"].success
        yield Callout((f"A request succeeds when the HTTP status code is {code}.", "Any other status means failure."))
        return
    lines: list[str] = []
    for rule in rules.values():
        field = "the HTTP Status Code" if rule.name == "http_status" else f"the {rule.field} field"
        success = "Absent or empty" if rule.name == "error_code_str" else rule.success
        lines += [f"By using {field}:", f"{success}: Success.", "Other: Failure."]
    yield Points(tuple(lines))


def _nested(name: str) -> str:
    parts = name.split(".")
    return "+" * (len(parts) - 1) + parts[-1]


def _yes_no(flag: bool) -> str:
    return "YES" if flag else "NO"


# MDX


def as_mdx(items: Sequence[Item], reference: str | None = None) -> str:
    title = next(item.text for item in items if isinstance(item, Title))
    lines = ["---", f'title: "{title}"', *([f"openapi: '{reference}'"] if reference else []), "---", ""]
    if any(isinstance(item, Gone) for item in items):
        lines += [f'import Gone from "{SNIPPET}";', ""]
    for item in items[1:]:
        lines += [*_mdx(item), ""]
    return "\n".join(lines)


def _mdx(item: Item) -> Iterator[str]:
    match item:
        case Title(text, level):
            yield f"{'#' * level} {text}"
        case Points(items):
            yield from (f"- **{label}**:{rest}" for label, _, rest in (text.partition(":") for text in items))
        case Grid(header, rows):
            yield f"| {' | '.join(header)} |"
            yield f"|{'|'.join(':---' for _ in header)}|"
            yield from (f"| {' | '.join(map(_mdx_cell, row))} |" for row in rows)
        case Sample(body):
            yield from ("```json", *json.dumps(body, indent=2).split("\n"), "```")
        case Callout(lines):
            yield from ("<Tip>", *(f"  {line}" for line in lines), "</Tip>")
        case Gone():
            yield "<Gone />"


def _mdx_cell(text: str) -> str:
    plus = text[: len(text) - len(text.lstrip("+"))]
    name = text[len(plus) :]
    if name and name.replace("_", "").replace("-", "").isalnum():
        return f"{plus}`{name}`"
    return text.replace("|", "\\|")


def snippet() -> str:
    return "\n".join(["<Danger>", *(f"  {line}" for line in NOTICE), "</Danger>", ""])


# HTML


def as_html(items: Sequence[Item]) -> str:
    body = "\n".join(line for item in items for line in _html(item))
    head = "<!DOCTYPE html>\n<html>\n<head><title>a page</title></head>"
    return f"{head}\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"


def _html(item: Item) -> Iterator[str]:
    match item:
        case Title(text, level):
            yield f'<h{level}><a href="#here">\u200b</a>{html.escape(text)}</h{level}>'
        case Points(items):
            yield from ("<ul>", *(f"<li>{_html_label(text)}</li>" for text in items), "</ul>")
        case Grid(header, rows):
            heads = "".join(f"<th>{html.escape(cell)}</th>" for cell in header)
            yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
            yield from ("<tr>" + "".join(f"<td>{_html_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows)
            yield "</tbody></table>"
        case Sample(body):
            yield f'<pre><code class="language-json">{html.escape(json.dumps(body, indent=2))}\n</code></pre>'
        case Callout(lines):
            yield from ('<div class="callout tip">', *(f"<p>{html.escape(line)}</p>" for line in lines), "</div>")
        case Gone():
            yield from _html(Callout(NOTICE))


def _html_label(text: str) -> str:
    label, _, rest = text.partition(":")
    return f"<strong>{html.escape(label)}</strong>:{html.escape(rest)}"


def _html_cell(text: str) -> str:
    return f"<code>{html.escape(text)}</code>" if text.isupper() else html.escape(text)


# Text copied from a browser


def as_plain(items: Sequence[Item]) -> str:
    return "\n".join(line for item in items for line in (*_plain(item), ""))


def _plain(item: Item) -> Iterator[str]:
    match item:
        case Title(text, _):
            yield text
        case Points(items):
            yield from (f"  \u2022 {text}" for text in items)
        case Grid(header, rows):
            yield from ("".join(row) for row in (header, *rows))
        case Sample(body):
            yield json.dumps(body, indent=2)
        case Callout(lines):
            yield from lines
        case Gone():
            yield from NOTICE


# OpenAPI


def as_openapi(edition: Edition) -> dict[str, Any]:
    request = edition.request
    paths: dict[str, Any] = {"/api/some/other": {"get": {"responses": {"200": {"description": "fine"}}}}}
    if edition.lifecycle.openapi_path is not False:
        paths[request.path] = {request.method.lower(): _operation(edition)}
    return {
        "openapi": "3.0.0",
        "info": {"title": "Photos", "version": "1"},
        "servers": [{"url": request.server}],
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": request.key_header}}},
        "paths": paths,
    }


def _operation(edition: Edition) -> dict[str, Any]:
    request = edition.request
    properties: dict[str, Any] = {}
    for item in request.fields.values():
        says: dict[str, Any] = {"type": "integer"}
        properties[item.name] = {"type": "string", "format": "binary"} if item.type == "file" else says
        if item.allowed:
            says["enum"] = list(item.allowed)
        if item.default is not None:
            says["default"] = item.default
    schema = {
        "type": "object",
        "required": [item.name for item in request.fields.values() if item.required],
        "properties": properties,
    }
    body = answer(edition, "openapi_example") | {"data": {"video": ""}}
    return {
        "requestBody": {"content": {request.media_type: {"schema": schema}}},
        "responses": {"200": {"description": "fine", "content": {edition.response.media_type: {"example": body}}}},
    }


def as_navigation(edition: Edition) -> dict[str, Any]:
    listed = [] if edition.lifecycle.navigation is False else ["docs/effects/live-photo/api"]
    return {"navigation": {"groups": [{"group": "Effects", "pages": ["docs/effects/some-other/api", *listed]}]}}
