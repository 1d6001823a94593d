from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from livephoto.async_client import AsyncClient
from livephoto.client import Client
from livephoto.credits import Credits
from livephoto.video import LivePhoto

ANSWERS = Path(__file__).parents[2] / "fixtures" / "answers"
Handler = Callable[[httpx.Request], httpx.Response]


class Twin:
    """Client or AsyncClient behind one plain face, so that one test holds both to the same.

    `slept` gathers the pauses; no time passes but in them.
    """

    def __init__(self, awaited: bool) -> None:
        self.awaited = awaited
        self.slept: list[float] = []
        self.client: Client | AsyncClient

    def make(self, handler: Handler, **settings: Any) -> Twin:
        transport = httpx.MockTransport(handler)
        settings = {"api_key": "secret-key", "transport": transport, "clock": self.now, "chance": float} | settings
        kind: Any = AsyncClient if self.awaited else Client
        self.client = kind(sleep=self._sleep_awaited if self.awaited else self._sleep, **settings)
        return self

    def now(self) -> float:
        return sum(self.slept)

    def animate(self, photo: Any, *given: Any, **more: Any) -> LivePhoto:
        made: LivePhoto = self._run(lambda: self.client.animate(photo, *given, **more))
        return made

    def credits(self) -> Credits:
        found: Credits = self._run(lambda: self.client.credits())
        return found

    def close(self) -> None:
        self._run(lambda: self.client.aclose() if isinstance(self.client, AsyncClient) else self.client.close())

    def _run(self, act: Callable[[], Any]) -> Any:
        async def main() -> Any:
            return await act()

        return asyncio.run(main()) if self.awaited else act()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def _sleep_awaited(self, seconds: float) -> Awaitable[None]:
        self.slept.append(seconds)
        return asyncio.sleep(0)


@pytest.fixture(params=[False, True], ids=["Client", "AsyncClient"])
def twin(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Twin]:
    """Both clients, one after the other, away from the user's environment."""
    for name in ("AILAB_API_KEY", "LIVEPHOTO_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    made = Twin(request.param)
    yield made
    if hasattr(made, "client"):
        made.close()


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    """The bodies in fixtures/answers by name, parsed."""
    return {file.stem: json.loads(file.read_bytes()) for file in sorted(ANSWERS.glob("*.json"))}


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A JPEG header of 64 x 64 px: enough for the client, which decodes no pixel."""
    return b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x40\x00\x40\x03" + bytes(2000)
