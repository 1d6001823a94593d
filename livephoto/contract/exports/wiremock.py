"""Writes an edition as WireMock's stub mappings: a file for its `mappings` folder, or for its import endpoint."""

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

_FRESH_ID = "{{randomValue type='UUID'}}"


def wiremock_mappings(edition: Edition) -> Json:
    """Return the mappings: plain JSON values. WireMock answers with the first that fits."""
    found = [
        {"id": stable_id(edition.id, "wiremock", str(number)), "priority": number, **mapping}
        for number, mapping in enumerate(_mappings(edition), 1)
    ]
    return {"mappings": found}


def _mappings(edition: Edition) -> Iterator[Json]:
    request = edition.request
    here: Json = {"urlPath": request.path}
    post = here | {"method": request.method}
    for example in refusal_examples(edition):
        key = {"equalTo": MOCK_KEY_PREFIX + example.name, "caseInsensitive": True}
        yield _mapping(edition, example, here | {"headers": {request.key_header: key}}, "by key")
        asked = {"matches": rf"(?i).*\b{PREFERENCE}=\"?{example.name}\b.*"}
        yield _mapping(edition, example, here | {"headers": {"Prefer": asked}}, "by preference")
    any_path: Json = {"urlPathPattern": ".*"}
    yield _rule(edition, "key_missing", any_path | {"headers": {request.key_header: {"absent": True}}})
    unknown = {"matches": f"{UNKNOWN_KEY_PREFIX}.*"}
    yield _rule(edition, "key_unknown", any_path | {"headers": {request.key_header: unknown}})
    if edition.retired:
        yield _rule(edition, "endpoint_retired", here)
    not_a_form = {"Content-Type": {"doesNotMatch": f"(?s){request.media_type}.*"}}
    yield _rule(edition, "body_not_multipart", post | {"headers": not_a_form})
    allowed = "|".join(map(str, request.type_field.allowed))
    other_type = _part(request.type_field.name) | {"bodyPatterns": [{"doesNotMatch": allowed}]}
    yield _rule(edition, "type_out_of_range", post | {"multipartPatterns": [other_type]})
    yield _mapping(edition, success_example(edition), post | {"multipartPatterns": [_part(request.image_field.name)]})
    yield _rule(edition, "image_missing", post)
    yield _rule(edition, "method_unknown", here | {"method": "ANY"})
    yield _rule(edition, "path_unknown", any_path | {"method": "ANY"})


def _part(name: str) -> Json:
    return {"matchingType": "ANY", "headers": {"Content-Disposition": {"matches": f'.*[; ]name="?{name}"?(;.*|$)'}}}


def _rule(edition: Edition, rule: str, request: Json) -> Json:
    return _mapping(edition, rule_example(edition, rule), request)


def _mapping(edition: Edition, example: Example, request: Json, how: str = "") -> Json:
    return {
        "name": f"{example.name} {how}".strip(),
        "request": {"method": "ANY", **request},
        "response": {
            "status": example.status,
            "headers": {"Content-Type": edition.response.media_type, "X-Livephoto-Edition": edition.id},
            "body": with_ids(json.dumps(example.body, ensure_ascii=False), _FRESH_ID, _FRESH_ID),
            "transformers": ["response-template"],
        },
    }
