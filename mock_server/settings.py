"""What the mock was told to be: one frozen value, made once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from livephoto.contract import DEFAULT_EDITION

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one mock server."""

    edition: str = DEFAULT_EDITION
    """Id of the edition that it behaves like."""
    engine: str | None = None
    """"canned" or "animated"; None takes animated where its libraries are installed, else canned."""
    api_keys: tuple[str, ...] = field(default=(), repr=False)
    """The only keys that are known; empty: every key is, but those that begin with `invalid-`."""
    locked_keys: tuple[str, ...] = field(default=(), repr=False)
    """Keys whose account is locked."""
    credits: int | None = None
    """Credits that each key starts with; None: they never run out."""
    max_body: int = 64 * MEBIBYTE
    """Bytes of a request body that are read at most; what is longer is refused and the connection closed."""
    cache_bytes: int = 64 * MEBIBYTE
    """Bytes that the clips kept for photos seen before may take."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Rule name -> another code to answer than the edition's, where the evidence allows several."""
