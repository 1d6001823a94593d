"""Writes an edition for Prism: the OpenAPI document, with an example for every error and a whole video."""

from __future__ import annotations

from typing import Any

from livephoto.contract.exports.examples import Example, refusal_examples, success_example
from livephoto.contract.model import Edition
from livephoto.contract.openapi import openapi_document

Json = dict[str, Any]


def prism_document(edition: Edition) -> Json:
    """Return the document: plain JSON values. `Prefer: code=413, example=image_too_wide` asks Prism for one answer."""
    document = openapi_document(edition)
    operation = document["paths"][edition.request.path][edition.request.method.lower()]
    for example in (success_example(edition), *refusal_examples(edition)):
        (content,) = operation["responses"][str(example.status)]["content"].values()
        content["examples"][example.name] = _example(content, example)
    return document


def _example(content: Json, example: Example) -> Json:
    first: Json = next(iter(content["examples"].values()), {})
    written = first.get("value", {})
    ids = {name: written[name] for name in ("request_id", "log_id") if name in written}
    return {"summary": example.summary, "value": example.body | ids}
