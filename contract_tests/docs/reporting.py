"""The report on pages alone, and together with that on a server or on recordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from contract_tests.docs.comparing import compare
from contract_tests.docs.contradictions import contradictions
from contract_tests.docs.differences import differences
from contract_tests.docs.facts import DocFacts, Part
from contract_tests.docs.matching import match
from contract_tests.docs.places import told_places
from contract_tests.docs.three_way import three_way
from contract_tests.finding import Finding, distinct
from contract_tests.report import OF_PAGES, Documents, Match, ProbeResult, Report, Stop, verdict_of
from livephoto.contract.model import Edition

_NOT_TOLD = "not told by these pages"
_CONTRADICTIONS = "contradictions"


def report_on(facts: DocFacts, target: str, editions: Sequence[Edition], edition: Edition) -> Report:
    """Return the report on pages, held against `edition`; `target` is what it calls them. Pure.

    editions: those to look for a match in. Each part of the documents is a result: `docs-errors`, `docs-form`, …; one
    that no page of the set holds is not checked, and nothing of it is taken for removed.
    """
    findings = distinct((*compare(facts, edition), *contradictions(facts)))
    results = tuple(_results(facts, findings))
    stop = _stop(findings)
    known = editions if edition in editions else (*editions, edition)
    documents = _documents(facts, match(facts, known, edition.id))
    return Report(
        target=target,
        edition=edition.id,
        verdict=verdict_of(stop, findings, results),
        matches=documents.matches,
        spent=0,
        allowed=0,
        probes=results,
        findings=findings,
        stop=stop,
        documents=documents,
    )


def together(pages: Report, wire: Report, facts: DocFacts, edition: Edition) -> Report:
    """Return one report of what pages and answers showed, and of who agrees with whom. Pure.

    Verdict, stop and best match are the wire's; the pages' own matches stay with the documents. Where nothing came
    from the wire, no one is compared with it.
    """
    rows = three_way(differences(facts, edition), told_places(facts), wire, edition)
    findings = distinct((*wire.findings, *pages.findings))
    probes = (*wire.probes, *pages.probes)
    return replace(
        wire,
        target=f"{wire.target} and {pages.target}",
        verdict=verdict_of(wire.stop, findings, probes),
        probes=probes,
        findings=findings,
        notes=(*wire.notes, *pages.notes),
        documents=pages.documents,
        three_way=rows,
    )


def _results(facts: DocFacts, findings: Sequence[Finding]) -> list[ProbeResult]:
    parts = (_result(part, facts, findings) for part in get_args(Part))
    return [*parts, ProbeResult(f"{OF_PAGES}{_CONTRADICTIONS}", None, False, "agrees")]


def _result(part: Part, facts: DocFacts, findings: Sequence[Finding]) -> ProbeResult:
    name = f"{OF_PAGES}{part}"
    differs = any(found.probe == name and found.severity != "info" for found in findings)
    begins = next((f"{told.file}:{told.line}" for told in facts.parts if told.value == part), None)
    if begins is None and not differs:
        return ProbeResult(name, None, False, "not_checked", why=_NOT_TOLD)
    partly = "" if facts.whole(part) or begins is None else ", read in part"
    evidence = f"{begins}{partly}" if begins else None
    return ProbeResult(name, None, False, "differs" if differs else "agrees", evidence=evidence)


def _stop(findings: Sequence[Finding]) -> Stop | None:
    retired = next((it for it in findings if it.kind == "endpoint_retired" and it.severity != "info"), None)
    return Stop("retired", f"{retired.says} ({retired.source})") if retired else None


def _documents(facts: DocFacts, matches: tuple[Match, ...]) -> Documents:
    return Documents(
        pages=tuple((page.file, page.kind, page.format) for page in facts.pages),
        told=len(told_places(facts)),
        matches=matches,
        unread=tuple(f"{gap.file}:{gap.line}: {gap.says}" for gap in facts.unread),
    )
