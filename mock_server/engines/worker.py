"""The server's end of one process that makes films.

A program of its own, not `multiprocessing`: that would run the user's script once more in each process, and its pools
end as a whole with the first process that crashes, and cannot end one that hangs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import BinaryIO, cast

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Film, Level, NoFaceError, TooSlowError, UndecodablePhotoError, WorkerLostError
from mock_server.engines.options import Options
from mock_server.engines.working import ORDER, RESULT, Outcome, arguments

_PROGRAM = """
import json, sys
told = json.loads(sys.argv[1])
sys.path[:] = told["path"]
from mock_server.engines.working import main
main(told)
"""
_START_PATIENCE = 120.0
"""Seconds that a process is given to load everything: half of one is usual."""
_REFUSALS = {Outcome.UNDECODABLE: UndecodablePhotoError, Outcome.NO_FACE: NoFaceError}


class Worker:
    """One process, started at once; it loads everything while nobody waits. For one thread at a time but `kill`."""

    def __init__(self, options: Options, ending: bytes, patience: float) -> None:
        """ending: what follows the video in an answer. patience: seconds that one film may take."""
        self._patience = patience
        self._ready = self._expired = False
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-c", _PROGRAM, *arguments(options, ending)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C reaches all of a terminal's group: the server alone is to hear of it.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._orders = cast("BinaryIO", self._process.stdin)
        self._results = cast("BinaryIO", self._process.stdout)

    @property
    def pid(self) -> int:
        """Return the process's id."""
        return self._process.pid

    def film(self, photo: bytes, kind: LivePhotoType) -> Film:
        """Return the film of `photo`.

        Raises UndecodablePhotoError and NoFaceError; TooSlowError and WorkerLostError, after which it is of no use.
        """
        if not self._ready:
            with self._within(_START_PATIENCE):
                self._receive()
            self._ready = True
        with self._within(self._patience):
            self._orders.write(ORDER.pack(kind, len(photo)))
            self._orders.write(photo)
            self._orders.flush()
            outcome, level, data = self._receive()
        if outcome is Outcome.FILM:
            return Film(data, Level(level))
        raise _REFUSALS[outcome](data.decode())

    def kill(self) -> None:
        """End the process, from any thread."""
        self._process.kill()

    def close(self) -> None:
        """End the process and let go of its pipes."""
        self.kill()
        for pipe in (self._orders, self._results):
            with suppress(OSError):  # what was not sent is of no interest
                pipe.close()
        self._process.wait()

    def _receive(self) -> tuple[Outcome, int, bytes]:
        outcome, level, size = RESULT.unpack(self._read(RESULT.size))
        return Outcome(outcome), level, self._read(size)

    def _read(self, size: int) -> bytes:
        data = self._results.read(size)
        if len(data) < size:
            raise EOFError
        return data

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """End the process if it takes longer: whoever waits for it then sees its pipes end."""
        timer = Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        lost = False
        try:
            yield
        except (EOFError, OSError):
            lost = True
        finally:
            timer.cancel()
            timer.join()
        if self._expired:
            raise TooSlowError(f"the engine's process {self.pid} took over {seconds:g} s and was ended")
        if lost:
            raise WorkerLostError(f"the engine's process {self.pid} ended with status {self._process.wait()}")

    def _expire(self) -> None:
        self._expired = True
        self.kill()
