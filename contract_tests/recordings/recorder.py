"""Writes an exchange down and holds it against an edition, before anybody gets its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from contract_tests.exchange import Answer
from contract_tests.finding import SEVERITIES, Finding
from contract_tests.recordings.importing.relevance import asked_for_no_body
from contract_tests.recordings.naming import name_of
from contract_tests.recordings.replaying import judged
from contract_tests.redaction import hide, hide_in_finding
from livephoto._version import __version__
from livephoto.contract.families import family_of
from livephoto.contract.model import Edition
from livephoto.recordings.captured import Captured
from livephoto.recordings.model import Content, RecordedAnswer, RecordedExchange, RecordingError
from livephoto.recordings.redaction import recorded_request
from livephoto.recordings.store import Store
from livephoto.text import one_line

FINDINGS, RECORDING = b"x-livephoto-findings", b"x-livephoto-recording"
_LONGEST = 500
"""Characters of a header's value."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an exchange."""

    headers: list[tuple[bytes, bytes]]
    """What the client is told besides the answer."""
    lines: list[str]
    """The same for the terminal, a line each."""
    retired: bool
    """The answer says that the endpoint is retired."""


class Recorder:
    """Adds exchanges to a store and judges them. Several threads may use it at once."""

    def __init__(self, store: Store, edition: Edition) -> None:
        self.edition = edition
        self.recorded = self.lost = 0
        self._store = store
        self._lock = Lock()

    def take(self, captured: Captured, unread: str | None = None) -> Taken:
        """Record and judge an exchange; `unread` says why it cannot be judged. Whatever fails is told, not raised."""
        key, answer = self._key_of(captured.request_headers), _answer_of(captured)
        path, trouble = self._add(captured)
        unread = unread or asked_for_no_body(captured.method)
        findings: list[Finding] = []
        if unread is None:
            try:
                findings = [hide_in_finding(each, key) for each in self._judge(captured, answer, path)]
            except Exception as error:  # an answer that was paid for is not lost to a fault of ours
                unread = f"the judge failed with {type(error).__name__}"
        told = hide(in_short(findings) if unread is None else f"not judged: {unread}", key)
        name = path.name if path else hide(f"none: {trouble}", key)
        call = self.call_in_words(captured.method, urlsplit(captured.url).path, captured.request_headers)
        return Taken(
            headers=[(FINDINGS, header_value(told)), (RECORDING, header_value(name))],
            lines=[
                one_line(f"{call}: {captured.status}, {told} ({name})"),
                *(f"  {one_line(_in_full(each))}" for each in findings),
            ],
            retired=family_of(answer.code, answer.status).name == "endpoint_retired",
        )

    def call_in_words(self, method: str, path: str, headers: Sequence[tuple[str, str]]) -> str:
        """Return a call as the terminal may show it: on one line, without its key."""
        return str(hide(one_line(f"{method} {unquote(path)}"), self._key_of(headers)))

    def _add(self, captured: Captured) -> tuple[Path | None, str]:
        try:
            path = self._store.add(captured)
        except Exception as error:  # as above: a full disk, a secret, or a fault of ours
            with self._lock:
                self.lost += 1
            return None, str(error) if isinstance(error, RecordingError | OSError) else type(error).__name__
        with self._lock:
            self.recorded += 1
        return path, ""

    def _judge(self, captured: Captured, answer: Answer, path: Path | None) -> Sequence[Finding]:
        request = recorded_request(
            captured.method,
            captured.url,
            captured.request_headers,
            captured.form,
            captured.request_body_sha256,
            captured.request_body_size,
        )
        content = Content("", len(captured.body), kept=captured.body)
        exchange = RecordedExchange(
            request,
            RecordedAnswer(captured.status, answer.headers, content, captured.cut),
            captured.started,
            tool=f"livephoto {__version__}",
            source=path,
        )
        return judged(exchange, answer, self.edition, name_of(exchange))[1]

    def _key_of(self, headers: Sequence[tuple[str, str]]) -> str:
        header = self.edition.request.key_header.lower()
        return next((value.strip() for name, value in headers if name.lower() == header), "")


def in_short(findings: Sequence[Finding]) -> str:
    """Return findings in a line: how many of each severity, then kind and place of each, worst first."""
    if not findings:
        return "none"
    counts = Counter(each.severity for each in findings)
    sums = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity])
    return f"{sums}; {', '.join(dict.fromkeys(f'{each.kind} at {each.where}' for each in findings))}"


def _in_full(finding: Finding) -> str:
    return f"{finding.severity} {finding.kind} at {finding.where}: {finding.says}"


def header_value(text: str) -> bytes:
    """Return a text as a header can carry it: one line of ASCII, at most 500 characters."""
    value = one_line(text).encode("ascii", "backslashreplace")
    return value if len(value) <= _LONGEST else value[: _LONGEST - 3] + b"..."


def _answer_of(captured: Captured) -> Answer:
    headers: dict[str, str] = {}
    for name, value in captured.answer_headers:
        known = headers.get(name.lower())
        headers[name.lower()] = value if known is None else f"{known}, {value}"
    return Answer(captured.status, headers, captured.body, captured.cut, captured.seconds)
