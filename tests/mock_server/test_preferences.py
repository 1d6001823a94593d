from __future__ import annotations

import pytest

from livephoto.contract import EDITION_ORDER, load_edition
from mock_server.preferences import Ask, Wish, asked_for, wished_for
from mock_server.scenarios.faults import Fault, Moment, Point

EDITION = load_edition()


@pytest.mark.parametrize("edition_id", EDITION_ORDER)
def test_every_error_of_every_edition_answers_by_name(mocks, edition_id):
    mock = mocks(edition=edition_id)
    for code, row in mock.edition.errors.items():
        by_header = mock.post(None, Prefer=f"error={code}")
        by_key = mock.post(None, key=f"mock-{code}")
        assert by_header.headers["preference-applied"] == f"error={code}"
        assert "preference-applied" not in by_key.headers
        for answer in (by_header, by_key):
            detail = answer.json()["error_detail"]
            assert answer.status_code == detail["status_code"] == answer.json()["error_code"] == row.status
            assert (detail["code"], detail["code_message"]) == (code, row.message or "")
            assert answer.headers["x-livephoto-basis"] == row.basis
            assert answer.headers["x-livephoto-edition"] == edition_id


def test_the_newer_editions_hold_126_codes_and_the_first_whole_one_124():
    counts = {edition_id: len(load_edition(edition_id).errors) for edition_id in EDITION_ORDER}
    assert [counts[edition_id] for edition_id in EDITION_ORDER[2:]] == [124, 126, 126, 126, 126]


@pytest.mark.parametrize("status", sorted({row.status for row in EDITION.errors.values()}))
def test_every_status_of_the_table_answers_by_number(mock, status):
    answer = mock.post(b"not an image", Prefer=f"code={status}")
    assert answer.status_code == status == answer.json()["error_code"]
    assert answer.headers["preference-applied"] == f"code={status}"


@pytest.mark.parametrize("rule", EDITION.rules.values(), ids=lambda rule: rule.name)
def test_every_rule_answers_by_name_in_its_own_words(mock, rule):
    answer = mock.post(None, Prefer=f"error={rule.name}")
    assert answer.headers["x-livephoto-rule"] == rule.name
    assert answer.json()["error_detail"]["code"] == rule.code


def test_an_asked_error_costs_nothing_and_needs_no_key(mocks):
    mock = mocks(credits=22)
    assert mock.post(None, key=None, Prefer="error=AI_SERVICE_TIMEOUT").status_code == 504
    assert mock.credits() == 22


@pytest.mark.parametrize("prefer", ["error=NO_SUCH_ERROR", "code=299", "code=abc", "code=200", "a=b", ",;=", "error"])
def test_a_preference_that_cannot_be_met_is_not_applied(mock, prefer):
    answer = mock.post(None, Prefer=prefer)
    assert "preference-applied" not in answer.headers
    assert answer.headers["x-livephoto-rule"] == "image_missing"


def test_a_preference_for_an_error_that_there_is_none_of_is_said_to_be_ignored(mock):
    answer = mock.post(None, Prefer="error=ERROR_NO_FACE")
    assert answer.headers["x-livephoto-ignored"] == "error=ERROR_NO_FACE"


@pytest.mark.parametrize(
    ("prefer", "code"),
    [
        ("error=error_no_face_in_file", "ERROR_NO_FACE_IN_FILE"),
        ('respond-async, error="ERROR_GATEWAY"; strict', "ERROR_GATEWAY"),
        ("ERROR=no-face", "ERROR_NO_FACE_IN_FILE"),
        ("wait=10, code=415", "UNSUPPORTED_FILE_TYPES"),
    ],
)
def test_preferences_are_read_as_people_write_them(prefer, code):
    ask = asked_for(EDITION, prefer, "")
    assert ask is not None
    assert ask.code == code


def test_nothing_is_asked_for_by_default():
    assert asked_for(EDITION, "", "a-key") is None


def test_a_key_that_asks_for_an_error_that_there_is_none_of_is_nobodys(mock):
    assert asked_for(EDITION, "", "mock-nonsense") == Ask(None, None, None)
    answer = mock.post(None, key="mock-nonsense")
    assert answer.headers["x-livephoto-rule"] == "key_unknown"


def test_a_key_may_ask_by_status(mock):
    assert mock.post(None, key="mock-504").status_code == 504


def test_a_delay_and_a_fault_can_be_wished_for_beside_an_error():
    wish = wished_for(EDITION, "delay=1500, error=no_face, wait=1")
    assert wish is not None
    assert wish.effect is not None
    assert wish.effect.delay is not None
    assert wish.effect.delay.middle == 1.5
    assert wish.effect.error is not None
    assert wish.effect.error.code == "ERROR_NO_FACE_IN_FILE"
    assert wish.applied == "delay=1500, error=no_face"


@pytest.mark.parametrize(
    ("prefer", "fault", "point", "moment"),
    [
        ("fault=empty-response", Fault.EMPTY_RESPONSE, None, Moment.BEFORE_ANSWER),
        ("fault=CONNECTION_RESET_BY_PEER", Fault.CONNECTION_RESET_BY_PEER, Point.START, Moment.BEFORE_READING),
        (
            'fault=CONNECTION_RESET_BY_PEER; at="video"',
            Fault.CONNECTION_RESET_BY_PEER,
            Point.VIDEO,
            Moment.BEFORE_ANSWER,
        ),
        ("FAULT=early_refusal", Fault.EARLY_REFUSAL, None, Moment.BEFORE_READING),
    ],
)
def test_a_fault_is_wished_for_by_name(prefer, fault, point, moment):
    wish = wished_for(EDITION, prefer)
    assert wish is not None
    assert wish.effect is not None
    assert (wish.effect.fault, wish.effect.point, wish.effect.moment) == (fault, point, moment)


@pytest.mark.parametrize("prefer", ["delay=abc", "delay=-1", "delay=9999999", "delay=", "fault=EXPLOSION", "fault="])
def test_a_wish_that_cannot_be_met_is_ignored(prefer):
    wish = wished_for(EDITION, prefer)
    assert wish is not None
    assert (wish.applied, wish.ignored) == ("", prefer)


def test_an_error_that_a_fault_cannot_carry_is_ignored_and_the_fault_met():
    wish = wished_for(EDITION, "fault=EMPTY_RESPONSE, error=no_face")
    assert wish is not None
    assert (wish.applied, wish.ignored) == ("fault=EMPTY_RESPONSE", "error=no_face")


def test_a_scenario_is_wished_for_alone():
    assert wished_for(EDITION, "delay=5, scenario=flaky") == Wish(scenario="flaky", applied="scenario=flaky")


@pytest.mark.parametrize("prefer", ["", "error=no_face", "code=422", "wait=1"])
def test_nothing_but_errors_is_no_wish(prefer):
    assert wished_for(EDITION, prefer) is None
