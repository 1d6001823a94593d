from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mock_server.engines.base import Film, Level
from mock_server.engines.cache import FilmCache

FIVE = Film(b"12345", Level.MESH)


def test_a_film_is_found_again_with_what_is_known_of_the_face():
    cache = FilmCache(10)
    cache.put("a", FIVE)
    assert cache.get("a") is FIVE
    assert cache.get("b") is None


def test_the_least_recently_used_goes_first():
    cache, small = FilmCache(10), Film(b"1")
    cache.put("a", FIVE)
    cache.put("b", FIVE)
    cache.get("a")
    cache.put("c", small)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (FIVE, None, small)


def test_a_film_bigger_than_the_store_is_not_kept_and_pushes_nothing_out():
    cache = FilmCache(10)
    cache.put("a", FIVE)
    cache.put("b", Film(bytes(11)))
    assert (cache.get("a"), cache.get("b")) == (FIVE, None)


@given(st.lists(st.tuples(st.integers(0, 5), st.binary(max_size=20))), st.integers(0, 40))
def test_it_never_holds_more_than_its_bound_and_counts_right(puts, bound):
    cache = FilmCache(bound)
    for key, data in puts:
        cache.put(key, Film(data))
        kept = [cache.get(number) for number in range(6)]
        assert cache._held == sum(len(film.data) for film in kept if film is not None) <= bound
        if len(data) <= bound:
            assert cache.get(key) == Film(data)
