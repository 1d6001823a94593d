"""A bare answer: the body alone, saved as a JSON file. What it does not tell is said, not guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.recordings.importing.imported import Imported
from livephoto.contract.loader import load_editions

_REQUEST = "the request: only an answer's body was saved"
_STATUS = "the HTTP status"


def resembles_answer(document: Any) -> bool:
    """Tell whether a JSON value may be an answer: an object with a field of some edition's envelope or data."""
    return isinstance(document, Mapping) and not _known_fields().isdisjoint(map(str, document))


def bare_answer(document: Mapping[str, Any], body: bytes) -> Imported:
    """Return what a body alone tells of its exchange: its status only where the envelope says it."""
    status, says = _status(document)
    return Imported(None, status, (), body, missing=(_REQUEST, says, "the answer's headers", "when it was recorded"))


def _known_fields() -> set[str]:
    responses = [edition.response for edition in load_editions()]
    return {name for response in responses for name in (*response.fields, *response.data) if "." not in name}


def _status(document: Mapping[str, Any]) -> tuple[int, str]:
    """Return the status that an answer names, else 0, and what to say of it.

    `error_code` is 0 with status 200 and otherwise the status: so the page of the first editions, and so on the wire
    in 2026 (observation wire-still-has-error_code).
    """
    detail = document.get("error_detail")
    named: Any = detail.get("status_code") if isinstance(detail, Mapping) else None
    if _is_status(named):
        return named, f"{_STATUS}: {named} is what error_detail.status_code says"
    code = document.get("error_code")
    if isinstance(code, int) and not isinstance(code, bool) and (code == 0 or _is_status(code)):
        status = code or 200
        return status, f"{_STATUS}: {status} is what error_code {code} stands for"
    return 0, _STATUS


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599
