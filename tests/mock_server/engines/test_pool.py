from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from typing import ClassVar

import pytest

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Film, Level, NoFaceError, TooSlowError, WorkerLostError
from mock_server.engines.pool import Pool, PoolFull

AVATAR = LivePhotoType.AVATAR
DEADLINE = 30


class Puppet:
    """A worker that begins and ends its films when it is told to; a photo that names an error raises it."""

    made: ClassVar[list[Puppet]] = []
    errors: ClassVar[dict[bytes, Exception]] = {
        b"lost": WorkerLostError("lost"),
        b"slow": TooSlowError("slow"),
        b"faceless": NoFaceError("none"),
    }

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Semaphore(0), threading.Semaphore(0)
        self.seen: list[bytes] = []
        self.killed = self.closed = False
        Puppet.made.append(self)

    def film(self, photo: bytes, kind: LivePhotoType) -> Film:
        self.seen.append(photo)
        self.begun.release()
        assert self.go_on.acquire(timeout=DEADLINE)
        if self.killed:
            raise WorkerLostError("killed")
        if photo in self.errors:
            raise self.errors[photo]
        return Film(b"film of " + photo, Level.MESH)

    def kill(self) -> None:
        self.killed = True
        self.go_on.release()

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def pool() -> Iterator[Callable[..., Pool]]:
    Puppet.made = []
    made: list[Pool] = []

    def make(size: int = 1, most_waiting: int = 4) -> Pool:
        made.append(Pool(Puppet, size, most_waiting))
        return made[-1]

    yield make
    for each in made:
        each.close()
    assert all(puppet.closed for puppet in Puppet.made)


def the_worker(number: int = 0) -> Puppet:
    return Puppet.made[number]


def begun(pool: Pool, photo: bytes = b"first") -> Future[Film]:
    film = pool.submit(photo, AVATAR)
    while not Puppet.made:
        threading.Event().wait(0.001)
    assert the_worker().begun.acquire(timeout=DEADLINE)
    return film


def test_a_photo_gets_its_film(pool):
    film = begun(pool())
    the_worker().go_on.release()
    assert film.result(DEADLINE) == Film(b"film of first", Level.MESH)


def test_photos_take_turns_in_their_order(pool):
    ours = pool()
    films = [begun(ours), *(ours.submit(photo, AVATAR) for photo in (b"second", b"third"))]
    for _ in films:
        the_worker().go_on.release()
    assert [film.result(DEADLINE).data for film in films] == [b"film of first", b"film of second", b"film of third"]
    assert the_worker().seen == [b"first", b"second", b"third"]


def test_one_photo_too_many_is_refused_and_a_dropped_one_makes_room(pool):
    ours = pool(size=1, most_waiting=2)
    begun(ours)
    waiting = [ours.submit(b"%d" % number, AVATAR) for number in range(2)]
    with pytest.raises(PoolFull):
        ours.submit(b"too many", AVATAR)
    assert waiting[0].cancel()
    last = ours.submit(b"last", AVATAR)
    for _ in range(3):
        the_worker().go_on.release()
    assert last.result(DEADLINE).data == b"film of last"
    assert the_worker().seen == [b"first", b"1", b"last"]


def test_what_is_begun_cannot_be_dropped(pool):
    film = begun(pool())
    assert not film.cancel()
    the_worker().go_on.release()
    assert film.result(DEADLINE)


@pytest.mark.parametrize("error", [WorkerLostError, TooSlowError])
def test_a_lost_worker_fails_its_photo_alone_and_another_takes_its_place(pool, error):
    ours = pool()
    film = begun(ours, {WorkerLostError: b"lost", TooSlowError: b"slow"}[error])
    next_one = ours.submit(b"next", AVATAR)
    the_worker().go_on.release()
    with pytest.raises(error):
        film.result(DEADLINE)
    while len(Puppet.made) < 2:
        threading.Event().wait(0.001)
    the_worker(1).go_on.release()
    assert next_one.result(DEADLINE).data == b"film of next"
    assert the_worker(0).closed


def test_a_refused_photo_costs_no_worker(pool):
    ours = pool()
    film = begun(ours, b"faceless")
    the_worker().go_on.release()
    with pytest.raises(NoFaceError):
        film.result(DEADLINE)
    the_worker().go_on.release()
    assert ours.submit(b"next", AVATAR).result(DEADLINE)
    assert len(Puppet.made) == 1


def test_all_workers_are_started_before_the_first_photo_comes(pool):
    pool(size=3).start()
    while len(Puppet.made) < 3:
        threading.Event().wait(0.001)


def test_an_end_loses_what_waits_and_what_is_begun(pool):
    ours = pool()
    film, waiting = begun(ours), ours.submit(b"waiting", AVATAR)
    ours.close()
    with pytest.raises(WorkerLostError):
        film.result(DEADLINE)
    with pytest.raises(CancelledError):
        waiting.result(DEADLINE)
    with pytest.raises(RuntimeError, match="closed"):
        ours.submit(b"late", AVATAR)
    assert [thread for thread in threading.enumerate() if thread in ours._threads] == []


def test_a_pool_that_never_worked_ends_too(pool):
    ours = pool()
    ours.close()
    ours.close()
    assert Puppet.made == []
