"""The control API's documentation as one page, made of its OpenAPI document: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

_METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a schema."""

    name: str
    where: str
    type: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for."""

    method: str
    path: str
    summary: str
    tag: str
    parameters: tuple[Field, ...]
    body: str
    """What is sent: a schema's name, "anything", or "" for nothing."""
    status: str
    answer: str
    """What comes back: a schema's name, or a media type."""


def docs_page(document: Mapping[str, Any]) -> str:
    """Return the page as HTML."""
    environment = Environment(
        loader=PackageLoader("mock_server.control", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    groups: dict[str, list[Operation]] = {}
    for operation in _operations(document):
        groups.setdefault(operation.tag, []).append(operation)
    schemas = document.get("components", {}).get("schemas", {})
    shown = {name: (schema.get("description", ""), _fields(schema, "")) for name, schema in schemas.items()}
    return environment.get_template("docs.html.j2").render(info=document["info"], groups=groups, schemas=shown)


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(method, path, item[method])


def _operation(method: str, path: str, item: Mapping[str, Any]) -> Operation:
    parameters = [
        Field(each["name"], each["in"], _type(each["schema"]), each.get("required", False), _says(each["schema"]))
        for each in item.get("parameters", ())
    ]
    sent = item.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = _type(sent) if sent is not None else ""
    status, answer = _answer(item)
    tag, summary = item.get("tags", [""])[0], item.get("summary", "")
    return Operation(method.upper(), path, summary, tag, tuple(parameters), body, status, answer)


def _fields(schema: Mapping[str, Any], where: str) -> tuple[Field, ...]:
    required = schema.get("required", ())
    properties = schema.get("properties", {}).items()
    return tuple(Field(name, where, _type(each), name in required, _says(each)) for name, each in properties)


def _says(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description", ""))


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        # What may be null may be left out: a column of its own tells what may not.
        return " or ".join(_type(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return " or ".join(str(each) for each in schema["enum"])
    kind = str(schema.get("type", "anything"))
    return f"list of {_type(schema.get('items', {}))}" if kind == "array" else kind


def _answer(item: Mapping[str, Any]) -> tuple[str, str]:
    status, answer = next(iter(item["responses"].items()))
    content = answer.get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return status, _type(schema) if schema else next(iter(content), "nothing")
