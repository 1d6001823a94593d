"""Credits under concurrent load on several workers: none is lost, and none counted twice, whoever dies."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from urllib.parse import urlsplit

import httpx
import pytest
from redis import Redis

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from livephoto.pseudonym import pseudonym

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")

EDITION = load_edition()
PRICE = EDITION.billing.credits_per_success
KEY = "a-key-to-be-kept-secret"
CALLS, SUCCESSES, CONNECTIONS = 2000, 1000, 32


def call_of(photo: bytes) -> bytes:
    body = b'--b\r\nContent-Disposition: form-data; name="image_target"; filename="p"\r\n\r\n%b\r\n--b--\r\n' % photo
    head = (
        f"POST {EDITION.request.path} HTTP/1.1\r\nHost: x\r\n{EDITION.request.key_header}: {KEY}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Crowd:
    """Clients that share calls; one whose connection breaks before the answer is whole calls again."""

    def __init__(self, url: str, meanwhile: Callable[[int], None] = lambda answered: None) -> None:
        self._address = urlsplit(url).hostname, urlsplit(url).port
        self._call = call_of(build(PhotoSpec()))
        self._left = 0
        self._meanwhile = meanwhile
        self.answers: Counter[str] = Counter()
        self.broken = 0

    async def make(self, calls: int) -> None:
        self._left = calls
        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(self._client())

    async def _client(self) -> None:
        reader, writer = await asyncio.open_connection(*self._address)
        while self._left:
            self._left -= 1
            while True:
                try:
                    writer.write(self._call)
                    answer = await answer_on(reader)
                    break
                except (ConnectionError, asyncio.IncompleteReadError):
                    self.broken += 1
                    writer.close()
                    reader, writer = await asyncio.open_connection(*self._address)
            self.answers[answer] += 1
            self._meanwhile(self.answers.total())
        writer.close()


async def answer_on(reader: asyncio.StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = re.search(r"content-length: (\d+)", head)
    assert length, head
    await reader.readexactly(int(length[1]))
    rule = re.search(r"x-livephoto-rule: (\S+)", head)
    return rule[1] if rule else head.split()[1]


@pytest.fixture
def kept(store, store_url):
    """The store as it is: what is settled for the key, what is reserved still, and everything in it."""
    prefix = store_url.rpartition("=")[2]
    with Redis(unix_socket_path=str(store.socket), decode_responses=True) as client:
        yield Kept(client, f"{{{prefix}}}")


class Kept:
    def __init__(self, client: Redis, prefix: str) -> None:
        self._client, self._prefix = client, prefix

    def spent(self) -> int:
        return int(self._client.hget(f"{self._prefix}:spent", pseudonym(KEY)) or 0)

    def reserved(self) -> int:
        return self._client.zcard(f"{self._prefix}:reserved")

    def everything(self) -> list[str]:
        names = list(self._client.scan_iter(f"{self._prefix}:*"))
        return names + [str(self._value(name)) for name in names]

    def _value(self, name: str) -> object:
        kind = self._client.type(name)
        ask = {"hash": ("HGETALL", name), "list": ("LRANGE", name, 0, -1), "zset": ("ZRANGE", name, 0, -1)}
        return self._client.execute_command(*ask.get(kind, ("GET", name)))


def test_exactly_as_many_calls_succeed_as_there_are_credits_for(start_workers, store_url, kept):
    workers = start_workers(workers=4, state=store_url, credits=SUCCESSES * PRICE)
    crowd = Crowd(workers.url)
    asyncio.run(crowd.make(CALLS))
    assert crowd.answers == {"200": SUCCESSES, "credits_short": CALLS - SUCCESSES}
    assert crowd.broken == 0
    assert kept.spent() == SUCCESSES * PRICE
    assert kept.reserved() == 0
    assert not [text for text in kept.everything() if KEY in text]


def test_no_credit_is_lost_or_counted_twice_when_a_worker_is_killed(start_workers, store_url, kept):
    workers = start_workers(workers=4, state=store_url, credits=SUCCESSES * PRICE)
    victims = sorted(workers.pids())[:2]

    def kill_now_and_then(answered: int) -> None:
        if victims and answered in (300, 600):
            os.kill(victims.pop(), signal.SIGKILL)

    crowd = Crowd(workers.url, kill_now_and_then)
    asyncio.run(crowd.make(CALLS - CONNECTIONS))
    assert not victims
    # A warning comes when what the dead had in flight is given back: the last calls find it there.
    assert all("another takes its place" in workers.warning() for _ in range(2))
    asyncio.run(crowd.make(CONNECTIONS))
    assert set(crowd.answers) == {"200", "credits_short"}
    assert crowd.answers.total() == CALLS
    assert kept.reserved() == 0
    # Every credit is in one place: settled, that is, for a thousand answers that were begun ...
    assert kept.spent() == SUCCESSES * PRICE
    # ... of which each that did not arrive went down with a connection of the dead.
    assert 0 <= SUCCESSES - crowd.answers["200"] <= crowd.broken


def test_what_a_killed_worker_had_reserved_is_given_back(start_workers, store_url, kept):
    workers = start_workers(workers=1, state=store_url, engine="animated")
    (victim,) = workers.pids()
    photo = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()

    async def die_in_the_middle() -> None:
        reader, writer = await asyncio.open_connection(urlsplit(workers.url).hostname, urlsplit(workers.url).port)
        writer.write(call_of(photo))
        while not kept.reserved():
            assert not reader.at_eof()
        os.kill(victim, signal.SIGKILL)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await answer_on(reader)
        writer.close()

    asyncio.run(die_in_the_middle())
    assert str(victim) in workers.warning()
    assert (kept.spent(), kept.reserved()) == (0, 0)


def test_any_worker_tells_the_balance_that_all_share(start_workers, store_url):
    workers = start_workers(workers=2, state=store_url, credits=10 * PRICE)
    image = {"image_target": ("p", build(PhotoSpec()))}
    headers = {EDITION.request.key_header: KEY}
    balances = []
    for _ in range(4):
        # A connection each, so that it is anybody's.
        assert httpx.post(workers.url + EDITION.request.path, files=image, headers=headers, trust_env=False).is_success
        told = httpx.get(workers.url + EDITION.credits_query.path, headers=headers, trust_env=False).json()
        balances.append(told["data"][0]["balance"])
    assert balances == [9 * PRICE, 8 * PRICE, 7 * PRICE, 6 * PRICE]
