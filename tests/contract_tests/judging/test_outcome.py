from __future__ import annotations

import pytest

from contract_tests.exchange import Asked

OK = {"data": {"video": ""}}


@pytest.mark.parametrize(
    ("rule", "kind", "severity"),
    [
        ("key_missing", "key_not_checked", "breaking"),
        ("key_unknown", "key_not_checked", "breaking"),
        ("image_too_large", "limit_relaxed", "info"),
        ("image_too_wide", "limit_relaxed", "info"),
        ("image_format_unsupported", "format_accepted", "info"),
        ("type_out_of_range", "value_accepted", "info"),
        ("type_not_integer", "value_accepted", "info"),
        ("image_undecodable", "rule_dropped", "compatible"),
        ("image_missing", "rule_dropped", "info"),
    ],
)
def test_a_rule_that_is_no_longer_enforced_has_a_kind_of_its_own(bench, kinds, rule, kind, severity) -> None:
    found = bench.given(rule=rule, status=200, asked=Asked(live=True)).judged(bench.body())
    assert kinds(found) == [(kind, f"rule:{rule}", severity)]


def test_a_success_where_the_edition_was_retired_says_so(bench, kinds) -> None:
    retired = bench.given(edition="2026-02-retired")
    assert kinds(retired.judged(bench.body())) == [("endpoint_restored", "rule:endpoint_retired", "compatible")]
    judged = retired.given(rule="image_too_large", status=413).judged(bench.given(rule="image_too_large").body())
    assert kinds(judged) == [("endpoint_restored", "rule:endpoint_retired", "compatible")]
