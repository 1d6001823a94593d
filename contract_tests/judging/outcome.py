"""Success or refusal, which code, which status: what a caller acts upon."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.finding import Finding
from contract_tests.judging.bench import Case
from livephoto.contract.families import may_retry
from livephoto.contract.model import Rule

_NOT_ENFORCED = {
    "key_missing": "key_not_checked",
    "key_unknown": "key_not_checked",
    "image_too_large": "limit_relaxed",
    "image_too_wide": "limit_relaxed",
    "image_format_unsupported": "format_accepted",
    "type_out_of_range": "value_accepted",
    "type_not_integer": "value_accepted",
    "endpoint_retired": "endpoint_restored",
}


def judge_outcome(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the outcome as a whole."""
    if case.rule is None:
        yield from _expected_success(case)
    elif case.answer.succeeded:
        kind = _NOT_ENFORCED.get(case.rule.name, "rule_dropped")
        observed = "an answer of its own" if kind == "endpoint_restored" else "success"
        says = f"{case.rule.fault}: expected {case.rule.code}, but the call succeeded"
        yield case.finding(kind, case.place, case.rule.code, observed, says, case.rule.basis)
    else:
        yield from _expected_refusal(case, case.rule)


def _expected_success(case: Case) -> Iterator[Finding]:
    answer = case.answer
    if answer.succeeded:
        return
    if answer.status == 200:
        observed = answer.code or answer.value("error_code")
        says = f"the answer has status 200 and yet reports an error: {observed!r}"
        yield case.finding("error_in_success", case.place, "success", observed, says)
    elif answer.envelope is not None and answer.value("error_code") == 0:
        says = f"a success has status {answer.status}; every edition says 200"
        yield case.finding("success_status_changed", case.place, 200, answer.status, says)
    elif _is_retirement(case):
        says = f"a good call is answered with {answer.status} {answer.code}: the endpoint is out of service"
        yield case.finding("endpoint_retired", case.place, "success", answer.code, says, "observed")
    else:
        observed = f"{answer.status} {answer.code or ''}".strip()
        says = f"a call that the edition allows is refused with {observed}"
        yield case.finding(case.exchange.shape or "success_refused", case.place, "success", observed, says)


def _is_retirement(case: Case) -> bool:
    rule = case.edition.rules["endpoint_retired"]
    return case.answer.code == rule.code and case.answer.status == case.edition.status_of(rule.code)


def _expected_refusal(case: Case, rule: Rule) -> Iterator[Finding]:
    answer, table = case.answer, case.edition.errors
    code = answer.code
    if answer.status == 200:
        says = f"{rule.fault}: the refusal {code or ''} arrives with status 200"
        yield case.finding("error_in_success", case.place, table[rule.code].status, 200, says)
    if code is None:
        says = f"{rule.fault}: the refusal names no code in error_detail.code"
        yield case.finding("code_missing", case.place, rule.code, f"status {answer.status}", says)
    elif code != rule.code:
        yield from _other_code(case, rule, code)
    row = table.get(code or rule.code)
    if row is not None and answer.status not in (row.status, 200):
        says = f"{row.name} is answered with status {answer.status}; the table says {row.status}"
        yield case.finding("status_changed", case.place, row.status, answer.status, says, row.basis)


def _other_code(case: Case, rule: Rule, code: str) -> Iterator[Finding]:
    if _is_retirement(case) and case.exchange.asked.live and not _gate(rule):
        says = f"{rule.fault}: answered with {code}, as if the endpoint were out of service"
        yield case.finding("endpoint_retired", case.place, rule.code, code, says, "observed")
        return
    if rule.name == "endpoint_retired" and code in case.edition.errors:
        says = f"the endpoint is out of service in this edition, but the call was judged: {code}"
        yield case.finding("endpoint_restored", case.place, rule.code, "an answer of its own", says, rule.basis)
        return
    status = case.answer.status
    if code not in case.edition.errors:
        expected = case.edition.status_of(rule.code)
        kind = "code_unknown" if status == expected else "code_changed"
        says = f"{rule.fault}: {code} is in no table of this edition; expected {rule.code}"
        yield case.finding(kind, case.place, rule.code, code, says, rule.basis)
        return
    learnt = "; our reading was an assumption, so this is something learnt" if rule.basis == "assumed" else ""
    says = f"{rule.fault}: answered with {code} instead of {rule.code}{learnt}"
    yield case.finding("code_changed", case.place, rule.code, code, says, rule.basis)
    before, after = may_retry(rule.code, case.edition.status_of(rule.code)), may_retry(code, status)
    if before != after and rule.basis != "assumed":
        says = f"{rule.fault}: a retry {'now helps' if after else 'no longer helps'} by the code's meaning"
        yield case.finding("retry_changed", case.place, before, after, says, rule.basis)


def _gate(rule: Rule) -> bool:
    """Tell whether the rule is answered with the retired endpoint's code, or before the endpoint is looked up."""
    return rule.name in ("key_missing", "key_unknown", "user_locked", "path_unknown", "method_unknown")
