"""Reads the envelope of an answer, in every edition's shape, and turns a refusal into the error that it means.

A success is HTTP 200 and an `error_code` that is absent or zero. Fields that an edition dropped may be there or not;
ids may be missing. Plain values in, plain values out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from livephoto.breach import Breach
from livephoto.contract import may_retry
from livephoto.contract.envelope import SUCCESS_STATUS
from livephoto.contract.families import may_be_billed
from livephoto.errors import ApiError, BrokenAnswer, LivePhotoError, error_class
from livephoto.scanner import parse
from livephoto.text import PLAIN, Shown


@dataclass(frozen=True, slots=True)
class Envelope:
    """The public fields of an answer, whichever the edition. `error_code` 0 stands for an absent one too."""

    error_code: int = 0
    code: str | None = None
    message: str | None = None
    request_id: str | None = None
    log_id: str | None = None
    data: Any = None

    @property
    def refuses(self) -> bool:
        """Tell whether the answer names an error, whatever its HTTP status."""
        return self.error_code != 0


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that is no success: its status and its bytes, as far as they were read."""

    status: int
    body: bytes
    media_type: str = ""
    location: str = ""
    retry_after: float | None = None


def read_envelope(document: Any, shown: Shown = PLAIN) -> Envelope:
    """Return the envelope of a parsed answer. Raises Breach where it is no object or `error_code` no number.

    `shown` makes the server's text fit to be shown.
    """
    if not isinstance(document, Mapping):
        raise Breach(f"the answer is no JSON object but {_kind(document)}")
    detail = document.get("error_detail")
    detail = detail if isinstance(detail, Mapping) else {}

    def first(fit: Callable[[str], str], *values: object) -> str | None:
        texts = (fit(str(value)) for value in values if isinstance(value, str | int) and value)
        return next(filter(None, texts), None)

    return Envelope(
        error_code=_error_code(document.get("error_code")),
        code=first(shown.token, detail.get("code"), document.get("error_code_str")),
        message=first(shown.prose, detail.get("message"), document.get("error_msg"), detail.get("code_message")),
        request_id=first(shown.token, document.get("request_id")),
        log_id=first(shown.token, document.get("log_id")),
        data=document.get("data"),
    )


def refusal(page: Page, *, paid: bool, shown: Shown = PLAIN) -> LivePhotoError:
    """Return the error that an answer without success means.

    `paid`: whether a success would have cost credits. An answer in the envelope never does; a gateway's own page may
    stand before a call that went on behind it and was billed.
    """
    try:
        document = parse(page.body)
        envelope = read_envelope(document, shown)
    except Breach:
        document, envelope = None, Envelope()
    if envelope.refuses or (envelope.code and page.status >= 400):
        return enveloped(envelope, page.status, page.retry_after)
    if page.status < 300:
        return BrokenAnswer(
            f"a success must have HTTP status {SUCCESS_STATUS}",
            status=page.status,
            request_id=envelope.request_id,
            log_id=envelope.log_id,
            maybe_billed=paid,
        )
    return error_class(None, page.status)(
        shown.prose(_page_message(page, document)),
        status=page.status,
        retry_after=page.retry_after,
        retryable=may_retry(None, page.status),
        maybe_billed=paid and may_be_billed(page.status),
    )


def enveloped(envelope: Envelope, status: int, retry_after: float | None = None) -> ApiError:
    """Return the error that an envelope names. It is never billed."""
    meant = status if status != SUCCESS_STATUS else envelope.error_code
    meant = meant if 400 <= meant <= 599 else 500
    return error_class(envelope.code, meant)(
        envelope.message or "the answer says no more",
        status=status,
        code=envelope.code,
        request_id=envelope.request_id,
        log_id=envelope.log_id,
        retry_after=retry_after,
        retryable=may_retry(envelope.code, meant),
    )


def _page_message(page: Page, document: Any) -> str:
    if page.location:
        return f"redirected to {page.location}; is the base URL right?"
    if isinstance(document, Mapping) and isinstance(document.get("message"), str):
        return f"{document['message']} (an answer without the API's envelope)"
    return f"an answer without the API's envelope ({page.media_type or 'no media type'}), perhaps a gateway's"


def _error_code(value: object) -> int:
    # A number in quotes is taken too: a video that was paid for is not thrown away over a spelling.
    try:
        return 0 if value is None else int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        raise Breach(f"error_code is {_kind(value)}, not a whole number") from None


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
