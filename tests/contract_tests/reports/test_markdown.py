from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from contract_tests.reports.markdown import escape, render

ENTITY = re.compile(r"&#[0-9]+;")


def test_it_begins_with_the_verdict(make_report):
    assert render(make_report()).startswith("## drift: 1 breaking, 1 compatible, 1 info, 1 accepted against 2026-01")


def test_every_row_of_a_table_has_as_many_cells_as_its_head(make_report, hostile):
    width = 0
    for line in render(make_report(hostile)).splitlines():
        cells = line.count("|")
        assert cells == (width or cells) if line.startswith("|") else cells == 0
        width = cells if line.startswith("|") else 0


def test_a_hostile_answer_adds_no_line_and_no_markup(make_report, hostile):
    mild, text = render(make_report("mild")), render(make_report(hostile))
    assert len(text.splitlines()) == len(mild.splitlines())
    assert re.findall(r"<(?!/?code>)", text) == []
    assert "![" not in text
    assert "@everyone" not in text


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_no_sign_with_a_meaning_is_left(text):
    assert not set("\\`*[]<>#|~$@") & set(ENTITY.sub("", escape(text)))


def test_words_with_underscores_stay_readable():
    assert escape("FILE_SIZE_EXCEEDS_LIMIT: too big") == "FILE_SIZE_EXCEEDS_LIMIT: too big"
    assert escape("_emphasis_ :smile: http://x") == "&#95;emphasis&#95; &#58;smile: http&#58;//x"


def test_a_summary_fits_into_its_mebibyte(make_report):
    report = make_report("x" * 5000)
    many = make_report(findings=report.findings * 2000)
    text = render(many)
    assert len(text.encode()) < 1024 * 1024
    assert "more are left out" in text


def test_every_row_of_a_finding_about_many_is_shown_folded_up(make_report, make_finding):
    moved = {f"CODE{number}": 400 + number for number in range(48)}
    finding = make_finding(expected=dict.fromkeys(moved, 399), observed=moved)
    lines = render(make_report(findings=(finding,))).splitlines()
    begins = next(number for number, line in enumerate(lines) if line.startswith("<details><summary>48 rows"))
    assert lines[begins + 4 : begins + 52] == [
        f"| <code>{name}</code> | <code>399</code> | <code>{status}</code> |" for name, status in moved.items()
    ]
    assert "</details>" in lines[begins + 52 :]
