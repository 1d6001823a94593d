from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files

import httpx
import pytest

from contract_tests.base_url import TargetError
from contract_tests.exchange import Answer
from contract_tests.no_answer import NoAnswer, no_answer
from contract_tests.probes import Probe, probes
from contract_tests.target import LARGEST_ANSWER, LARGEST_REFUSAL, Target
from livephoto.contract import load_edition

EDITION = load_edition("2026-01")
PROBES = {
    probe.id: probe for probe in probes(EDITION, files("mock_server").joinpath("assets/portrait.jpg").read_bytes())
}
FREE, PAID = PROBES["image-missing"], PROBES["success-default"]
KEY = "the-secret-key"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def request_of(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)


def asked(handler: Handler, probe: Probe = FREE, seconds: float = 5.0) -> Answer | NoAnswer:
    async def go() -> Answer | NoAnswer:
        async with serving(handler) as url, Target(url, KEY, EDITION, seconds) as target:
            return await target.send(probe)

    return asyncio.run(go())


def answering(data: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(data)

    return handler


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def test_an_answer_is_given_as_it_came() -> None:
    answer = asked(answering(head("Content-Type: text/plain; charset=x", "A: 1", "A: 2", "Content-Length: 2") + b"hi"))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.cut, answer.media_type) == (200, b"hi", False, "text/plain")
    assert answer.headers["a"] == "1, 2"
    assert answer.seconds > 0


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_an_answer_without_a_body_is_an_answer(status: str) -> None:
    answer = asked(answering(head(status=status)))
    assert isinstance(answer, Answer)
    assert answer.body == b""


async def _says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _trickles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(head("Content-Length: 100000"))
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _goes_on_telling_to_continue(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 10)
        await writer.drain()
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("handler", [_says_nothing, _trickles, _goes_on_telling_to_continue])
def test_whoever_never_comes_to_an_end_is_left_at_the_time_limit(handler: Handler) -> None:
    answer = asked(handler, seconds=0.15)
    assert isinstance(answer, NoAnswer)
    assert answer.reason == "timeout"
    assert "gave no whole answer within 0.15 s" in answer.says
    assert answer.sent


async def _endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(head("Transfer-Encoding: chunked"))
    while True:
        writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
        await writer.drain()


async def _half_a_gigabyte(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(head("Content-Length: 524288000"))
    for _ in range(8000):
        writer.write(bytes(0x10000))
        await writer.drain()


@pytest.mark.parametrize("handler", [_endless, _half_a_gigabyte])
@pytest.mark.parametrize(("probe", "most"), [(FREE, LARGEST_REFUSAL), (PAID, LARGEST_ANSWER)])
def test_an_answer_is_cut_at_its_bound(handler: Handler, probe: Probe, most: int) -> None:
    answer = asked(handler, probe, seconds=30)
    assert isinstance(answer, Answer)
    assert (len(answer.body), answer.cut) == (most, True)


@pytest.mark.parametrize(
    "data",
    [
        head("Content-Length: 100") + b"short",
        head("Transfer-Encoding: chunked") + b"5\r\nhello\r\n",
        head("Transfer-Encoding: chunked") + b"zz\r\nhello\r\n",
    ],
    ids=["shorter than announced", "no last chunk", "no chunk"],
)
def test_a_body_that_ends_too_soon_is_an_answer_that_is_cut(data: bytes) -> None:
    answer = asked(answering(data))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.cut) == (200, True)


def test_bytes_after_the_end_of_an_answer_are_nobodys_answer() -> None:
    async def go() -> list[Answer | NoAnswer]:
        data = head("Content-Length: 2") + b"hi" + head("Content-Length: 3") + b"ho!"
        async with serving(answering(data)) as url, Target(url, KEY, EDITION) as target:
            return [await target.send(FREE) for _ in range(3)]

    assert [answer.body for answer in asyncio.run(go()) if isinstance(answer, Answer)] == [b"hi"] * 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "no_http"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "cut_off"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "no_http"),
        (b"", "cut_off"),
        (b"HTTP/1.1 200", "cut_off"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "no_http"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: " + b"x" * 300_000, "no_http"),
    ],
    ids=["ssh", "a line of ssh", "a TLS alert", "nothing", "half a line", "no status", "an endless header"],
)
def test_what_is_no_http_and_what_breaks_off_are_told_apart(data: bytes, reason: str) -> None:
    answer = asked(answering(data))
    assert isinstance(answer, NoAnswer)
    assert answer.reason == reason
    assert "SSH" not in answer.says
    assert answer.sent


