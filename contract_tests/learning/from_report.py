"""An edition of what answers showed, from the report of a check or a replay, on top of the edition of that report."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.finding import Finding
from contract_tests.learning.fitting import fitting
from contract_tests.learning.learnt import Learnt
from contract_tests.learning.lessons import LESSONS, Lesson
from contract_tests.learning.reading import ReadReport
from livephoto.contract.model import Edition, Source

_FIRST = ("code_changed", "code_unknown")
"""Kinds that are looked at before the others: a status is that of the code which is answered now."""
_NO_DIFFERENCE = ("order_changed", "field_emptied", "retry_changed", "retry_after_sent", "account_empty")
"""Kinds that an edition has no place for, and that nobody expects there: they follow from others, or from the run."""


def learn_from_report(report: ReadReport, known: Edition, date: str) -> Learnt:
    """Return what a report teaches about `known`, the edition that it was made against. Pure.

    date: the day on which its answers came, as 2026-11-02.
    """
    source = f"{report.target}, {date}"
    edition, untaught = known, []
    for finding in _in_order(report.findings):
        lesson = LESSONS.get(finding.kind)
        taught = lesson(Lesson(finding, edition, report, source)) if lesson else _NOT_IN_A_FILE
        if isinstance(taught, Edition):
            edition = taught
        elif finding.kind not in _NO_DIFFERENCE:
            untaught.append(f"{finding.where}: {finding.says}: {taught}")
    fit, unfit = fitting(edition, known)
    what = f"{len(report.findings)} findings against {report.edition}"
    return Learnt(fit, "observed", (Source(report.target, what, date),), lambda path: source, (*untaught, *unfit))


_NOT_IN_A_FILE = "no place in an edition file"


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.kind not in _FIRST)
