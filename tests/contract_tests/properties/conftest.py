from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import httpx
import pytest

from contract_tests.exchange import Answer
from contract_tests.probes import Probe
from contract_tests.target import Target
from mock_server import Settings, create_app

Ask = Callable[[Probe], Answer]


@pytest.fixture(scope="session")
def mocks_in_process() -> Iterator[Callable[..., Ask]]:
    """Gives, for settings of the mock, a function that sends a probe to it without a socket."""
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())

        @cache
        def start(edition: str, credits: int | None = None, locked: bool = False) -> Ask:
            locked_keys = ("the-key",) if locked else ()
            app = create_app(Settings(edition=edition, engine="canned", credits=credits, locked_keys=locked_keys))
            stack.callback(app.service.close)
            target = Target(
                "http://mock",
                "the-key",
                app.service.edition,
                transport=httpx.ASGITransport(app, raise_app_exceptions=True),
            )
            stack.callback(lambda: runner.run(target.__aexit__(None, None, None)))

            def ask(probe: Probe) -> Answer:
                answer = runner.run(target.send(probe))
                assert isinstance(answer, Answer), answer
                return answer

            return ask

        yield start
