from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.reports.junit import render

ANY_TEXT = st.text(st.characters(exclude_categories=()))
# The children and attributes that the schema of xunit2 knows, as far as we use them.
SCHEMA = {
    "testsuites": (set(), {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"properties", "testcase"}),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"classname", "name", "time"}, {"failure", "error", "skipped", "system-out"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


def cases(report) -> dict[str, ET.Element]:
    return {case.get("name", ""): case for case in ET.fromstring(render(report)).iter("testcase")}


def shape(text: str) -> list[str]:
    return [element.tag for element in ET.fromstring(text.encode()).iter()]


def test_each_rule_and_each_other_probe_is_one_test_case(make_report):
    assert list(cases(make_report())) == [
        "image_too_wide",
        "type_not_integer",
        "success-avatar",
        "success-png",
        "body_not_multipart",
    ]


def test_findings_above_info_fail_their_case(make_report):
    found = cases(make_report())
    assert found["image_too_wide"].find("failure").get("type") == "status_changed"
    assert found["type_not_integer"].find("failure").get("type") == "field_added"
    assert "another text" in found["type_not_integer"].find("system-out").text


def test_an_accepted_finding_does_not_fail(make_report):
    case = cases(make_report())["success-avatar"]
    assert case.find("failure") is None
    assert "accepted: breaking field_missing" in case.find("system-out").text


def test_what_was_not_checked_is_skipped_and_what_got_no_answer_is_an_error(make_report):
    found = cases(make_report())
    assert found["success-png"].find("skipped").get("message") == "no credits are left"
    assert found["body_not_multipart"].find("error").get("message") == "timed out"


def test_the_counts_are_those_of_the_cases(make_report):
    suite = ET.fromstring(render(make_report())).find("testsuite")
    counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")]
    assert counts == ["5", "2", "1", "1", "0.047"]


def test_a_finding_of_no_probe_is_a_case_of_its_own(make_report):
    report = make_report(probes=())
    assert list(cases(report)) == ["everything else"]


@pytest.mark.parametrize("text", [None, "<x/>"])
def test_only_what_the_schema_knows_is_written(make_report, text):
    for element in ET.fromstring(render(make_report(text))).iter():
        attributes, children = SCHEMA[element.tag]
        assert set(element.attrib) == attributes
        assert {child.tag for child in element} <= children


def test_a_hostile_answer_changes_nothing_of_the_documents_shape(make_report, hostile):
    assert shape(render(make_report(hostile))) == shape(render(make_report("mild")))


@given(text=ANY_TEXT)
def test_any_text_can_be_written_and_read(text):
    from contract_tests.finding import Finding
    from contract_tests.report import ProbeResult, Report

    finding = Finding("status_changed", "breaking", text, text, text, "documented", "p", text)
    probe = ProbeResult("p", None, False, "differs", 1.0, evidence=text)
    report = Report("http://h", "2026-01", "drift", (), 0, 0, (probe,), (finding,))
    assert shape(render(report)).count("failure") == 1
