from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contract_tests.exchange import Answer, Asked, Exchange
from contract_tests.finding import Finding
from contract_tests.together import judge_bill, judge_together, without_echoes
from livephoto.contract import load_edition

EDITION = load_edition("2026-01")


def exchanges(**videos: object) -> dict[str, Exchange]:
    found = {}
    for name, video in videos.items():
        body = json.dumps({"error_code": 0, "data": {"video": video}}).encode()
        probe = f"success-{name.replace('_', '-')}"
        found[probe] = Exchange(probe, Asked(), Answer(200, {}, body))
    return found


@pytest.mark.parametrize(
    ("videos", "kinds"),
    [
        ({"default": "A", "avatar": "A", "full_body": "B"}, []),
        ({"default": "A", "avatar": "A", "full_body": "A"}, ["type_ignored"]),
        ({"default": "B", "avatar": "A", "full_body": "B"}, ["default_changed"]),
        ({"default": "A", "full_body": "A"}, ["default_changed"]),
        ({"avatar": "A", "full_body": "A"}, ["type_ignored"]),
        ({"default": "A"}, []),
        ({"default": "", "avatar": "", "full_body": ""}, []),
        ({"default": None, "avatar": 7, "full_body": 7}, []),
        ({}, []),
    ],
)
def test_the_videos_of_one_photo_tell_what_the_type_does(videos, kinds) -> None:
    assert [finding.kind for finding in judge_together(exchanges(**videos), EDITION)] == kinds


@pytest.mark.parametrize(
    ("default", "video", "shown"), [(0, "A", None), (0, "B", 1), (1, "A", 0), (1, "B", None), (None, "A", None)]
)
def test_the_default_type_is_the_edition_s(default, video, shown) -> None:
    request = EDITION.request
    field = replace(request.type_field, default=default)
    edition = replace(EDITION, request=replace(request, fields={**request.fields, field.name: field}))

    found = list(judge_together(exchanges(default=video, avatar="A", full_body="B"), edition))

    assert [(it.expected, it.observed) for it in found] == ([] if shown is None else [(default, shown)])


@pytest.mark.parametrize(
    ("before", "after", "successes", "kind"),
    [
        (100.0, 78.0, 1, None),
        (100.0, 100.0, 0, None),
        (100.0, 70.0, 1, "price_changed"),
        (100.0, 89.0, 1, "price_changed"),
        (100.0, 100.0, 1, "price_changed"),
        (100.0, 95.0, 0, "failure_billed"),
        (None, 95.0, 0, None),
        (100.0, None, 1, None),
        (100.0, 200.0, 0, None),
    ],
)
def test_the_bill_is_what_the_successes_cost(before, after, successes, kind) -> None:
    found = [finding.kind for finding in judge_bill(EDITION, before, after, successes)]
    assert found == ([kind] if kind else [])


def refused(probe: str, observed: str, kind: str = "format_refused") -> Finding:
    return Finding(kind, "breaking", f"success:{probe}", "success", observed, "documented", probe, "It was refused.")


def test_a_refusal_that_the_plainest_call_meets_too_is_told_of_that_one() -> None:
    plain, echo = refused("success-default", "403 X"), refused("success-png", "403 X")
    other = refused("success-bmp", "415 Y")
    assert list(without_echoes([plain, echo, other])) == [plain, other]


def test_a_special_call_that_alone_is_refused_keeps_its_finding() -> None:
    alone = refused("success-png", "403 X")
    assert list(without_echoes([alone])) == [alone]
    status = Finding("status_changed", "breaking", "rule:x", 413, "403 X", "documented", "image-x", "It moved.")
    assert list(without_echoes([refused("success-default", "403 X"), status]))[1] == status
