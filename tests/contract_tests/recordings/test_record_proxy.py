from __future__ import annotations

import gzip
import hashlib
import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from contract_tests.recordings.fallback import Fallback
from contract_tests.recordings.listening import server_of
from contract_tests.recordings.proxy import Proxy
from contract_tests.recordings.recorder import Recorder
from contract_tests.recordings.upstream import Upstream
from livephoto.contract import Edition, load_edition
from livephoto.listening import bind, url_of
from livephoto.recordings.reading import read_recordings
from livephoto.recordings.store import Store

KEY = "a-key-that-nobody-may-see"
EDITION = load_edition()
PATH = EDITION.request.path
CODE = EDITION.rules["image_missing"].code
REFUSAL = json.dumps(
    {
        "request_id": "r",
        "log_id": "l",
        "error_code": 422,
        "error_detail": {"code": CODE, "code_message": "", "message": ""},
    }
).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Seen:
    """What the upstream was asked."""

    target: str
    headers: list[tuple[str, str]]
    body: bytes
    chunked: bool

    def header(self, name: str) -> str | None:
        return next((value for each, value in self.headers if each.lower() == name), None)


@dataclass
class Server:
    """An upstream that answers `status`, `headers` and `body`, or breaks off after `body`."""

    url: str
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", "application/json")])
    body: bytes = REFUSAL
    length: int | None = None
    seen: list[Seen] = field(default_factory=list)


def handler_of(server: Callable[[], Server]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            chunked = self.headers.get("transfer-encoding") == "chunked"
            body = self.chunks() if chunked else self.rfile.read(int(self.headers.get("content-length", 0)))
            told = server()
            told.seen.append(Seen(self.path, self.headers.items(), body, chunked))
            self.send_response_only(told.status)
            length = len(told.body) if told.length is None else told.length
            for name, value in [*told.headers, ("Content-Length", str(length)), ("Connection", "close")]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body)
            self.close_connection = True

        do_GET = do_POST  # noqa: N815 - the name that the base class looks for

        def chunks(self) -> bytes:
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@pytest.fixture
def upstream() -> Iterator[Server]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: handler_of(lambda: told)(*given)) as made:
        told = Server(f"http://127.0.0.1:{made.server_address[1]}")
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield told
        made.shutdown()
        thread.join()


@dataclass
class Running:
    """A proxy that runs."""

    http: httpx.Client
    folder: Path
    lines: list[str]
    recorder: Recorder

    def send(self, content: Any, media_type: str = "application/octet-stream", **headers: str) -> httpx.Response:
        sent = {"ailabapi-api-key": KEY, "content-type": media_type, **headers}
        return self.http.post(PATH, content=content, headers=sent)

    def photo(self, photo: bytes, **headers: str) -> httpx.Response:
        return self.http.post(
            PATH, files={"image_target": ("me.jpg", photo, "image/jpeg")}, headers={"ailabapi-api-key": KEY, **headers}
        )

    def written(self) -> bytes:
        return b"".join(file.read_bytes() for file in self.folder.rglob("*") if file.is_file())


