"""The baseline: findings that are known and accepted for a time, each by its fingerprint with a reason and a date.

The file is JSON:

    {"schema": "livephoto-baseline/1", "accepted": [
      {"fingerprint": "b1946ac92492", "until": "2026-12-31", "reason": "our client does not look at this status",
       "probe": "image-too-wide", "says": "what the finding said; for the reader alone"}]}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from contract_tests.finding import Finding
from contract_tests.report import Report, verdict_of

SCHEMA = "livephoto-baseline/1"
UNEXPLAINED = "no reason given yet"

_DAYS = 90
"""How long a finding is accepted when nobody said."""

_FINGERPRINT = re.compile(r"[0-9a-f]{12}")


class BaselineError(Exception):
    """The file cannot be used; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One finding that is no reason to fail up to and including the day `until`."""

    fingerprint: str
    until: date
    reason: str
    probe: str = ""
    says: str = ""


def read(path: Path) -> tuple[Accepted, ...]:
    """Return the entries of a baseline file. Raises BaselineError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BaselineError(f"there is no baseline {path}; --baseline-update writes one") from None
    except (OSError, ValueError) as error:
        raise BaselineError(f"cannot read the baseline {path}: {error}") from None
    match content:
        case {"schema": str(schema), "accepted": list(entries)} if schema == SCHEMA:
            return tuple(_entry(entry, f"{path}, entry {number}") for number, entry in enumerate(entries, 1))
    raise BaselineError(f"{path} is no baseline: it has no schema {SCHEMA!r} with a list of accepted findings")


def apply(report: Report, entries: Iterable[Accepted], today: date) -> Report:
    """Return the report with its accepted findings set apart; entries that have expired accept nothing."""
    valid = {entry.fingerprint for entry in entries if entry.until >= today}
    left = tuple(finding for finding in report.findings if finding.fingerprint not in valid)
    accepted = tuple(finding for finding in report.findings if finding.fingerprint in valid)
    return replace(
        report,
        findings=left,
        accepted=(*report.accepted, *accepted),
        verdict=verdict_of(report.stop, left, report.probes),
    )


def updated(entries: Iterable[Accepted], report: Report, today: date) -> tuple[Accepted, ...]:
    """Return entries for every finding of a report.

    Known ones keep their reason, and their date where it has not passed. One that did not show up again goes, unless
    its probe was not answered in this run.
    """
    known = {entry.fingerprint: entry for entry in entries}
    present = [_accepting(finding, known.get(finding.fingerprint), today) for finding in report.findings]
    answered = {result.id for result in report.probes if result.outcome in ("agrees", "differs")}
    found = {entry.fingerprint for entry in present}
    waiting = [it for it in known.values() if it.fingerprint not in found and it.probe not in answered]
    return tuple(sorted([*present, *waiting], key=lambda entry: (entry.probe, entry.fingerprint)))


def written(entries: Sequence[Accepted]) -> str:
    """Return the text of a baseline file."""
    rows = [asdict(entry) | {"until": entry.until.isoformat()} for entry in entries]
    return f"{json.dumps({'schema': SCHEMA, 'accepted': rows}, indent=2)}\n"


def _accepting(finding: Finding, known: Accepted | None, today: date) -> Accepted:
    until = known.until if known and known.until >= today else today + timedelta(days=_DAYS)
    reason = known.reason if known else UNEXPLAINED
    return Accepted(finding.fingerprint, until, reason, finding.probe, finding.says)


def _entry(entry: Any, where: str) -> Accepted:
    if not isinstance(entry, dict):
        raise BaselineError(f"{where} is no object with fingerprint, until and reason")
    if unknown := set(entry) - {"fingerprint", "until", "reason", "probe", "says"}:
        raise BaselineError(f"{where} has an unknown field {min(unknown)!r}")
    if not all(isinstance(value, str) for value in entry.values()):
        raise BaselineError(f"{where} has a value that is no text")
    if not _FINGERPRINT.fullmatch(entry.get("fingerprint", "")):
        raise BaselineError(f"{where} needs a fingerprint of twelve hexadecimal digits, as the reports show it")
    if not entry.get("reason", "").strip():
        raise BaselineError(f"{where} needs a reason")
    try:
        until = date.fromisoformat(entry.get("until", ""))
    except ValueError:
        raise BaselineError(f"{where} needs an until-date such as 2026-12-31") from None
    return Accepted(entry["fingerprint"], until, entry["reason"], entry.get("probe", ""), entry.get("says", ""))
