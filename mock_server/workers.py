"""Several processes that answer on one listening socket, and the one that watches over them.

The socket is bound once and handed down: a connection that waits in its queue is taken by whichever worker is free, and
none is lost with a worker that dies, as it would be with a queue each (SO_REUSEPORT). Workers are spawned, not forked:
a fork among threads may hang. uvicorn's own supervisor says neither when all are up nor who died.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from livephoto.contract import ContractError
from mock_server.building import create_service
from mock_server.engines.base import EngineError
from mock_server.serving import PATIENCE, LeanApp, serve
from mock_server.settings import Settings, SettingsError
from mock_server.state.address import MEMORY
from mock_server.state.base import StateError
from mock_server.state.factory import create_state, new_owner

_SPAWN = multiprocessing.get_context("spawn")
_STOPS = (signal.SIGINT, signal.SIGTERM)
_PAUSE = 1.0
"""Seconds before the place of a worker that could not even start is filled again."""
_LAST_PATIENCE = 5
"""Seconds that a worker is given beyond the calls that it finishes."""

_log = logging.getLogger("livephoto.mock")


class WorkersError(Exception):
    """The workers cannot be had, or did not come up; the message says why."""


@dataclass(slots=True)
class _Worker:
    owner: str
    """Its name in the shared state."""
    process: SpawnProcess
    up: Connection
    """Says so once, when the worker answers; ends with it."""
    _came_up: bool = False

    def came_up(self) -> bool:
        """Tell whether it answers, or did; waits until it does or ends."""
        if not self._came_up:
            with suppress(EOFError):
                self._came_up = self.up.recv()
        return self._came_up


def serve_workers(settings: Settings, listener: socket.socket, ready: Callable[[], None] = lambda: None) -> None:
    """Serve on `listener` with `settings.workers` processes until SIGINT or SIGTERM; calls ready once all are up.

    A worker that dies is replaced, and what it had reserved in a shared state is given back; one that ends in peace was
    asked to, over the control API, and all end with it. Call it from the main thread. Raises WorkersError.
    """
    if os.name == "nt":
        raise WorkersError("on Windows a socket cannot be shared so: start the mock with one worker")
    if settings.state == MEMORY and settings.workers > 1:
        _log.warning(
            "%d workers without a shared state: credits, quotas, scenarios and journal are each worker's own; "
            "--state redis://HOST shares them",
            settings.workers,
        )
    with _stop_signals() as stop:
        _Supervisor(settings, listener, stop).run(ready)


class _Supervisor:
    def __init__(self, settings: Settings, listener: socket.socket, stop: socket.socket) -> None:
        self._settings = settings
        self._listener = listener
        self._stop = stop
        self._workers: list[_Worker] = []

    def run(self, ready: Callable[[], None]) -> None:
        try:
            self._workers = [self._start() for _ in range(self._settings.workers)]
            if self._all_come_up():
                ready()
                self._keep_up()
        finally:
            self._end()

    def _start(self) -> _Worker:
        up, says_up = _SPAWN.Pipe(duplex=False)
        owner = new_owner()
        process = _SPAWN.Process(
            target=_work, args=(self._settings, self._listener, owner, says_up), name=f"mock worker {owner}"
        )
        process.start()
        # The worker's own end is the only one then: it is closed when the worker ends, however that comes.
        says_up.close()
        return _Worker(owner, process, up)

    def _all_come_up(self) -> bool:
        for worker in self._workers:
            if self._stop in wait([worker.up, self._stop]):
                return False
            if not worker.came_up():
                worker.process.join()
                raise WorkersError(f"a worker ended while it started ({_how(worker)}); standard error says why")
        return True

    def _keep_up(self) -> None:
        while True:
            sentinels = [worker.process.sentinel for worker in self._workers]
            gone = wait([*sentinels, self._stop])
            if self._stop in gone:
                return
            for place, sentinel in enumerate(sentinels):
                if sentinel in gone and not self._fill(place):
                    return

    def _fill(self, place: int) -> bool:
        """Put another worker in the place of one that ended; False where the mock is to end."""
        worker = self._workers[place]
        worker.process.join()
        if worker.process.exitcode == 0:
            return False
        self._give_back(worker)
        _log.warning("worker %s ended (%s); another takes its place", worker.process.pid, _how(worker))
        if not worker.came_up() and wait([self._stop], _PAUSE):
            return False
        worker.up.close()
        self._workers[place] = self._start()
        return True

    def _give_back(self, worker: _Worker) -> None:
        if self._settings.state != MEMORY and worker.came_up():
            try:
                asyncio.run(_abandon(self._settings, worker.owner))
            except StateError as error:
                _log.warning("%s; what worker %s had reserved is given back later", error, worker.process.pid)

    def _end(self) -> None:
        # While one of its copies is open, the queue would take calls that nobody answers.
        self._listener.close()
        for worker in self._workers:
            worker.process.terminate()
        deadline = time.monotonic() + PATIENCE + _LAST_PATIENCE
        for worker in self._workers:
            worker.process.join(max(deadline - time.monotonic(), 0))
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
            if worker.process.exitcode:
                self._give_back(worker)
            worker.up.close()


async def _abandon(settings: Settings, owner: str) -> None:
    state = create_state(settings)
    try:
        await state.abandon(owner)
    finally:
        await state.close()


def _how(worker: _Worker) -> str:
    code = worker.process.exitcode or 0
    return f"status {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


@contextmanager
def _stop_signals() -> Iterator[socket.socket]:
    """Give a socket that can be read from once SIGINT or SIGTERM came."""
    told, tells = socket.socketpair()
    tells.setblocking(False)
    before = {number: signal.signal(number, lambda *_: None) for number in _STOPS}
    wakeup = signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
    try:
        yield told
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        told.close()
        tells.close()


def _work(settings: Settings, listener: socket.socket, owner: str, says_up: Connection) -> None:
    """What a worker does, from its first moment to its last."""
    # Ctrl-C reaches all processes of a terminal; until uvicorn listens to it, the parent says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        app = LeanApp(create_service(settings, owner))
    except (ContractError, SettingsError, EngineError, StateError) as error:
        sys.exit(str(error))
    serve(app, listener, lambda: says_up.send(True))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
