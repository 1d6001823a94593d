"""Who may use the control API: whoever sits at this machine; from elsewhere, whoever has the token; no foreign page.

A page in the user's browser can reach a loopback server, and by DNS rebinding even under a name of its own: so the
headers that a browser sets, and no page can, are looked at.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def refusal(scope: Mapping[str, Any], token: str | None) -> tuple[int, str] | None:
    """Return the status and the reason with which a request is turned away; None lets it in."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if foreign := _foreign_page(scope, headers):
        return 403, foreign
    if _has(token, headers.get("authorization", "")):
        return None
    if not _is_here(scope, headers):
        if token is None:
            return 403, "the control API is open on the mock's own machine only: start the mock with --admin-token"
        return 401, "from another machine the control API takes a token: send Authorization: Bearer TOKEN"
    name = _name_of(headers.get("host", ""))
    if not _is_loopback(name) and name not in ("", str((scope.get("server") or ("",))[0])):
        return 403, f"the Host header names {name!r}, which is not this mock: call it by 127.0.0.1 or localhost"
    return None


def _foreign_page(scope: Mapping[str, Any], headers: Mapping[str, str]) -> str | None:
    origin, own = headers.get("origin"), f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
    if origin is not None and origin.lower() != own.lower():
        return f"a page of {origin!r} may not use the control API: it is for its own pages and for programs"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        # Following a link to the control API is no harm: what is shown then cannot be read from the page it is on.
        if headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET":
            return None
        return "a page of another site may not use the control API: it is for its own pages and for programs"
    return None


def _has(token: str | None, authorization: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    return (
        token is not None
        and scheme.lower() == "bearer"
        and hmac.compare_digest(given.strip().encode("latin-1"), token.encode("utf-8"))
    )


def _is_here(scope: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    """Tell whether both ends of the connection are on this machine, and no proxy stands between."""
    ends = (scope.get("server"), scope.get("client"))
    return all(end is None or _is_local(str(end[0])) for end in ends) and not any(
        name in headers for name in _FORWARDED
    )


def _is_local(address: str) -> bool:
    """Tell whether an end of a connection is local; what is no IP address is no network either: a call in process."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _name_of(host: str) -> str:
    """Return the name in a Host header, without its port and without the brackets of IPv6."""
    return re.sub(r":[0-9]*$", "", host).strip("[]").lower()


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
