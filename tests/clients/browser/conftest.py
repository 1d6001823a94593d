"""A real Chromium without a window, driven over its DevTools protocol, and a page of another origin than the mock's."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

import pytest
import websocket

DEADLINE = 60
"""Seconds given to anything that is waited for."""

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
_ANNOUNCEMENT = "DevTools listening on "


class BrowserError(Exception):
    """The browser did not start, did not answer in time, or a script in its page threw."""


class DevTools:
    """A connection to the browser: commands are answered in place, events kept until somebody asks for them."""

    def __init__(self, url: str) -> None:
        self._socket = websocket.create_connection(url, timeout=DEADLINE, suppress_origin=True)
        self._last_id = 0
        self._events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **params: Any) -> Any:
        """Return the result of one command."""
        self._last_id += 1
        command = {"id": self._last_id, "method": method, "params": params}
        self._socket.send(json.dumps(command | ({"sessionId": session} if session else {})))
        answer = self._next(method, lambda message: message.get("id") == self._last_id)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def event(self, method: str, session: str, **params: Any) -> Any:
        """Return what came with the next such event, or with one that has been already; each is given once."""

        def wanted(message: dict[str, Any]) -> bool:
            told = message.get("params", {})
            named = (message.get("method"), message.get("sessionId")) == (method, session)
            return named and all(told.get(name) == value for name, value in params.items())

        for kept in self._events:
            if wanted(kept):
                self._events.remove(kept)
                return kept["params"]
        return self._next(method, wanted)["params"]

    def events(self, method: str, session: str) -> list[Any]:
        """Return what came with all such events so far, and nobody asked for yet."""
        self.call("Runtime.getIsolateId", session)  # what was told before its answer has come by then
        named = (method, session)
        return [kept["params"] for kept in self._events if (kept.get("method"), kept.get("sessionId")) == named]

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _next(self, what: str, wanted: Callable[[dict[str, Any]], bool]) -> Any:
        end = time.monotonic() + DEADLINE
        while (left := end - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                message = json.loads(self._socket.recv())
            except websocket.WebSocketTimeoutException:
                break
            if wanted(message):
                return message
            if "method" in message:
                self._events.append(message)
        raise BrowserError(f"{what}: nothing came from the browser within {DEADLINE} s")


class Page:
    """One tab in a profile of its own: it shares no cache, and so no remembered preflight, with any other."""

    def __init__(self, devtools: DevTools, url: str) -> None:
        self._devtools = devtools
        self._context = devtools.call("Target.createBrowserContext")["browserContextId"]
        target = devtools.call("Target.createTarget", url="about:blank", browserContextId=self._context)["targetId"]
        self._session = devtools.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network"):
            self.command(f"{domain}.enable")
        self.command("Page.navigate", url=url)
        self.event("Page.loadEventFired")

    def command(self, method: str, **params: Any) -> Any:
        """Return the result of one command to this tab."""
        return self._devtools.call(method, self._session, **params)

    def event(self, method: str, **params: Any) -> Any:
        """Return what came with an event of this tab, waiting for it where it is yet to come."""
        return self._devtools.event(method, self._session, **params)

    def events(self, method: str) -> list[Any]:
        """Return what came with all such events of this tab so far, and nobody asked for yet."""
        return self._devtools.events(method, self._session)

    def run(self, function: str, *arguments: Any) -> Any:
        """Return what a function of the page's script gives, once its promise is kept."""
        call = f"{function}({', '.join(map(json.dumps, arguments))})"
        answer = self.command("Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            thrown = answer["exceptionDetails"]
            raise BrowserError(thrown.get("exception", {}).get("description") or thrown["text"])
        return answer["result"].get("value")

    def close(self) -> None:
        """Close the tab and forget its profile."""
        self._devtools.call("Target.disposeBrowserContext", browserContextId=self._context)


@pytest.fixture(scope="session")
def devtools(tool: Callable[[str], str]) -> Iterator[DevTools]:
    """A browser of this session's own."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        _process(tool("chromium"), profile) as url,
        closing(DevTools(url)) as devtools,
    ):
        yield devtools
        devtools.call("Browser.close")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The URL of the page in this folder, on a loopback port of its own: an origin that is not the mock's."""
    handler = partial(_QuietHandler, directory=Path(__file__).parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="site", daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()
        thread.join()


@pytest.fixture
def page(devtools: DevTools, site: str) -> Iterator[Page]:
    with closing(Page(devtools, site)) as page:
        yield page


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def _process(program: str, profile: str) -> Iterator[str]:
    """Start the browser; gives its DevTools URL."""
    command = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    # Its libraries keep notes under the home folder too, whatever the profile: they belong with it.
    environment = os.environ | dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), profile)
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        reader = threading.Thread(target=_read, args=(process.stderr, lines), name="browser", daemon=True)
        reader.start()
        try:
            yield _announced(lines)
            process.wait(DEADLINE)
        finally:
            process.kill()
            process.wait()
            reader.join(DEADLINE)


def _read(stderr: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    """Keep reading: a browser whose pipe is full stands still."""
    for line in stderr:
        lines.put(line)
    lines.put(None)


def _announced(lines: queue.SimpleQueue[str | None]) -> str:
    said: list[str] = []
    end = time.monotonic() + DEADLINE
    while True:
        try:
            line = lines.get(timeout=max(0, end - time.monotonic()))
        except queue.Empty:
            line = None
        if line is None:
            raise BrowserError(f"chromium opened no DevTools port; it said: {''.join(said) or 'nothing'}")
        if line.startswith(_ANNOUNCEMENT):
            return line.removeprefix(_ANNOUNCEMENT).strip()
        said.append(line)
