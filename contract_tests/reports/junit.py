"""The report as JUnit XML, in the form that pytest calls xunit2: a test case for each rule and each other probe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from contract_tests.finding import Finding
from contract_tests.report import ProbeResult, Report
from contract_tests.reports.words import brief, headline, source_note, tally


@dataclass(slots=True)
class _Case:
    """One test case: the probes of a rule, or one probe that stands for itself."""

    group: str
    name: str
    results: list[ProbeResult] = field(default_factory=list)
    failures: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def skipped(self) -> bool:
        return all(result.outcome == "not_checked" for result in self.results) and not self.failures

    @property
    def unanswered(self) -> list[ProbeResult]:
        return [result for result in self.results if result.outcome == "no_answer"]


def render(report: Report) -> str:
    """Return the XML document. A finding above info is a failure; info and accepted ones are in the case's output."""
    cases = _cases(report)
    suite = ET.Element("testsuite", name=f"livephoto check against {report.edition}")
    properties = ET.SubElement(suite, "properties")
    about = (("target", report.target), ("verdict", headline(report)), ("tally", tally(report)))
    notes = (("note", note) for note in report.notes)
    for name, value in (*about, *notes):
        ET.SubElement(properties, "property", name=name, value=brief(value, 500))
    for case in cases:
        suite.append(_element(case, report.edition))
    _count(suite, cases)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _cases(report: Report) -> list[_Case]:
    cases: dict[str, _Case] = {}
    of_probe: dict[str, _Case] = {}
    for result in report.probes:
        group, name = ("rule", result.rule) if result.rule else (_group(result), result.id)
        of_probe[result.id] = cases.setdefault(f"{group}:{name}", _Case(group, name))
        of_probe[result.id].results.append(result)
    for finding in report.findings:
        case = of_probe.get(finding.probe) or cases.setdefault("other", _Case("other", "everything else"))
        if finding.severity == "info":
            case.notes.append(_line(finding))
        else:
            case.failures.append(finding)
    for finding in report.accepted:
        if case_of := of_probe.get(finding.probe):
            case_of.notes.append(f"accepted: {_line(finding)}")
    return list(cases.values())


def _group(result: ProbeResult) -> str:
    if result.of_pages:
        return "documents"
    return "success" if result.paid else "shape"


def _element(case: _Case, edition: str) -> ET.Element:
    seconds = sum(result.ms or 0 for result in case.results) / 1000
    element = ET.Element("testcase", classname=f"livephoto.{edition}.{case.group}", name=case.name, time=_time(seconds))
    if case.failures:
        kinds = ", ".join(dict.fromkeys(finding.kind for finding in case.failures))
        failure = ET.SubElement(element, "failure", type=kinds, message=brief(case.failures[0].says, 400))
        failure.text = "\n".join(_line(finding) for finding in case.failures)
    elif case.unanswered:
        ET.SubElement(element, "error", type="no_answer", message=_whys(case.unanswered))
    elif case.skipped:
        ET.SubElement(element, "skipped", type="not_checked", message=_whys(case.results))
    if case.notes:
        ET.SubElement(element, "system-out").text = "\n".join(case.notes)
    return element


def _count(suite: ET.Element, cases: Iterable[_Case]) -> None:
    found = list(suite.iter("testcase"))
    totals = {
        "tests": len(found),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    suite.attrib |= {name: str(value) for name, value in totals.items()}
    suite.set("time", _time(sum(result.ms or 0 for case in cases for result in case.results) / 1000))


def _line(finding: Finding) -> str:
    return (
        f"{finding.severity} {finding.kind} at {brief(finding.where)}: {brief(finding.says, 400)} (expected "
        f"{brief(finding.expected)}, observed {brief(finding.observed)}{source_note(finding)}; {finding.basis}, "
        f"{finding.fingerprint})"
    )


def _whys(results: Iterable[ProbeResult]) -> str:
    return "; ".join(dict.fromkeys(brief(result.why or "no reason is known", 400) for result in results))


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"
