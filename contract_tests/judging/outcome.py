"""Success or refusal, which code, which status: what a caller acts upon."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.finding import Finding
from contract_tests.judging.bench import Case
from contract_tests.judging.refusal import judge_refusal
from contract_tests.judging.refused import judge_refused

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
        yield from judge_refused(case)
    elif case.answer.succeeded:
        yield _not_enforced(case, case.rule.name)
    else:
        yield from judge_refusal(case, case.rule)


def _not_enforced(case: Case, name: str) -> Finding:
    rule = case.edition.rules[name]
    kind = _NOT_ENFORCED.get(name, "rule_dropped")
    # Which code refuses a bad key was assumed; that a key is needed is on every page.
    basis = "documented" if kind == "key_not_checked" else rule.basis
    observed = "an answer of its own" if kind == "endpoint_restored" else "success"
    says = f"{rule.fault}: expected {rule.code}, but the call succeeded"
    return case.finding(kind, case.place, rule.code, observed, says, basis)
