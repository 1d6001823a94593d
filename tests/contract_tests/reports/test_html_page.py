from __future__ import annotations

from html.parser import HTMLParser

from contract_tests.report import Match
from contract_tests.reports.html_page import render

VOID = {"meta", "rect", "br"}


class Page(HTMLParser):
    """The page's tags in their order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_page_needs_nothing_from_elsewhere(make_report):
    page = Page(render(make_report()))
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "srcset", "onload"} & page.attributes
    assert "url(" not in page.text
    assert "@import" not in page.text


def test_it_shows_verdict_findings_editions_and_probes(make_report):
    report = make_report()
    page = Page(render(report))
    for finding in (*report.findings, *report.accepted):
        assert finding.fingerprint in page.text
        assert finding.says in page.text
    assert "2025-12, 2025-09 cannot be told apart by these answers." in page.text
    assert "no credits are left" in page.text
    assert "22 / 44" in page.text
    assert "bytes up to 3,000,000 are taken" in page.text


def test_a_hostile_answer_adds_no_tag_and_no_attribute(make_report, hostile):
    mild, page = Page(render(make_report("mild"))), Page(render(make_report(hostile)))
    assert page.tags == mild.tags
    assert page.attributes == mild.attributes


def test_no_template_in_an_answer_is_run(make_report):
    assert "{{ 7 * 7 }}" in Page(render(make_report("{{ 7 * 7 }}"))).text


def test_a_report_without_findings_says_so(make_report):
    page = Page(render(make_report(verdict="conforms", findings=(), accepted=(), explored=())))
    assert "None: no answer differs from edition 2026-01." in page.text


def test_without_an_answer_no_edition_is_shown(make_report):
    report = make_report(matches=(Match("2026-01", 0.0),), probes=())
    assert "Which edition it is" not in Page(render(report)).text


def test_every_row_of_a_finding_about_many_is_shown(make_report, make_finding):
    moved = {f"CODE_{number}": 400 + number for number in range(48)}
    finding = make_finding(expected=dict.fromkeys(moved, 399), observed=moved)
    page = Page(render(make_report(findings=(finding,))))
    assert "48 rows" in page.text
    assert page.tags.count("details") == 1
    assert [name for name in moved if page.text.count(name) == 0] == []
    assert "447" in page.text
