from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from contract_tests.probes import Probe, probes
from contract_tests.target import Target
from livephoto.contract import load_edition
from livephoto.recordings.captured import Captured
from livephoto.recordings.form import FormReader
from livephoto.recordings.store import Store
from mock_server import Settings, create_app

URL, KEY = "http://127.0.0.1:8300", "sk-a-very-secret-key-of-ours-4711"

Record = Callable[..., Path]


class Capturing(httpx.AsyncBaseTransport):
    """Passes calls on to a mock in this process, and stores every exchange."""

    def __init__(self, store: Store, named: str | None, **settings: object) -> None:
        self.store, self.named = store, named
        self.inner = httpx.ASGITransport(create_app(Settings(**{"engine": "canned", **settings})))  # type: ignore[arg-type]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        reader = FormReader(request.headers.get("content-type", ""), keep_files=True, most=64 << 20)
        reader.feed(body)
        began, started = time.monotonic(), datetime.now(UTC)
        response = await self.inner.handle_async_request(request)
        content = await response.aread()
        captured = Captured(
            request.method,
            str(request.url),
            request.headers.multi_items(),
            reader.close(),
            reader.sha256,
            reader.size,
            response.status_code,
            response.headers.multi_items(),
            content,
            False,
            started,
            time.monotonic() - began,
            self.named,
        )
        self.store.add(captured)
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))


@cache
def portrait() -> bytes:
    return files("mock_server").joinpath("assets/portrait.jpg").read_bytes()


@cache
def built_probes() -> tuple[Probe, ...]:
    """Every probe, its photo built once: all editions have the same limits."""
    return tuple(
        replace(probe, parts=tuple((name, file, cache(content)) for name, file, content in probe.parts))
        for probe in probes(load_edition(), portrait())
    )


def record(
    folder: Path, edition: str, asked: Sequence[Probe], *, keep_photos: bool = False, named: bool = True, **more: object
) -> Path:
    """Record probes against the mock of an edition; `named`: the recordings name the edition."""

    async def go() -> None:
        store = Store(folder, keep_photos=keep_photos)
        transport = Capturing(store, edition if named else None, edition=edition, **more)
        async with Target(URL, KEY, load_edition(edition), transport=transport) as target:
            for probe in asked:
                await target.send(probe)

    asyncio.run(go())
    return folder


@pytest.fixture(scope="session")
def every_probe(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a folder with every probe recorded against an edition's mock, made once."""
    return cache(lambda edition: record(tmp_path_factory.mktemp(edition), edition, built_probes()))


@pytest.fixture(scope="session")
def probe_named() -> Callable[[str], Probe]:
    return lambda name: next(probe for probe in built_probes() if probe.id == name)


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port that somebody holds, and nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def recorded(tmp_path: Path, probe_named: Callable[[str], Probe]) -> Record:
    """Records the probes of those names, in their order, into a new folder."""

    def make(*names: str, edition: str = "2026-01", folder: str = "recordings", **more: object) -> Path:
        return record(tmp_path / folder, edition, [probe_named(name) for name in names], **more)  # type: ignore[arg-type]

    return make
