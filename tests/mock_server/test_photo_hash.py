from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mock_server.photo_hash import PhotoHashes


def hashed(hashes, data, cuts=()):
    made = hashes.begin()
    for start, end in pairwise([0, *sorted(cuts), len(data)]):
        made.update(data[start:end])
    return made.hexdigest()


def learnt(hashes, *photos):
    """Send each photo twice."""
    for photo in photos:
        hashed(hashes, photo)
        hashed(hashes, photo)


def known(hashes, data):
    """Tell whether the photo is compared: nothing of it is hashed then."""
    made = hashes.begin()
    made.update(data)
    answer = made.compares
    made.drop()
    return answer


near = st.lists(st.sampled_from([b"a" * 40, b"a" * 40 + b"b" * 40, b"a" * 79 + b"b", b"", b"c", b"a"]), max_size=12)


@given(near, st.lists(st.integers(0, 80), max_size=4))
def test_the_hash_is_the_photos_own_whatever_came_before_and_however_it_is_cut(photos, cuts):
    hashes = PhotoHashes(room=200, most=3)
    for photo in photos:
        inside = [cut for cut in cuts if cut <= len(photo)]
        assert hashed(hashes, photo, inside) == sha256(photo).hexdigest()


def test_a_photo_that_came_twice_is_compared_not_hashed():
    hashes = PhotoHashes()
    photo = b"photo" * 2000
    hashed(hashes, photo, [4097, 5000])
    assert not known(hashes, photo)
    hashed(hashes, photo, [4097, 5000])
    assert known(hashes, photo)


def test_photos_that_come_once_are_not_kept():
    hashes = PhotoHashes()
    for number in range(3):
        hashed(hashes, b"%d" % number * 9000)
    assert not any(known(hashes, b"%d" % number * 9000) for number in range(3))


def test_a_photo_that_begins_like_a_known_one_has_a_hash_of_its_own():
    hashes = PhotoHashes()
    learnt(hashes, b"same start, end one")
    for other in (b"same start, end two", b"same start", b"same start, end one and more"):
        assert hashed(hashes, other, [5]) == sha256(other).hexdigest()


def test_what_was_not_sent_for_longest_makes_room():
    hashes = PhotoHashes(room=250)
    learnt(hashes, b"a" * 100, b"b" * 100, b"a" * 100, b"c" * 100)
    assert known(hashes, b"a" * 100)
    assert not known(hashes, b"b" * 100)


def test_a_photo_larger_than_the_room_is_hashed_and_pushes_nothing_out():
    hashes = PhotoHashes(room=150)
    learnt(hashes, b"a" * 100, b"b" * 200)
    assert hashed(hashes, b"b" * 200, [50]) == sha256(b"b" * 200).hexdigest()
    assert known(hashes, b"a" * 100)
    assert not known(hashes, b"b" * 200)


def test_one_photo_is_learnt_at_a_time_so_that_many_at_once_take_no_memory():
    hashes = PhotoHashes()
    hashed(hashes, b"first")
    hashed(hashes, b"second")
    first, second = hashes.begin(), hashes.begin()
    first.update(b"first")
    second.update(b"second")
    assert (first.hexdigest(), second.hexdigest()) == (sha256(b"first").hexdigest(), sha256(b"second").hexdigest())
    assert known(hashes, b"first")
    assert not known(hashes, b"second")


def test_an_upload_that_was_cut_off_is_not_learnt_and_lets_the_next_be():
    hashes = PhotoHashes()
    hashed(hashes, b"cut off")
    gone = hashes.begin()
    gone.update(b"cut off")
    gone.drop()
    assert not known(hashes, b"cut off")
    learnt(hashes, b"whole")
    assert known(hashes, b"whole")
