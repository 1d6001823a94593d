from __future__ import annotations

import asyncio
import socket
import sys

import pytest

from mock_server.settings import Settings
from mock_server.state.base import StateError
from mock_server.state.factory import create_state
from mock_server.state.memory import MemoryState


def test_memory_is_the_default_and_needs_no_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "redis", None)
    assert isinstance(create_state(Settings()), MemoryState)


def test_a_store_that_is_there_is_shared(store_url):
    async def hits():
        states = [create_state(Settings(state=store_url)) for _ in range(2)]
        counts = [(await state.hit("calls")).count for state in states]
        for state in states:
            await state.close()
        return counts, [state.shared for state in states]

    assert asyncio.run(hits()) == ([1, 2], [True, True])


def test_a_store_that_is_not_there_says_what_to_do_and_no_password():
    with socket.socket() as bound:
        # Bound and not listening: nobody else can be there.
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        with pytest.raises(StateError) as caught:
            create_state(Settings(state=f"redis://user:secret@127.0.0.1:{port}/0"))
    assert str(caught.value) == (
        f"cannot reach redis://127.0.0.1:{port}/0: connection refused; start one or leave --state out"
    )


@pytest.mark.parametrize("option", ["socket_timeout=soon", "nonsense=1"])
def test_an_option_that_is_none_is_one_line(store_url, option):
    with pytest.raises(StateError, match="an option of the URL is wrong"):
        create_state(Settings(state=f"{store_url}&{option}"))


def test_without_the_library_the_extra_is_named(monkeypatch):
    for name in [name for name in sys.modules if name == "redis" or name.startswith("redis.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("mock_server.state.redis", "mock_server.state.store"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(StateError, match=r"livephoto\[replicas\]"):
        create_state(Settings(state="redis://127.0.0.1"))


def test_the_settings_do_not_show_the_url():
    assert "secret" not in repr(Settings(state="redis://:secret@h"))
