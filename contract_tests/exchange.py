"""One request and its answer, as far as a judge may look at them: never the key, never the photo."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from livephoto.contract.model import Edition, LivePhotoType, Rule


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; repeated ones joined by commas."""
    body: bytes
    """As it came, decompressed; cut where it went over the reader's bound."""
    cut: bool = False
    """The body went over the reader's bound."""
    seconds: float = 0.0

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """The body as JSON, None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def envelope(self) -> dict[str, Any] | None:
        """The body as a JSON object, None where it is none."""
        return self.json if isinstance(self.json, dict) else None

    def value(self, path: str) -> Any:
        """Return what stands at a dotted path of the envelope; MISSING where nothing does."""
        value: Any = self.envelope
        for name in path.split("."):
            if not isinstance(value, dict) or name not in value:
                return MISSING
            value = value[name]
        return value

    @property
    def code(self) -> str | None:
        """The error code: `error_detail.code`, None where the answer has none."""
        code = self.value("error_detail.code")
        return code if isinstance(code, str) and code else None

    @property
    def succeeded(self) -> bool:
        """Tell whether it is a success by every rule that an edition ever had: 200, and no error code but 0."""
        return self.status == 200 and self.envelope is not None and self.value("error_code") in (MISSING, 0)


class _Missing:
    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()
"""Stands where a field is not there."""


@dataclass(frozen=True)
class Asked:
    """What a request was about, in the words of the contract."""

    breaks: frozenset[str] = frozenset()
    """Names of the rules that it breaks, whichever of them comes first."""
    live: bool = True
    """It went to the live-photo endpoint."""
    credits_query: bool = False
    type: LivePhotoType | None = None
    """The type sent; None where the field was left out."""

    def expected(self, edition: Edition) -> Rule | None:
        """Return the rule that the edition answers with, None where it answers with success."""
        broken = self.breaks | {"endpoint_retired"} if self.live and edition.retired else self.breaks
        return next((rule for name, rule in edition.rules.items() if name in broken), None)


@dataclass(frozen=True)
class Exchange:
    """One probe's request and the answer to it."""

    probe: str
    asked: Asked
    answer: Answer
    shape: str | None = None
    """What the probe varies where it expects a success: names the finding if it is refused."""
    notes: Mapping[str, Any] = field(default_factory=dict)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (dotted path, value) of everything in a JSON value, objects before what they hold."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
