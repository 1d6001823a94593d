"""One request and its answer, as far as a judge may look at them: never the key, never the photo."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from livephoto.contract.model import Basis, Edition, LivePhotoType, Rule

_MOST_VALUES = 200_000
"""Values in a body that is taken apart: each of them takes many times the memory of its text."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; repeated ones joined by commas."""
    body: bytes
    """As it came, decompressed; cut where it went over the reader's bound."""
    cut: bool = False
    """The body went over the reader's bound, or the connection broke before its end."""
    seconds: float = 0.0

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """The body as JSON in UTF-8, with or without a byte order mark; None where it is none, or far too much."""
        if sum(map(self.body.count, (b",", b"[", b"{"))) > _MOST_VALUES:
            return None
        try:
            return json.loads(self.body.decode("utf-8-sig"), parse_constant=_no_json)
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
    def reports_error(self) -> bool:
        """Tell whether the body says that the call failed. A 0 of another type is still a 0, as clients read it."""
        number = self.value("error_code")
        zero = number is MISSING or number is None or (isinstance(number, str | int | float) and _is_zero(number))
        return not zero or (self.code is not None and not self.value("data"))

    @property
    def succeeded(self) -> bool:
        """Tell whether it is a success by every rule that an edition ever had: status 200, and no error reported."""
        return self.status == 200 and self.envelope is not None and not self.reports_error

    @property
    def resembles_success(self) -> bool:
        """Tell whether it is a success but for its status: a 2xx that reports no error, or data without one."""
        fine = 200 <= self.status < 300 or bool(self.value("data"))
        return self.envelope is not None and fine and not self.reports_error

    @property
    def may_be_billed(self) -> bool:
        """Tell whether the vendor may count it as a success: rather too often than once too seldom."""
        if self.envelope is None:
            return 200 <= self.status < 300 or self.cut
        return bool(self.value("data")) or self.resembles_success


def _is_zero(number: str | float) -> bool:
    return str(number).strip() in ("", "0", "0.0", "False")


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


class _Missing:
    def __repr__(self) -> str:
        return "missing"

    def __bool__(self) -> bool:
        return False


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
    basis: Basis = "documented"
    """Why we believe that a call like this one is allowed, where it breaks no rule."""
    drawn: bool = False
    """The face on its photo is drawn: a refusal for want of a face shows that all else was taken."""

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
    """What the probe varies: the kind of finding if that is refused."""
    notes: Mapping[str, Any] = field(default_factory=dict)
    decode: bool = True
    """The video is decoded to be judged; False where only its first bytes are at hand."""


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (dotted path, value) of everything in a JSON value, objects before what they hold."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
