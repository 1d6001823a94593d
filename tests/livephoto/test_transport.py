from __future__ import annotations

import ssl

import httpx
import pytest

from livephoto.errors import BrokenAnswer, LivePhotoError, TransportTrouble
from livephoto.transport import trouble

HERE = "http://127.0.0.1:8300"


def ours(error: httpx.RequestError, *, uploaded: bool = True, paid: bool = True) -> LivePhotoError:
    return trouble(error, str(error), where=HERE, uploaded=uploaded, paid=paid)


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError])
def test_what_was_never_sent_may_be_tried_again_and_costs_nothing(kind: type[httpx.RequestError]) -> None:
    error = ours(kind("refused"))
    assert type(error) is TransportTrouble
    assert (error.retryable, error.maybe_billed) == (True, False)
    assert str(error) == f"cannot reach {HERE}: refused"


@pytest.mark.parametrize("kind", [httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError])
def test_what_was_sent_whole_and_not_answered_may_have_been_billed(kind: type[httpx.RequestError]) -> None:
    assert (ours(kind("gone")).retryable, ours(kind("gone")).maybe_billed) == (True, True)
    assert not ours(kind("gone"), paid=False).maybe_billed


@pytest.mark.parametrize("kind", [httpx.WriteTimeout, httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError])
def test_an_upload_that_was_cut_off_costs_nothing(kind: type[httpx.RequestError]) -> None:
    error = ours(kind("reset"), uploaded=False)
    assert (error.retryable, error.maybe_billed) == (True, False)


@pytest.mark.parametrize(
    ("kind", "uploaded", "says"),
    [
        (httpx.ReadTimeout, True, "took too long to answer"),
        (httpx.WriteTimeout, False, "took too long to take the request"),
        (httpx.ReadError, True, "broke before the answer was whole"),
        (httpx.ReadError, False, "broke during the upload"),
    ],
)
def test_the_message_says_where_it_stopped(kind: type[httpx.RequestError], uploaded: bool, says: str) -> None:
    assert says in str(ours(kind(""), uploaded=uploaded))
    assert kind.__name__ in str(ours(kind(""), uploaded=uploaded))


def test_a_bad_certificate_is_not_tried_again() -> None:
    error = httpx.ConnectError("bad certificate")
    error.__cause__ = OSError("outer")
    error.__cause__.__context__ = ssl.SSLCertVerificationError("self-signed")
    assert not ours(error).retryable


def test_an_exception_that_comes_from_itself_is_no_trap() -> None:
    error, other = httpx.ConnectError("refused"), OSError("refused")
    error.__cause__, other.__context__ = other, error
    assert ours(error).retryable


@pytest.mark.parametrize("kind", [httpx.UnsupportedProtocol, httpx.LocalProtocolError])
def test_a_request_that_cannot_be_sent_is_not_tried_again(kind: type[httpx.RequestError]) -> None:
    assert (ours(kind("no")).retryable, ours(kind("no")).maybe_billed) == (False, False)


def test_an_encoding_that_cannot_be_undone_is_a_broken_answer() -> None:
    error = ours(httpx.DecodingError("bad gzip"))
    assert type(error) is BrokenAnswer
    assert error.maybe_billed


@pytest.mark.parametrize(
    ("kind", "uploaded", "reached"),
    [
        (httpx.ConnectError, False, False),
        (httpx.PoolTimeout, False, False),
        (httpx.LocalProtocolError, False, False),
        (httpx.WriteError, False, True),
        (httpx.ReadError, False, True),
        (httpx.ReadTimeout, True, True),
    ],
)
def test_it_tells_whether_the_server_was_reached(kind: type[httpx.RequestError], uploaded: bool, reached: bool) -> None:
    error = ours(kind("gone"), uploaded=uploaded)
    assert isinstance(error, TransportTrouble)
    assert error.reached is reached
