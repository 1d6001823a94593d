from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from livephoto.contract import EDITION_ORDER, Edition, load_edition, load_editions, parse_edition
from livephoto.contract.diff import Change, changes

STEPS = json.loads((Path(__file__).parents[3] / "fixtures/contract/changes.json").read_text())["steps"]
WHOLE = [edition for edition in load_editions() if edition.completeness.errors == "full"]
MIRRORED = {"endpoint_retired": "endpoint_restored", "field_deprecated": "field_undeprecated"}

HEAD = """
id = "mine"
title = "an edition of my own"
extends = "2026-01"

[[sources]]
where = "my notes"
what = "what I saw"
"""


def told(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "where": change.where,
        "before": change.before,
        "after": change.after,
        "sure": change.certainty is None,
    }


def by_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["kind"], row["where"]))


def mine(text: str = "", first: str = "") -> Edition:
    return parse_edition(f"{first}\n{HEAD}\n{text}", "mine.toml")


def found(text: str = "", first: str = "") -> list[tuple[str, str, Any, Any]]:
    before = load_edition("2026-01")
    return [(each.kind, each.where, each.before, each.after) for each in changes(before, mine(text, first))]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["after"])
def test_a_step_between_published_editions_has_the_recorded_changes(step: dict[str, Any]) -> None:
    found = changes(load_edition(step["before"]), load_edition(step["after"]))

    assert by_place([told(change) for change in found]) == by_place(step["changes"])


def test_the_six_steps_make_seventy_changes() -> None:
    counts = [len(changes(before, after)) for before, after in pairwise(load_editions())]

    assert counts == [4, 5, 2, 48, 6, 5]
    assert sum(counts) == 70
    assert [(step["before"], step["after"]) for step in STEPS] == list(pairwise(EDITION_ORDER))


@pytest.mark.parametrize("edition", load_editions(), ids=lambda edition: edition.id)
def test_an_edition_does_not_differ_from_itself(edition: Edition) -> None:
    assert changes(edition, edition) == ()


@pytest.mark.parametrize(("before", "after"), [*product(load_editions(), repeat=2)], ids=lambda edition: edition.id)
def test_any_two_editions_compare_and_give_plain_values(before: Edition, after: Edition) -> None:
    for change in changes(before, after):
        assert change.before != change.after
        assert json.loads(json.dumps([change.before, change.after])) == [change.before, change.after]


@pytest.mark.parametrize(("before", "after"), [*product(WHOLE, repeat=2)], ids=lambda edition: edition.id)
def test_between_editions_that_were_seen_whole_each_change_has_its_mirror(before: Edition, after: Edition) -> None:
    def mirror(kind: str) -> str:
        swapped = kind.replace("added", "\n").replace("removed", "added").replace("\n", "removed")
        return {**MIRRORED, **{back: there for there, back in MIRRORED.items()}}.get(kind, swapped)

    there = Counter((mirror(each.kind), each.where) for each in changes(before, after))
    back = Counter((each.kind, each.where) for each in changes(after, before))

    assert there == back


def test_what_was_not_seen_is_neither_removed_nor_added_silently() -> None:
    back = changes(load_edition("2025-09"), load_edition("legacy-a"))

    assert not [each for each in back if each.kind in ("code_removed", "success_rule_removed", "openapi_path_removed")]


def test_a_row_that_is_only_assumed_is_never_a_change() -> None:
    moved = changes(load_edition("legacy-a"), load_edition("2026-01"))

    assert not [each for each in moved if each.where.startswith("errors.")]


def test_codes_seen_in_both_partial_and_whole_tables_are_compared() -> None:
    moved = changes(load_edition("legacy-b"), load_edition("2026-01"))

    assert [(each.kind, each.where) for each in moved if each.where.startswith("errors.")] == [
        ("status_changed", "errors.PROCESSING_FAILURE")
    ]