Record = Callable[..., Running]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Starts a proxy in a thread before a base URL."""
    with ExitStack() as stack:

        def start(url: str, edition: Edition = EDITION, **options: Any) -> Running:
            lines: list[str] = []
            recorder = Recorder(Store(tmp_path, keep_photos=options.get("keep_photos", False)), edition)
            given = {name: options.pop(name) for name in ("look_up", "seconds") if name in options}
            app = Proxy(Upstream(url, **given), recorder, say=lines.append, **options)
            listener, up = bind("127.0.0.1", 0), threading.Event()
            server = server_of(app, up.set)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()

            def stop() -> None:
                server.should_exit = True
                thread.join()

            stack.callback(stop)
            assert up.wait(30)
            client = stack.enter_context(httpx.Client(base_url=url_of(listener), trust_env=False, timeout=30))
            return Running(client, tmp_path, lines, recorder)

        yield start


# --- bytes ------------------------------------------------------------------------------------------------------------


def test_every_byte_of_an_upload_arrives_with_its_length(record: Record, upstream: Server) -> None:
    body = bytes(range(256)) * 8000
    record(upstream.url).send(body)
    seen = upstream.seen[0]
    assert (sha256(seen.body), seen.header("content-length"), seen.chunked) == (sha256(body), str(len(body)), False)


def test_every_byte_of_a_chunked_upload_arrives_chunked(record: Record, upstream: Server) -> None:
    pieces = [bytes(range(256)) * size for size in (1, 700, 3, 400)]
    record(upstream.url).send(iter(pieces))
    assert (sha256(upstream.seen[0].body), upstream.seen[0].chunked) == (sha256(b"".join(pieces)), True)


def test_a_form_arrives_as_it_was_sent_its_boundary_and_the_clients_headers_too(
    record: Record, upstream: Server
) -> None:
    proxy = record(upstream.url)
    photo = build(PhotoSpec(size=300_000))
    request = proxy.http.build_request(
        "POST",
        f"{PATH}?a=%2Fb&&c=d%20e",
        data={"type": "1"},
        files={"image_target": ("me é.jpg", photo, "image/jpeg")},
        headers={"ailabapi-api-key": KEY, "accept-encoding": "gzip", "connection": "x-mine", "x-mine": "1"},
    )
    sent = b"".join(request.stream)  # type: ignore[arg-type]
    proxy.http.send(request)
    seen = upstream.seen[0]
    assert (sha256(seen.body), seen.target) == (sha256(sent), f"{PATH}?a=%2Fb&&c=d%20e")
    assert seen.header("content-type") == request.headers["content-type"]
    assert (seen.header("ailabapi-api-key"), seen.header("accept-encoding")) == (KEY, "gzip")
    assert (seen.header("host"), seen.header("x-mine")) == (upstream.url.removeprefix("http://"), None)


def test_a_form_as_the_vendors_sdk_spells_it_arrives_unchanged_and_is_understood(
    record: Record, upstream: Server
) -> None:
    photo = build(PhotoSpec())
    body = (
        b'--0123456789abcdef\r\nContent-Disposition: form-data; name="type"\r\n\r\n1\r\n'
        b'--0123456789abcdef\r\nContent-Disposition: form-data; name="image_target"; filename="me.jpg"\r\n\r\n'
        + photo
        + b"\r\n--0123456789abcdef--\r\n"
    )
    proxy = record(upstream.url)
    proxy.send(body, "multipart/form-data; boundary=0123456789abcdef")
    (recorded,) = read_recordings(proxy.folder)
    assert sha256(upstream.seen[0].body) == sha256(body)
    assert recorded.request.fields == (("type", "1"),)
    assert [(part.name, part.body.sha256) for part in recorded.request.files] == [("image_target", sha256(photo))]


def test_a_client_that_offers_no_encoding_is_offered_none(record: Record, upstream: Server) -> None:
    proxy = record(upstream.url)
    request = proxy.http.build_request("GET", "/credits")
    del request.headers["accept-encoding"]
    proxy.http.send(request)
    seen = upstream.seen[0]
    assert [seen.header(name) for name in ("accept-encoding", "content-length", "transfer-encoding")] == [None] * 3


@pytest.mark.parametrize("encoding", ["gzip", None])
def test_every_byte_of_an_answer_comes_back_with_its_encoding_and_headers(
    record: Record, upstream: Server, encoding: str | None
) -> None:
    upstream.body = gzip.compress(REFUSAL) if encoding else REFUSAL
    upstream.headers += [("Content-Encoding", encoding)] if encoding else []
    upstream.headers += [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Date", "Thu, 01 Jan 2026 00:00:00 GMT")]
    with record(upstream.url).http.stream("POST", PATH, content=b"x") as response:
        raw = b"".join(response.iter_raw())
    assert (sha256(raw), response.headers["content-length"]) == (sha256(upstream.body), str(len(raw)))
    assert response.headers.get("content-encoding") == encoding
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert response.headers.get_list("date") == ["Thu, 01 Jan 2026 00:00:00 GMT"]


def test_a_request_is_streamed_on_before_its_end_has_come(record: Record, upstream: Server) -> None:
    # The client holds its last piece back until the upstream has the first: a proxy that waited would never ask.
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                while b"first" not in connection.recv(65536):
                    pass
                asked.set()
                while b"last" not in connection.recv(65536):
                    pass
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

        thread = threading.Thread(target=serve)
        thread.start()

        def body() -> Iterator[bytes]:
            yield b"first"
            assert asked.wait(30)
            yield b"last"

        response = record(f"http://127.0.0.1:{listener.getsockname()[1]}").send(body())
        thread.join()
    assert (response.status_code, response.content) == (200, b"{}")


# --- recordings -------------------------------------------------------------------------------------------------------


def test_an_exchange_is_recorded_and_judged_by_the_time_that_its_answer_comes(record: Record, mock: Any) -> None:
    proxy = record(mock.base_url)
    photo = build(PhotoSpec())
    response = proxy.photo(photo)
    (recorded,) = read_recordings(proxy.folder)
    assert response.headers["x-livephoto-findings"] == "none"
    assert response.headers["x-livephoto-recording"] == recorded.source.name  # type: ignore[union-attr]
    assert recorded.answer.content.read() == response.content
    assert (recorded.answer.status, recorded.edition, recorded.request.path) == (200, EDITION.id, PATH)
    assert [(part.body.sha256, part.body.file) for part in recorded.request.files] == [(sha256(photo), None)]
    assert proxy.lines == [f"POST {PATH}: 200, none ({response.headers['x-livephoto-recording']})"]
    assert proxy.recorder.recorded == 1


def test_photos_are_kept_where_that_was_asked_for(record: Record, mock: Any) -> None:
    proxy = record(mock.base_url, keep_photos=True)
    photo = build(PhotoSpec())
    proxy.photo(photo)
    (recorded,) = read_recordings(proxy.folder)
    assert recorded.request.files[0].body.read() == photo


def test_what_differs_is_told_in_a_header_and_on_the_terminal(record: Record, mocks: Any) -> None:
    proxy = record(mocks(edition="2025-12").base_url)
    response = proxy.photo(build(PhotoSpec(width=5000, height=100)))
    assert response.headers["x-livephoto-findings"].startswith("1 breaking")
    assert "status_changed at rule:image_too_wide" in response.headers["x-livephoto-findings"]
    assert len(response.headers["x-livephoto-findings"]) <= 500
    assert any(line.startswith("  breaking status_changed at rule:image_too_wide: ") for line in proxy.lines)


def test_the_key_goes_to_the_upstream_and_nowhere_else_even_where_it_is_echoed(
    record: Record, upstream: Server
) -> None:
    upstream.body = json.dumps({"error_code": 0, KEY: f"{KEY}!"}).encode()
    upstream.headers.append(("X-Echo", KEY))
    proxy = record(upstream.url)
    response = proxy.photo(b"x")
    assert upstream.seen[0].header("ailabapi-api-key") == KEY
    assert response.content == upstream.body
    assert KEY.encode() not in proxy.written()
    assert KEY not in response.headers["x-livephoto-findings"] + "".join(proxy.lines)


@pytest.mark.parametrize("listens", [True, False])
def test_the_terminal_shows_neither_a_key_in_the_path_nor_control_characters(
    record: Record, upstream: Server, listens: bool
) -> None:
    if not listens:
        upstream.headers.append(("Content-Length", "no number"))
    proxy = record(upstream.url)
    spelled = "".join(f"%{ord(each):02x}" for each in KEY)
    proxy.http.post(f"/%1b[31m/{spelled}/%0Aforged", content=b"x", headers={"ailabapi-api-key": KEY})
    assert proxy.lines[0].startswith("POST / [31m/[the key]/ forged: ")
    assert proxy.lines[0].isprintable()


def test_an_answer_that_cannot_be_recorded_is_passed_on_all_the_same_and_the_loss_is_told(
    record: Record, upstream: Server
) -> None:
    upstream.body = json.dumps({"error_code": 0, "owner": "jane.doe@gmail.com"}).encode()
    proxy = record(upstream.url)
    response = proxy.send(b"x")
    assert response.content == upstream.body
    assert response.headers["x-livephoto-recording"].startswith("none: not recorded, it may give away a secret")
    assert (proxy.recorder.recorded, proxy.recorder.lost) == (0, 1)


def test_an_answer_past_the_bound_is_passed_on_unjudged_and_says_so(record: Record, upstream: Server) -> None:
    upstream.body = b'{"data": "' + b"a" * 300_000 + b'"}'
    proxy = record(upstream.url, most=100_000)
    response = proxy.send(b"x")
    assert sha256(response.content) == sha256(upstream.body)
    assert response.headers["x-livephoto-findings"] == "not judged: the answer is longer than 100,000 bytes"
    (recorded,) = read_recordings(proxy.folder)
    assert recorded.answer.cut


def test_a_server_s_own_words_cannot_break_the_header(record: Record, upstream: Server) -> None:
    upstream.body = json.dumps({"error_code": 0, "é\r\nx-evil: 1": {"☃" * 900: 1}}).encode()
    response = record(upstream.url).send(b"x")
    assert "x-evil" not in response.headers
    assert response.headers["x-livephoto-findings"].isascii()


# --- trouble ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["http://127.0.0.2/api", "//evil.example/api", "https://127.0.0.1/"])
def test_a_redirect_to_another_server_is_not_passed_on(record: Record, upstream: Server, place: str) -> None:
    upstream.status, upstream.body = 307, b""
    upstream.headers.append(("Location", place))
    response = record(upstream.url).send(b"x")
    assert (response.status_code, "location" in response.headers) == (502, False)
    assert "the key is sent nowhere else" in response.json()["message"]


def test_a_status_that_is_none_is_not_passed_on(record: Record, upstream: Server) -> None:
    upstream.status = 999
    response = record(upstream.url).send(b"x")
    assert response.status_code == 502
    assert "answered with status 999" in response.json()["message"]


@pytest.mark.parametrize(("method", "what"), [("OPTIONS", "CORS preflight"), ("HEAD", "HEAD request")])
def test_what_asks_for_no_body_is_not_judged(record: Record, mock: Any, method: str, what: str) -> None:
    response = record(mock.base_url).http.request(method, PATH, headers={"ailabapi-api-key": KEY})
    assert response.headers["x-livephoto-findings"] == f"not judged: {what}"


def test_a_redirect_within_the_server_is_the_apps_own_affair(record: Record, upstream: Server) -> None:
    upstream.status, upstream.body = 308, b""
    upstream.headers.append(("Location", "/new"))
    response = record(upstream.url).send(b"x")
    assert (response.status_code, response.headers["location"]) == (308, "/new")


def test_a_public_name_that_leads_home_later_on_is_refused(record: Record, upstream: Server) -> None:
    async def look_up(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    response = record(upstream.url.replace("127.0.0.1", "api.example.org"), look_up=look_up).send(b"x")
    assert response.status_code == 502
    assert "api.example.org leads to 127.0.0.1" in response.json()["message"]
    assert upstream.seen == []


def test_a_name_that_nobody_knows_is_a_502(record: Record) -> None:
    async def look_up(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    response = record("https://api.example.org", look_up=look_up).send(b"x" * 3_000_000)
    assert response.status_code == 502
    assert "the name api.example.org is not known" in response.json()["message"]


def test_nobody_listening_is_a_502_and_the_upload_is_read_to_its_end(record: Record) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        response = record(f"http://127.0.0.1:{held.getsockname()[1]}").send(b"x" * 3_000_000)
    assert response.status_code == 502
    assert "nobody listens" in response.json()["message"]


def test_an_upstream_without_tls_behind_https_is_a_502(record: Record, upstream: Server) -> None:
    response = record(upstream.url.replace("http", "https")).send(b"x")
    assert response.status_code == 502
    assert "does it speak plain http" in response.json()["message"]


def test_an_upstream_that_says_nothing_is_a_504(record: Record) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        response = record(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.2).send(b"x")
    assert response.status_code == 504
    assert "gave no whole answer within 0.2 s" in response.json()["message"]


def test_an_answer_that_breaks_off_is_recorded_as_far_as_it_came_and_a_502(record: Record, upstream: Server) -> None:
    upstream.length = 10_000
    proxy = record(upstream.url)
    response = proxy.send(b"x")
    assert response.status_code == 502
    assert "broke off its answer" in response.json()["message"]
    assert "answer_cut" in response.headers["x-livephoto-findings"]
    (recorded,) = read_recordings(proxy.folder)
    assert (recorded.answer.cut, recorded.answer.content.read()) == (True, REFUSAL)


def test_a_request_for_another_server_is_refused(record: Record, upstream: Server) -> None:
    proxy = record(upstream.url)
    with socket.create_connection((proxy.http.base_url.host, proxy.http.base_url.port or 0), timeout=30) as wire:
        wire.sendall(b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400")
    assert upstream.seen == []


def test_an_offer_to_upgrade_costs_the_request_nothing(record: Record, upstream: Server) -> None:
    response = record(upstream.url).send(b"body", connection="Upgrade, HTTP2-Settings", upgrade="h2c")
    assert response.status_code == 200
    assert upstream.seen[0].body == b"body"
    assert upstream.seen[0].header("upgrade") is None


def test_a_client_that_leaves_during_its_upload_troubles_nobody_else(record: Record, upstream: Server) -> None:
    proxy = record(upstream.url)
    with socket.create_connection((proxy.http.base_url.host, proxy.http.base_url.port or 0), timeout=30) as wire:
        wire.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nonly this".encode())
    assert proxy.send(b"x").status_code == 200
    assert proxy.recorder.recorded == 1


def test_a_fault_of_the_judge_or_the_store_costs_no_answer(
    record: Record, upstream: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    proxy = record(upstream.url)
    monkeypatch.setattr("contract_tests.recordings.recorder.judged", fail)
    assert proxy.send(b"x").headers["x-livephoto-findings"] == "not judged: the judge failed with ZeroDivisionError"
    monkeypatch.setattr(Store, "add", fail)
    response = proxy.send(b"x")
    assert (response.content, response.headers["x-livephoto-recording"]) == (REFUSAL, "none: ZeroDivisionError")


# --- the mock instead -------------------------------------------------------------------------------------------------


@pytest.fixture
def fallback() -> Iterator[Fallback]:
    made = Fallback(load_edition("2026-04"), "canned")
    yield made
    made.close()


def test_where_the_endpoint_is_retired_the_mock_answers_and_says_so(
    record: Record, mocks: Any, fallback: Fallback
) -> None:
    proxy = record(mocks(edition="2026-04").base_url, fallback=fallback)
    response = proxy.photo(build(PhotoSpec(size=2_000_000)))
    assert (response.status_code, response.headers["x-livephoto-fallback"]) == (200, "mock")
    assert response.json()["data"]["video"]
    assert response.headers["x-livephoto-findings"] == "1 breaking; endpoint_retired at success:jpeg"
    (recorded,) = read_recordings(proxy.folder)
    assert recorded.answer.status == load_edition("2026-04").status_of("ERROR_AI_NOT_EXISTS")


def test_any_other_refusal_stays_the_upstreams_own(record: Record, mock: Any, fallback: Fallback) -> None:
    response = record(mock.base_url, fallback=fallback).send(b"x")
    assert "x-livephoto-fallback" not in response.headers
    assert response.status_code >= 400
