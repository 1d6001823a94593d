"""What the mock was told to be: one frozen value, made once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from livephoto.contract import DEFAULT_EDITION
from livephoto.contract.asking import MOCK_KEY_PREFIX, UNKNOWN_KEY_PREFIX
from mock_server.engines.options import Options

MEBIBYTE = 1024 * 1024
_CLIP = Options(faces="strict")


class SettingsError(ValueError):
    """The mock cannot be what it was told to be; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one mock server."""

    edition: str = DEFAULT_EDITION
    """Id of the edition that it behaves like."""
    engine: str | None = None
    """"canned" or "animated"; None takes animated where its libraries are installed, else canned."""
    clip: Options = _CLIP
    """What the animated engine makes, and whether it refuses photos without a face."""
    engine_workers: int | None = None
    """Processes that the animated engine works in, in each worker; None: as many as there are cores for, 8 at most."""
    engine_timeout: float = 60.0
    """Seconds that one video may take, not counting the time it waits for its turn."""
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
    journal_size: int = 1000
    """Calls that the journal keeps; the oldest leave it first."""
    state: str = field(default="memory://", repr=False)
    """Where it remembers: memory://, or the URL of a Redis or Valkey server that replicas share, a password in it."""
    workers: int = 1
    """Processes that answer on its address."""
    admin_token: str | None = field(default=None, repr=False)
    """What the control API asks for from elsewhere than this machine; None: from elsewhere it is closed."""
    log_format: Literal["text", "json"] | None = None
    """How calls are logged on standard error, one line each; None: not at all."""
    recordings: Path | None = None
    """A folder of recordings: a request that was recorded gets its recorded answer; None: all are answered as usual."""
    scenarios: tuple[str, ...] = ()
    """What acts on all calls: paths of scenario files, read anew when they change, or names of ready-made scenarios."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Rule name -> another code to answer than the edition's, where the evidence allows several."""

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise SettingsError(f"a mock has 1 worker or more, not {self.workers}")
        if self.max_body < 1:
            raise SettingsError(f"a body may have 1 byte or more, not {self.max_body}: see --max-body")
        if self.engine_workers is not None and self.engine_workers < 1:
            raise SettingsError(f"the engine works in 1 process or more, not {self.engine_workers}")
        for key in (*self.api_keys, *self.locked_keys):
            if not _can_be_sent(key):
                raise SettingsError("a key is empty, begins or ends with a space, or holds more than printable ASCII")
            if key.startswith((UNKNOWN_KEY_PREFIX, MOCK_KEY_PREFIX)):
                raise SettingsError(
                    f"a key cannot begin with {UNKNOWN_KEY_PREFIX} or {MOCK_KEY_PREFIX}: these have a meaning"
                )


def _can_be_sent(key: str) -> bool:
    return bool(key) and key.isascii() and key.isprintable() and key == key.strip()
