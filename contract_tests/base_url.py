"""Reads the base URL of a target: the root of a server, and nothing else."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import httpx

_LIKE_THIS = "give it as http://127.0.0.1:8300 or https://api.example.org"
_NAME = re.compile(r"(?=.{1,253}$)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_-]{1,63}\.?")


class TargetError(Exception):
    """The base URL, or the key, cannot be used; the message says what to give instead."""


def read_base_url(text: str) -> str:
    """Return the root of the server in ASCII, without a slash at its end. Raises TargetError.

    The message never repeats what was given: a key or a password may stand in it.
    """
    parts = _split(text.strip())
    if "@" in parts.netloc:
        raise TargetError("leave user and password out of the base URL; the key goes into --api-key")
    root = f"{parts.scheme}://{_host(parts)}{_port(parts)}"
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise TargetError(f"leave the path out of the base URL, the check knows it: {root}")
    return root


def is_loopback(base_url: str) -> bool:
    """Tell whether the server is on this machine."""
    host = (urlsplit(base_url).hostname or "").removesuffix(".")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _split(text: str) -> SplitResult:
    if not text:
        raise TargetError(f"the base URL is empty; {_LIKE_THIS}")
    if not text.isprintable() or " " in text or "\\" in text:
        raise TargetError(f"the base URL holds white space or signs that no URL takes; {_LIKE_THIS}")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise TargetError(f"the base URL cannot be read; {_LIKE_THIS}") from error
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise TargetError(f"the base URL does not begin with http:// or https://; {_LIKE_THIS}")
    return parts


def _host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    try:
        if ":" in name:
            return f"[{ipaddress.IPv6Address(name)}]"
        host = httpx.URL(f"http://{name}").raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        host = ""
    if not _NAME.fullmatch(host):
        raise TargetError(f"the base URL names no host that can be looked up; {_LIKE_THIS}")
    return host


def _port(parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise TargetError(f"the port of the base URL is no number from 1 to 65535; {_LIKE_THIS}")
    return f":{port}" if port else ""
