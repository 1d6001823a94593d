from __future__ import annotations

import asyncio
import socket

import httpx
import pytest
from openapi_spec_validator import validate

from mock_server import Settings, create_app, running

TOKEN = "a-token-of-some-length"


def test_the_openapi_document_is_valid_and_in_camel_case(shared):
    document = shared.get("/openapi.json")
    validate(document)
    assert "/__admin/requests/unmatched/near-misses" in document["paths"]
    assert all(path.startswith("/__admin/") for path in document["paths"])
    names = [name for schema in document["components"]["schemas"].values() for name in schema.get("properties", {})]
    assert "retryAfter" in names
    assert not [name for name in names if "_" in name]


def test_every_operation_has_a_summary_and_says_what_errors_look_like(shared):
    for path in shared.get("/openapi.json")["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert "default" in operation["responses"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/health/", 404),
        ("PATCH", "/health", 405),
        ("GET", "/requests/count/now", 404),
    ],
)
def test_what_there_is_not_is_one_line(shared, method, path, status):
    answer = shared.admin(method, path)
    (error,) = answer.json()["errors"]
    assert answer.status_code == status
    assert path in error["detail"]


def test_a_body_that_is_no_json_is_one_line(shared):
    headers = {"content-type": "application/json"}
    answer = shared.http.post("/__admin/requests/count", content=b"{", headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"].startswith("the body is not JSON")


def test_a_page_of_another_origin_is_turned_away_and_no_cors_header_shown(shared):
    answer = shared.admin("GET", "/health", headers={"Origin": "http://app.example"})
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "may not use the control API" in answer.json()["errors"][0]["detail"]


def test_a_preflight_is_turned_away(shared):
    headers = {"Origin": "http://app.example", "Access-Control-Request-Method": "POST"}
    answer = shared.admin("OPTIONS", "/reset", headers=headers)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_name_that_points_here_by_rebinding_is_turned_away(shared):
    assert shared.admin("GET", "/requests", headers={"Host": "evil.example"}).status_code == 403


def _own_address() -> str | None:
    """An address of this machine that is not loopback, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def test_by_another_address_than_loopback_the_token_is_needed():
    address = _own_address()
    if address is None or address.startswith("127."):
        pytest.skip("this machine has no other address than loopback")
    with running(create_app(Settings(engine="canned", admin_token=TOKEN)), host=address) as url:
        without = httpx.get(f"{url}/__admin/health", trust_env=False)
        wrong = httpx.get(f"{url}/__admin/health", headers={"Authorization": "Bearer x"}, trust_env=False)
        right = httpx.get(f"{url}/__admin/health", headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False)
        open_to_all = httpx.get(f"{url}/", trust_env=False)
    assert (without.status_code, wrong.status_code, right.status_code) == (401, 401, 200)
    assert without.headers["www-authenticate"] == "Bearer"
    assert open_to_all.status_code == 401
    assert "x-livephoto-mock" in open_to_all.headers


def test_without_a_token_the_control_api_is_closed_to_others():
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(Settings(engine="canned")), client=("192.168.0.9", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as http:
            return await http.get("/__admin/requests")

    answer = asyncio.run(go())
    assert answer.status_code == 403
    assert "start the mock with --admin-token" in answer.json()["errors"][0]["detail"]
