from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from hypothesis import event, given

from contract_tests.exchange import Answer, Asked, Exchange
from contract_tests.judge import judge
from contract_tests.strategies import RawForm, hostile_multipart
from livephoto.contract import load_edition


class Mock(Protocol):
    base_url: str


EDITION = load_edition()


def exchange_with(server: str, form: RawForm) -> Iterator[Answer]:
    """Send a form over a connection of its own and read every answer to the end."""
    at = urlsplit(server)
    with socket.create_connection((at.hostname, at.port or 80), timeout=10) as connection:
        connection.sendall(form.http(EDITION))
        if form.length is not None and form.length > len(form.body):
            connection.shutdown(socket.SHUT_WR)  # else the server waits for the rest
        stream = b"".join(received(connection))
    while stream:
        head, _, stream = stream.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers["content-length"])
        yield Answer(int(status.split()[1]), headers, stream[:size])
        stream = stream[size:]


def received(connection: socket.socket) -> Iterator[bytes]:
    # A server that closes with bytes unread resets the connection; what came before still counts.
    with suppress(ConnectionResetError):
        while chunk := connection.recv(1 << 20):
            yield chunk


@given(form=hostile_multipart())
def test_whatever_the_form_each_answer_is_the_envelope_of_the_rule_that_it_names(mock: Mock, form: RawForm) -> None:
    for answer in exchange_with(mock.base_url, form):
        rule = answer.headers.get("x-livephoto-rule")
        event(rule or "success")
        asked = Asked(frozenset({rule} if rule else ()))

        assert rule != "server_fault"
        assert judge(Exchange("drawn", asked, answer), EDITION) == []


@given(form=hostile_multipart())
def test_a_form_of_the_length_that_it_announces_gets_exactly_one_answer(mock: Mock, form: RawForm) -> None:
    assert len(list(exchange_with(mock.base_url, replace(form, length=None)))) == 1
