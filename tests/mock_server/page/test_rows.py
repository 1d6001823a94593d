from __future__ import annotations

import pytest

from livephoto.contract import load_edition
from mock_server.page.rows import row, rows

EDITION = load_edition()
REFUSED = {"status": 413, "code": "FILE_SIZE_EXCEEDS_LIMIT", "rule": "image_too_large", "basis": "documented"}


def test_a_success_says_what_it_cost_and_no_more(entry):
    shown = row(entry(fields={"type": "1"}, ms=1234.0), EDITION)
    assert (shown.status, shown.tone, shown.outcome, shown.says) == ("200", "good", "", ())
    assert shown.facts == ("key-0123456789abcdef", "JPEG 256 x 256, 1.0 kB", "type 1", "22 credits", "1.2 s")
    assert shown.time == "22:13:20"


def test_a_photo_without_a_face_is_told(entry):
    assert "no face found" in row(entry(faceLevel=3), EDITION).facts
    assert "no face found" not in row(entry(faceLevel=1), EDITION).facts


def test_a_refusal_says_what_was_wrong(entry):
    shown = row(entry(**REFUSED, credits=0), EDITION)
    assert (shown.status, shown.tone, shown.outcome, shown.basis) == ("413", "bad", "image_too_large", "documented")
    assert "more than the 5,242,880 allowed" in shown.says[0]


@pytest.mark.parametrize("name", EDITION.rules)
@pytest.mark.parametrize("cause", [{}, {"asked": "key"}, {"asked": "error=x"}, {"scenario": "flaky"}])
def test_every_refusal_has_words(entry, name, cause):
    rule = EDITION.rules[name]
    status = EDITION.status_of(rule.code)
    shown = row(entry(status=status, code=rule.code, rule=name, basis=rule.basis, **cause), EDITION)
    assert shown.says
    assert all(says.strip() for says in shown.says)


@pytest.mark.parametrize("verdict", ["client gone", "fault"])
def test_what_was_not_answered_is_neither_good_nor_refused(entry, verdict):
    shown = row(entry(verdict=verdict, status=None, scenario="empty"), EDITION)
    assert (shown.status, shown.tone) == (verdict, "lost")
    assert "the scenario empty had it so" in shown.says


def test_the_newest_comes_first(entry):
    assert [each.number for each in rows([entry(1), entry(2)], EDITION)] == [21, 11]
