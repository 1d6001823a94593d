from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from mock_server.journal.entry import Entry

_SERVERS = ("valkey-server", "redis-server")


class Store:
    """A real server, on a socket of its own, that keeps nothing on disk."""

    def __init__(self, command: str, folder: Path) -> None:
        self._command = command
        self._folder = folder
        self.socket = folder / "s"
        self._process: subprocess.Popen[str] | None = None

    def start(self, *more: str) -> None:
        options = ("--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder), "--save", "")
        command = [self._command, *options, "--appendonly", "no", *more]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        said = list(
            itertools.takewhile(lambda line: "ready to accept connections" not in line.lower(), self._process.stdout)
        )
        assert self._process.poll() is None, said

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def url(self, prefix: str) -> str:
        return f"unix://{self.socket}?prefix={prefix}"


@pytest.fixture(scope="session")
def new_store() -> Iterator[Callable[..., Store]]:
    """Gives a started Redis or Valkey server; without one the test is skipped, or fails if all tools are asked for."""
    command = next(filter(None, map(shutil.which, _SERVERS)), None)
    stores: list[Store] = []

    def start(options: Sequence[str] = ()) -> Store:
        if command is None:
            says = f"none of {', '.join(_SERVERS)} is on the PATH"
            if os.environ.get("LIVEPHOTO_REQUIRE_ALL") == "1":
                pytest.fail(f"{says}, and LIVEPHOTO_REQUIRE_ALL=1 asks for one: apt-get install redis-server")
            pytest.skip(says)
        # pytest's own folders have names that are too long for a socket's.
        store = Store(command, Path(tempfile.mkdtemp(prefix="store-")))
        stores.append(store)
        store.start(*options)
        return store

    yield start
    for store in stores:
        store.stop()
        shutil.rmtree(store.socket.parent)


@pytest.fixture(scope="session")
def store(new_store: Callable[..., Store]) -> Store:
    """One server for all tests; each keeps what is its own under a prefix of its own."""
    return new_store()


@pytest.fixture
def store_url(store: Store) -> str:
    """The URL of a state that is empty, and nobody else's."""
    return store.url(f"test-{next(_NUMBERS)}")


_NUMBERS = itertools.count(1)

_SERVE = """
import sys
from livephoto.listening import bind, url_of
from mock_server.settings import Settings
from mock_server.workers import WorkersError, serve_workers

listener = bind("127.0.0.1", 0)
try:
    serve_workers(Settings(**eval(sys.argv[1])), listener, lambda: print(url_of(listener), flush=True))
except WorkersError as error:
    sys.exit(f"WorkersError: {error}")
"""


class Workers:
    """A mock with several workers, run as the command runs it."""

    def __init__(self, **settings: object) -> None:
        command = [sys.executable, "-c", _SERVE, repr({"engine": "canned", **settings})]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def pids(self) -> set[int]:
        """The workers' process ids; Linux only."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()}

    def warning(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.readline()

    def end(self) -> tuple[str, str]:
        """Wait until all of it has ended: workers hold its output open as long as they live."""
        return self.process.communicate(timeout=30)


@pytest.fixture
def start_workers() -> Iterator[Callable[..., Workers]]:
    started: list[Workers] = []

    def start(**settings: object) -> Workers:
        started.append(Workers(**settings))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.terminate()
            each.end()


@pytest.fixture
def entry() -> Callable[..., Entry]:
    """Makes a journal's entry: a success of one photo, changed as told. `began` is seconds after some moment."""

    def make(began: float = 0.0, ms: float = 10.0, sha: str | None = "ab" * 32, **changes: Any) -> Entry:
        photo = {"sha256": sha, "bytes": 1000, "format": "JPEG", "width": 256, "height": 256}
        made: dict[str, Any] = {
            "number": int(began * 10) + 1,
            "id": "00000000-0000-4000-8000-000000000000",
            "at": datetime.fromtimestamp(1_700_000_000 + began, UTC).isoformat(timespec="microseconds"),
            "method": "POST",
            "path": "/api/portrait/effects/live-photo",
            "key": "key-0123456789abcdef",
            "keyElsewhere": None,
            "contentType": "multipart/form-data; boundary=b",
            "fields": {},
            "parts": [],
            "multipart": True,
            "photo": photo,
            "bodyBytes": 1200,
            "status": 200,
            "code": None,
            "rule": None,
            "basis": None,
            "verdict": "answered",
            "asked": None,
            "scenario": None,
            "credits": 22,
            "engine": "canned",
            "faceLevel": None,
            "retryAfter": None,
            "requestId": "11111111-1111-4111-8111-111111111111",
            "traceparent": None,
            "answerBytes": 5000,
            "durationMs": {"read": 1.0, "total": ms, "render": 2.0},
            "worker": 1,
        }
        unknown = changes.keys() - made.keys()
        assert not unknown, unknown
        return cast("Entry", made | changes)

    return make
