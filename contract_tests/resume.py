"""The record of a run, a JSON object a line: a later run asks for none of it again, and counts what it cost.

Most lines are one ProbeResult with its findings. A call that may be billed has two more: the outcome `asked` before it
is made, and `settled` with the credits that its answer stands for. Where that one is missing, the call counts as paid.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contract_tests.finding import SEVERITIES, Finding
from contract_tests.report import ProbeResult, Report
from contract_tests.stopping import SENTINELS, WITNESS
from livephoto.contract.model import Edition


class ResumeError(Exception):
    """The file cannot be used; the message says why."""


class Record:
    """The record in `path`, made when it is missing; each line is on the disk as soon as it is added."""

    def __init__(self, path: Path, target: str, edition: Edition) -> None:
        """Read what is there. Raises ResumeError where it is no record, or one of another target or edition."""
        self._path = path
        self._about = {"target": target, "edition": edition.id}
        self._price = edition.billing.credits_per_success
        self.known: dict[str, tuple[ProbeResult, tuple[Finding, ...]]] = {}
        """Results that need not be asked for again."""
        self._settled = 0
        self._open: list[str] = []
        """Calls that may have been billed although no answer to them was seen."""
        for row in self._rows():
            self._note(row)
        if set(self.known) <= {*SENTINELS, WITNESS}:
            # The run ended with its first questions: only their answers tell whether it would do so again.
            self.known.clear()

    @property
    def spent(self) -> int:
        """Credits that were spent, or may have been."""
        return self._settled + self._price * len(self._open)

    def asking(self, probe: str) -> None:
        """Write down that a call is about to be made which may be billed."""
        self._add({"id": probe, "outcome": "asked"})

    def settled(self, probe: str, *, billed: bool) -> None:
        """Write down whether the last call that was asked may have been billed."""
        self._add({"id": probe, "outcome": "settled", "spent": self._price * billed})

    def answered(self, result: ProbeResult, findings: Sequence[Finding]) -> None:
        """Write down what became of a probe."""
        if result.outcome != "not_checked":
            self._add({**asdict(result), "findings": [asdict(finding) for finding in findings]})

    def finished(self, report: Report) -> None:
        """Write down what only all answers together showed, with the probe that it is told of."""
        written = {finding.fingerprint for _, findings in self.known.values() for finding in findings}
        by_id = {result.id: result for result in report.probes}
        for finding in report.findings:
            if finding.fingerprint not in written and finding.probe in self.known:
                known = self.known[finding.probe][1]
                self.answered(by_id[finding.probe], (*known, finding))

    def _add(self, row: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(row | self._about)}\n")
        self._note(row)

    def _rows(self) -> Iterator[dict[str, Any]]:
        try:
            self._path.touch()
            text = self._path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise ResumeError(f"cannot use {self._path}: {error}") from None
        whole, _, rest = text.rpartition("\n")
        for number, line in enumerate(filter(None, whole.split("\n")), 1):
            yield self._row(line, number)
        if rest:
            self._end_cut_line(rest, whole)

    def _end_cut_line(self, rest: str, whole: str) -> None:
        """Drop what a crash left of the last line; refuse to touch a file that has no other."""
        if not whole and not rest.startswith('{"id"'):
            raise ResumeError(f"{self._path} is no record of a check; name a new file")
        self._path.write_text(f"{whole}\n" if whole else "", encoding="utf-8")

    def _row(self, line: str, number: int) -> dict[str, Any]:
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in ("id", "outcome")):
            raise ResumeError(f"{self._path}, line {number} is no record of a check; name a new file")
        for name, wanted in self._about.items():
            if row.pop(name, None) != wanted:
                raise ResumeError(f"{self._path} records another {name}; name a new file to check {wanted}")
        return row

    def _note(self, row: dict[str, Any]) -> None:
        if row["outcome"] == "asked":
            self._open.append(row["id"])
        elif row["outcome"] == "settled":
            self._settle(row)
        elif row["outcome"] in ("agrees", "differs"):
            try:
                self.known[row["id"]] = _read(dict(row))
            except (KeyError, TypeError, ValueError) as error:
                raise ResumeError(f"{self._path} is broken at {row['id']}: {error}; name a new file") from None

    def _settle(self, row: dict[str, Any]) -> None:
        spent = row.get("spent")
        if type(spent) is not int or spent not in (0, self._price) or row["id"] not in self._open:
            raise ResumeError(f"{self._path} is broken: nobody paid {spent!r} for {row['id']}; name a new file")
        self._open.remove(row["id"])
        self._settled += spent


def _read(row: dict[str, Any]) -> tuple[ProbeResult, tuple[Finding, ...]]:
    """Return what a line holds. Raises KeyError, TypeError or ValueError where it is not as it was written."""
    findings = tuple(Finding(**found) for found in row.pop("findings"))
    result = ProbeResult(**row | {"agrees_with": tuple(row["agrees_with"])})
    if not all(isinstance(edition, str) for edition in result.agrees_with) or not isinstance(result.paid, bool):
        raise ValueError("agrees_with names editions, paid is true or false")
    if not {finding.severity for finding in findings} <= set(SEVERITIES):
        raise ValueError("a finding has an unknown severity")
    return result, findings
