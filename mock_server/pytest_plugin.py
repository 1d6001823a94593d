"""The pytest plugin of the mock: fixtures that give a test a mock of its own, and a marker that says what it is like.

Installed with the package, so every run of pytest in that environment loads it: it imports pytest alone, and the mock
when a test asks for a fixture.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from livephoto.async_client import AsyncClient
    from livephoto.client import Client
    from mock_server.testing.in_process import InProcessMock
    from mock_server.testing.marker import Wanted
    from mock_server.testing.mock import LivePhotoMock
    from mock_server.testing.pool import Pool

Kept = TypeVar("Kept")

_INI = "livephoto_strict"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option."""
    parser.addini(
        _INI,
        "let a test fail at its end for what the retry auditor finds, for calls that were refused for what they held, "
        "and for answers that were prepared and not asked for (false)",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest the marker."""
    config.addinivalue_line(
        "markers",
        "livephoto(edition, scenario, credits, engine, strict, key): what the livephoto_mock of a test is like",
    )


@pytest.fixture(scope="session")
def _livephoto_pool() -> Iterator[Pool]:
    try:
        from mock_server.testing.pool import Pool
    except ModuleNotFoundError as error:
        _fail(f'livephoto_mock needs {error.name}: pip install "livephoto[mock]"')
    pool = Pool()
    yield pool
    pool.close()


@pytest.fixture
def livephoto_mock(request: pytest.FixtureRequest, _livephoto_pool: Pool) -> Iterator[LivePhotoMock]:
    """Give a mock of the API on a real socket, as good as new, with a key of this test's own.

    One server for the session and each settings. See @pytest.mark.livephoto.
    """
    from mock_server.testing.host import SocketHost
    from mock_server.testing.mock import LivePhotoMock

    wanted = _wanted(request)
    host = _started(lambda: _livephoto_pool.host(SocketHost, wanted.edition, wanted.engine))
    mock = LivePhotoMock(host, wanted.key or _fresh_key())
    _prepare(mock, wanted)
    yield mock
    _judge(mock, request, wanted)


@pytest.fixture
def livephoto_client(livephoto_mock: LivePhotoMock) -> Iterator[Client]:
    """Give a livephoto.Client that calls this test's mock with this test's key."""
    from livephoto.client import Client

    with Client(api_key=livephoto_mock.key, base_url=livephoto_mock.url, trust_env=False) as client:
        yield client


@pytest.fixture
def livephoto_async_client(livephoto_mock: LivePhotoMock) -> AsyncClient:
    """Give a livephoto.AsyncClient that calls this test's mock with this test's key, in whatever loop the test has."""
    import httpx

    from livephoto.async_client import AsyncClient

    # No connection is kept, so none is left to be closed when the test's event loop may be gone already.
    limits = httpx.Limits(max_keepalive_connections=0)
    return AsyncClient(api_key=livephoto_mock.key, base_url=livephoto_mock.url, trust_env=False, limits=limits)


@pytest.fixture
def livephoto_mock_inprocess(request: pytest.FixtureRequest, _livephoto_pool: Pool) -> Iterator[InProcessMock]:
    """Give a mock of the API inside this process: no socket is opened, and httpx calls to the vendor's host reach it.

    So code with a hard-coded URL needs no change. Other hosts are left alone. Needs respx.
    """
    from mock_server.testing.host import ProcessHost

    try:
        from mock_server.testing.in_process import InProcessMock, vendor_host
    except ModuleNotFoundError as error:
        says = "livephoto_mock_inprocess answers for the vendor's host by"
        _fail(f"{says} {error.name}: pip install {error.name}, or use livephoto_mock")

    wanted = _wanted(request)
    host = _started(lambda: _livephoto_pool.host(ProcessHost, wanted.edition, wanted.engine))
    mock = InProcessMock(host, wanted.key or _fresh_key())
    _prepare(mock, wanted)
    with vendor_host(mock):
        yield mock
    _judge(mock, request, wanted)


def _wanted(request: pytest.FixtureRequest) -> Wanted:
    from mock_server.testing.marker import MarkerError, wanted_by

    marks = ((mark.args, mark.kwargs) for mark in request.node.iter_markers("livephoto"))
    try:
        return wanted_by(marks)
    except MarkerError as error:
        _fail(str(error))


def _started(start: Callable[[], Kept]) -> Kept:
    from livephoto.contract import ContractError
    from mock_server.engines.base import EngineError

    try:
        return start()
    except (ContractError, EngineError) as error:
        _fail(f"livephoto_mock: {error}")


def _prepare(mock: LivePhotoMock, wanted: Wanted) -> None:
    from mock_server.settings import SettingsError

    if wanted.credits is not None:
        mock.give(wanted.credits)
    try:
        if wanted.scenario is not None:
            mock.scenario(wanted.scenario)
    except SettingsError as error:
        _fail(f"the marker livephoto: scenario: {error}")


def _judge(mock: LivePhotoMock, request: pytest.FixtureRequest, wanted: Wanted) -> None:
    if not (request.config.getini(_INI) if wanted.strict is None else wanted.strict):
        return
    complaints = [f"{finding.severity}: {finding.kind}: {finding.says}" for finding in mock.audit()]
    complaints += [f"refused: {miss}" for miss in mock.near_misses]
    complaints += [f"not asked for: {answer}" for answer in mock.unused()]
    if complaints:
        _fail("\n".join(["livephoto_mock is strict:", *complaints]))


def _fail(says: str) -> NoReturn:
    # Without what came before: it would be told as well, in the same words.
    raise pytest.fail.Exception(says, pytrace=False) from None


def _fresh_key() -> str:
    return f"test-{os.urandom(8).hex()}"
