from __future__ import annotations

import asyncio

import httpx

from mock_server.building import create_service
from mock_server.serving import LeanApp
from mock_server.settings import Settings


def test_health_counts_from_the_start_of_the_mock_though_the_control_api_is_loaded_later():
    service = create_service(Settings(engine="canned"))
    service.started -= 100

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(LeanApp(service)), base_url="http://mock") as http:
            return await http.get("/__admin/health")

    health = asyncio.run(ask()).json()
    service.close()
    assert health["uptimeInSeconds"] >= 100
    assert (health["status"], health["edition"], health["engine"]) == ("healthy", "2026-01", "canned")
