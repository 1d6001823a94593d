"""Writes an edition as an OpenAPI 3.1 document.

What OpenAPI has no words for, or where our reading goes beyond the vendor's documents, stands in keys that begin with
`x-livephoto-`: limits in bytes and px, bases, rules, lifecycle, credits.
"""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from livephoto.contract.envelope import SUCCESS_STATUS, failure, success
from livephoto.contract.image_header import MEDIA_TYPES
from livephoto.contract.model import Edition, ErrorCode, Rule
from livephoto.contract.schemas import (
    Json,
    data_schema,
    envelope_schema,
    facts,
    failure_schema,
    form_schema,
    without_empty,
)

_OPENAPI_VERSION = "3.1.0"
_KEY_SCHEME = "apiKey"
_ENVELOPE = "Envelope"
_SUCCESS = "Success"
_REQUEST_ID = "0d5e7f6c-0000-4000-8000-000000000001"
_LOG_ID = "0d5e7f6c-0000-4000-8000-000000000002"
_VIDEO_START = "AAAAIGZ0eXBpc29t"
"""The first bytes of an MP4 file, in base64; the rest would tell a reader nothing."""


def openapi_document(edition: Edition) -> Json:
    """Return `edition` as an OpenAPI 3.1 document: plain JSON values, made anew on each call."""
    return {
        "openapi": _OPENAPI_VERSION,
        "info": _info(edition),
        "servers": [{"url": edition.request.server}],
        "security": [{_KEY_SCHEME: []}],
        "paths": {
            edition.request.path: {edition.request.method.lower(): _live_photo(edition)},
            edition.credits_query.path: {edition.credits_query.method.lower(): _query_credits(edition)},
        },
        "components": {"securitySchemes": _security(edition), "schemas": _schemas(edition)},
        "x-livephoto-rules": [facts(rule) for rule in edition.rules.values()],
    }


def _info(edition: Edition) -> Json:
    return without_empty(
        {
            "title": "AILab Live Photos",
            "version": edition.id,
            "summary": edition.title,
            "description": "Written by livephoto from public documents; not the vendor's own file.",
            "x-livephoto-status": edition.status,
            "x-livephoto-date": edition.date or edition.date_bound,
            "x-livephoto-lifecycle": asdict(edition.lifecycle),
            "x-livephoto-completeness": asdict(edition.completeness),
            "x-livephoto-sources": [facts(source) for source in edition.sources],
            "x-livephoto-notes": list(edition.notes),
        }
    )


def _security(edition: Edition) -> Json:
    return {_KEY_SCHEME: {"type": "apiKey", "in": "header", "name": edition.request.key_header}}


def _schemas(edition: Edition) -> Json:
    around = _reference(_ENVELOPE)
    failures = {
        _failure_name(status): {"allOf": [around, failure_schema(status, rows)]}
        for status, rows in _by_status(edition).items()
    }
    return {
        _ENVELOPE: envelope_schema(edition),
        _SUCCESS: {"allOf": [around, data_schema(edition)]},
        **failures,
    }


def _live_photo(edition: Edition) -> Json:
    failures = {str(status): _failure_response(edition, status, rows) for status, rows in _by_status(edition).items()}
    operation = {
        "operationId": "createLivePhoto",
        "summary": "Turn a portrait into a short video",
        "deprecated": edition.retired or None,
        "requestBody": {"required": True, "content": {edition.request.media_type: _form(edition)}},
        "responses": {str(SUCCESS_STATUS): _success_response(edition), **failures},
        "x-livephoto-credits": facts(edition.billing),
    }
    return without_empty(operation)


def _form(edition: Edition) -> Json:
    media_types = ", ".join(MEDIA_TYPES[name] for name in edition.request.image.formats)
    return {
        "schema": form_schema(edition),
        "encoding": {edition.request.image_field.name: {"contentType": media_types}},
    }


def _success_response(edition: Edition) -> Json:
    texts = [name.rpartition(".")[2] for name, item in edition.response.data.items() if item.type == "string"]
    body = success(edition, _REQUEST_ID, _LOG_ID, dict.fromkeys(texts, _VIDEO_START))
    examples = {"live_photo": {"summary": "the video's base64 is cut short here", "value": body}}
    answer = _answer(edition, "The live photo", _reference(_SUCCESS), examples)
    return answer | _told_by(edition)


def _told_by(edition: Edition) -> Json:
    response = edition.response
    told = {
        "x-livephoto-success-rules": [facts(rule) for rule in response.success_rules.values()],
        "x-livephoto-error-code-rule": response.error_code_rule,
    }
    return without_empty(told)


def _failure_response(edition: Edition, status: int, rows: list[ErrorCode]) -> Json:
    codes = {row.name for row in rows}
    rules = [rule for rule in edition.rules.values() if rule.code in codes]
    examples = {rule.name: _example(edition, rule.code, rule) for rule in rules}
    for row in rows[: 0 if examples else 1]:
        examples[row.name] = _example(edition, row.name)
    answer = _answer(edition, _phrase(status), _reference(_failure_name(status)), examples)
    return answer | {"x-livephoto-rules": [rule.name for rule in rules]}


def _example(edition: Edition, code: str, rule: Rule | None = None) -> Json:
    body = failure(edition, code, _REQUEST_ID, _LOG_ID, rule)
    return {"summary": rule.fault if rule else edition.errors[code].message or code, "value": body}


def _answer(edition: Edition, description: str, schema: Json, examples: Json) -> Json:
    content = {edition.response.media_type: {"schema": schema, "examples": examples}}
    return {"description": description, "content": content}


def _query_credits(edition: Edition) -> Json:
    query = edition.credits_query
    pool = {"type": "object", "properties": {name: {"type": kind} for name, kind in query.fields.items()}}
    pools = {"properties": {"data": {"type": "array", "items": pool}}}
    schema = {"allOf": [_reference(_ENVELOPE), pools]}
    operation = {
        "operationId": "queryCredits",
        "summary": "Ask for the credits left in each pool",
        "responses": {str(SUCCESS_STATUS): _answer(edition, "The pools", schema, {}), **_refusals_of_any_call(edition)},
        "x-livephoto-signs": [query.universal_sign, edition.billing.unique_sign],
        "x-livephoto-basis": query.basis,
        "x-livephoto-source": query.source,
        "x-livephoto-reason": query.reason,
    }
    return without_empty(operation)


def _refusals_of_any_call(edition: Edition) -> Json:
    """Return the refusals of a call that names no rule of its own: the error table is the same for every path."""
    return {
        str(status): _answer(edition, _phrase(status), _reference(_failure_name(status)), {})
        for status in _by_status(edition)
    }


def _by_status(edition: Edition) -> dict[int, list[ErrorCode]]:
    rows: dict[int, list[ErrorCode]] = {}
    for row in sorted(edition.errors.values(), key=lambda row: row.status):
        rows.setdefault(row.status, []).append(row)
    return rows


def _failure_name(status: int) -> str:
    return f"Failure{status}"


def _phrase(status: int) -> str:
    known = status in {each.value for each in HTTPStatus}
    return HTTPStatus(status).phrase if known else f"HTTP status {status}"


def _reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
