from __future__ import annotations

import pytest

from livephoto.pseudonym import pseudonym
from mock_server.journal.query import Query, QueryError, find, verify


def numbers(entries):
    return [entry["number"] for entry in entries]


@pytest.fixture
def calls(entry):
    return [
        entry(0, number=1),
        entry(1, number=2, sha="cd" * 32, fields={"type": "1"}),
        entry(2, number=3, status=429, code="EXCEEDING_LIMITS", rule="too_many_calls", credits=0, scenario="quota"),
        entry(3, number=4, key=None, status=401, code="ERROR_USER_NOT_EXISTS", rule="key_missing", credits=0),
        entry(4, number=5, method="GET", path="/api/common/query-credits", photo=None, credits=0),
        entry(5, number=6, status=None, verdict="client gone", credits=0, photo=None, key=pseudonym("mine")),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), [1, 2, 3, 4, 5, 6]),
        (Query(billed=True), [1, 2]),
        (Query(billed=False, path="/api/portrait/effects/live-photo"), [3, 4, 6]),
        (Query(method="get"), [5]),
        (Query(status=429), [3]),
        (Query(code="EXCEEDING_LIMITS"), [3]),
        (Query(rule="key_missing"), [4]),
        (Query(photo="CD" * 32), [2]),
        (Query(photo="abababab"), [1, 3, 4]),
        (Query(type=1), [2]),
        (Query(type=0, billed=True), [1]),
        (Query(scenario="quota"), [3]),
        (Query(verdict="client gone"), [6]),
        (Query(key="mine"), [6]),
        (Query(key="key-0123456789abcdef", billed=True), [1, 2]),
        (Query(key=""), [4]),
        (Query(after=4), [5, 6]),
        (Query(since="2023-11-14T22:13:24Z"), [5, 6]),
        (Query(since="2023-11-14T23:13:24+01:00"), [5, 6]),
        (Query(since="2023-11-14T22:13:24"), [5, 6]),
    ],
)
def test_a_query_finds_what_fits_all_its_parts(calls, query, found):
    assert numbers(find(calls, query)) == found


def test_a_plain_key_is_not_kept():
    assert "mine" not in repr(Query(key="mine"))


@pytest.mark.parametrize(("name", "value"), [("photo", "abc"), ("photo", "x" * 64), ("since", "yesterday")])
def test_nonsense_is_refused_with_the_parts_name(name, value):
    with pytest.raises(QueryError, match=name):
        Query(**{name: value})


@pytest.mark.parametrize(
    ("limits", "holds", "says"),
    [
        ({"exactly": 2}, True, "as wanted: exactly 2 calls (billed); the journal has 2"),
        ({"exactly": 1}, False, "not as wanted: exactly 1 call (billed); the journal has 2: #1, #2"),
        ({"exactly": 0}, False, "not as wanted: no call (billed); the journal has 2: #1, #2"),
        (
            {"at_least": 1, "at_most": 2},
            True,
            "as wanted: at least 1 call and at most 2 calls (billed); the journal has 2",
        ),
        ({"at_least": 3}, False, "not as wanted: at least 3 calls (billed); the journal has 2: #1, #2"),
        ({"at_most": 1}, False, "not as wanted: at most 1 call (billed); the journal has 2: #1, #2"),
    ],
)
def test_a_verification_is_a_sentence(calls, limits, holds, says):
    found = verify(calls, Query(billed=True), **limits)
    assert (found.holds, found.says, found.count, found.calls) == (holds, says, 2, (1, 2))


def test_no_call_without_a_key_can_be_verified(calls):
    found = verify(calls, Query(key=""), exactly=0)
    assert found.says == "not as wanted: no call (no key); the journal has 1: #4"


def test_a_verification_without_a_number_is_refused():
    with pytest.raises(QueryError, match="exactly, atLeast or atMost"):
        verify([], Query())


@pytest.mark.parametrize(
    "limits", [{"exactly": 0, "at_least": 3}, {"exactly": 1, "at_most": 1}, {"at_least": 5, "at_most": 3}]
)
def test_a_verification_that_contradicts_itself_is_refused(limits):
    with pytest.raises(QueryError, match=r"exclude each other|above"):
        verify([], Query(), **limits)
