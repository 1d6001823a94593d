"""The faults by name: what each does, whether it is billed, and what of a call must have come before it can act.

The first four names are WireMock's and mean what they mean there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What can be wrong with an answer, or come instead of it."""

    CONNECTION_RESET_BY_PEER = "CONNECTION_RESET_BY_PEER"
    EMPTY_RESPONSE = "EMPTY_RESPONSE"
    MALFORMED_RESPONSE_CHUNK = "MALFORMED_RESPONSE_CHUNK"
    RANDOM_DATA_THEN_CLOSE = "RANDOM_DATA_THEN_CLOSE"
    EARLY_REFUSAL = "EARLY_REFUSAL"
    TRUNCATED_JSON = "TRUNCATED_JSON"
    TRUNCATED_BASE64 = "TRUNCATED_BASE64"
    URL_SAFE_BASE64 = "URL_SAFE_BASE64"
    DATA_URI_BASE64 = "DATA_URI_BASE64"
    WRAPPED_BASE64 = "WRAPPED_BASE64"
    NOT_A_VIDEO = "NOT_A_VIDEO"
    SUCCESS_STATUS_WITH_ERROR = "SUCCESS_STATUS_WITH_ERROR"
    ERROR_STATUS_WITH_SUCCESS = "ERROR_STATUS_WITH_SUCCESS"
    GATEWAY_HTML_502 = "GATEWAY_HTML_502"
    GATEWAY_HTML_503 = "GATEWAY_HTML_503"
    FIREWALL_HTML_403 = "FIREWALL_HTML_403"


class Point(StrEnum):
    """Where a connection is reset."""

    START = "start"
    """Once the head of the request was read, before its body is."""
    IMAGE = "image"
    """Inside the image part, while it is uploaded."""
    VIDEO = "video"
    """Inside the base64 of the answer."""


class Moment(StrEnum):
    """When a delay is."""

    BEFORE_READING = "before-reading"
    WHILE_READING = "while-reading"
    BEFORE_ANSWER = "before-answer"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What the mock must know of a fault."""

    says: str
    """What the client meets."""
    needs_answer: bool = False
    """It damages the usual answer, which is judged, made and billed as ever; else it comes in its place."""
    takes_error: bool = False
    """It can go with an error of the edition."""
    rule: str | None = None
    """The rule whose error it carries where no other is asked for."""


KINDS = {
    Fault.CONNECTION_RESET_BY_PEER: FaultKind("the connection is reset"),
    Fault.EMPTY_RESPONSE: FaultKind("the connection is closed without an answer"),
    Fault.MALFORMED_RESPONSE_CHUNK: FaultKind("status 200, then bytes that are no chunk, then the end"),
    Fault.RANDOM_DATA_THEN_CLOSE: FaultKind("bytes that are no HTTP, then the end"),
    Fault.EARLY_REFUSAL: FaultKind(
        "the refusal of a body too large while the body is still on its way", rule="body_too_large"
    ),
    Fault.TRUNCATED_JSON: FaultKind("a body that ends in the middle of the JSON", needs_answer=True, takes_error=True),
    Fault.TRUNCATED_BASE64: FaultKind("base64 that ends inside a group of four", needs_answer=True),
    Fault.URL_SAFE_BASE64: FaultKind("base64 in the url-safe alphabet", needs_answer=True),
    Fault.DATA_URI_BASE64: FaultKind("base64 behind a data: prefix", needs_answer=True),
    Fault.WRAPPED_BASE64: FaultKind("base64 broken into lines of 76", needs_answer=True),
    Fault.NOT_A_VIDEO: FaultKind("right base64 of plain text", needs_answer=True),
    Fault.SUCCESS_STATUS_WITH_ERROR: FaultKind(
        "an error in the envelope, under HTTP status 200", takes_error=True, rule="upstream_error"
    ),
    Fault.ERROR_STATUS_WITH_SUCCESS: FaultKind("a success under an error status", needs_answer=True),
    Fault.GATEWAY_HTML_502: FaultKind("a gateway's page of HTML, status 502"),
    Fault.GATEWAY_HTML_503: FaultKind("a gateway's page of HTML, status 503"),
    Fault.FIREWALL_HTML_403: FaultKind("a firewall's page of HTML, status 403"),
}
"""Every fault has a line; a reset inside the video (`Point.VIDEO`) is the usual answer until then, and billed."""
