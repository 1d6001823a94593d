from __future__ import annotations

import errno
import socket

import httpx
import pytest

from contract_tests.no_answer import no_answer


def caused(error: Exception, *causes: Exception) -> Exception:
    at: BaseException = error
    for cause in causes:
        at.__cause__ = cause
        at = cause
    return error


REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "refused")
UNREACHABLE = OSError(errno.ENETUNREACH, "network is unreachable")


@pytest.mark.parametrize(
    ("error", "reason", "word", "sent"),
    [
        (caused(httpx.ConnectError("x"), REFUSED), "refused", "nobody listens on api.example.org:81", False),
        (caused(httpx.ConnectError("x"), ExceptionGroup("all", [UNREACHABLE, REFUSED])), "refused", "nobody", False),
        (caused(httpx.ConnectError("x"), UNREACHABLE), "refused", "no way leads to", False),
        (caused(httpx.ConnectError("x"), socket.gaierror(-2, "?")), "dns", "name api.example.org is not known", False),
        (httpx.ConnectTimeout("x"), "timeout", "no connection to", False),
        (httpx.ReadTimeout("x"), "timeout", "within 30 s", True),
        (httpx.WriteTimeout("x"), "timeout", "within 30 s", True),
        (TimeoutError(), "timeout", "within 30 s", True),
        (httpx.ProxyError("x"), "refused", "the proxy that the environment names", False),
        (httpx.RemoteProtocolError("illegal status line"), "no_http", "no HTTP", True),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), "cut_off", "broke", True),
        (httpx.ReadError("x"), "cut_off", "broke the connection", True),
        (httpx.WriteError("x"), "cut_off", "broke the connection", True),
        (ConnectionResetError(), "cut_off", "broke the connection", True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_silence_has_its_reason_its_words_and_whether_it_may_be_billed(
    error: Exception, reason: str, word: str, sent: bool
) -> None:
    found = no_answer(error, "http://api.example.org:81", 30.0)
    assert (found.reason, found.sent) == (reason, sent)
    assert word in found.says


def test_causes_that_go_round_in_a_circle_come_to_an_end() -> None:
    first, second = httpx.ConnectError("x"), OSError("y")
    first.__cause__, second.__cause__ = second, first
    assert no_answer(first, "http://a", 1.0).reason == "refused"
