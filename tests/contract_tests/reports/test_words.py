from __future__ import annotations

from contract_tests.report import Match
from contract_tests.reports.words import (
    best_match,
    brief,
    headline,
    percent,
    rows_of,
    some,
    tally,
    unchecked,
    undecided_says,
)


def test_a_value_is_shown_on_one_line_of_visible_signs(hostile):
    shown = brief({"a": hostile}), brief(hostile)
    for text in shown:
        assert text.isprintable()
        assert 0 < len(text) <= 161 * 10
        text.encode("utf-8")


def test_values_that_are_no_text_are_shown_as_json():
    assert [brief(value) for value in (None, 0, True, "", [1], {"a": "ü"})] == [
        "null",
        "0",
        "true",
        '""',
        "[1]",
        '{"a": "ü"}',
    ]


def test_a_long_value_is_cut():
    assert brief("x" * 1000, 10) == "xxxxxxxxxx…"


def test_the_headline_says_verdict_counts_edition_and_best_match(make_report):
    report = make_report(accepted=())
    assert headline(report) == (
        "drift: 1 breaking, 1 compatible, 1 info against 2026-01 (best match: 2025-12 or 2025-09, 100 %)"
    )


def test_the_headline_counts_what_a_baseline_accepts(make_report):
    assert "1 info, 1 accepted against 2026-01" in headline(make_report())


def test_without_an_answer_no_edition_matches(make_report):
    report = make_report(matches=(Match("2026-01", 0.0),), probes=())
    assert best_match(report) == "no edition matches: nothing was answered"


def test_answers_that_no_edition_gives_match_none(make_report):
    assert best_match(make_report(matches=(Match("2026-01", 0.0),))) == "no edition matches: nothing agreed"


def test_only_full_agreement_is_a_hundred_per_cent():
    assert [percent(Match("", share)) for share in (1.0, 0.9999, 0.29, 0.0)] == [100, 99, 29, 0]


def test_editions_that_cannot_be_told_apart_are_named(make_report):
    assert undecided_says(make_report()) == "2025-12, 2025-09 cannot be told apart by these answers"
    assert undecided_says(make_report(matches=(Match("2026-01", 1.0), Match("2025-12", 0.5)))) == ""


def test_what_was_not_checked_is_gathered_by_its_reason(make_report):
    assert unchecked(make_report()) == [("no credits are left", ["success-png"]), ("timed out", ["body-json"])]


def test_many_names_are_counted():
    assert some(["a", "b", "c"], 2) == "a, b and 1 more"


def test_the_tally_says_what_was_spent_and_what_became_of_the_probes(make_report):
    assert tally(make_report()) == (
        "22 of 44 credits spent; 6 probes: 3 agree, 1 differ, 1 not checked, 1 without an answer"
    )


def test_only_two_tables_of_the_same_names_are_rows(make_finding):
    assert rows_of(make_finding(expected={"a": 1, "b": 2}, observed={"a": 3, "b": 4})) == [("a", 1, 3), ("b", 2, 4)]
    for expected, observed in ((1, 2), ({"a": 1}, {"a": 2}), ({"a": 1, "b": 2}, {"a": 1, "c": 2}), ({"a": 1}, None)):
        assert rows_of(make_finding(expected=expected, observed=observed)) == []
