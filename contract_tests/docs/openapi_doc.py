"""Reads what an OpenAPI document (JSON or YAML) says of this one endpoint; its other paths are not looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.docs.endpoint import Endpoint
from contract_tests.docs.examples import example_of
from contract_tests.docs.facts import FormField, ResponseField, Unread
from contract_tests.docs.telling import Tellings, tell, tell_part

_METHODS = ("get", "put", "post", "delete", "patch")
_DEEPEST = 8
_MOST_REFERENCES = 10


@dataclass(frozen=True, slots=True)
class OpenapiDocument:
    """An OpenAPI document as plain values, with its text, in which the lines are looked up."""

    file: str
    tree: Mapping[str, Any]
    text: str

    def line(self, *keys: str) -> int:
        """Return the line on which the last of `keys` stands, each looked up after the one before it."""
        at = 0
        for key in keys:
            match = re.compile(rf"[\"']?{re.escape(key)}[\"']?\s*:").search(self.text, at)
            at = match.start() if match else at
        return self.text.count("\n", 0, at) + 1

    def resolved(self, node: Any) -> Mapping[str, Any]:
        """Return the table that `node` is or refers to in this document; an empty one where it is neither."""
        for _ in range(_MOST_REFERENCES):
            if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
                break
            node = self._referred(node["$ref"])
        return node if isinstance(node, Mapping) else {}

    def _referred(self, reference: str) -> Any:
        node: Any = self.tree if reference.startswith("#/") else None
        for part in reference.removeprefix("#/").split("/"):
            node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
        return node


def openapi_facts(document: OpenapiDocument, endpoint: Endpoint) -> Tellings:
    """Yield what the document says of the endpoint, or that it does not hold its path."""
    yield tell_part("openapi", document.file, 1, "openapi")
    paths = document.resolved(document.tree.get("paths"))
    path = next((path for path in paths if endpoint.answers_to(str(path))), None)
    if path is None:
        yield tell("openapi_path", False, document.file, document.line("paths"), f"no {endpoint.path} among the paths")
        return
    yield tell("openapi_path", True, document.file, document.line("paths", path), path)
    yield tell("path", path, document.file, document.line("paths", path), path)
    yield from _key_header(document)
    item = document.resolved(paths[path])
    for method in _METHODS:
        if method in item:
            yield from _operation(document, path, method, document.resolved(item[method]))


def _key_header(document: OpenapiDocument) -> Tellings:
    schemes = document.resolved(document.resolved(document.tree.get("components")).get("securitySchemes"))
    for name in schemes:
        scheme = document.resolved(schemes[name])
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            line = document.line("securitySchemes", name, "name")
            yield tell("key_header", str(scheme.get("name")), document.file, line, f"{name}: {scheme.get('name')}")


def _operation(document: OpenapiDocument, path: str, method: str, operation: Mapping[str, Any]) -> Tellings:
    where = ("paths", path, method)
    yield tell("method", method.upper(), document.file, document.line(*where), method)
    for server in document.tree.get("servers") or ():
        if isinstance(server, Mapping) and "url" in server:
            url = f"{str(server['url']).rstrip('/')}{path}"
            yield tell("url", url, document.file, document.line("servers", "url"), str(server["url"]))
    content = document.resolved(document.resolved(operation.get("requestBody")).get("content"))
    for media_type in content:
        line = document.line(*where, "requestBody", media_type)
        yield tell("media_type", str(media_type), document.file, line, str(media_type))
        schema = document.resolved(document.resolved(content[media_type]).get("schema"))
        yield from _form(document, (*where, "requestBody", "properties"), schema)
    responses = document.resolved(operation.get("responses"))
    for status in responses:
        yield from _response(document, (*where, "responses", str(status)), str(status), responses[status])


def _form(document: OpenapiDocument, where: tuple[str, ...], schema: Mapping[str, Any]) -> Tellings:
    required = schema.get("required")
    properties = document.resolved(schema.get("properties"))
    for name in properties:
        says = document.resolved(properties[name])
        needed = name in required if isinstance(required, list) else None
        allowed = tuple(str(value) for value in says.get("enum") or ())
        default = str(says["default"]) if "default" in says else None
        told = FormField(str(name), "openapi", _type(says), needed, allowed, default, says.get("description"))
        yield tell("form", told, document.file, document.line(*where, str(name)), f"{name}: {_type(says)}")


def _type(schema: Mapping[str, Any]) -> str | None:
    """Return the type as a page would spell it: a string of bytes is a file."""
    if schema.get("type") == "string" and (schema.get("format") == "binary" or "contentMediaType" in schema):
        return "file"
    return str(schema["type"]) if "type" in schema else None


def _response(document: OpenapiDocument, where: tuple[str, ...], status: str, response: Any) -> Tellings:
    content = document.resolved(document.resolved(response).get("content"))
    for media_type in content:
        line = document.line(*where, str(media_type))
        yield tell("response_media_type", str(media_type), document.file, line, str(media_type))
        media = document.resolved(content[media_type])
        number = int(status) if status.isdigit() else None
        for body in _examples(document, media):
            told = example_of(body, "openapi", http_status=number)
            yield tell("examples", told, document.file, document.line(*where, "example"), f"{status} example")
        yield from _fields(document, where, media.get("schema"), "", 0)


def _examples(document: OpenapiDocument, media: Mapping[str, Any]) -> Iterator[Any]:
    if "example" in media:
        yield media["example"]
    examples = document.resolved(media.get("examples"))
    for name in examples:
        example = document.resolved(examples[name])
        if "value" in example:
            yield example["value"]


def _fields(document: OpenapiDocument, where: tuple[str, ...], schema: Any, above: str, depth: int) -> Tellings:
    """Yield the properties of a response's schema and below, as dotted paths."""
    table = document.resolved(schema)
    if depth > _DEEPEST:
        yield Unread(document.file, document.line(*where), f"{above or 'the response'}: nested too deeply to read")
        return
    for part in table.get("allOf") or ():
        yield from _fields(document, where, part, above, depth + 1)
    required = table.get("required")
    properties = document.resolved(table.get("properties"))
    for name in properties:
        path, says = f"{above}{name}", document.resolved(properties[name])
        needed = name in required if isinstance(required, list) else None
        gone = says.get("deprecated") is True
        field = ResponseField(path, _type(says), needed, gone, says.get("description"), source="openapi")
        fact = "business_fields" if path.split(".")[0] == "data" else "public_fields"
        yield tell(fact, field, document.file, document.line(*where, str(name)), f"{path}: {_type(says)}")
        yield from _fields(document, where, says, f"{path}.", depth + 1)
