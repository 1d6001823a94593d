from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from mock_server import Settings, create_app, running

PHOTO = build(PhotoSpec())


class Bench:
    """A mock that no other test uses, its control API, and calls to it spelled short."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.http = httpx.Client(base_url=base_url, trust_env=False, timeout=30)

    def call(
        self, key: str | None = "k", photo: bytes = PHOTO, name: str = "image_target", **data: str
    ) -> httpx.Response:
        headers = {"ailabapi-api-key": key} if key else {}
        path = "/api/portrait/effects/live-photo"
        return self.http.post(path, files={name: ("a.jpg", photo)}, data=data, headers=headers)

    def admin(self, method: str, path: str, json: object = None, **more: object) -> httpx.Response:
        return self.http.request(method, f"/__admin{path}", json=json, **more)  # type: ignore[arg-type]

    def get(self, path: str, **more: object) -> object:
        answer = self.admin("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="session")
def shared() -> Iterator[Bench]:
    """One mock for tests that leave nothing behind in it."""
    with running(create_app(Settings(engine="canned"))) as base_url:
        bench = Bench(base_url)
        yield bench
        bench.http.close()


@pytest.fixture
def benches() -> Iterator[Callable[..., Bench]]:
    """Starts mocks for settings."""
    with ExitStack() as stack:

        def start(**settings: object) -> Bench:
            app = create_app(Settings(**{"engine": "canned", **settings}))  # type: ignore[arg-type]
            bench = Bench(stack.enter_context(running(app)))
            stack.callback(bench.http.close)
            return bench

        yield start


@pytest.fixture
def bench(benches: Callable[..., Bench]) -> Bench:
    """A fresh mock as it is by default."""
    return benches()
