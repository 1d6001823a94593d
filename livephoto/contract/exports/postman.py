"""Writes an edition as a Postman collection (v2.1): requests with the answers to expect, and tests for them."""

from __future__ import annotations

import json
from typing import Any

from livephoto.contract.asking import MOCK_KEY_PREFIX
from livephoto.contract.exports.examples import (
    Example,
    refusal_examples,
    rule_example,
    stable_id,
    success_example,
    with_ids,
)
from livephoto.contract.model import Edition

Json = dict[str, Any]

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_IDS = "0d5e7f6c-0000-4000-8000-000000000001", "0d5e7f6c-0000-4000-8000-000000000002"


def postman_collection(edition: Edition) -> Json:
    """Return the collection: plain JSON values.

    Its variables are `baseUrl`, `apiKey` and `photo`, the path of a portrait. The folder "errors" asks a mock for each
    rule by its key; against the vendor's own server these calls are refused for their key, and cost nothing.
    """
    request = edition.request
    answer = rule_example(edition, "endpoint_retired") if edition.retired else success_example(edition)
    types = [_item(edition, f"{request.type_field.name} {value}", answer, str(value)) for value in _types(edition)]
    errors = [
        _item(edition, example.name, example, key=MOCK_KEY_PREFIX + example.name)
        for example in refusal_examples(edition)
        if example.name in edition.rules
    ]
    return {
        "info": {
            "_postman_id": stable_id(edition.id, "postman"),
            "name": f"AILab Live Photos, edition {edition.id}",
            "description": "Written by livephoto from public documents; not the vendor's own file.",
            "schema": _SCHEMA,
        },
        "variable": [
            {"key": "baseUrl", "value": request.server},
            {"key": "apiKey", "value": ""},
            {"key": "photo", "value": "portrait.jpg"},
        ],
        "item": [{"name": "live photo", "item": types}, {"name": "errors", "item": errors}],
    }


def _types(edition: Edition) -> tuple[int, ...]:
    return tuple(edition.request.type_field.allowed)


def _item(edition: Edition, name: str, example: Example, kind: str | None = None, key: str = "{{apiKey}}") -> Json:
    request = _request(edition, kind, key)
    return {
        "name": name,
        "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": _test(example)}}],
        "request": request,
        "response": [
            {
                "name": example.summary,
                "originalRequest": request,
                "code": example.status,
                "status": "",
                "header": [{"key": "Content-Type", "value": edition.response.media_type}],
                "_postman_previewlanguage": "json",
                "body": with_ids(json.dumps(example.body, ensure_ascii=False, indent=2), *_IDS),
            }
        ],
    }


def _request(edition: Edition, kind: str | None, key: str) -> Json:
    request = edition.request
    form: list[Json] = [{"key": request.image_field.name, "type": "file", "src": "{{photo}}"}]
    if kind is not None:
        form.append({"key": request.type_field.name, "type": "text", "value": kind})
    return {
        "method": request.method,
        "header": [{"key": request.key_header, "value": key}],
        "body": {"mode": "formdata", "formdata": form},
        "url": {
            "raw": "{{baseUrl}}" + request.path,
            "host": ["{{baseUrl}}"],
            "path": request.path.strip("/").split("/"),
        },
    }


def _test(example: Example) -> list[str]:
    status, code = example.status, json.dumps(example.body["error_detail"]["code"])
    return [
        f'pm.test("status", () => pm.response.to.have.status({status}));',
        f'pm.test("code", () => pm.expect(pm.response.json().error_detail.code).to.eql({code}));',
    ]
