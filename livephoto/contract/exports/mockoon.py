"""Writes an edition as a Mockoon environment: a file for its command or its desktop app."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from livephoto.contract.asking import MOCK_KEY_PREFIX, PREFERENCE, UNKNOWN_KEY_PREFIX
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

_FRESH_ID = "{{uuid}}"
_MIGRATION = 33
"""The version of the file's shape, as Mockoon counts them; a newer Mockoon brings it up by itself."""
_PORT = 8301


def mockoon_environment(edition: Edition) -> Json:
    """Return the environment: plain JSON values. Mockoon answers with the first response whose rules all fit."""
    method, path = edition.request.method.lower(), edition.request.path.lstrip("/")
    routes = [_route(edition, method, path, list(_responses(edition)))]
    routes.append(_route(edition, "all", "*", [_rule(edition, "key_missing", _no_key(edition)), _last(edition)]))
    return {
        "uuid": stable_id(edition.id, "mockoon"),
        "lastMigration": _MIGRATION,
        "name": f"AILab Live Photos, edition {edition.id}",
        "endpointPrefix": "",
        "latency": 0,
        "port": _PORT,
        "hostname": "127.0.0.1",
        "folders": [],
        "routes": routes,
        "rootChildren": [{"type": "route", "uuid": route["uuid"]} for route in routes],
        "proxyMode": False,
        "proxyHost": "",
        "proxyRemovePrefix": False,
        "tlsOptions": {
            "enabled": False,
            "type": "CERT",
            "pfxPath": "",
            "certPath": "",
            "keyPath": "",
            "caPath": "",
            "passphrase": "",
        },
        "cors": True,
        "headers": [],
        "proxyReqHeaders": [],
        "proxyResHeaders": [],
        "data": [],
        "callbacks": [],
    }


def _responses(edition: Edition) -> Iterator[Json]:
    request = edition.request
    for example in refusal_examples(edition):
        # Mockoon's rules are all or any of them; either way of asking is enough.
        key = _condition("header", request.key_header, f"^{MOCK_KEY_PREFIX}{example.name}$", "regex_i")
        asked = _condition("header", "Prefer", rf'\b{PREFERENCE}="?{example.name}\b', "regex_i")
        yield _response(edition, example, [key, asked], "OR")
    yield _rule(edition, "key_missing", _no_key(edition))
    unknown = _condition("header", request.key_header, f"^{UNKNOWN_KEY_PREFIX}", "regex")
    yield _rule(edition, "key_unknown", unknown)
    if edition.retired:
        yield _rule(edition, "endpoint_retired")
        return
    not_a_form = _condition("header", "Content-Type", f"^{request.media_type}", "regex", invert=True)
    yield _rule(edition, "body_not_multipart", not_a_form)
    yield _rule(edition, "image_missing", _condition("body", f"{request.image_field.name}.filename", "", "null"))
    allowed = "|".join(map(str, request.type_field.allowed))
    sent = _condition("body", request.type_field.name, "", "null", invert=True)
    other = _condition("body", request.type_field.name, f"^({allowed})$", "regex", invert=True)
    yield _rule(edition, "type_out_of_range", sent, other)
    yield _response(edition, success_example(edition), [], default=True)


def _no_key(edition: Edition) -> Json:
    return _condition("header", edition.request.key_header, "", "null")


def _last(edition: Edition) -> Json:
    return _response(edition, rule_example(edition, "path_unknown"), [], default=True)


def _route(edition: Edition, method: str, endpoint: str, responses: list[Json]) -> Json:
    return {
        "uuid": stable_id(edition.id, "mockoon", method, endpoint),
        "type": "http",
        "documentation": "",
        "method": method,
        "endpoint": endpoint,
        "responses": [
            {"uuid": stable_id(edition.id, "mockoon", endpoint, str(number)), **response}
            for number, response in enumerate(responses)
        ],
        "responseMode": None,
        "streamingMode": None,
        "streamingInterval": 0,
    }


def _rule(edition: Edition, rule: str, *conditions: Json) -> Json:
    return _response(edition, rule_example(edition, rule), list(conditions), default=not conditions)


def _condition(target: str, modifier: str, value: str, operator: str, *, invert: bool = False) -> Json:
    return {"target": target, "modifier": modifier, "value": value, "invert": invert, "operator": operator}


def _response(
    edition: Edition, example: Example, conditions: list[Json], operator: str = "AND", *, default: bool = False
) -> Json:
    return {
        "body": with_ids(json.dumps(example.body, ensure_ascii=False), _FRESH_ID, _FRESH_ID),
        "latency": 0,
        "statusCode": example.status,
        "label": example.name,
        "headers": [
            {"key": "Content-Type", "value": edition.response.media_type},
            {"key": "X-Livephoto-Edition", "value": edition.id},
        ],
        "bodyType": "INLINE",
        "filePath": "",
        "databucketID": "",
        "sendFileAsBody": False,
        "rules": conditions,
        "rulesOperator": operator,
        "disableTemplating": False,
        "fallbackTo404": False,
        "default": default,
        "crudKey": "id",
        "callbacks": [],
    }
