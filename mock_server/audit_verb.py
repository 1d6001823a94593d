"""`livephoto audit`: asks a running mock what its clients did wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from livephoto.pseudonym import pseudonym
from mock_server.audit.finding import SCHEMA

CLEAN, FOUND, WRONG_USE, UNREACHABLE = 0, 1, 2, 3

FailOn = Literal["warning", "error", "never"]
_PATIENCE = 30.0


class AuditFailed(Exception):  # noqa: N818 - what the command prints, with its exit status
    """There is no audit to show; the message says why and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command was told."""

    url: str
    """The mock, without a path."""
    token: str | None = None
    """The control API's token, for a mock on another machine."""
    key: str | None = None
    """Only calls with this key; it is not sent, its pseudonym is."""


def ask(asked: Asked, transport: httpx.BaseTransport | None = None) -> dict[str, Any]:
    """Return the audit as the mock gives it. Raises AuditFailed."""
    headers = {"authorization": f"Bearer {asked.token}"} if asked.token else {}
    parameters = {"key": pseudonym(asked.key)} if asked.key else {}
    url = f"{asked.url.rstrip('/')}/__admin/audit"
    try:
        with httpx.Client(transport=transport, trust_env=False, timeout=_PATIENCE) as client:
            answer = client.get(url, params=parameters, headers=headers)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        says = f"--url takes the mock's address, as in http://127.0.0.1:8300, not {asked.url!r}"
        raise AuditFailed(says, WRONG_USE) from None
    except httpx.HTTPError as error:
        raise AuditFailed(f"no mock answers at {asked.url}: {error}", UNREACHABLE) from None
    return _read(answer, asked.url)


def exit_status(audit: Mapping[str, Any], fail_on: FailOn = "warning") -> int:
    """Return 1 where a finding is as severe as `fail_on` or more, else 0."""
    counted = {"warning": ("warning", "error"), "error": ("error",), "never": ()}[fail_on]
    return FOUND if any(finding["severity"] in counted for finding in audit["findings"]) else CLEAN


def text(audit: Mapping[str, Any]) -> str:
    """Return the audit as lines for people."""
    lines = [_line(finding) for finding in audit["findings"]]
    bill, calls = audit["credits"], audit["calls"]
    found = len(lines)
    heads = f"{found or 'no'} finding{'' if found == 1 else 's'} in {calls} call{'' if calls == 1 else 's'}"
    return "\n".join([*lines, f"{heads}; {bill['billed']} credits billed, {bill['wasted']} of them wasted"])


def _line(finding: Mapping[str, Any]) -> str:
    numbers = ", ".join(f"#{number}" for number in finding["calls"][:12])
    more = f" and {len(finding['calls']) - 12} more" if len(finding["calls"]) > 12 else ""
    cost = f" [{finding['credits']} credits]" if finding["credits"] else ""
    return f"{finding['severity']}: {finding['kind']}: {finding['says']}{cost} (calls {numbers}{more})"


def _read(answer: httpx.Response, url: str) -> dict[str, Any]:
    try:
        body = answer.json()
    except json.JSONDecodeError:
        body = None
    if answer.is_success and isinstance(body, dict) and body.get("schema") == SCHEMA:
        return body
    if isinstance(body, dict) and body.get("errors"):
        raise AuditFailed(f"{url} gives no audit: {body['errors'][0]['detail']}", WRONG_USE)
    raise AuditFailed(f"{url} is no livephoto mock: it answered {answer.status_code} without an audit", WRONG_USE)
