"""Judges recordings against an edition, or finds the edition: offline, one exchange in memory at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from contract_tests.exchange import Answer, Exchange
from contract_tests.finding import Finding, distinct
from contract_tests.judge import judge
from contract_tests.matching import is_conformity, match
from contract_tests.progress import Advance
from contract_tests.recordings.answers import answer_of
from contract_tests.recordings.asked import exchange_with, is_ours
from contract_tests.recordings.naming import Names, sort_of
from contract_tests.recordings.tally import Tally
from contract_tests.recordings.types_seen import TypesSeen
from contract_tests.report import ProbeResult, Report, Stop, in_short, verdict_of
from livephoto.contract.model import Edition
from livephoto.recordings.model import RecordedExchange, RecordingError

_MEDIA_TYPE = "header:content-type"
_NO_VIDEO = "the videos were not decoded: each was judged by its first bytes alone"


def replay(
    exchanges: Iterable[RecordedExchange],
    target: str,
    editions: Sequence[Edition],
    edition: Edition | None = None,
    *,
    video: bool = True,
    unread: Iterable[str] = (),
    advance: Advance = lambda: None,
) -> Report:
    """Return the report on recordings, held against `edition`; None: the one that they name, or that fits best.

    target: what the report calls them. editions: those to look for a match in. video: decode the videos; without it
    they are judged by their first bytes alone. unread: why some could not be read, a sentence each; it may still grow
    while `exchanges` are read. advance: called for each exchange that is done.
    """
    replaying = Replaying(editions if edition is None or edition in editions else (*editions, edition), video)
    for recorded in exchanges:
        replaying.add(recorded)
        advance()
    for why in unread:
        replaying.skip(why)
    return replaying.report(target, edition)


def judged(
    recorded: RecordedExchange, answer: Answer, edition: Edition, name: str, *, video: bool = True
) -> tuple[Exchange, tuple[Finding, ...]]:
    """Return the exchange of a recorded request and an answer, and how it differs from an edition.

    Findings of equal calls are equal, whatever the exchange is called: their place is the sort of call.
    """
    exchange = exchange_with(recorded, answer, edition, video=video)
    findings = judge(replace(exchange, probe=sort_of(recorded, exchange.asked, edition)), edition)
    known = (finding for finding in findings if finding.where != _MEDIA_TYPE or _tells_media_type(recorded))
    return exchange, tuple(replace(finding, probe=name) for finding in known)


@dataclass(slots=True)
class Replaying:
    """Everything that the exchanges so far have shown, to every edition."""

    editions: Sequence[Edition]
    video: bool = True
    _tallies: tuple[Tally, ...] = field(init=False)
    _types: TypesSeen = field(init=False)
    _rows: list[ProbeResult] = field(init=False, default_factory=list)
    _unread: int = field(init=False, default=0)
    _names: Names = field(init=False, default_factory=Names)
    _named: Counter[str] = field(init=False, default_factory=Counter)
    """How many exchanges name each edition as theirs."""

    def __post_init__(self) -> None:
        """Begin a tally for each edition."""
        self._tallies = tuple(map(Tally, self.editions))
        self._types = TypesSeen(self.editions[0])

    def add(self, recorded: RecordedExchange) -> None:
        """Judge one exchange; one that holds no answer is kept with the reason."""
        name = self._names.of(recorded)
        if recorded.edition:
            self._named[recorded.edition] += 1
        if recorded.answer.status == 0:
            self._skip(name, "no_answer", ("the recording holds no HTTP status", *_lacks(recorded)))
            return
        try:
            answer = answer_of(recorded, video=self.video)
        except RecordingError as error:
            self._skip(name, "not_checked", (str(error), *_lacks(recorded)))
            return
        self._types.add(name, recorded, answer)
        agrees = tuple(tally.edition.id for tally in self._tallies if self._fits(tally, name, recorded, answer))
        ms = round(answer.seconds * 1000, 1)
        self._rows.append(ProbeResult(name, None, False, "agrees", ms, agrees_with=agrees, evidence=in_short(answer)))

    def skip(self, why: str) -> None:
        """Note something that could not even be read."""
        self._unread += 1
        self._skip(f"unread-{self._unread}", "not_checked", (why,))

    def report(self, target: str, edition: Edition | None = None) -> Report:
        """Return the report on all exchanges against an edition; None: the one that they name, or that fits best."""
        chosen, notes = (edition, ()) if edition else self._found()
        tally = next(each for each in self._tallies if each.edition is chosen)
        results = tally.results(self._rows)
        findings = distinct((*tally.findings.values(), *self._types.judge(chosen)))
        stop = tally.stop() or self._nothing_judged()
        return Report(
            target,
            chosen.id,
            verdict_of(stop, findings, results),
            match(self._rows, self.editions, chosen.id),
            0,
            0,
            results,
            findings,
            stop,
            notes=notes if self.video else (*notes, _NO_VIDEO),
        )

    def _skip(self, name: str, outcome: Literal["not_checked", "no_answer"], why: Iterable[str]) -> None:
        self._rows.append(ProbeResult(name, None, False, outcome, why="; ".join(why)))

    def _fits(self, tally: Tally, name: str, recorded: RecordedExchange, answer: Answer) -> bool:
        exchange, findings = judged(recorded, answer, tally.edition, name, video=self.video)
        tally.add(name, exchange, findings)
        return is_conformity(findings)

    def _found(self) -> tuple[Edition, tuple[str, ...]]:
        """Return the edition that the exchanges name, where all that name one agree; else the best match."""
        known = {name: edition for edition in self.editions for name in (edition.id, *edition.aliases)}
        named = {known[name].id: known[name] for name in self._named if name in known}
        if len(named) == 1:
            edition = next(iter(named.values()))
            return edition, (f"held against {edition.id}, which the recordings name as theirs",)
        best = known[match(self._rows, self.editions, "")[0].edition]
        why = f"they name several: {', '.join(named)}" if named else "none of them names its edition"
        return best, (f"held against {best.id}, the best match; {why}",)

    def _nothing_judged(self) -> Stop | None:
        if any(row.outcome in ("agrees", "differs") for row in self._rows):
            return None
        why = next((row.why for row in self._rows), "there is none")
        return Stop("nothing_judged", f"none of the {len(self._rows)} recordings can be judged: {why}")


def _tells_media_type(recorded: RecordedExchange) -> bool:
    """Tell whether the answer's headers were kept: other tools keep bodies alone, too."""
    return is_ours(recorded) or "content-type" in recorded.answer.headers


def _lacks(recorded: RecordedExchange) -> tuple[str, ...]:
    return (f"it lacks {', '.join(recorded.missing)}",) if recorded.missing else ()