@pytest.mark.parametrize(
    ("first", "text", "expected"),
    [
        ("", "", []),
        (
            "remove = ['errors/ERROR_USER_LOCKED', 'rules/user_locked']",
            "",
            [("code_removed", "errors.ERROR_USER_LOCKED", {"status": 403, "message": "The user is locked."}, None)],
        ),
        (
            "",
            "[errors]\nERROR_USER_LOCKED = { status = 423, message = 'Locked.' }",
            [
                ("status_changed", "errors.ERROR_USER_LOCKED", 403, 423),
                ("message_changed", "errors.ERROR_USER_LOCKED", "The user is locked.", "Locked."),
            ],
        ),
        (
            "",
            "[errors]\nERROR_NEW = { status = 400, basis = 'assumed', reason = 'a guess' }",
            [],
        ),
        (
            "",
            "[request.fields.seed]\ntype = 'integer'\nrequired = false",
            [
                (
                    "request_field_added",
                    "request.seed",
                    None,
                    {"type": "integer", "required": False, "allowed": [], "default": None},
                )
            ],
        ),
        (
            "",
            "[request.fields.type]\nallowed = [0, 1, 2]",
            [("request_field_changed", "request.type.allowed", [0, 1], [0, 1, 2])],
        ),
        (
            "",
            "[request.image]\nmax_bytes = 10_485_760\nmax_bytes_wording = 'No more than 10 MB'",
            [("limit_changed", "request.image.max_bytes", 5_242_880, 10_485_760)],
        ),
        ("", "[request.image]\nmax_bytes = 5_000_000", []),
        (
            "",
            "[request.image]\nformats = ['JPEG', 'PNG', 'WEBP']",
            [
                ("format_added", "request.image.formats.WEBP", None, "WEBP"),
                ("format_removed", "request.image.formats.BMP", "BMP", None),
            ],
        ),
        (
            "",
            "[request]\npath = '/api/v2/live-photo'\nurl = 'https://www.ailabapi.com/api/v2/live-photo'",
            [("path_changed", "request.path", "/api/portrait/effects/live-photo", "/api/v2/live-photo")],
        ),
        (
            "",
            "[request]\nurl = 'https://api.example/api/portrait/effects/live-photo'",
            [("server_changed", "request.server", "https://www.ailabapi.com", "https://api.example")],
        ),
        (
            "",
            "[request]\nkey_header = 'x-key'",
            [("key_header_changed", "request.key_header", "ailabapi-api-key", "x-key")],
        ),
        ("", "[billing]\ncredits_per_success = 30", [("price_changed", "billing.credits_per_success", 22, 30)]),
        ("", "[billing]\ncredits_per_success = 30\nbasis = 'assumed'\nreason = 'a guess'", []),
        (
            "",
            "[response.fields.request_id]\ntype = 'integer'\nrequired = false\ndeprecated = true",
            [
                ("field_type_changed", "response.request_id", "string", "integer"),
                ("field_required_changed", "response.request_id", True, False),
                ("field_deprecated", "response.request_id", False, True),
            ],
        ),
        (
            "",
            "[response.fields.error_msg]\ntable = true",
            [
                (
                    "field_added",
                    "response.error_msg",
                    {"table": False, "response_example": False, "page_example": True, "openapi_example": True},
                    {"table": True, "response_example": False, "page_example": True, "openapi_example": True},
                )
            ],
        ),
        (
            "",
            "[response.fields.cost]\ntype = 'integer'\nsent_basis = 'documented'\ntable = true",
            [
                (
                    "field_added",
                    "response.cost",
                    None,
                    {"table": True, "response_example": None, "page_example": None, "openapi_example": None},
                )
            ],
        ),
        (
            "",
            "[response.fields.request_id]\nrequired_source = 'openapi'",
            [("required_source_changed", "response.request_id", "page", "openapi")],
        ),
        (
            "",
            "[response.data.\"data.video\"]\nencoding = 'url'",
            [("field_changed", "response.data.video.encoding", "base64", "url")],
        ),
        (
            "",
            "[response]\nmedia_type = 'text/html'",
            [("response_media_type_changed", "response.media_type", "application/json", "text/html")],
        ),
        (
            "",
            "[response.success_rules.error_code]\nsuccess = 1",
            [
                (
                    "success_rule_changed",
                    "response.success_rules.error_code",
                    {"name": "error_code", "field": "error_code", "success": 0, "failure": "any other value"},
                    {"name": "error_code", "field": "error_code", "success": 1, "failure": "any other value"},
                )
            ],
        ),
        (
            "",
            "[rules.image_too_wide]\ncode = 'ERROR_HIGH_RESOLUTION'",
            [("rule_changed", "rules.image_too_wide", "FILE_RESOLUTION_EXCEEDS_LIMITS", "ERROR_HIGH_RESOLUTION")],
        ),
        ("", "[rules.image_missing]\ncode = 'MISSING_PARAMETERS'", []),
        (
            "",
            "[completeness]\nerror_str = 'full'\n[error_str]\nX = { status = 400, message = 'x' }",
            [("error_str_table_added", "error_str", None, {"codes_seen": ["X"]})],
        ),
        (
            "",
            "[completeness]\nsuccess_rules = 'unseen'\n[lifecycle]\nnavigation = false",
            [("navigation_removed", "lifecycle.in_docs_navigation", True, False)],
        ),
    ],
)
def test_an_edition_of_ones_own_is_told_apart(first: str, text: str, expected: list[tuple[str, str, Any, Any]]) -> None:
    assert found(text, first) == expected


def test_a_request_field_of_a_request_seen_in_part_is_added_with_a_caveat() -> None:
    before = mine("[completeness]\nrequest = 'partial'", first="remove = ['request/fields/type', 'rules/type_*']")
    (added,) = changes(before, load_edition("2026-01"))

    assert (added.kind, added.where) == ("request_field_added", "request.type")
    assert added.certainty


def test_a_request_field_that_was_not_seen_again_is_not_taken_for_removed() -> None:
    assert found("[completeness]\nrequest = 'partial'", "remove = ['request/fields/type', 'rules/type_*']") == []


def test_an_endpoint_that_comes_back_is_restored() -> None:
    kinds = [each.kind for each in changes(load_edition("2026-02-retired"), load_edition("2026-01"))]

    assert kinds[0] == "endpoint_restored"
    assert "billing_row_added" in kinds
