"""A call that breaks a rule: is it refused with the rule's code, and with the status that the table gives it?"""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.finding import Finding
from contract_tests.judging.bench import Case
from livephoto.contract.families import load_families, may_retry
from livephoto.contract.model import Rule

_KEY_RULES = ("key_missing", "key_unknown", "user_locked")
_GATE = (*_KEY_RULES, "path_unknown", "method_unknown")
"""Rules answered before the endpoint is looked up, or with the code of a retired one."""
_SHAPE_REFUSED_BY = {
    "limit_tightened": ("image_too_large", "image_too_wide"),
    "limit_added": ("image_too_large", "image_too_wide", "image_format_unsupported"),
    "format_refused": ("image_format_unsupported",),
    "name_judged": ("image_format_unsupported",),
}
"""What a probe varies in its photo, and the rules whose codes refuse just that."""
_SHAPES_OF_THE_FORM = ("value_refused", "field_required", "extra_field_refused")
"""What a probe varies in the form around it: refused by any code for a wrong request."""


def judge_refusal(case: Case, rule: Rule) -> Iterator[Finding]:
    """Yield what is wrong with a refusal that `rule` ought to bring about."""
    answer, table, code = case.answer, case.edition.errors, case.answer.code
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
    special = _special(case, rule, code)
    if special is not None:
        yield special
    elif code not in case.edition.errors:
        yield _unknown(case, rule, code)
    else:
        learnt = "; our reading was an assumption, so this is something learnt" if rule.basis == "assumed" else ""
        says = f"{rule.fault}: answered with {code} instead of {rule.code}{learnt}"
        yield case.finding("code_changed", case.place, rule.code, code, says, rule.basis)
        yield from _retry(case, rule, code)


def _special(case: Case, rule: Rule, code: str) -> Finding | None:
    """Return the finding of a code that tells of something else than the rule it was asked for."""
    rules, asked, shape = case.edition.rules, case.exchange.asked, case.exchange.shape
    if asked.live and code == rules["endpoint_retired"].code and rule.name not in _GATE:
        says = f"a faulty call is answered with {code}, as if the endpoint were out of service"
        return case.finding("endpoint_retired", "rule:endpoint_retired", "a live endpoint", code, says, "observed")
    if rule.name == "endpoint_retired" and code in case.edition.errors:
        says = f"the endpoint is out of service in this edition, but the call was judged: {code}"
        return case.finding("endpoint_restored", case.place, rule.code, "an answer of its own", says, rule.basis)
    if code in {rules[name].code for name in _KEY_RULES} and not asked.breaks & set(_KEY_RULES):
        says = f"a good key is refused with {code}: is it sent in another header now, or is the account closed?"
        return case.finding("key_refused", "header:key", "a good key", code, says)
    if code == rules["credits_short"].code and rule.name not in _GATE:
        says = "the account has too few credits for a call, so its calls could not be judged"
        return case.finding("account_empty", "rule:credits_short", "credits for one call", code, says)
    if code in {rules[name].code for name in asked.breaks}:
        says = f"two faults met, and {code} was named first, not {rule.code}; our order is an assumption"
        return case.finding("order_changed", case.place, rule.code, code, says, "assumed")
    if shape is not None and _refuses_shape(case, shape, code):
        says = f"{code} refuses what the edition allows, before it finds the fault that is there"
        return case.finding(shape, f"success:{case.exchange.probe}", rule.code, code, says, asked.basis)
    return None


def _refuses_shape(case: Case, shape: str, code: str) -> bool:
    if shape in _SHAPES_OF_THE_FORM:
        return code in load_families()["wrong_request"].codes
    return code in {case.edition.rules[name].code for name in _SHAPE_REFUSED_BY.get(shape, ())}


def _unknown(case: Case, rule: Rule, code: str) -> Finding:
    """A code more in the same status is a row more in the table; another spelling of the code is another code."""
    same_status = case.answer.status == case.edition.status_of(rule.code)
    one_more = same_status and code.isupper() and not code.isdigit() and _letters(code) != _letters(rule.code)
    says = f"{rule.fault}: {code} is in no table of this edition; expected {rule.code}"
    kind = "code_unknown" if one_more else "code_changed"
    return case.finding(kind, case.place, rule.code, code, says, rule.basis)


def _letters(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum()).removeprefix("ERROR").removesuffix("ERROR")


def _retry(case: Case, rule: Rule, code: str) -> Iterator[Finding]:
    """Yield a flip that no reading of the rule allows: it stands even where the code itself was assumed."""
    table, after = case.edition.errors, may_retry(code, case.answer.status)
    readings = [may_retry(name, table[name].status) for name in (rule.code, *rule.alternatives) if name in table]
    if after not in readings:
        says = f"{rule.fault}: a retry {'now helps' if after else 'no longer helps'} by the code's meaning"
        yield case.finding("retry_changed", case.place, not after, after, says)
