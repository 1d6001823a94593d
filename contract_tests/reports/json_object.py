"""The report as one JSON object, the same that `--format json` prints."""

from __future__ import annotations

import json

from contract_tests.report import Report


def render(report: Report) -> str:
    """Return the JSON text, in ASCII, so that no half character of an answer can spoil the file."""
    return f"{json.dumps(report.to_dict(), indent=2)}\n"
