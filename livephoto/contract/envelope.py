"""Writes the response envelope of an edition, as the evidence says that it went over the wire.

Every edition's server sends the same fields: calls of August and September 2026 still carried those that the
documents had dropped (observations wire-still-has-*). Plain values in, plain values out.
"""

from __future__ import annotations

import json
from typing import Any

from livephoto.contract.model import Edition, Rule

SUCCESS_STATUS = 200


def success(edition: Edition, request_id: str, log_id: str, data: Any) -> dict[str, Any]:
    """Return the whole body of a successful answer around `data`."""
    detail = {"status_code": SUCCESS_STATUS, "code": "", "code_message": "", "message": ""}
    return _envelope(edition, request_id, log_id, error_code=0, coarse="", message="", detail=detail) | {"data": data}


def failure(edition: Edition, code: str, request_id: str, log_id: str, rule: Rule | None = None) -> dict[str, Any]:
    """Return the whole body of the answer `code`; `rule` says what to add to the table's text.

    Raises KeyError where the edition's table does not hold `code`.
    """
    row = edition.errors[code]
    table_text = row.message or ""
    coarse = edition.coarse_of(code)
    error_msg = message = table_text
    if rule is not None and rule.says:
        error_msg = message = f"{table_text} - {rule.field}: {rule.says}"
    elif rule is not None and rule.upstream_says:
        error_msg = f"{_coarse_text(edition, coarse)} - {rule.upstream_code} - {rule.upstream_says}"
        message = rule.upstream_says
    detail = {"status_code": row.status, "code": code, "code_message": table_text, "message": message}
    return _envelope(edition, request_id, log_id, row.status, coarse, error_msg, detail)


def encode(body: dict[str, Any]) -> bytes:
    """Return a body as the bytes that go over the wire: compact UTF-8 JSON."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def _coarse_text(edition: Edition, coarse: str) -> str:
    row = edition.errors.get(coarse) or edition.error_str.get(coarse)
    return (row.message if row else None) or ""


def _envelope(
    edition: Edition,
    request_id: str,
    log_id: str,
    error_code: int,
    coarse: str,
    message: str,
    detail: dict[str, Any],
) -> dict[str, Any]:
    sent = edition.response.fields
    values = {
        "request_id": request_id,
        "log_id": log_id,
        "error_code": error_code,
        "error_code_str": coarse,
        "error_msg": message,
        "error_detail": {
            key: value for key, value in detail.items() if f"error_detail.{key}" in edition.response.fields
        },
    }
    return {name: value for name, value in values.items() if name in sent}
