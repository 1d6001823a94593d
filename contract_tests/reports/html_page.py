"""The report as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from contract_tests.finding import SEVERITIES
from contract_tests.report import Report
from contract_tests.reports.words import (
    answered,
    best_match,
    brief,
    documents_match,
    headline,
    of_severity,
    outcome_says,
    percent,
    rows_of,
    some,
    tally,
    three_way_lines,
    undecided_says,
)
from livephoto._version import __version__

_FILTERS = {
    "brief": brief,
    "percent": percent,
    "some": some,
    "outcome": outcome_says,
    "pages_match": documents_match,
    "rows": rows_of,
}


def render(report: Report) -> str:
    """Return the page. Everything that a server answered is escaped, and the page runs no script."""
    environment = Environment(
        loader=PackageLoader("contract_tests", "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    groups = [(severity, severity, of_severity(report.findings, severity)) for severity in SEVERITIES]
    return environment.get_template("page.html.j2").render(
        report=report,
        headline=headline(report),
        best=best_match(report),
        undecided=undecided_says(report),
        answered=answered(report),
        pages_alone=bool(report.documents) and all(result.of_pages for result in report.probes),
        tally=tally(report),
        three_way=three_way_lines(report),
        groups=[*groups, ("accepted", "accepted by the baseline", list(report.accepted))],
        version=__version__,
    )
