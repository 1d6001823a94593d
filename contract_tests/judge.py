"""The one judge: what an exchange shows, held against an edition. Nothing else decides what drift is.

Ids, key order, white space, header case, charset, chunking, content encoding, latency and another clip of the same
kind are not drift, and no part of the judgement looks at them.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from contract_tests.exchange import Exchange
from contract_tests.finding import SEVERITIES, Finding
from contract_tests.judging.agreement import judge_agreement
from contract_tests.judging.balance import judge_balance
from contract_tests.judging.bench import Case
from contract_tests.judging.envelope import judge_envelope
from contract_tests.judging.headers import judge_headers
from contract_tests.judging.outcome import judge_outcome
from contract_tests.judging.payload import judge_data_on_failure, judge_payload
from livephoto.contract.model import Edition


def judge(exchange: Exchange, edition: Edition) -> list[Finding]:
    """Return how an exchange differs from an edition, worst first; an empty list where it conforms. Pure."""
    case = Case(exchange, edition, exchange.asked.expected(edition))
    return sorted(_findings(case), key=lambda finding: SEVERITIES.index(finding.severity))


def _findings(case: Case) -> Iterator[Finding]:
    answer = case.answer
    yield from judge_headers(case)
    if answer.cut:
        says = f"the body has no end: {len(answer.body):,} bytes were read"
        yield case.finding("answer_cut", "answer", "a whole body", "cut", says)
        return
    if answer.envelope is None:
        says = f"the body of the {answer.status} answer is no JSON object"
        yield case.finding("not_json", "answer", "a JSON object", answer.media_type or "no media type", says)
        return
    if answer.body.startswith(codecs.BOM_UTF8):
        says = "the body begins with a byte order mark, which JSON must not have (RFC 8259, 8.1)"
        yield case.finding("byte_order_mark", "answer", "none", "a byte order mark", says)
    if answer.media_type != case.edition.response.media_type:
        says = f"the media type is {answer.media_type or 'missing'}; it was {case.edition.response.media_type}"
        expected = case.edition.response.media_type
        yield case.finding("media_type_changed", "header:content-type", expected, answer.media_type, says)
    yield from judge_outcome(case)
    yield from judge_envelope(case)
    yield from judge_agreement(case)
    if not answer.resembles_success:
        yield from judge_data_on_failure(case)
    elif case.exchange.asked.credits_query:
        yield from judge_balance(case)
    elif case.exchange.asked.live:
        yield from judge_payload(case)
