from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from mock_server import Settings, create_app, running
from mock_server.answers import Answer
from mock_server.delivery import ConnectionCut, Delivery, ImageWatch
from mock_server.receive import ClientGone
from mock_server.scenarios.choosing import Plan
from mock_server.scenarios.faults import Fault, Moment
from mock_server.scenarios.stub import Delay, Dribble, Effect

PHOTO = build(PhotoSpec())
EDITION = load_edition()
PRICE = EDITION.billing.credits_per_success
DISCONNECT = {"type": "http.disconnect"}


class Raw:
    """A client that sees every byte, and how the connection ends."""

    def __init__(self, mock) -> None:
        host, _, port = mock.base_url.removeprefix("http://").rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def head(self, prefer: str, length: int, key: str = "k") -> None:
        lines = (
            f"POST {EDITION.request.path} HTTP/1.1",
            "Host: x",
            f"{EDITION.request.key_header}: {key}",
            f"Prefer: {prefer}",
            "Content-Type: multipart/form-data; boundary=b",
            f"Content-Length: {length}",
        )
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def request(self, prefer: str, key: str = "k") -> None:
        body = form(PHOTO)
        self.head(prefer, len(body), key)
        self.socket.sendall(body)

    def all(self) -> tuple[bytes, bool]:
        """Everything that comes, and whether the connection was reset."""
        answer = b""
        try:
            while piece := self.socket.recv(65536):
                answer += piece
        except ConnectionResetError:
            return answer, True
        return answer, False


def form(photo: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="image_target"; filename="p"\r\n\r\n'
    return head + photo + b"\r\n--b--\r\n"


@pytest.fixture
def purse(mocks, request):
    """What a call of this test's key cost, on a mock where credits are counted."""
    mock, key = mocks(credits=1000), request.node.name

    def spent() -> int:
        return 1000 - mock.credits(key)

    return mock, key, spent


def test_a_reset_at_the_start_comes_before_the_body(purse):
    mock, key, spent = purse
    with Raw(mock) as client:
        client.head("fault=CONNECTION_RESET_BY_PEER", 5_000_000, key)
        assert client.all() == (b"", True)
    assert spent() == 0


def test_a_reset_in_the_image_comes_as_soon_as_image_bytes_do(purse):
    mock, key, spent = purse
    with Raw(mock) as client:
        client.head("fault=CONNECTION_RESET_BY_PEER;at=image", 5_000_000, key)
        client.socket.sendall(form(PHOTO)[:200])
        assert client.all() == (b"", True)
    assert spent() == 0


def test_a_reset_in_the_video_comes_inside_the_base64_and_is_billed(purse):
    mock, key, spent = purse
    with Raw(mock) as client:
        client.request("fault=CONNECTION_RESET_BY_PEER;at=video", key)
        answer, reset = client.all()
    assert reset
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"video":"' in answer
    assert not answer.endswith(b"}")
    assert spent() == PRICE


def test_an_empty_response_is_an_end_without_a_byte(purse):
    mock, key, spent = purse
    with Raw(mock) as client:
        client.request("fault=EMPTY_RESPONSE", key)
        assert client.all() == (b"", False)
    assert spent() == 0


def test_a_malformed_chunk_follows_a_sound_head(purse):
    mock, key, spent = purse
    with Raw(mock) as client:
        client.request("fault=MALFORMED_RESPONSE_CHUNK", key)
        answer, reset = client.all()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert not reset
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"transfer-encoding: chunked" in head
    assert body
    assert spent() == 0


def test_random_data_is_no_http(purse):
    mock, key, spent = purse
    with Raw(mock) as client:
        client.request("fault=RANDOM_DATA_THEN_CLOSE", key)
        answer, reset = client.all()
    assert answer
    assert not reset
    assert not answer.startswith(b"HTTP")
    assert spent() == 0


def test_an_early_refusal_comes_while_the_body_is_not_even_begun(purse):
    mock, key, spent = purse
    with Raw(mock) as client:
        client.head("fault=EARLY_REFUSAL", 5_000_000, key)
        answer, _ = client.all()
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer
    assert b'"code":"ERROR_REQUEST_BODY_TOO_LARGE"' in answer
    assert spent() == 0


@pytest.mark.parametrize(
    ("fault", "errors"),
    [
        ("CONNECTION_RESET_BY_PEER", (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)),
        ("CONNECTION_RESET_BY_PEER;at=image", (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)),
        ("CONNECTION_RESET_BY_PEER;at=video", (httpx.ReadError,)),
        ("EMPTY_RESPONSE", (httpx.RemoteProtocolError,)),
        ("MALFORMED_RESPONSE_CHUNK", (httpx.RemoteProtocolError,)),
        ("RANDOM_DATA_THEN_CLOSE", (httpx.RemoteProtocolError,)),
    ],
)
def test_httpx_raises_what_the_fault_is(mock, fault, errors):
    with pytest.raises(errors):
        mock.post(PHOTO, Prefer=f"fault={fault}")
    assert mock.post(PHOTO).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "billed"),
    [
        ("TRUNCATED_JSON", 200, True),
        ("TRUNCATED_BASE64", 200, True),
        ("URL_SAFE_BASE64", 200, True),
        ("DATA_URI_BASE64", 200, True),
        ("WRAPPED_BASE64", 200, True),
        ("NOT_A_VIDEO", 200, True),
        ("ERROR_STATUS_WITH_SUCCESS", 500, True),
        ("SUCCESS_STATUS_WITH_ERROR", 200, False),
        ("GATEWAY_HTML_502", 502, False),
        ("GATEWAY_HTML_503", 503, False),
        ("FIREWALL_HTML_403", 403, False),
        ("EARLY_REFUSAL", 413, False),
    ],
)
def test_whatever_is_an_answer_has_its_status_and_price(purse, fault, status, billed):
    mock, key, spent = purse
    answer = mock.post(PHOTO, key=key, Prefer=f"fault={fault}")
    assert answer.status_code == status
    assert answer.headers["preference-applied"] == f"fault={fault}"
    assert spent() == (PRICE if billed else 0)


