"""Runs the whole check against a changed mock, in process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

import httpx

from contract_tests.checking import Check
from contract_tests.pace import Pace
from contract_tests.probes import Probe, probes
from contract_tests.report import Report
from contract_tests.target import Target
from drifting.mutation import Mutation
from drifting.wire import App, Call, Receive, Reply, Scope, Send, answer, ask, read
from livephoto.contract import Edition, load_edition, load_editions
from mock_server import Settings
from mock_server.app import create_app
from mock_server.engines.canned import CannedEngine
from mock_server.service import Service
from mock_server.state.memory import MemoryState
from mock_server.vendor import VendorApi

EDITION = "2026-01"
ONE_SUCCESS = 22
PLENTY = 10_000


class Drifted:
    """ASGI wrapper: the mock of an edition with one mutation between it and its callers."""

    def __init__(self, mutation: Mutation, edition: str = EDITION) -> None:
        self.mutation = mutation
        changed = mutation.edition(load_edition(edition))
        service = Service(Settings(edition=edition, engine="canned"), changed, CannedEngine(), MemoryState(100))
        self.mock: App = VendorApi(_nobody, service)
        self.replies: list[Reply] = []
        self.failed: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await answer(await self._reply(replace(await read(scope, receive), earlier=self.replies)), send)
        except Exception as error:
            self.failed = error
            raise

    async def _reply(self, call: Call) -> Reply:
        changed = self.mutation.call(call)
        if isinstance(changed, Reply):
            return changed
        reply = await ask(self.mock, changed)
        self.replies.append(reply)
        return self.mutation.reply(call, reply)


def check(mutation: Mutation, credits: int = PLENTY) -> Report:
    """Return the report on the default edition's mock with a mutation."""
    app = Drifted(mutation)
    report = asyncio.run(_run(app, EDITION, credits, (load_edition(EDITION),)))
    if app.failed is not None:
        raise app.failed
    return report


def clean(edition: str, engine: str, asked: str | None = None, credits: int = PLENTY) -> Report:
    """Return the report on an unchanged mock, held against its own edition or another."""
    app = create_app(Settings(edition=edition, engine=engine))
    return asyncio.run(_run(app, asked or edition, credits, load_editions()))


@cache
def portrait() -> bytes:
    return files("mock_server").joinpath("assets/portrait.jpg").read_bytes()


@cache
def built_probes(edition: str) -> tuple[Probe, ...]:
    """Return an edition's probes, their photos built once for all runs."""
    found = probes(load_edition(edition), portrait())
    return tuple(
        replace(probe, parts=tuple((name, file, cache(content)) for name, file, content in probe.parts))
        for probe in found
    )


async def _run(app: App, asked: str, credits: int, editions: Sequence[Edition]) -> Report:
    edition = load_edition(asked)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with Target("http://127.0.0.1", "check-key", edition, transport=transport) as target:
        return await Check(target, edition, editions, credits, Pace(sleep=_no_wait)).run(built_probes(asked))


async def _no_wait(_: float) -> None:
    """Take no time where the check would wait."""


async def _nobody(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError(scope["path"])
