from __future__ import annotations

import pytest

from livephoto.contract import EDITION_ORDER, load_edition
from mock_server.preferences import Ask, asked_for

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
