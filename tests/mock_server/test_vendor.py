from __future__ import annotations

import socket

import pytest

from contract_tests.photos import PhotoSpec, build

PHOTO = build(PhotoSpec())


def exchange(mock, data: bytes) -> bytes:
    host, _, port = mock.base_url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_a_preflight_allows_the_vendors_header_from_any_origin(mock):
    headers = {
        "Origin": "http://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "ailabapi-api-key,prefer",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = mock.http.options(mock.edition.request.path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ailabapi-api-key" in answer.headers["access-control-allow-headers"]
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-private-network"] == "true"
    assert answer.headers["x-livephoto-mock"]


def test_answers_and_errors_can_be_read_from_another_origin(mock):
    for answer in (mock.post(PHOTO), mock.post(None), mock.http.get("/")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-expose-headers"] == "*"


def test_the_control_api_has_no_cors(mock):
    answer = mock.http.get("/__admin/health", headers={"Origin": "http://app.example"})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"BREW /api/portrait/effects/live-photo HTTP/1.1\r\nHost: x\r\n\r\n", b"404", b"ERROR_AI_NOT_EXISTS"),
        (b"POST /api/portrait/effects/live-photo HTTP/1.1\r\nHost x\r\n\r\n", b"400", b"ERROR_PARAMETERS"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"404", b"ERROR_AI_NOT_EXISTS"),
        (b"GET / HTTP/9.9\r\n\r\n", b"400", b"ERROR_PARAMETERS"),
    ],
)
def test_what_is_not_http_gets_the_envelope_too(mock, data, status, code):
    answer = exchange(mock, data)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b'"code":"' + code + b'"' in answer
    assert b"x-livephoto-mock" in answer


def test_a_connection_that_sends_nothing_is_closed_in_peace(mock):
    assert exchange(mock, b"") == b""
    assert mock.post(PHOTO).status_code == 200


def test_an_upgrade_to_http_2_in_the_clear_is_left_alone(mock):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="image_target"; filename="p"\r\n\r\n' + PHOTO + b"\r\n--b--\r\n"
    )
    head = (
        f"POST {mock.edition.request.path} HTTP/1.1\r\nHost: x\r\n"
        f"Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nAilabApi-Api-Key: k\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    assert exchange(mock, head.encode() + body).startswith(b"HTTP/1.1 200")


def test_an_upgrade_in_a_head_that_comes_in_two_pieces_is_left_alone_too(mock):
    body = b"--b--\r\n"
    first = f"POST {mock.edition.request.path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpg"
    second = f"rade: h2c\r\nAilabApi-Api-Key: k\r\nContent-Length: {len(body)}"
    second += "\r\nContent-Type: multipart/form-data; boundary=b"
    host, _, port = mock.base_url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(first.encode())
        # An answer on another connection shows that the server has had its turn since.
        assert mock.post(None).status_code == 400
        connection.sendall(second.encode() + b"\r\n\r\n" + body)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert b"x-livephoto-rule: image_missing" in answer


def test_a_chunked_upload_is_read(mock):
    def pieces():
        yield b'--b\r\nContent-Disposition: form-data; name="image_target"; filename="p"\r\n\r\n'
        for start in range(0, len(PHOTO), 1000):
            yield PHOTO[start : start + 1000]
        yield b"\r\n--b--\r\n"

    headers = mock.headers() | {"content-type": "multipart/form-data; boundary=b"}
    assert mock.http.post(mock.edition.request.path, content=pieces(), headers=headers).status_code == 200


def test_a_refusal_comes_after_the_whole_body_and_leaves_the_connection_sound(mock):
    big = {"image_target": ("big.jpg", PHOTO + bytes(20 * 2**20))}
    for key, status in (("invalid-x", 401), ("k", 413)):
        answer = mock.http.post(mock.edition.request.path, files=big, headers=mock.headers(key))
        assert answer.status_code == status
        assert "connection" not in answer.headers
    assert mock.post(PHOTO).status_code == 200


def test_a_body_over_the_bound_is_refused_and_the_connection_closed(mocks):
    mock = mocks(max_body=1_000_000)
    answer = mock.post(PHOTO + bytes(1_000_000))
    assert answer.status_code == 413
    assert answer.json()["error_detail"]["code"] == "ERROR_REQUEST_BODY_TOO_LARGE"
    assert answer.headers["connection"] == "close"
    assert mock.post(PHOTO).status_code == 200


def test_an_overlong_chunked_body_is_cut_at_the_bound(mocks):
    mock = mocks(max_body=1_000_000)
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    head = (
        f"POST {mock.edition.request.path} HTTP/1.1\r\nHost: x\r\nAilabApi-Api-Key: k\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    assert exchange(mock, head.encode() + chunk * 16).startswith(b"HTTP/1.1 413")


def test_expect_continue_is_answered_before_the_body_is_sent(mock):
    host, _, port = mock.base_url.removeprefix("http://").rpartition(":")
    body = b"--b--\r\n"
    head = (
        f"POST {mock.edition.request.path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAilabApi-Api-Key: k\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        connection.sendall(body)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_client_that_goes_away_in_the_middle_harms_nobody(mock):
    head = (
        f"POST {mock.edition.request.path} HTTP/1.1\r\nHost: x\r\nAilabApi-Api-Key: k\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
    )
    exchange(mock, head.encode() + b"--b\r\nContent-Disp")
    assert mock.post(PHOTO).status_code == 200


def test_a_head_without_end_is_cut_off(mock):
    line = b"X-Long: " + b"x" * 1000 + b"\r\n"
    answer = exchange(mock, b"GET / HTTP/1.1\r\nHost: x\r\n" + line * 100)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"code":"ERROR_PARAMETERS"' in answer


def test_nonsense_behind_a_whole_request_does_not_cost_it_its_answer(mock):
    part = b'--b\r\nContent-Disposition: form-data; name="image_target"; filename="p"\r\n\r\n'
    body = part + PHOTO + b"\r\n--b--\r\n"
    head = (
        f"POST {mock.edition.request.path} HTTP/1.1\r\nHost: x\r\nAilabApi-Api-Key: k\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    answer = exchange(mock, head.encode() + body + b"garbage\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_file_named_as_rfc_5987_has_it_is_a_file(mock):
    part = b"--b\r\nContent-Disposition: form-data; name=\"image_target\"; filename*=UTF-8''p.jpg\r\n\r\n"
    headers = mock.headers() | {"content-type": "multipart/form-data; boundary=b"}
    answer = mock.http.post(mock.edition.request.path, content=part + PHOTO + b"\r\n--b--\r\n", headers=headers)
    assert answer.status_code == 200


def test_health_can_be_asked_for_by_head(mock):
    assert mock.http.head("/__admin/health").status_code == 200


def test_a_head_request_gets_no_body(mock):
    answer = mock.http.head(mock.edition.request.path, headers=mock.headers())
    assert (answer.status_code, answer.content) == (404, b"")
