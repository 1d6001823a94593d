"""A call that the edition allows: was it taken, and if not, what does the refusal say of the contract?"""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.finding import Finding
from contract_tests.judging.bench import Case

_GONE = (404, 410)
_NOT_THE_SHAPE = (401, 404, 410, 429)
"""Statuses that no shape of a form brings about."""
_OWN_SHAPES = ("limit_tightened", "format_refused", "limit_added", "name_judged")
"""Shapes that differ from the plainest call in one thing: any refusal is for that thing."""
_BY_RULE = {
    "image_too_large": "limit_tightened",
    "image_too_wide": "limit_tightened",
    "image_format_unsupported": "format_refused",
}


def judge_refused(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the outcome of a call that ought to succeed."""
    answer = case.answer
    if answer.succeeded:
        if answer.code is not None:
            says = f"a success carries the error code {answer.code}"
            yield case.finding("code_in_success", "field:error_detail.code", "", answer.code, says)
    elif answer.status == 200:
        observed = answer.code or str(answer.value("error_code"))
        says = f"the answer has status 200 and yet reports an error: {observed}"
        yield case.finding("error_in_success", case.place, "success", observed, says)
    elif answer.resembles_success:
        kind = "success_status_changed" if answer.status < 300 else "success_in_error"
        says = f"a success has status {answer.status}; every edition says 200"
        yield case.finding(kind, "answer", 200, answer.status, says)
    elif not _only_faceless(case):
        yield _refused(case)


def _only_faceless(case: Case) -> bool:
    rule = case.edition.rules["no_face"]
    right = case.answer.code == rule.code and case.answer.status == case.edition.status_of(rule.code)
    return case.exchange.asked.drawn and right


def _refused(case: Case) -> Finding:
    answer = case.answer
    if case.exchange.asked.live and answer.status in _GONE:
        says = f"a good call is answered with {answer.status} {answer.code or ''}: the endpoint is out of service"
        return case.finding("endpoint_retired", case.place, "success", answer.code, says, "observed")
    observed = f"{answer.status} {answer.code or ''}".strip()
    says = f"a call that the edition allows is refused with {observed}"
    kind, place = _kind(case)
    return case.finding(kind, place, "success", observed, says, case.exchange.asked.basis)


def _kind(case: Case) -> tuple[str, str]:
    answer, shape = case.answer, case.exchange.shape
    if not 400 <= answer.status < 500 or answer.status in _NOT_THE_SHAPE:
        return "success_refused", case.place
    if shape not in _OWN_SHAPES:
        for name, kind in _BY_RULE.items():
            if answer.code == case.edition.rules[name].code:
                return kind, f"rule:{name}"
    return shape or "success_refused", case.place