def test_a_large_upload_reads_its_early_refusal(mock):
    answer = mock.post(bytes(5_000_000), Prefer="fault=EARLY_REFUSAL")
    assert answer.status_code == 413


def test_a_client_that_goes_away_ends_its_delay_and_pays_for_what_was_made(mocks):
    app = create_app(Settings(engine="canned", credits=1000))
    with running(app) as base_url:
        with Raw(type("Here", (), {"base_url": base_url})) as client:
            client.request("delay=3600000", "gone")
            entry = wait_for(lambda: spent_by(app, "gone"))
        assert entry == PRICE
        (note,) = wait_for(lambda: asyncio.run(app.service.state.notes()))
    assert note["verdict"] == "client gone"


def test_delays_do_not_hold_up_a_server_that_is_stopped():
    app = create_app(Settings(engine="canned", credits=1000))
    with ThreadPoolExecutor(1) as pool:
        with running(app) as base_url:
            client = Raw(type("Here", (), {"base_url": base_url}))
            client.request("delay=3600000", "waits")
            wait_for(lambda: spent_by(app, "waits"))
            answer = pool.submit(client.all)
        assert answer.result(10)[0].startswith(b"HTTP/1.1 200")
        client.socket.close()


def spent_by(app, key: str) -> int:
    account = asyncio.run(app.service.ledger.account(key))
    return account.spent if account else 0


def wait_for(look):
    deadline = time.monotonic() + 10
    while not (found := look()):
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)
    return found


def test_in_process_a_fault_is_an_exception():
    app = create_app(Settings(engine="canned"))

    async def call(fault: str):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as http:
            headers = {EDITION.request.key_header: "k", "Prefer": f"fault={fault}"}
            return await http.post(EDITION.request.path, files={"image_target": PHOTO}, headers=headers)

    for fault in ("CONNECTION_RESET_BY_PEER", "CONNECTION_RESET_BY_PEER;at=image", "CONNECTION_RESET_BY_PEER;at=video"):
        with pytest.raises(ConnectionCut):
            asyncio.run(call(fault))
    for fault in ("EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE"):
        with pytest.raises(ConnectionResetError):
            asyncio.run(call(fault))
    assert asyncio.run(call("GATEWAY_HTML_502")).status_code == 502


