from __future__ import annotations

from contract_tests.recordings.headers import end_to_end, to_upstream, value_of


def test_headers_of_one_connection_and_those_that_connection_names_stay_on_it():
    given = [(b"Connection", b"close, X-Mine"), (b"x-mine", b"1"), (b"TE", b"trailers"), (b"Accept", b"*/*")]
    assert end_to_end(given) == [(b"Accept", b"*/*")]


def test_repeated_headers_keep_their_order_and_spelling():
    given = [(b"Set-Cookie", b"a=1"), (b"X-Id", b"7"), (b"set-cookie", b"b=2")]
    assert end_to_end(given) == given


def test_the_upstream_gets_its_own_host_and_the_length_that_the_client_gave():
    given = [(b"host", b"127.0.0.1:8310"), (b"content-length", b"12"), (b"expect", b"100-continue")]
    assert to_upstream(given, b"api.example.org") == [(b"host", b"api.example.org"), (b"content-length", b"12")]


def test_a_chunked_body_goes_on_chunked_whatever_length_stands_beside_it():
    given = [(b"transfer-encoding", b"chunked"), (b"content-length", b"12")]
    assert to_upstream(given, b"x") == [(b"host", b"x"), (b"transfer-encoding", b"chunked")]


def test_the_encodings_that_the_client_takes_are_passed_on_and_none_are_added():
    assert value_of(to_upstream([(b"accept-encoding", b"br;q=1")], b"x"), b"accept-encoding") == "br;q=1"
    assert value_of(to_upstream([], b"x"), b"accept-encoding") is None
