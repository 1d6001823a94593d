"""The edition as the pages tell it: what they say in the place of what it says, the rest as it was.

So the difference between pages and an edition is the difference between two editions. Nothing is taken away for want
of a page: a row goes only where the table that would hold it was read whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contract_tests.docs.facts import DocFacts, Told
from contract_tests.docs.retold_request import request_of
from contract_tests.docs.retold_response import coarse_codes_of, errors_of, response_of
from livephoto.contract.model import Billing, Completeness, Edition, Extent, Lifecycle, Status


def retold(facts: DocFacts, edition: Edition) -> Edition:
    """Return `edition` with all that the pages tell put in. The first telling of a fact counts. Pure."""
    return replace(
        edition,
        status=_status(facts, edition),
        completeness=_completeness(facts, edition.completeness),
        request=request_of(facts, edition.request),
        response=response_of(facts, edition.response),
        errors=errors_of(facts, edition.errors),
        error_str=coarse_codes_of(facts, edition.error_str),
        lifecycle=_lifecycle(facts, edition.lifecycle),
        billing=_billing(facts, edition.billing),
    )


def _no_coarse_table(facts: DocFacts) -> bool:
    """Tell whether the page that would hold the table of `error_code_str` has none, nor a field that needs it."""
    fields = {told.value.name for told in facts.public_fields}
    return facts.whole("public") and not facts.has("error_str") and "error_code_str" not in fields


def _status(facts: DocFacts, edition: Edition) -> Status:
    if any(told.value.resolved for told in facts.notice):
        return "retired"
    return "active" if facts.whole("notice") and not facts.notice else edition.status


def _completeness(facts: DocFacts, known: Completeness) -> Completeness:
    coarse: Extent = "none" if _no_coarse_table(facts) else known.error_str
    return replace(
        known,
        request=_extent(facts.has("form"), facts.whole("form"), known.request),
        envelope=_extent(facts.has("public"), facts.whole("public"), known.envelope),
        success_rules=_extent(facts.has("success_rules"), facts.whole("success_rules"), known.success_rules),
        errors=_extent(facts.has("errors"), facts.whole("errors"), known.errors),
        error_str=_extent(facts.has("error_str"), facts.whole("error_str"), coarse),
    )


def _extent(there: bool, whole: bool, known: Extent) -> Extent:
    if not there:
        return known
    return "full" if whole else "partial"


def _lifecycle(facts: DocFacts, known: Lifecycle) -> Lifecycle:
    priced = any(told.value.credits is not None for told in facts.billing)
    signed = any(told.value.sign for told in facts.billing)
    return Lifecycle(
        retirement_notice=bool(facts.notice) if facts.notice or facts.whole("notice") else known.retirement_notice,
        openapi_path=_flag(facts.openapi_path, known.openapi_path),
        navigation=_flag(facts.navigation, known.navigation),
        billing_table=priced if facts.whole("billing") else known.billing_table,
        credit_sign=signed if facts.whole("signs") else known.credit_sign,
    )


def _flag(tellings: Sequence[Told[bool]], known: bool | None) -> bool | None:
    return tellings[0].value if tellings else known


def _billing(facts: DocFacts, known: Billing) -> Billing:
    price = next((told.value.credits for told in facts.billing if told.value.credits is not None), None)
    sign = next((told.value.sign for told in facts.billing if told.value.sign), None)
    if price is None and sign is None:
        return known
    return replace(
        known,
        credits_per_success=known.credits_per_success if price is None else price,
        unique_sign=sign or known.unique_sign,
        basis="documented",
    )
