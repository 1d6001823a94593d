from __future__ import annotations

import httpx
import pytest

from mock_server.building import create_service
from mock_server.control.api import ControlApi
from mock_server.control.errors import problems
from mock_server.settings import Settings
from mock_server.state.base import StateError


def test_an_error_has_a_title_and_a_detail():
    answer = problems(404, ["there is none"], {"x-more": "1"})
    assert answer.body == b'{"errors":[{"title":"Not Found","detail":"there is none"}]}'
    assert answer.headers["x-more"] == "1"


@pytest.mark.anyio
async def test_a_state_that_cannot_be_reached_is_one_line(monkeypatch, caplog):
    service = create_service(Settings(engine="canned"))

    async def fail(after=0):
        raise StateError("redis at HOST does not answer: is it up?")

    monkeypatch.setattr(service.state, "notes", fail)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ControlApi(service)), base_url="http://mock") as http:
        answer = await http.get("/__admin/requests")
    service.close()
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["detail"] == "redis at HOST does not answer: is it up?"
    assert "does not answer" in caplog.text


@pytest.fixture
def anyio_backend():
    return "asyncio"
