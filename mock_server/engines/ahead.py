"""Makes things in a thread of their own while the caller works on those before."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from queue import Queue
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class _End(Generic[T]):
    """Comes after the last thing."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(things: Iterable[T], most: int) -> Generator[T, None, None]:
    """Yield `things` in their order, up to `most` of them made ahead. Raises what making one raises.

    A caller that does not want the rest closes the generator: the thread then ends with the thing it is making.
    """
    ready: Queue[T | _End[T]] = Queue(most)
    unwanted = Event()

    def make() -> None:
        error: BaseException | None = None
        try:
            for thing in things:
                if unwanted.is_set():
                    return
                ready.put(thing)
        except BaseException as caught:  # raised again in the caller's thread
            error = caught
        ready.put(_End(error))

    thread = Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(thing := ready.get(), _End):
            yield thing
        if thing.error is not None:
            raise thing.error
    finally:
        unwanted.set()
        while thread.is_alive():
            _drain(ready)
            thread.join(0.01)


def _drain(queue: Queue[T]) -> None:
    while not queue.empty():
        queue.get()
