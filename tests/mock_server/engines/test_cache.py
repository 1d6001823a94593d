from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mock_server.engines.cache import ClipCache


def test_a_clip_is_found_again():
    cache = ClipCache(10)
    cache.put("a", b"12345")
    assert cache.get("a") == b"12345"
    assert cache.get("b") is None


def test_the_least_recently_used_goes_first():
    cache = ClipCache(10)
    cache.put("a", b"12345")
    cache.put("b", b"12345")
    cache.get("a")
    cache.put("c", b"1")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"12345", None, b"1")


def test_a_clip_bigger_than_the_store_is_not_kept_and_pushes_nothing_out():
    cache = ClipCache(10)
    cache.put("a", b"12345")
    cache.put("b", bytes(11))
    assert (cache.get("a"), cache.get("b")) == (b"12345", None)


@given(st.lists(st.tuples(st.integers(0, 5), st.binary(max_size=20))), st.integers(0, 40))
def test_it_never_holds_more_than_its_bound_and_counts_right(puts, bound):
    cache = ClipCache(bound)
    for key, clip in puts:
        cache.put(key, clip)
        kept = [cache.get(number) for number in range(6)]
        assert cache._held == sum(len(clip) for clip in kept if clip is not None) <= bound
        if len(clip) <= bound:
            assert cache.get(key) == clip
