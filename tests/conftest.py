from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from hypothesis import settings

from livephoto.contract import load_edition
from mock_server import Settings, create_app, running

KEY = "a-key"

# What a newer Python changes nothing about, and takes long: browsers, other programs, whole runs of a command, pixels.
# They run on the oldest Python that we support; `-m "not once"` leaves them out.
ONCE = (
    "clients",
    "contract_tests/docs",
    "contract_tests/drift",
    "contract_tests/learning",
    "contract_tests/properties",
    "contract_tests/recorded",
    "contract_tests/recordings/test_against.py",
    "contract_tests/test_commands.py",
    "contract_tests/test_explore.py",
    "contract_tests/test_plugin.py",
    "documents",
    "examples",
    "exports",
    "mock_server/engines",
    "mock_server/page",
    "mock_server/test_bad_photos.py",
    "mock_server/test_executing.py",
    "mock_server/test_filming.py",
    "mock_server/test_pytest_plugin.py",
    "mock_server/test_replicas.py",
    "mock_server/test_workers.py",
)

# `--hypothesis-profile` chooses another; a CI server draws the same examples on every run.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=2_000, print_blob=True)
# A folder of editions in the shell that runs them is none of theirs.
os.environ.pop("LIVEPHOTO_EDITIONS", None)

settings.load_profile("ci" if "CI" in os.environ else "dev")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folders = tuple(Path(__file__).parent / name for name in ONCE)
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in folders):
            item.add_marker(pytest.mark.once)


class Mock:
    """A running mock, with requests to it spelled short."""

    def __init__(self, base_url: str, settings: Settings) -> None:
        self.base_url = base_url
        self.edition = load_edition(settings.edition)
        self.http = httpx.Client(base_url=base_url, trust_env=False)

    def post(
        self,
        image: bytes | None = None,
        *,
        key: str | None = KEY,
        type: str | None = None,
        name: str = "photo",
        **headers: str,
    ) -> httpx.Response:
        files = {"image_target": (name, image)} if image is not None else {"nothing": ("", b"")}
        data = {"type": type} if type is not None else {}
        return self.http.post(self.edition.request.path, files=files, data=data, headers=self.headers(key, **headers))

    def headers(self, key: str | None = KEY, **more: str) -> dict[str, str]:
        return ({self.edition.request.key_header: key} if key is not None else {}) | more

    def credits(self, key: str = KEY) -> int:
        query = self.edition.credits_query
        return int(self.http.get(query.path, headers=self.headers(key)).json()["data"][0]["balance"])


@pytest.fixture(scope="session")
def mocks() -> Iterator[Callable[..., Mock]]:
    """Gives a running mock for settings; equal settings share one for the whole session."""
    with ExitStack() as stack:
        started: dict[str, Mock] = {}

        def start(**settings: object) -> Mock:
            made = Settings(**{"engine": "canned", **settings})  # type: ignore[arg-type]
            name = f"{made}{made.api_keys}{made.locked_keys}"
            if name not in started:
                started[name] = Mock(stack.enter_context(running(create_app(made))), made)
                stack.callback(started[name].http.close)
            return started[name]

        yield start


@pytest.fixture(scope="session")
def mock(mocks: Callable[..., Mock]) -> Mock:
    """The default mock: edition 2026-01, canned clips, credits without end."""
    return mocks()
