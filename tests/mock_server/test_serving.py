from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.listening import bind, url_of
from mock_server import AddressError, Settings, create_app, running


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "livephoto", "mock", "--port", "0", "--engine", "canned", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def url_from(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(r"livephoto mock listening on (http://127\.0\.0\.1:[1-9][0-9]*)\n", line)
    assert found, line
    return found[1]


def end(process: subprocess.Popen[str]) -> tuple[str, str]:
    return process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_says_its_url_in_one_line_serves_and_stops_in_peace(number):
    process = start("--credits", "22")
    health = httpx.get(url_from(process) + "/__admin/health", trust_env=False).json()
    assert (health["status"], health["edition"], health["engine"]) == ("healthy", "2026-01", "canned")
    process.send_signal(number)
    out, err = end(process)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err
    assert "22 credits" in err


def test_a_call_in_flight_when_the_stop_comes_is_answered():
    process = start()
    url = url_from(process)
    host, _, port = url.removeprefix("http://").rpartition(":")
    photo = build(PhotoSpec())
    body = (
        b'--b\r\nContent-Disposition: form-data; name="image_target"; filename="p"\r\n\r\n' + photo + b"\r\n--b--\r\n"
    )
    head = (
        "POST /api/portrait/effects/live-photo HTTP/1.1\r\nHost: x\r\nAilabApi-Api-Key: k\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(head.encode() + body[:100])
        # A second call, answered, shows that the server has taken the first one's beginning.
        assert httpx.get(url + "/__admin/health", trust_env=False).status_code == 200
        process.terminate()
        connection.sendall(body[100:])
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200")
    assert end(process)[0] == ""
    assert process.returncode == 0


def test_half_a_request_does_not_hold_up_the_stop():
    process = start()
    host, _, port = url_from(process).removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = "POST /api/portrait/effects/live-photo HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n"
        connection.sendall(head.encode() + b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")
        assert httpx.get(f"http://{host}:{port}/__admin/health", trust_env=False).status_code == 200
        process.terminate()
        _, err = process.communicate(timeout=15)
    assert process.returncode == 0
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_one_line_and_status_2():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "livephoto", "mock", "--port", str(port), "--engine", "canned"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_address_that_is_none_of_this_machine_is_an_address_error():
    with pytest.raises(AddressError, match=r"192\.0\.2\.1"):
        bind("192.0.2.1", 0)


@pytest.mark.skipif(not socket.has_ipv6, reason="the Python here has no IPv6")
def test_an_ipv6_address_gets_its_brackets():
    try:
        listener = bind("::1", 0)
    except AddressError:
        pytest.skip("the machine has no IPv6 loopback")
    with listener:
        assert re.fullmatch(r"http://\[::1\]:\d+", url_of(listener))


def test_a_mock_in_a_thread_ends_with_its_block():
    def serving():
        return {thread for thread in threading.enumerate() if thread.name == "mock"}

    before = serving()
    with running(create_app(Settings(engine="canned"))) as url:
        assert httpx.get(url + "/__admin/health", trust_env=False).status_code == 200
        assert len(serving() - before) == 1
    assert serving() == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_serving_leaves_the_environment_alone():
    before = dict(os.environ)
    with running(create_app(Settings(engine="canned"))):
        pass
    assert dict(os.environ) == before
