from __future__ import annotations

import threading

import pytest

from mock_server.engines.ahead import ahead


def test_things_come_in_their_order():
    assert list(ahead(range(100), 3)) == list(range(100))
    assert list(ahead([], 3)) == []


def test_they_are_made_in_another_thread():
    (maker,) = ahead((threading.get_ident() for _ in range(1)), 1)
    assert maker != threading.get_ident()


def test_what_making_one_raises_comes_after_those_before():
    def things():
        yield 1
        raise OSError("broken")

    got = ahead(things(), 5)
    assert next(got) == 1
    with pytest.raises(OSError, match="broken"):
        next(got)


def test_the_thread_ends_with_a_caller_that_wants_no_more():
    made = []

    def things():
        for number in range(1000):
            made.append(number)
            yield number

    before = threading.active_count()
    got = ahead(things(), 2)
    assert next(got) == 0
    got.close()
    assert threading.active_count() == before
    assert len(made) < 10
