from __future__ import annotations

import pytest
from drifting import HARMLESS, MUTATIONS, Mutation, check
from drifting.running import ONE_SUCCESS

from contract_tests.report import Report

ALL = (*MUTATIONS, *HARMLESS)

# What a change must be called; the others go by other names as well.
KINDS = {
    "retired-everywhere": "endpoint_retired",
    "retired-for-good-calls-only": "endpoint_retired",
    "sunset-header": "retirement_announced",
    "parameter-faults-422": "status_changed",
    "status-line-alone-moved": "error_code_disagrees",
    "one-refusal-in-200": "error_in_success",
    "accepted-with-a-task": "task_handle_added",
    "created-201": "success_status_changed",
    "success-in-500": "success_in_error",
    "success-code-in-success": "code_in_success",
    "unseen-code-same-status": "code_unknown",
    "code-in-lower-case": "code_changed",
    "client-faults-503": "retry_changed",
    "coarse-code-changed": "coarse_code_changed",
    "all-in-camel-case": "field_renamed",
    "video-renamed": "field_renamed",
    "video-under-result": "field_moved",
    "coarse-code-dropped": "optional_field_missing",
    "byte-order-mark": "byte_order_mark",
    "video-url-safe": "video_not_base64",
    "video-gzipped": "video_not_base64",
    "video-is-webm": "video_container_changed",
    "mp4-cut-in-half": "video_undecodable",
    "mp4-noise-in-the-middle": "video_undecodable",
    "vp9-in-mp4": "video_codec_changed",
    "mpeg4-part-2": "video_codec_changed",
    "pixels-444": "video_codec_changed",
    "five-frames-a-second": "video_changed",
    "with-sound": "video_changed",
    "index-at-the-end": "video_changed",
    "type-required": "field_required",
    "extra-fields-refused": "extra_field_refused",
    "full-body-refused": "value_refused",
    "type-2-taken": "value_accepted",
    "default-changed": "default_changed",
    "3-megabytes": "limit_tightened",
    "4095-px-refused": "limit_tightened",
    "10-megabytes": "limit_relaxed",
    "at-least-5-kilobytes": "limit_added",
    "grey-refused": "limit_added",
    "bmp-refused": "format_refused",
    "gif-taken": "format_accepted",
    "format-by-file-name": "name_judged",
    "broken-photos-taken": "rule_dropped",
    "keys-not-checked": "key_not_checked",
    "unknown-keys-taken": "key_not_checked",
    "key-header-renamed": "key_refused",
    "wrong-fault-first": "order_changed",
    "price-30": "price_changed",
}


def worst(report: Report) -> str:
    return "breaking" if report.stop else report.worst() or "harmless"


def names(mutation: Mutation) -> str:
    return mutation.name


@pytest.mark.parametrize("mutation", MUTATIONS, ids=names)
def test_a_mutation_is_found_and_rated_as_by_hand(mutation: Mutation) -> None:
    report = check(mutation)
    assert worst(report) == mutation.rated, [finding.says for finding in report.findings]
    assert report.verdict == "conforms" if mutation.rated == "info" else report.verdict != "conforms"


@pytest.mark.parametrize("mutation", [each for each in MUTATIONS if each.successes == 1], ids=names)
def test_one_success_is_enough_to_find_it(mutation: Mutation) -> None:
    report = check(mutation, ONE_SUCCESS)
    assert worst(report) == mutation.rated, [finding.says for finding in report.findings]
    assert report.spent <= ONE_SUCCESS
    assert KINDS.get(mutation.name) in (None, *(finding.kind for finding in report.findings))


@pytest.mark.parametrize("variant", HARMLESS, ids=names)
def test_a_harmless_variant_raises_no_alarm(variant: Mutation) -> None:
    report = check(variant)
    assert worst(report) in ("harmless", "info"), [finding.says for finding in report.findings]
    assert report.verdict == "conforms"


def test_every_row_of_the_taxonomy_is_covered() -> None:
    assert {mutation.row for mutation in ALL} >= set(range(1, 26))


def test_the_names_that_are_asked_for_exist() -> None:
    assert set(KINDS) <= {mutation.name for mutation in MUTATIONS}


def test_the_suite_is_as_large_as_it_claims() -> None:
    assert len({mutation.name for mutation in ALL}) == len(ALL)
    assert len(MUTATIONS) >= 60
    assert len(HARMLESS) >= 12
    assert [mutation.name for mutation in MUTATIONS if mutation.successes > 1] == ["type-ignored"]


def test_what_breaks_every_answer_does_not_drown_the_report() -> None:
    broken = next(mutation for mutation in MUTATIONS if mutation.name == "refusals-are-pages")
    assert len(check(broken).findings) <= 3
