"""A server as a process: its start, and what it and its children have used. Linux only: read from /proc."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from measuring.answers import Answer, ask
from measuring.loads import Load

_TICK = os.sysconf("SC_CLK_TCK")
_START_PATIENCE = 60
_STOP_PATIENCE = 5
_IDLE_PATIENCE = 20
_LOOK_EVERY = 0.005


class StartError(Exception):
    """A server ended, or did not answer, before it could be measured; the message ends with what it printed."""


class Server:
    """A running server."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.name = name
        self.port = port
        self._process = process
        self._log = log

    def first_answer(self, load: Load) -> Answer:
        """Return the first answer of the right status, asked for until it comes. Raises StartError."""
        deadline = time.monotonic() + _START_PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                answer = ask(self.port, load)
            except (OSError, HTTPException):
                time.sleep(_LOOK_EVERY)
                continue
            if answer.status == load.status:
                return answer
            time.sleep(_LOOK_EVERY)
        raise StartError(f"{self.name} gave no good answer: {self._log.read_text(errors='replace')[-500:].strip()}")

    def cpu_seconds(self) -> float:
        """Return the CPU that the server and its children have used, user and system."""
        return sum(sum(map(int, _stat(pid)[11:13])) for pid in self._tree()) / _TICK

    def peak_mb(self) -> float:
        """Return the highest resident memory so far (10^6 bytes), of the server and its children together."""
        return sum(_status_kib(pid, "VmHWM") for pid in self._tree()) * 1024 / 1e6

    def settle(self) -> None:
        """Wait until the server has finished what the last load left it with."""
        deadline, before = time.monotonic() + _IDLE_PATIENCE, -1.0
        while time.monotonic() < deadline:
            now = self.cpu_seconds()
            if now - before < 2 / _TICK:
                return
            before = now
            time.sleep(0.2)

    def _tree(self) -> list[int]:
        parents = {int(each.name): _parent(int(each.name)) for each in Path("/proc").iterdir() if each.name.isdigit()}
        tree = [self._process.pid]
        for pid in tree:
            tree += [child for child, parent in parents.items() if parent == pid]
        return tree


@contextmanager
def started(
    name: str, command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
) -> Iterator[Server]:
    """Run a server for the length of a `with` block; it may not answer yet."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        yield Server(name, process, port, log)
    finally:
        _stop(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def machine_cpu_seconds() -> float:
    """Return the CPU that all processes of the machine have used, user and system."""
    user, nice, system = Path("/proc/stat").read_text().split()[1:4]
    return (int(user) + int(nice) + int(system)) / _TICK


def _stop(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(_STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait(_STOP_PATIENCE)


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat that follow the name, from the state on; zeros for who is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _status_kib(pid: int, field: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)
