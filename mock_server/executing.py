"""Runs a command beside a mock: its environment, its signals, its exit status, its bill."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from mock_server.audit.auditing import audit
from mock_server.audit_verb import exit_status, text
from mock_server.building import create_service
from mock_server.service import Service
from mock_server.serving import LeanApp, running
from mock_server.settings import Settings

NOT_RUNNABLE, NOT_FOUND = 126, 127
_OF_A_SIGNAL = 128

Say = Callable[[str], None]


class Unrunnable(Exception):  # noqa: N818 - what is said of a command, with its exit status
    """The command cannot be started; the message says why."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def execute(command: Sequence[str], settings: Settings, port: int, *, audited: bool, say: Say) -> int:
    """Run a command with a mock at its side; return the status to exit with. Call it from the main thread.

    say: takes lines for people. Raises Unrunnable, AddressError, and what `create_service` raises.
    """
    service = create_service(settings)
    with running(LeanApp(service), port=port) as url:
        status = _run(command, environment(os.environ, url, settings))
    return _told(service, status, audited=audited, say=say)


def environment(given: Mapping[str, str], url: str, settings: Settings) -> dict[str, str]:
    """Return a command's environment: where the mock is, a key where there is none, and no proxy in between."""
    made = {**given, "LIVEPHOTO_BASE_URL": url}
    if not made.get("AILAB_API_KEY"):
        made["AILAB_API_KEY"] = settings.api_keys[0] if settings.api_keys else f"exec-{secrets.token_hex(8)}"
    if any(name.lower().endswith("_proxy") and name.lower() != "no_proxy" for name in given):
        for name in ("NO_PROXY", "no_proxy"):
            made[name] = ",".join(filter(None, [given.get(name), "127.0.0.1"]))
    return made


def _run(command: Sequence[str], env: Mapping[str, str]) -> int:
    passed_on: list[int] = []
    with _signals(passed_on.append) as forward:
        try:
            child = subprocess.Popen(command, env=env)  # noqa: S603 - what the user asked to run
        except FileNotFoundError:
            raise Unrunnable(f"cannot run {command[0]}: there is no such command", NOT_FOUND) from None
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise Unrunnable(f"cannot run {command[0]}: {why}", NOT_RUNNABLE) from None
        for number in passed_on:
            child.send_signal(number)
        forward(child.send_signal)
        status = child.wait()
    return status if status >= 0 else _OF_A_SIGNAL - status


@contextmanager
def _signals(first: Callable[[int], None]) -> Iterator[Callable[[Callable[[int], None]], None]]:
    """Hand SIGINT and SIGTERM on; gives a function that says to whom from now on."""
    to = [first]

    def hand_on(number: int, _: FrameType | None) -> None:
        if not (number == signal.SIGINT and _at_a_terminal()):
            with suppress(ProcessLookupError):
                to[0](number)

    def hand_on_to(whom: Callable[[int], None]) -> None:
        to[0] = whom

    before = {number: signal.signal(number, hand_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield hand_on_to
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _at_a_terminal() -> bool:
    """Tell whether Ctrl-C reaches the command by itself: a terminal sends it to all that run in its foreground."""
    if os.name == "nt":
        return True
    try:
        with open("/dev/tty", "rb") as terminal:  # noqa: PTH123 - a device, unbuffered or not at all
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


def _told(service: Service, status: int, *, audited: bool, say: Say) -> int:
    entries = asyncio.run(service.journal.entries())
    found = audit(entries, service.edition)
    if audited:
        say(text(found.as_json()))
        return status or exit_status(found.as_json(), "error")
    calls = len(entries)
    say(f"livephoto exec: {calls} call{'' if calls == 1 else 's'}, {found.billed} credits billed")
    return status
