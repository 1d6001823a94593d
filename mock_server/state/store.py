"""The connection to the server that keeps a shared state: steps in, answers out, failures in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import AuthenticationError, Redis, RedisError
from redis import ConnectionError as Unreachable
from redis import TimeoutError as Slow
from redis.asyncio import BlockingConnectionPool
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript

from mock_server.state.address import Address
from mock_server.state.base import StateError
from mock_server.state.scripts import Step

_CONNECTIONS = 16
"""One process asks so many things at once at most; more wait their turn, each for well under a millisecond."""
_CONNECT_PATIENCE = 3.0
_ANSWER_PATIENCE = 5.0
"""Seconds."""


class Store:
    """One replica's connections, for one event loop at a time."""

    def __init__(self, address: Address) -> None:
        """Connect to nothing yet. Raises StateError for a URL whose options are wrong."""
        self._address = address
        with _wrong_options(address):
            pool = BlockingConnectionPool.from_url(
                address.url,
                **_PATIENCE,
                max_connections=_CONNECTIONS,
                timeout=_ANSWER_PATIENCE,
                # redis-py would repeat any command whose answer was lost, a count too.
                retry=Retry(NoBackoff(), 0),
            )
        self._client = AsyncRedis(connection_pool=pool)
        self._scripts: dict[Step, tuple[AsyncScript, list[str]]] = {}

    async def run(self, step: Step, *arguments: str | float) -> Any:
        """Run a step; what has no answer is None. Raises StateError."""
        script, keys = self._scripts.get(step) or self._prepare(step)
        with self._failures():
            try:
                return await script(keys=keys, args=arguments)
            except (Unreachable, Slow):
                if not step.repeatable:
                    raise
            return await script(keys=keys, args=arguments)

    async def drop(self, *names: str) -> None:
        """Delete keys, together. Raises StateError."""
        with self._failures():
            await self._client.delete(*map(self._key, names))

    async def close(self) -> None:
        """Close the connections; the next step opens one anew."""
        await self._client.aclose()
        await self._client.connection_pool.disconnect()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (Unreachable, Slow) as error:
            raise StateError(f"lost the state at {self._address.shown}: {_reason(error)}") from error
        except RedisError as error:
            raise StateError(f"the state at {self._address.shown} refuses: {_reason(error)}") from error

    def _prepare(self, step: Step) -> tuple[AsyncScript, list[str]]:
        made = self._client.register_script(step.text), [self._key(name) for name in step.keys]
        self._scripts[step] = made
        return made

    def _key(self, name: str) -> str:
        # The braces keep all keys of a mock on one node of a cluster: a script may touch no other.
        return f"{{{self._address.prefix}}}:{name}"


_PATIENCE: dict[str, Any] = {
    "socket_connect_timeout": _CONNECT_PATIENCE,
    "socket_timeout": _ANSWER_PATIENCE,
    "decode_responses": True,
}


def check(address: Address) -> None:
    """Ask the server whether it is there and lets us in; blocks. Raises StateError."""
    advice = "start one or leave --state out"
    try:
        with _wrong_options(address), Redis.from_url(address.url, **_PATIENCE) as client:
            client.ping()
    except AuthenticationError as error:
        raise StateError(f"{address.shown} lets nobody in so: {_reason(error)}; is the password right?") from None
    except RedisError as error:
        raise StateError(f"cannot reach {address.shown}: {_reason(error)}; {advice}") from None


@contextmanager
def _wrong_options(address: Address) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError) as error:
        # redis-py hands options that it does not know on, until somebody has no such argument: at the first connection.
        raise StateError(f"{address.shown}: an option of the URL is wrong ({error})") from None


def _reason(error: BaseException) -> str:
    """Return the system's own words where they are behind an error, else the error's."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
        cause = cause.__cause__ or cause.__context__
    return str(error).strip().rstrip(".") or type(error).__name__
