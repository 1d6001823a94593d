"""Chooses where the mock remembers."""

from __future__ import annotations

import secrets

from mock_server.settings import Settings
from mock_server.state.address import MEMORY, read_address
from mock_server.state.base import State, StateError
from mock_server.state.memory import MemoryState


def create_state(settings: Settings, owner: str | None = None) -> State:
    """Return the state that the settings ask for, seen to be there.

    owner: the name of this replica; by default one of its own. Raises StateError where the state cannot be had.
    """
    if settings.state == MEMORY:
        return MemoryState(settings.journal_size)
    address = read_address(settings.state)
    try:
        from mock_server.state.redis import RedisState
    except ModuleNotFoundError as error:
        if error.name != "redis":
            raise
        raise StateError(f"{address.shown} needs redis-py: pip install 'livephoto[replicas]'") from None
    state = RedisState(settings.state, settings.journal_size, owner or new_owner())
    state.check()
    return state


def new_owner() -> str:
    """Return a name for a replica that no other has."""
    return secrets.token_hex(6)
