"""What `data.video` holds, step by step: a string, plain base64 in it, a video in that."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from contract_tests.exchange import MISSING, leaves
from contract_tests.finding import Finding
from contract_tests.judging.bench import Case, type_name
from contract_tests.judging.video import judge_video
from livephoto.recordings.base64_text import decode

_PLAIN = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_URL_SAFE = re.compile(r"[A-Za-z0-9_-]+={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"PK\x03\x04": "a zip file", b"\x28\xb5\x2f\xfd": "zstandard"}
_ZLIB_FIRST = b"\x78"
_HEAD = 48
"""Bytes that show what was encoded."""
_SHORTEST_VIDEO = 200
"""Characters: a shorter string somewhere else in the answer is not taken for the video."""


def judge_payload(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the video of a success."""
    path = next(name for name, item in case.edition.response.data.items() if item.encoding == "base64")
    value = case.answer.value(path)
    if value is MISSING:
        yield from _missing(case, path)
    elif value is None or not isinstance(value, str):
        kind = "field_nulled" if value is None else "field_retyped"
        says = f"{path} is {type_name(value)}; the edition says string"
        yield case.finding(kind, f"field:{path}", "string", type_name(value), says)
    else:
        fault, video = decoded(value)
        if fault is not None:
            yield case.finding("video_not_base64", f"field:{path}", "plain base64", fault, f"{path} is {fault}")
        else:
            yield from judge_video(case, video)


def judge_data_on_failure(case: Case) -> Iterator[Finding]:
    """Yield a finding where a failure carries business data; absent, null and empty are all nothing."""
    value = case.answer.value("data")
    if value is not MISSING and value:
        says = "a failure carries data"
        yield case.finding("data_on_failure", "field:data", "missing", type_name(value), says, "observed")


@lru_cache(maxsize=2)
def decoded(text: str) -> tuple[str | None, bytes]:
    """Return the fault of a payload and its bytes; the last ones are remembered, as `look` does."""
    fault = fault_of(text)
    return fault, b"" if fault else decode(text.encode())


def fault_of(text: str) -> str | None:
    """Return what is wrong with a string that should be standard base64 in one piece, None where it is."""
    if not text:
        return "empty"
    if _PLAIN.fullmatch(text) and len(text) % 4 == 0:
        return _inside(text)
    for fault, found in (
        ("a data: URI", text.startswith("data:")),
        ("a URL", re.match(r"https?://", text) is not None),
        ("base64 broken by white space", re.search(r"\s", text) is not None),
        ("base64 in the URL-safe alphabet", _URL_SAFE.fullmatch(text) is not None and re.search(r"[-_]", text)),
        ("hexadecimal, not base64", _HEX.fullmatch(text) is not None),
        ("base64 without its padding, or cut short", _PLAIN.fullmatch(text) is not None),
    ):
        if found:
            return fault
    return "no base64: it holds other characters"


def _inside(text: str) -> str | None:
    head = b64decode(text[: _HEAD * 4 // 3])
    if _HEX.fullmatch(text) and not _is_container(head):
        return "hexadecimal, not base64"
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            return f"compressed with {name} before it was encoded"
    if head[:1] == _ZLIB_FIRST and int.from_bytes(head[:2], "big") % 31 == 0 and not _is_container(head):
        return "compressed with zlib before it was encoded"
    if _PLAIN.fullmatch(head.decode("latin-1")) and len(head) == _HEAD and not _is_container(head):
        return "base64 that was encoded twice"
    return None


def _is_container(head: bytes) -> bool:
    return head[4:8] == b"ftyp" or head.startswith(b"\x1aE\xdf\xa3")


def _missing(case: Case, path: str) -> Iterator[Finding]:
    there = next((place for place, value in leaves(case.answer.envelope) if _may_be_video(value)), None)
    if there is None:
        yield case.finding("field_missing", f"field:{path}", "string", "missing", f"{path} is missing")
        return
    same_parent = there.rpartition(".")[0] == path.rpartition(".")[0]
    kind = "field_renamed" if same_parent else "field_moved"
    yield case.finding(kind, f"field:{path}", path, there, f"the video stands at {there}, not at {path}")


def _may_be_video(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= _SHORTEST_VIDEO and _PLAIN.fullmatch(value) is not None