class Line:
    """A call without a socket, and a clock that only its sleeps move."""

    def __init__(self, *events) -> None:
        self.events = [*events]
        self.done: list[object] = []
        self.delivery = Delivery({}, self.receive, self.send, "image_target", self.sleep)

    async def receive(self):
        if not self.events:
            await asyncio.Event().wait()
        self.done.append("receive")
        return self.events.pop(0)

    async def send(self, message) -> None:
        self.done.append(message.get("body", message.get("status")))

    async def sleep(self, seconds: float) -> None:
        self.done.append(seconds)


def plan(**effect) -> Plan:
    return Plan(Effect(**effect), 2.5 if "delay" in effect else 0.0)


DELAY = Delay("fixed", 2.5)
BODY = {"type": "http.request", "body": b"x", "more_body": True}
ANSWER = Answer(200, [], (b"0123", b"456789"))


def test_a_delay_before_reading_is_before_the_first_byte():
    line = Line()
    asyncio.run(line.delivery.before_reading(plan(delay=DELAY, moment=Moment.BEFORE_READING)))
    asyncio.run(line.delivery.before_answer(plan(delay=DELAY, moment=Moment.BEFORE_READING)))
    assert line.done == [2.5]


def test_a_delay_while_reading_is_once_after_the_first_bytes():
    line = Line(BODY, BODY)

    async def run():
        receive = line.delivery.reading(plan(delay=DELAY, moment=Moment.WHILE_READING))
        return [await receive(), await receive()]

    assert asyncio.run(run()) == [BODY, BODY]
    assert line.done == ["receive", 2.5, "receive"]


def test_a_delay_before_the_answer_ends_when_the_client_goes():
    line = Line(DISCONNECT)

    async def forever(_: float) -> None:
        await asyncio.Event().wait()

    line.delivery._sleep = forever
    with pytest.raises(ClientGone):
        asyncio.run(line.delivery.before_answer(plan(delay=DELAY)))


def test_a_delay_before_the_answer_ends_by_itself():
    line = Line()
    asyncio.run(line.delivery.before_answer(plan(delay=DELAY)))
    assert line.done == [2.5]


def test_a_dribbled_body_comes_in_pieces_with_a_pause_before_each():
    line = Line()
    asyncio.run(line.delivery.answer(ANSWER, plan(dribble=Dribble(4, 2.0))))
    assert line.done == [200, 0.5, b"012", 0.5, b"345", 0.5, b"678", 0.5, b"9"]


def test_a_body_shorter_than_its_pieces_comes_byte_by_byte():
    line = Line()
    asyncio.run(line.delivery.answer(Answer(200, [], (b"ab",)), plan(dribble=Dribble(9, 1.0))))
    assert line.done == [200, 0.5, b"a", 0.5, b"b"]


def test_without_a_connection_a_fault_is_an_exception_after_what_can_be_sent():
    line = Line()
    with pytest.raises(ConnectionCut):
        asyncio.run(line.delivery.break_off(plan(fault=Fault.EMPTY_RESPONSE)))
    assert line.done == []


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_image_is_found_however_the_body_was_cut(size):
    body = b'--b\r\nContent-Disposition: form-data; name="type"\r\n\r\n0\r\n' + form(b"PHOTO")
    watch, begun = ImageWatch("image_target"), 0
    for start in range(0, len(body), size):
        begun = start + size
        if watch.inside(body[start:begun]):
            break
    assert body.index(b"PHOTO") < begun <= max(body.index(b"PHOTO") + size, len(body)) + size


def test_without_an_image_there_is_none():
    assert not ImageWatch("image_target").inside(b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nimage\r\n')


def test_a_dribbled_answer_arrives_whole(mock):
    document = {"chunkedDribbleDelay": {"numberOfChunks": 7, "totalDuration": 7}}
    answer = with_next(mock, document)
    assert answer.status_code == 200
    assert json.loads(answer.content)["data"]["video"]


def with_next(mock, response) -> httpx.Response:
    app = create_app(Settings(engine="canned"))
    asyncio.run(app.service.scenarios.answer_next(response))
    with running(app) as base_url, httpx.Client(base_url=base_url, trust_env=False) as http:
        return http.post(EDITION.request.path, files={"image_target": PHOTO}, headers=mock.headers())
