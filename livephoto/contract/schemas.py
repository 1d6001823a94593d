"""Writes an edition's form, envelope and failures as JSON schemas (draft 2020-12, the dialect of OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from livephoto.contract.families import family_of, may_retry
from livephoto.contract.model import DataField, Edition, EnvelopeField, ErrorCode, RequestField

Json = dict[str, Any]
Item = TypeVar("Item", EnvelopeField, DataField)


def form_schema(edition: Edition) -> Json:
    """Return the schema of the multipart form."""
    fields = edition.request.fields.values()
    return {
        "type": "object",
        "required": [item.name for item in fields if item.required],
        "properties": {item.name: _form_field(item, edition) for item in fields},
    }


def envelope_schema(edition: Edition) -> Json:
    """Return the schema of the public response fields: all that are sent, `required` as documented."""
    return _nested(edition.response.fields, _envelope_field, lambda item: item.required is True)


def data_schema(edition: Edition) -> Json:
    """Return the schema of a success's own part.

    The page does not say which business fields are required; all are here, for without them there is no live photo.
    """
    schema = _nested(edition.response.data, _data_field, lambda _: True)
    # The rules with a text speak of the HTTP status, or of a field that is empty or absent.
    told_by_value = {
        rule.field: {"const": rule.success}
        for rule in edition.response.success_rules.values()
        if rule.field in edition.response.fields and isinstance(rule.success, int)
    }
    return schema | {"properties": {**told_by_value, **schema["properties"]}}


def failure_schema(status: int, rows: list[ErrorCode]) -> Json:
    """Return what an answer with HTTP `status` adds to the envelope: the codes that share the status."""
    code = {"enum": [row.name for row in rows], "x-livephoto-codes": {row.name: _code_facts(row) for row in rows}}
    detail = {"properties": {"status_code": {"const": status}, "code": code}}
    return {"properties": {"error_code": {"const": status}, "error_detail": detail}}


def facts(value: Any) -> Json:
    """Return a dataclass as plain JSON values, without the entries that say nothing."""
    return without_empty({key: list(v) if isinstance(v, tuple) else v for key, v in asdict(value).items()})


def without_empty(table: Mapping[str, Any]) -> Json:
    """Return `table` without None, empty texts and empty collections; 0 and False stay."""
    return {key: value for key, value in table.items() if value not in (None, "", [], {})}


def _form_field(item: RequestField, edition: Edition) -> Json:
    if item.type == "file":
        return _file_field(item, edition)
    meanings = "; ".join(f"{value}: {meaning}" for value, meaning in item.meanings.items())
    return without_empty(
        {
            "type": item.type,
            "description": ". ".join(filter(None, (item.meaning, meanings))),
            "enum": list(item.allowed),
            "default": item.default,
            "x-livephoto-meanings": dict(item.meanings),
        }
    )


def _file_field(item: RequestField, edition: Edition) -> Json:
    image = edition.request.image
    return without_empty(
        {
            "type": "string",
            "format": "binary",  # what generators of clients still look for; the next key is 3.1's own
            "contentMediaType": "application/octet-stream",
            "description": ". ".join(filter(None, (item.meaning, image.max_bytes_wording, image.max_side_wording))),
            "x-livephoto-formats": list(image.formats),
            "x-livephoto-max-bytes": image.max_bytes,
            "x-livephoto-max-bytes-basis": image.max_bytes_basis,
            "x-livephoto-max-bytes-reason": image.max_bytes_reason,
            "x-livephoto-exclusive-max-side": image.max_side,
            "x-livephoto-exclusive-max-side-basis": image.max_side_basis,
            "x-livephoto-exclusive-max-side-reason": image.max_side_reason,
        }
    )


def _envelope_field(item: EnvelopeField) -> Json:
    schema = {
        "type": item.type,
        "deprecated": item.deprecated or None,
        "x-livephoto-documented": item.documented,
        "x-livephoto-basis": item.sent_basis,
        "x-livephoto-required-source": item.required_source,
    }
    return without_empty(schema)


def _data_field(item: DataField) -> Json:
    schema = {
        "type": item.type,
        "description": item.meaning,
        "contentEncoding": item.encoding,
        "contentMediaType": item.media_type,
        "x-livephoto-media-type-basis": item.media_type and item.media_type_basis,
        "x-livephoto-media-type-reason": item.media_type_reason,
    }
    return without_empty(schema)


def _code_facts(row: ErrorCode) -> Json:
    told = {"message": row.message, "basis": row.basis, "reason": row.reason}
    family = family_of(row.name, row.status).name
    return without_empty(told) | {"family": family, "may_retry": may_retry(row.name, row.status)}


def _nested(items: Mapping[str, Item], schema_of: Callable[[Item], Json], required: Callable[[Item], bool]) -> Json:
    """Return the object schema of fields with dotted names."""
    root: Json = {"type": "object", "properties": {}}
    for name, item in items.items():
        *parents, own = name.split(".")
        owner = root
        for parent in parents:
            owner = owner.setdefault("properties", {}).setdefault(parent, {})
        owner.setdefault("properties", {}).setdefault(own, {}).update(schema_of(item))
        if required(item):
            owner.setdefault("required", []).append(own)
    return root
