"""What all reports say in the same words, and how they show what a stranger's server answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contract_tests.finding import SEVERITIES, Finding, Severity
from contract_tests.report import Documents, Match, ProbeResult, Report


def brief(value: Any, most: int = 160) -> str:
    """Return a value on one line: at most `most` signs, all of them visible, none of them half a character."""
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False, default=repr)
    clipped = f"{text[:most]}…" if len(text) > most else text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in clipped)


def rows_of(finding: Finding) -> list[tuple[str, Any, Any]]:
    """Return (name, expected, observed) of each row of a finding about several of a table; none for any other."""
    known, seen = finding.expected, finding.observed
    if not isinstance(known, Mapping) or not isinstance(seen, Mapping) or len(known) < 2 or known.keys() != seen.keys():
        return []
    return [(str(name), known[name], seen[name]) for name in known]


def headline(report: Report) -> str:
    """Return the verdict in one line of words."""
    counts = ", ".join(f"{report.count(severity)} {severity}" for severity in SEVERITIES)
    accepted = f", {len(report.accepted)} accepted" if report.accepted else ""
    return f"{report.verdict}: {counts}{accepted} against {report.edition} ({best_match(report)})"


def best_match(report: Report) -> str:
    """Return which edition the answers agree with best, or that none of them tells."""
    best = report.undecided()
    if not best:
        return "no edition matches: nothing agreed" if answered(report) else "no edition matches: nothing was answered"
    return f"best match: {_one_of(best)}, {percent(report.matches[0])} %"


def percent(match: Match) -> int:
    """Return an agreement in whole per cent; 100 only where every answer agrees."""
    return int(match.agreement * 100 + 1e-9)


def undecided_says(report: Report) -> str:
    """Return the sentence for editions that cannot be told apart, empty where the best match is one edition."""
    best = report.undecided()
    return f"{', '.join(best)} cannot be told apart by these answers" if len(best) > 1 else ""


def answered(report: Report) -> int:
    """Return how many probes got an answer, and how many parts of documents were read."""
    return sum(result.outcome in ("agrees", "differs") for result in report.probes)


def of_severity(findings: Iterable[Finding], severity: Severity) -> list[Finding]:
    """Return the findings of one severity."""
    return [finding for finding in findings if finding.severity == severity]


def unchecked(report: Report) -> list[tuple[str, list[str]]]:
    """Return why probes were not checked or got no answer, each reason with the ids of its probes."""
    reasons: dict[str, list[str]] = {}
    for result in report.probes:
        if result.outcome in ("not_checked", "no_answer"):
            reasons.setdefault(result.why or "no reason is known", []).append(result.id)
    return list(reasons.items())


def some(names: Sequence[str], most: int = 4) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def tally(report: Report) -> str:
    """Return what was spent, what became of the probes, and what the pages told, in one line."""
    outcomes = [result.outcome for result in report.probes if not result.of_pages]
    calls = (
        f"{report.spent} of {report.allowed} credits spent; {len(outcomes)} probes: {outcomes.count('agrees')} agree, "
        f"{outcomes.count('differs')} differ, {outcomes.count('not_checked')} not checked, "
        f"{outcomes.count('no_answer')} without an answer"
    )
    if report.documents is None:
        return calls
    return "; ".join([*([calls] if outcomes else []), _pages_tally(report.documents)])


def _pages_tally(documents: Documents) -> str:
    pages = "1 page" if len(documents.pages) == 1 else f"{len(documents.pages)} pages"
    return f"{documents.told} facts told by {pages}; {len(documents.unread)} not understood"


def documents_match(documents: Documents) -> str:
    """Return which edition the pages agree with best."""
    best = documents.matches[0]
    equal = [match.edition for match in documents.matches if match.agreement == best.agreement]
    return f"the pages agree best with {_one_of(equal)}, {percent(best)} %"


def place(finding: Finding, edition: str) -> tuple[str, int]:
    """Return the file and the line that a finding points at: the page's, else the edition's own file."""
    file, _, line = (finding.source or "").rpartition(":")
    return (file, int(line)) if file and line.isdecimal() else (f"livephoto/contract/editions/{edition}.toml", 1)


def three_way_lines(report: Report) -> list[str]:
    """Return who agrees with whom: a line a thing that all three tell, and one for what not all of them do."""
    whole = [row.says for row in report.three_way if row.is_whole]
    groups: dict[str, list[str]] = {}
    for row in report.three_way:
        if not row.is_whole:
            silent = "no answer was about" if "wire" not in row.values else "these pages do not tell of"
            groups.setdefault(silent, []).append(row.where)
    return [*whole, *(f"{silent} {some(names, 6)}" for silent, names in groups.items())]


def source_note(finding: Finding) -> str:
    """Return where a page says it, as the end of a sentence; empty where it was an answer."""
    return f", told at {brief(finding.source, 300)}" if finding.source else ""


def outcome_says(result: ProbeResult) -> str:
    """Return a probe's outcome in words."""
    return result.outcome.replace("_", " ")


def _one_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
