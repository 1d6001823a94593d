"""The retry auditor: journal entries in, findings out. Pure, so it serves the control API, pytest and the command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from livephoto.contract import Edition
from mock_server.audit.checks import MOST_ATTEMPTS, hopeless_retry, no_backoff, no_give_up, retry_after_ignored
from mock_server.audit.finding import Audit, Finding
from mock_server.audit.request_runs import identity, runs
from mock_server.journal.entry import Entry


def audit(entries: Sequence[Entry], edition: Edition, most_attempts: int = MOST_ATTEMPTS) -> Audit:
    """Return what the calls of a journal say against the clients that made them.

    Only calls of the live-photo endpoint are looked at. Calls are told apart by key, photo and type: what two
    programs with one key send looks like one client.
    """
    live = [entry for entry in entries if entry["path"] == edition.request.path]
    findings = [*_duplicates(live)]
    for run in runs(live):
        for check in (hopeless_retry, retry_after_ignored, no_backoff):
            findings.extend(check(run))
        findings.extend(no_give_up(run, most_attempts))
    findings.sort(key=lambda finding: (finding.severity, finding.calls))
    return Audit(findings, len(live), sum(entry["credits"] for entry in live))


def _duplicates(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Find what was paid for more than once: the same photo and type with the same key."""
    paid: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry["credits"] > 0:
            paid.setdefault(identity(entry), []).append(entry)
    for same in paid.values():
        if len(same) > 1:
            yield _duplicate(same)


def _duplicate(same: Sequence[Entry]) -> Finding:
    lost = sum(entry["credits"] for entry in same[1:])
    photo = same[0]["photo"]
    digest = (photo and photo["sha256"]) or "unknown"
    says = f"photo {digest[:12]} was paid for {len(same)} times with one key: {lost} credits too many"
    first = same[0]
    if first["verdict"] != "answered" or first["code"] is not None or first["scenario"] is not None:
        says += f"; the answer to #{first['number']} was lost or spoilt on its way, but that call had been billed"
    return Finding("duplicate_billed", says, tuple(entry["number"] for entry in same), lost)
