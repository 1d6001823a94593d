"""What differs between a recorded answer and another one to the same request."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from livephoto.recordings.captured import Captured
from livephoto.recordings.model import RecordedAnswer
from livephoto.recordings.redaction import by_name

_VOLATILE = re.compile(r"(.*_)?(id|at|time|timestamp|date|balance)", re.IGNORECASE)
"""Names of fields whose value is another one each time, or after each call that was paid for."""
_LONG = 4096
"""Characters from which a text counts as a file in base64."""


def differences(recorded: RecordedAnswer, answered: Captured) -> list[str]:
    """Return in words how an answer differs from the recorded one.

    Another id, time or balance is no difference, nor is another clip of the same kind.
    """
    media_type = _media_type(by_name(answered.answer_headers).get("content-type", ""))
    before_type = _media_type(recorded.headers.get("content-type", ""))
    found = []
    if answered.status != recorded.status:
        found.append(f"status {answered.status}, not {recorded.status}")
    if media_type != before_type:
        found.append(f"media type {media_type or 'missing'}, not {before_type or 'missing'}")
    before, now = recorded.content.read(), answered.body
    if before == now:
        return found
    try:
        old, new = dict(_leaves(json.loads(before))), dict(_leaves(json.loads(now)))
    except (ValueError, RecursionError):
        return [*found, "another body"]
    found += [f"{path} is gone" for path in old if path not in new]
    found += [f"{path} is new" for path in new if path not in old]
    return found + [f"{path} {new[path]}, not {old[path]}" for path in old if path in new and old[path] != new[path]]


def _leaves(value: Any, path: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Yield (dotted path, what stands there) of a JSON value; what differs each time by its type alone."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path or "the body", _shown(value, name)
        return
    yield path or "the body", "an object" if isinstance(value, dict) else "a list"
    for key, each in inner:
        yield from _leaves(each, f"{path}.{key}" if path else str(key), str(key))


def _shown(value: Any, name: str) -> str:
    if value is not None and not isinstance(value, bool) and _VOLATILE.fullmatch(name):
        return f"any {type(value).__name__}"
    if isinstance(value, str) and len(value) >= _LONG:
        return "a video" if _is_video(value) else "a long text"
    return json.dumps(value)


def _is_video(text: str) -> bool:
    try:
        return base64.b64decode(text[:16])[4:8] == b"ftyp"
    except ValueError:
        return False


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()
