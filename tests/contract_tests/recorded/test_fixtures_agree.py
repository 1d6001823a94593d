from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
import respx
from make_recordings import FIXTURES, KEY, URL, sent

from contract_tests.exchange import Answer
from contract_tests.judge import judge
from contract_tests.recordings.asked import exchange_of, exchange_with
from contract_tests.recordings.naming import sort_of
from contract_tests.recordings.since import changes
from livephoto.async_client import AsyncClient
from livephoto.client import Client
from livephoto.contract import EDITION_ORDER, Edition, load_edition
from livephoto.errors import LivePhotoError
from livephoto.recordings.form import read_form
from livephoto.recordings.model import RecordedExchange
from livephoto.recordings.reading import read_recordings
from livephoto.recordings.redaction import recorded_request
from livephoto.retry import Retry

TELLING = tuple(f"x-livephoto-{name}" for name in ("edition", "rule", "basis", "engine"))
# What Pillow draws may have other bytes with another version of it.
DRAWN = {"at-limits", "png", "bmp", "largest-decimal", "largest", "widest", "highest", "misnamed", "small"}
DRAWN |= {"progressive", "grey", "cmyk", "rotated"}

Recorded = tuple[Edition, dict[str, RecordedExchange]]


@pytest.fixture(params=EDITION_ORDER)
def recorded(request: pytest.FixtureRequest) -> Recorded:
    """An edition, and its recordings by the probe that was sent."""
    edition = load_edition(request.param)
    return edition, {each.source.stem: each for each in read_recordings(FIXTURES / edition.id) if each.source}


def test_a_recording_conforms_to_the_edition_that_it_names(recorded: Recorded) -> None:
    _, exchanges = recorded
    own = {name: load_edition(each.edition or "none") for name, each in exchanges.items()}
    found = {name: list(judge(exchange_of(each, own[name]), own[name])) for name, each in exchanges.items()}

    assert {name: findings for name, findings in found.items() if findings} == {}


def test_the_mock_still_answers_a_recorded_request_equivalently(recorded: Recorded, mocks: Callable[..., Any]) -> None:
    edition, exchanges = recorded
    answers = asyncio.run(asked(mocks(edition=edition.id).base_url, edition))

    assert answers.keys() == exchanges.keys()
    found = {name: changed(each, answers[name], edition) for name, each in exchanges.items()}
    assert {name: findings for name, findings in found.items() if findings} == {}


def test_a_request_built_anew_from_its_probe_is_the_recorded_one(recorded: Recorded) -> None:
    edition, exchanges = recorded
    requests = asyncio.run(built(edition))

    assert {name for name, each in requests.items() if identity(each) != exchanges[name].request.identity} == set()


def test_the_client_reads_a_recorded_answer_to_the_outcome_noted_with_it(recorded: Recorded) -> None:
    edition, exchanges = recorded

    assert dict(read(exchanges, edition)) == {name: each.outcome for name, each in exchanges.items()}


def test_the_async_client_reads_it_alike(recorded: Recorded) -> None:
    edition, exchanges = recorded

    async def every() -> dict[str, str]:
        return {name: found async for name, found in read_async(exchanges, edition)}

    assert asyncio.run(every()) == {name: each.outcome for name, each in exchanges.items()}


async def asked(base_url: str, edition: Edition) -> dict[str, Answer]:
    """What a mock answers to every probe that was recorded."""
    return {probe.id: cast("Answer", answer) async for probe, answer in sent(edition, base_url)}


def changed(recorded: RecordedExchange, answer: Answer, edition: Edition) -> list[object]:
    """What differs between a recorded answer and today's, but for ids and times."""
    before = exchange_of(recorded, edition)
    before = replace(before, probe=sort_of(recorded, before.asked, edition))
    after = replace(exchange_with(recorded, answer, edition), probe=before.probe)
    headers = {name: (recorded.answer.headers.get(name), answer.headers.get(name)) for name in TELLING}
    others = [(name, old, new) for name, (old, new) in headers.items() if old != new]
    return [*changes(before, after, edition), *others]


async def built(edition: Edition) -> dict[str, httpx.Request]:
    """The requests that the probes send, by probe, without those whose photo is drawn."""
    seen: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b""))

    names = [probe.id async for probe, _ in sent(edition, transport=httpx.MockTransport(take))]
    requests = dict(zip(names, seen, strict=True))
    return {name: each for name, each in requests.items() if name.removeprefix("success-") not in DRAWN}


def identity(request: httpx.Request) -> str:
    """What a recording of the request is known by."""
    content, headers = request.content, request.headers
    form = read_form(headers.get("content-type", ""), content)
    sha256 = hashlib.sha256(content).hexdigest() if content else None
    return recorded_request(
        request.method, str(request.url), headers.multi_items(), form, sha256, len(content)
    ).identity


def read(exchanges: dict[str, RecordedExchange], edition: Edition) -> Iterator[tuple[str, str]]:
    """What the client makes of recorded answers, in the words of an outcome."""
    with respx.mock() as router, Client(KEY, base_url=URL, check=False, retry=Retry(attempts=1)) as client:
        for name, each in exchanges.items():
            answer_as(each, router)
            try:
                found: object = client.credits() if queries_credits(each, edition) else client.animate(b"a photo")
            except LivePhotoError as error:
                found = error
            yield name, in_words(found)


async def read_async(exchanges: dict[str, RecordedExchange], edition: Edition) -> AsyncIterator[tuple[str, str]]:
    """The same of the async client."""
    with respx.mock() as router:
        async with AsyncClient(KEY, base_url=URL, check=False, retry=Retry(attempts=1)) as client:
            for name, each in exchanges.items():
                answer_as(each, router)
                query = queries_credits(each, edition)
                try:
                    found: object = await client.credits() if query else await client.animate(b"a photo")
                except LivePhotoError as error:
                    found = error
                yield name, in_words(found)


def answer_as(recorded: RecordedExchange, router: respx.Router) -> None:
    """Answer every request as it was recorded."""
    answer = recorded.answer
    router.route().respond(answer.status, headers=dict(answer.headers), content=answer.content.read())


def queries_credits(recorded: RecordedExchange, edition: Edition) -> bool:
    return recorded.request.path == edition.credits_query.path


def in_words(found: object) -> str:
    return " ".join(filter(None, (type(found).__name__, getattr(found, "code", None))))
