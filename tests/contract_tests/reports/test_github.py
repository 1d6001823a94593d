from __future__ import annotations

import re

from contract_tests.report import Stop
from contract_tests.reports.github import render

COMMAND = re.compile(r"::(error|warning|notice) file=([^,:]+)(?:,line=[0-9]+)?,title=([^,:]+)::([^\r\n]*)")


def test_each_finding_is_an_annotation_of_its_level(make_report):
    lines = render(make_report()).splitlines()
    assert [COMMAND.fullmatch(line)[1] for line in lines] == ["error", "warning", "notice"]
    assert "title=status_changed at rule%3Aimage_too_wide::FILE_RESOLUTION" in lines[0]


def test_only_the_worst_ten_are_shown(make_report):
    assert len(render(make_report(findings=make_report().findings * 10)).splitlines()) == 10


def test_a_hostile_answer_cannot_begin_a_command_of_its_own(make_report, hostile):
    lines = render(make_report(hostile)).splitlines()
    assert len(lines) == 3
    assert all(COMMAND.fullmatch(line) for line in lines)


def test_percent_signs_are_escaped_first(make_report):
    assert "%250A" in render(make_report("100 %0A"))


def test_a_target_that_is_not_there_is_one_error(make_report):
    stop = Stop("refused", "nobody listens on x:1")
    report = make_report(verdict="unreachable", findings=(), stop=stop)
    (line,) = render(report).splitlines()
    assert line.startswith("::error")
    assert "nobody listens on x:1" in line


def test_a_clean_report_says_nothing(make_report):
    assert render(make_report(findings=())) == ""