async def _resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()


def test_a_reset_connection_is_no_answer_and_may_have_been_billed() -> None:
    answer = asked(_resets, PAID)
    assert isinstance(answer, NoAnswer)
    assert (answer.reason, answer.sent) == ("cut_off", True)


def test_a_port_where_nobody_listens_is_refused_and_costs_nothing() -> None:
    async def go() -> Answer | NoAnswer:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{bound.getsockname()[1]}"
            async with Target(url, KEY, EDITION) as target:
                return await target.send(PAID)

    answer = asyncio.run(go())
    assert isinstance(answer, NoAnswer)
    assert (answer.reason, answer.sent) == ("refused", False)
    assert "nobody listens on 127.0.0.1:" in answer.says


@pytest.mark.parametrize(
    ("number", "says"), [(socket.EAI_NONAME, "is not known"), (socket.EAI_AGAIN, "is there a network")]
)
def test_an_unknown_name_is_told_apart_from_a_missing_network(
    monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    def lookup(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(number, "no such name")

    async def go() -> Answer | NoAnswer:
        async with Target("http://api.nowhere.invalid", KEY, EDITION) as target:
            return await target.send(PAID)

    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    answer = asyncio.run(go())
    assert isinstance(answer, NoAnswer)
    assert (answer.reason, answer.sent) == ("dns", False)
    assert "api.nowhere.invalid" in answer.says
    assert says in answer.says


def test_https_towards_a_server_of_plain_http_is_a_tls_error() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def go() -> Answer | NoAnswer:
        async with serving(plain) as url, Target(url.replace("http:", "https:"), KEY, EDITION) as target:
            return await target.send(PAID)

    answer = asyncio.run(go())
    assert isinstance(answer, NoAnswer)
    assert (answer.reason, answer.sent) == ("tls", False)
    assert "plain http" in answer.says


def test_a_certificate_that_is_not_trusted_is_named_so() -> None:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "self-signed certificate"
    error = httpx.ConnectError("failed")
    error.__cause__ = cause
    answer = no_answer(error, "https://api.example.org", 30)
    assert (answer.reason, answer.sent) == ("tls", False)
    assert "certificate of api.example.org is not trusted: self-signed certificate" in answer.says


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(status: int) -> None:
    seen: list[bytes] = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await request_of(reader))

    async def go() -> Answer | NoAnswer:
        async with serving(elsewhere) as other:
            moved = head(f"Location: {other}/steal", "Content-Length: 0", status=f"{status} Moved")
            async with serving(answering(moved)) as url, Target(url, KEY, EDITION) as target:
                return await target.send(FREE)

    answer = asyncio.run(go())
    assert isinstance(answer, Answer)
    assert answer.status == status
    assert seen == []


def test_calls_share_no_cookie_and_send_the_key_in_its_header_alone() -> None:
    seen: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await request_of(reader))
        writer.write(head("Set-Cookie: a=b; Path=/", "Content-Length: 0"))

    async def go() -> None:
        async with serving(handler) as url, Target(url, KEY, EDITION) as target:
            for name in ("image-missing", "key-missing", "key-unknown"):
                await target.send(PROBES[name])

    asyncio.run(go())
    assert len(seen) == 3
    assert not any(b"cookie" in request.lower() for request in seen)
    assert [request.count(KEY.encode()) for request in seen] == [1, 0, 0]
    assert f"\r\n{EDITION.request.key_header}: {KEY}\r\n".encode().lower() in seen[0].lower()


@pytest.mark.parametrize("key", ["", " hush", "hush\n", "h\u00fcsh", "hush\r\nb: c"])
def test_a_key_that_no_header_takes_is_refused_without_being_repeated(key: str) -> None:
    with pytest.raises(TargetError) as caught:
        Target("http://127.0.0.1:1", key, EDITION)
    assert "hush" not in str(caught.value)
    assert "h\u00fcsh" not in str(caught.value)
