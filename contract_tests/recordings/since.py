"""What changed since a recording: the judge holds the new answer against an edition made of the recorded one.

Ids, the ids within texts, and the bytes of a video change with every call, and are no change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from contract_tests.exchange import Asked, Exchange, leaves
from contract_tests.finding import Finding
from contract_tests.judge import judge
from contract_tests.judging.bench import shown
from contract_tests.reports.words import brief
from livephoto.contract.model import Edition, EnvelopeField, ErrorCode, Rule

_Type = Literal["string", "integer", "object"]

_RECORDED = "recorded"
_TYPES: dict[type, _Type] = {str: "string", int: "integer", dict: "object"}
_VOLATILE = re.compile(r"(?=[\w:.-]*\d)[\w:.-]{8,}")
"""Ids and times in a text: long words with a digit in them."""


def changes(before: Exchange, after: Exchange, edition: Edition) -> Iterator[Finding]:
    """Yield how an answer differs from the recorded one to the same call, in the judge's kinds and severities.

    before: the recorded exchange, whose answer is a whole one of the API. edition: where the recording shows nothing.
    """
    then, broken = _as_recorded(before, edition)
    asked = replace(after.asked, breaks=broken)
    old, new = (judge(replace(exchange, asked=asked), then) for exchange in (before, after))
    known = {finding.fingerprint for finding in old}
    for finding in new:
        if finding.fingerprint not in known and not _is_volatile(finding, before, after):
            yield _retold(_with_recorded_text(finding, before))
    if before.answer.resembles_success == after.answer.resembles_success:
        still = {(finding.kind, finding.where) for finding in new}
        yield from (_mended(finding) for finding in old if (finding.kind, finding.where) not in still)


def _as_recorded(before: Exchange, edition: Edition) -> tuple[Edition, frozenset[str]]:
    """Return the edition by which the recorded answer is just what was to be expected, and the rules broken in it."""
    answer = before.answer
    response = replace(
        edition.response,
        media_type=answer.media_type or edition.response.media_type,
        fields=dict(_fields(before, edition)),
    )
    then = replace(edition, status="active", response=response)
    if answer.resembles_success or answer.code is None:
        return then, frozenset()
    rule = _rule(before.asked, answer.code, edition)
    text = answer.value("error_detail.code_message")
    row = ErrorCode(answer.code, answer.status, text if isinstance(text, str) else None, "observed")
    others = {name: each for name, each in edition.rules.items() if name != rule.name}
    then = replace(then, errors={**edition.errors, answer.code: row}, rules={rule.name: rule, **others})
    return then, frozenset({rule.name})


def _rule(asked: Asked, code: str, edition: Edition) -> Rule:
    expected = asked.expected(edition)
    if expected is None:
        return Rule(_RECORDED, "a call that was refused when it was recorded", code, "observed", "the recording")
    return replace(expected, code=code, basis="observed", reason=None, alternatives=())


def _fields(before: Exchange, edition: Edition) -> Iterator[tuple[str, EnvelopeField]]:
    """Yield the envelope's fields as the recorded answer has them."""
    known: Mapping[str, EnvelopeField] = edition.response.fields
    for path, value in leaves(before.answer.envelope):
        if path.partition(".")[0] in edition.response.data:
            continue
        item, kind = known.get(path), _type_of(value)
        if item is not None:
            yield path, replace(item, type=kind or item.type, sent_basis="observed")
        elif kind is not None:
            yield path, EnvelopeField(path, kind, "observed")


def _type_of(value: Any) -> _Type | None:
    return _TYPES.get(type(value))


def _is_volatile(finding: Finding, before: Exchange, after: Exchange) -> bool:
    """Tell whether a text differs only in what no two calls share."""
    if finding.kind != "message_changed":
        return False
    path = finding.where.removeprefix("field:")
    texts = (before.answer.value(path), after.answer.value(path))
    then, now = (_VOLATILE.sub("#", text) if isinstance(text, str) else text for text in texts)
    return bool(then == now)


def _with_recorded_text(finding: Finding, before: Exchange) -> Finding:
    """Return the finding with the recorded text for the one that the edition is known to send."""
    if finding.kind != "message_changed":
        return finding
    return replace(finding, expected=shown(before.answer.value(finding.where.removeprefix("field:"))))


def _mended(finding: Finding) -> Finding:
    """Return the finding that something which the recording had against it is gone."""
    return _retold(replace(finding, severity="info", expected=finding.observed, observed=finding.expected))


def _retold(finding: Finding) -> Finding:
    """Return the finding in words of then and now: what it expects is what was recorded."""
    what = finding.kind.replace("_", " ")
    says = (
        f"since the recording, {what} at {finding.where}: {brief(finding.expected)} then, {brief(finding.observed)} now"
    )
    return replace(finding, basis="observed", says=says)
