from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Film, Level, NoFaceError
from mock_server.engines.factory import create_engine
from mock_server.engines.options import Options
from mock_server.settings import Settings
from mock_server.studio import Studio, Unwanted

AVATAR, FULL_BODY = LivePhotoType
FILM = Film(b"film", Level.MESH)


class Orders:
    """A pool that notes what is ordered, and makes nothing by itself."""

    def __init__(self) -> None:
        self.films: list[Future[Film]] = []

    def submit(self, photo: bytes, kind: LivePhotoType) -> Future[Film]:
        self.films.append(Future())
        return self.films[-1]


def begin(film: Future[Film]) -> None:
    assert film.set_running_or_notify_cancel()


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def studio(orders: Orders) -> Studio:
    settings = Settings(engine="animated", cache_bytes=10)
    return Studio(create_engine("animated", settings.clip), settings, b"", orders)


async def waiting(*calls):
    """Start calls, and give them the time to order their films."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def never() -> None:
    await asyncio.get_running_loop().create_future()


def test_equal_photos_that_come_together_are_made_once(studio, orders):
    async def calls():
        tasks = await waiting(*(studio.film(b"photo", "hash", AVATAR, never) for _ in range(5)))
        begin(orders.films[0])
        orders.films[0].set_result(FILM)
        return await asyncio.gather(*tasks)

    assert asyncio.run(calls()) == [FILM] * 5
    assert len(orders.films) == 1


def test_another_photo_or_type_is_another_film(studio, orders):
    async def calls():
        asked = (("hash", AVATAR), ("hash", FULL_BODY), ("other", AVATAR))
        tasks = await waiting(*(studio.film(b"photo", sha256, kind) for sha256, kind in asked))
        for film in orders.films:
            film.set_result(FILM)
        await asyncio.gather(*tasks)

    asyncio.run(calls())
    assert len(orders.films) == 3


def test_a_film_is_kept_for_the_next_time(studio, orders):
    async def call():
        (task,) = await waiting(studio.film(b"photo", "hash", AVATAR))
        orders.films[0].set_result(FILM)
        await task

    assert studio.at_once("hash", AVATAR) is None
    asyncio.run(call())
    assert studio.at_once("hash", AVATAR) is FILM
    assert studio.at_once("hash", FULL_BODY) is None
    assert studio.at_once("other", AVATAR) is None


def test_what_the_engine_refuses_is_told_to_all_and_not_kept(studio, orders):
    async def calls():
        tasks = await waiting(*(studio.film(b"photo", "hash", AVATAR) for _ in range(2)))
        orders.films[0].set_exception(NoFaceError("none"))
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(each) for each in asyncio.run(calls())] == [NoFaceError] * 2
    assert studio.at_once("hash", AVATAR) is None
    assert studio._making == {}


def test_a_film_that_waits_for_its_turn_is_dropped_with_its_client(studio, orders):
    async def call():
        gone = asyncio.Event()
        (task,) = await waiting(studio.film(b"photo", "hash", AVATAR, gone.wait))
        gone.set()
        await task

    with pytest.raises(Unwanted) as raised:
        asyncio.run(call())
    assert not raised.value.begun
    assert orders.films[0].cancelled()
    assert studio._making == {}


def test_a_film_that_is_begun_is_kept_though_its_client_is_gone(studio, orders):
    async def call():
        gone = asyncio.Event()
        (task,) = await waiting(studio.film(b"photo", "hash", AVATAR, gone.wait))
        begin(orders.films[0])
        gone.set()
        await task

    with pytest.raises(Unwanted) as raised:
        asyncio.run(call())
    assert raised.value.begun
    orders.films[0].set_result(FILM)
    assert studio.at_once("hash", AVATAR) is FILM


def test_a_film_that_somebody_still_waits_for_is_not_dropped(studio, orders):
    async def calls():
        gone = asyncio.Event()
        tasks = await waiting(studio.film(b"photo", "hash", AVATAR, gone.wait), studio.film(b"photo", "hash", AVATAR))
        gone.set()
        with pytest.raises(Unwanted):
            await tasks[0]
        begin(orders.films[0])
        orders.films[0].set_result(FILM)
        return await tasks[1]

    assert asyncio.run(calls()) is FILM


def test_a_film_whose_event_loop_was_closed_is_kept_all_the_same(studio, orders):
    async def call():
        await waiting(studio.film(b"photo", "hash", AVATAR))
        begin(orders.films[0])

    asyncio.run(call())
    orders.films[0].set_result(FILM)
    assert studio.at_once("hash", AVATAR) is FILM


def test_an_engine_that_needs_no_photo_has_all_at_once():
    studio = Studio(create_engine("canned"), Settings(engine="canned"), b'"}}')
    assert studio.at_once(None, AVATAR).data.endswith(b'"}}')
    assert studio.at_once(None, AVATAR).level is None
    assert studio.at_once(None, AVATAR) != studio.at_once(None, FULL_BODY)


def test_other_options_are_other_films():
    keys = {
        Studio(create_engine("animated", clip), Settings(clip=clip), b"", Orders())._look
        for clip in (Options(), Options(fps=30), Options(codec="vp9"), Options(faces="strict"))
    }
    assert len(keys) == 4
