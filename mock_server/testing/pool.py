"""The mocks of one test session: one for each kind and each settings, started when first asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mock_server.settings import Settings
from mock_server.testing.host import Host

Kind = TypeVar("Kind", bound=Host)

_JOURNAL_SIZE = 10_000


class Pool:
    """Keeps mocks until the session ends."""

    def __init__(self) -> None:
        self._hosts: dict[tuple[type[Host], str, str], Host] = {}

    def host(self, kind: type[Kind], edition: str, engine: str) -> Kind:
        """Return a mock of that kind, as good as new. Raises ContractError, EngineError, AddressError."""
        name = (kind, edition, engine)
        host = self._hosts.get(name)
        if host is None or not host.alive:
            host = kind(Settings(edition=edition, engine=engine, journal_size=_JOURNAL_SIZE))
            self._hosts[name] = host
        if not isinstance(host, kind):
            raise TypeError(f"{host!r} is kept under another kind")
        host.call(host.app.reset())
        return host

    def close(self) -> None:
        """End all of them, side by side: each takes a moment to notice."""
        with ThreadPoolExecutor() as ends:
            list(ends.map(lambda host: host.close(), self._hosts.values()))
        self._hosts.clear()
