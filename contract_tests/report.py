"""What a check found, as one value that every report is written from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from contract_tests.exchange import Answer
from contract_tests.finding import SEVERITIES, Finding, Severity

SCHEMA = "livephoto-check/1"
OF_PAGES = "docs-"
"""How the names of results begin that are about documents."""

Verdict = Literal["conforms", "drift", "retired", "unreachable"]
Outcome = Literal["agrees", "differs", "not_checked", "no_answer"]


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What became of one probe."""

    id: str
    rule: str | None
    paid: bool
    """It ought to succeed, and so to cost credits."""
    outcome: Outcome
    ms: float | None = None
    """Milliseconds until the answer was whole."""
    why: str | None = None
    """Why it was not checked, or got no answer."""
    agrees_with: tuple[str, ...] = ()
    """Editions that its answer conforms to."""
    evidence: str | None = None
    """The answer in short: status, code, size. Neither the key nor a photo."""

    @property
    def of_pages(self) -> bool:
        """Tell whether it is about a part of the documents, and no call."""
        return self.id.startswith(OF_PAGES)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as it goes into the JSON report."""
        row = {"id": self.id, "rule": self.rule, "paid": self.paid, "outcome": self.outcome, "ms": self.ms}
        return row | ({"why": self.why} if self.why else {})


@dataclass(frozen=True, slots=True)
class Match:
    """How well the answers agree with one edition."""

    edition: str
    agreement: float
    """Share of the answers that conform to it, 0 to 1."""
    against: tuple[str, ...] = ()
    """Probes whose answers do not."""

    def to_dict(self) -> dict[str, Any]:
        """Return the match as it goes into the JSON report."""
        return {"edition": self.edition, "agreement": self.agreement}


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a limit lies that is not where the edition has it."""

    name: str
    """`bytes`, `width` or `height`; the last two in px."""
    value: int | None
    """None where it was not found; `says` tells why."""
    inclusive: bool
    """A photo of exactly that measure is taken."""
    calls: int
    """Calls that the search took."""
    paid: int
    """How many of them may have been billed: one at most."""
    confirmed: bool
    """A whole photo was taken at the limit, and another one refused just above it."""
    says: str
    """One plain sentence."""

    def to_dict(self) -> dict[str, Any]:
        """Return the limit as it goes into the JSON report."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Documents:
    """The pages that a check read, and how well they agree with the editions."""

    pages: tuple[tuple[str, str, str], ...]
    """File or URL, what it was taken for, format."""
    told: int
    """Facts that they tell."""
    matches: tuple[Match, ...]
    """Share of the told facts that an edition says as well."""
    unread: tuple[str, ...] = ()
    """What was not understood, each with file and line."""

    def to_dict(self) -> dict[str, Any]:
        """Return the pages as they go into the JSON report."""
        return {
            "pages": [{"file": file, "kind": kind, "format": form} for file, kind, form in self.pages],
            "told": self.told,
            "matches": [match.to_dict() for match in self.matches],
            "unread": list(self.unread),
        }


Side = Literal["documents", "wire", "edition"]


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One thing that documents, wire and edition do not all say alike."""

    where: str
    """Its place in an edition, as `errors.FILE_SIZE_EXCEEDS_LIMIT`."""
    values: Mapping[Side, Any]
    """What each side says; a side that does not tell is not in it."""
    agree: tuple[Side, ...]
    """The two sides that say the same; empty where no two do."""
    says: str
    """One plain sentence."""

    @property
    def is_whole(self) -> bool:
        """Tell whether all three sides say something of it."""
        return set(self.values) == set(get_args(Side))

    def to_dict(self) -> dict[str, Any]:
        """Return the row as it goes into the JSON report."""
        return {"where": self.where, **dict(self.values.items()), "agree": list(self.agree), "says": self.says}


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a check ended early."""

    reason: str
    """`retired`; `key_refused`, `no_credits`, `slow_down`, `outage` by the API's own word; `dns`, `refused`, `timeout`,
    `tls`, `no_http`, `cut_off` where no answer came; `gateway`, `firewall`, `wrong_path`, `redirect`, `not_the_api`
    where something else answered; `nothing_judged` where no recording held an answer."""
    says: str
    """One plain sentence with what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one check."""

    target: str
    edition: str
    verdict: Verdict
    matches: tuple[Match, ...]
    spent: int
    """Credits spent at most, by the edition's price; an answer that never came counts."""
    allowed: int
    """Credits that could have been spent."""
    probes: tuple[ProbeResult, ...]
    findings: tuple[Finding, ...]
    stop: Stop | None = None
    accepted: tuple[Finding, ...] = field(default=())
    """Findings that a baseline accepts: shown, but no reason to fail."""
    explored: tuple[Limit, ...] = ()
    """Limits that were searched for."""
    notes: tuple[str, ...] = ()
    """What else a reader should know, a plain sentence each."""
    documents: Documents | None = None
    """The pages that were read, None where none were."""
    three_way: tuple[ThreeWay, ...] = ()
    """Where documents, wire and edition do not agree, and who agrees with whom."""

    def worst(self) -> Severity | None:
        """Return the worst severity among the findings, None where there are none."""
        return next((each for each in SEVERITIES if any(found.severity == each for found in self.findings)), None)

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(found.severity == severity for found in self.findings)

    def undecided(self) -> tuple[str, ...]:
        """Return the editions that cannot be told apart as the best match; one or none where it is clear."""
        best = max((match.agreement for match in self.matches), default=0.0)
        return tuple(match.edition for match in self.matches if match.agreement == best and best > 0)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON object that `--format json` prints."""
        return {
            "schema": SCHEMA,
            "target": self.target,
            "edition": self.edition,
            "verdict": self.verdict,
            "matches": [match.to_dict() for match in self.matches],
            "credits": {"spent": self.spent, "allowed": self.allowed},
            "probes": [probe.to_dict() for probe in self.probes],
            "findings": [finding.to_dict() for finding in self.findings],
            **({"stop": {"reason": self.stop.reason, "says": self.stop.says}} if self.stop else {}),
            **({"accepted": [finding.to_dict() for finding in self.accepted]} if self.accepted else {}),
            **({"explored": [limit.to_dict() for limit in self.explored]} if self.explored else {}),
            **({"notes": list(self.notes)} if self.notes else {}),
            **({"documents": self.documents.to_dict()} if self.documents else {}),
            **({"threeWay": [row.to_dict() for row in self.three_way]} if self.three_way else {}),
        }


def in_short(answer: Answer) -> str:
    """Return an answer as evidence: status, code, size."""
    return f"status {answer.status}, {answer.code or answer.media_type}, {len(answer.body):,} bytes"


def verdict_of(stop: Stop | None, findings: Iterable[Finding], probes: Sequence[ProbeResult]) -> Verdict:
    """Return the verdict in one word.

    `unreachable`: the check ended early, and not because of a retirement. `retired`: so the first answers said, or
    every call that ought to succeed. `drift`: any finding above info. `conforms`: none, whatever was not checked.
    """
    if stop is not None:
        return "retired" if stop.reason == "retired" else "unreachable"
    found = tuple(findings)
    tried = {probe.id for probe in probes if probe.paid and probe.outcome in ("agrees", "differs")}
    if tried and tried <= {finding.probe for finding in found if finding.kind == "endpoint_retired"}:
        return "retired"
    return "drift" if any(finding.severity != "info" for finding in found) else "conforms"
