"""Writes an edition as a HAR 1.2 file: one exchange for the success and one for each rule, as tools can replay them."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from livephoto.contract.asking import MOCK_KEY_PREFIX
from livephoto.contract.exports.examples import Example, rule_example, success_example, with_ids
from livephoto.contract.model import Edition

Json = dict[str, Any]

_IDS = "0d5e7f6c-0000-4000-8000-000000000001", "0d5e7f6c-0000-4000-8000-000000000002"
_BOUNDARY = "livephoto"
_EPOCH = "1970-01-01T00:00:00.000Z"
"""A HAR must date its entries; these were never exchanged, and say so by a date that nobody can take for one."""


def har_examples(edition: Edition) -> Json:
    """Return the HAR: plain JSON values. Its entries are examples made from the edition, not recordings."""
    examples = [rule_example(edition, name) for name in edition.rules]
    if not edition.retired:
        examples.insert(0, success_example(edition))
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "livephoto", "version": version("livephoto")},
            "comment": f"examples written from edition {edition.id}; nothing here was recorded",
            "entries": [_entry(edition, example) for example in examples],
        }
    }


def _entry(edition: Edition, example: Example) -> Json:
    body = with_ids(json.dumps(example.body, ensure_ascii=False), *_IDS)
    size = len(body.encode())
    return {
        "startedDateTime": _EPOCH,
        "time": 0,
        "comment": example.summary,
        "request": _request(edition, example),
        "response": {
            "status": example.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "Content-Type", "value": edition.response.media_type}],
            "content": {"size": size, "mimeType": edition.response.media_type, "text": body},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": size,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_edition": edition.id,
    }


def _request(edition: Edition, example: Example) -> Json:
    request = edition.request
    key = MOCK_KEY_PREFIX + example.name if example.name in edition.rules else "any"
    photo = {"name": request.image_field.name, "fileName": "portrait.jpg", "contentType": "image/jpeg"}
    kind = {"name": request.type_field.name, "value": str(request.type_field.default or 0)}
    return {
        "method": request.method,
        "url": request.server + request.path,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": request.key_header, "value": key}],
        "queryString": [],
        "postData": {"mimeType": f"{request.media_type}; boundary={_BOUNDARY}", "params": [photo, kind]},
        "headersSize": -1,
        "bodySize": -1,
    }
