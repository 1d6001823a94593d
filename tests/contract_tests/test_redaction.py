from __future__ import annotations

from contract_tests.finding import Finding
from contract_tests.redaction import HIDDEN, hide, hide_in_finding, hide_in_result
from contract_tests.report import ProbeResult

KEY = "s3cret.k(ey"


def test_the_key_is_taken_out_of_texts_names_and_whatever_holds_them():
    value = {f"x{KEY}": [f"{KEY.upper()}!", 7, None, {"a": (KEY,)}]}
    assert hide(value, KEY) == {f"x{HIDDEN}": [f"{HIDDEN}!", 7, None, {"a": [HIDDEN]}]}


def test_a_key_that_is_a_word_like_any_other_is_no_secret():
    assert hide("any photo", "any") == "any photo"


def test_no_part_of_a_finding_or_a_result_keeps_the_key():
    finding = Finding("field_added", "info", f"field:{KEY}", [KEY], {KEY: KEY}, "documented", "p", f"{KEY} is new")
    assert KEY not in repr(hide_in_finding(finding, KEY))
    result = ProbeResult("p", None, False, "no_answer", why=KEY, evidence=f"status 401, {KEY}")
    assert KEY not in repr(hide_in_result(result, KEY))
