"""A few processes that make films, and the photos that wait for them: so many at most."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Protocol

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Film, WorkerLostError


class PoolFull(Exception):  # noqa: N818 - a state of the server that has its own documented answer
    """So many photos are waiting that one more must be refused."""


class FilmMaker(Protocol):
    """What a pool works with, a `Worker`: it makes one film at a time."""

    def film(self, photo: bytes, kind: LivePhotoType) -> Film:
        """Return a photo's film. After WorkerLostError it is of no use."""

    def kill(self) -> None:
        """Break off what it does, from any thread."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(slots=True, eq=False)
class _Job:
    photo: bytes
    kind: LivePhotoType
    film: Future[Film] = field(default_factory=Future)


class Pool:
    """Makes films in `size` workers, each with a thread here that talks to it. Safe to use from several threads."""

    def __init__(self, new_worker: Callable[[], FilmMaker], size: int, most_waiting: int) -> None:
        self._new_worker = new_worker
        self._size = size
        self._most_waiting = most_waiting
        self._jobs: deque[_Job] = deque()
        self._changed = Condition()
        self._threads: list[Thread] = []
        self._workers: set[FilmMaker] = set()
        self._busy = 0
        self._closed = False

    def start(self) -> None:
        """Start the workers, so that they are warm when the first photo comes. Once more changes nothing."""
        with self._changed:
            if self._threads or self._closed:
                return
            self._threads = [Thread(target=self._run, name="engine", daemon=True) for _ in range(self._size)]
            for thread in self._threads:
                thread.start()

    def submit(self, photo: bytes, kind: LivePhotoType) -> Future[Film]:
        """Return the film to come; one that is cancelled before it is begun is never made.

        It raises what a worker raises. Raises PoolFull, RuntimeError after `close`.
        """
        self.start()
        with self._changed:
            if self._closed:
                raise RuntimeError("the engine was closed")
            if self._is_full():
                self._jobs = deque(job for job in self._jobs if not job.film.cancelled())
            if self._is_full():
                raise PoolFull
            job = _Job(photo, kind)
            self._jobs.append(job)
            self._changed.notify()
        return job.film

    def close(self) -> None:
        """End everything at once; films that are not ready are lost. Once more changes nothing."""
        with self._changed:
            self._closed = True
            left, self._jobs = self._jobs, deque()
            self._changed.notify_all()
            for worker in self._workers:
                worker.kill()
        for job in left:
            job.film.cancel()
        for thread in self._threads:
            thread.join()

    def _is_full(self) -> bool:
        return len(self._jobs) + self._busy >= self._most_waiting + self._size

    def _run(self) -> None:
        """Work as one thread of the pool: a worker of its own, and another in its place if it is lost."""
        worker = self._engage()
        while worker is not None and (job := self._next()) is not None:
            lost = self._make(job, worker)
            if lost:
                self._dismiss(worker)
                worker = self._engage()
        if worker is not None:
            self._dismiss(worker)

    def _next(self) -> _Job | None:
        """Wait for a photo whose film is still wanted; None once the pool is closed."""
        with self._changed:
            while not self._closed:
                while self._jobs:
                    job = self._jobs.popleft()
                    if job.film.set_running_or_notify_cancel():
                        self._busy += 1
                        return job
                self._changed.wait()
        return None

    def _make(self, job: _Job, worker: FilmMaker) -> bool:
        """Make a film and tell of it; return whether the worker was lost over it."""
        film: Film | None = None
        error: Exception | None = None
        try:
            film = worker.film(job.photo, job.kind)
        except Exception as caught:  # told to whoever waits for the film
            error = caught
        with self._changed:
            self._busy -= 1
        if film is not None:
            job.film.set_result(film)
        else:
            job.film.set_exception(error)
        return isinstance(error, WorkerLostError)

    def _engage(self) -> FilmMaker | None:
        with self._changed:
            if self._closed:
                return None
            worker = self._new_worker()
            self._workers.add(worker)
            return worker

    def _dismiss(self, worker: FilmMaker) -> None:
        with self._changed:
            self._workers.discard(worker)
        worker.close()
