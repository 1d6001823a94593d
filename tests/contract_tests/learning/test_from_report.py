from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.checking import Check
from contract_tests.finding import Finding
from contract_tests.learning.from_report import learn_from_report
from contract_tests.learning.learnt import Head
from contract_tests.learning.reading import ReadReport, of_report, read_report
from contract_tests.learning.writing import edition_text
from contract_tests.pace import Pace
from contract_tests.probes import probes
from contract_tests.report import Limit, Report
from contract_tests.target import Target
from livephoto.commands.console import CommandError
from livephoto.contract.loader import load_edition, load_editions, parse_edition
from livephoto.contract.model import Edition
from mock_server import Settings, create_app

DATE = "2026-11-23"
BASE = load_edition("2026-01")
SOURCE = f"http://there, {DATE}"


@cache
def portrait() -> bytes:
    return files("contract_tests").joinpath("assets/portrait.jpg").read_bytes()


async def _no_wait(_: float) -> None:
    pass


def check(app: Any, edition: Edition) -> Report:
    async def run() -> Report:
        transport = httpx.ASGITransport(app)
        async with Target("http://127.0.0.1", "check-key", edition, transport=transport) as target:
            checking = Check(target, edition, load_editions(folders=()), 10_000, Pace(sleep=_no_wait))
            return await checking.run(probes(edition, portrait()))

    return asyncio.run(run())


def learnt_from(report: ReadReport, base: Edition = BASE) -> tuple[Edition, tuple[str, ...]]:
    learnt = learn_from_report(report, base, DATE)
    text = edition_text(learnt, Head("new", "new", DATE, base.id), base)
    return parse_edition(text, "new.toml"), learnt.untaught


def finding(kind: str, where: str, expected: Any, observed: Any, probe: str = "no-face") -> Finding:
    return Finding(kind, "breaking", where, expected, observed, "documented", probe, f"{where} is other")


def report(*findings: Finding, explored: tuple[Limit, ...] = ()) -> ReadReport:
    return ReadReport("http://there", "2026-01", findings, explored, {"no-face": "no_face"}, 50)


@pytest.mark.parametrize(
    ("asked", "served"),
    [("2026-01", "2025-12"), ("2025-12", "2026-01"), ("2026-04", "2026-01"), ("2026-01", "2026-01")],
)
def test_what_a_server_showed_makes_its_next_check_conform(asked: str, served: str) -> None:
    app, base = create_app(Settings(edition=served, engine="canned")), load_edition(asked)
    new, untaught = learnt_from(of_report(check(app, base)), base)

    assert untaught == ()
    assert check(app, new).verdict == "conforms"


def test_a_report_in_a_file_teaches_the_same(tmp_path: Path) -> None:
    made = check(create_app(Settings(edition="2025-12", engine="canned")), BASE)
    (tmp_path / "r.json").write_text(json.dumps(made.to_dict()), encoding="utf-8")

    assert learnt_from(read_report(tmp_path / "r.json")) == learnt_from(of_report(made))


def test_a_status_is_observed_and_names_target_and_day() -> None:
    new, _ = learnt_from(report(finding("status_changed", "rule:no_face", 422, 418)))

    row = new.errors["ERROR_NO_FACE_IN_FILE"]
    assert (row.status, row.basis, row.source) == (418, "observed", SOURCE)


def test_a_status_belongs_to_the_code_that_is_answered_now() -> None:
    new, _ = learnt_from(
        report(
            finding("status_changed", "rule:no_face", 422, 418),
            finding("code_changed", "rule:no_face", "ERROR_NO_FACE_IN_FILE", "ERROR_SMALL_FACE_SIZE"),
        )
    )

    assert new.rules["no_face"].code == "ERROR_SMALL_FACE_SIZE"
    assert (new.status_of("ERROR_SMALL_FACE_SIZE"), new.status_of("ERROR_NO_FACE_IN_FILE")) == (418, 422)


def test_a_status_belongs_to_the_code_that_the_judge_names() -> None:
    gone = finding("status_changed", "rule:no_face", 404, 410)
    new, _ = learnt_from(report(replace(gone, says="ERROR_AI_NOT_EXISTS is answered with status 410")))

    assert (new.status_of("ERROR_AI_NOT_EXISTS"), new.status_of("ERROR_NO_FACE_IN_FILE")) == (410, 422)


def test_a_coarser_code_goes_to_the_code_of_the_probes_rule() -> None:
    new, untaught = learnt_from(report(finding("coarse_code_changed", "field:error_code_str", "A", "B")))

    assert untaught == ()
    assert new.coarse_of("ERROR_NO_FACE_IN_FILE") == "B"


def test_a_field_that_a_video_was_moved_to_is_not_learnt_twice() -> None:
    moved = finding("field_moved", "field:data.video", "data.video", "result.video")
    new, untaught = learnt_from(report(moved, finding("field_added", "field:result", "missing", "object")))

    assert untaught == ()
    assert "result" not in new.response.fields
    assert new.response.data["result.video"].encoding == "base64"


def test_a_code_of_the_same_status_is_a_row_more() -> None:
    new, _ = learnt_from(report(finding("code_unknown", "rule:no_face", "ERROR_NO_FACE_IN_FILE", "ERROR_NOBODY")))

    assert (new.rules["no_face"].code, new.status_of("ERROR_NOBODY")) == ("ERROR_NOBODY", 422)
    assert new.errors["ERROR_NOBODY"].basis == "observed"


def test_a_code_whose_status_the_report_does_not_tell_is_an_assumption() -> None:
    new, _ = learnt_from(report(finding("code_changed", "rule:no_face", "ERROR_NO_FACE_IN_FILE", "NOBODY")))

    assert new.errors["NOBODY"].basis == "assumed"
    assert new.rules["no_face"].basis == "assumed"


def test_fields_come_go_and_get_other_names() -> None:
    new, untaught = learnt_from(
        report(
            finding("field_added", "field:trace_id", "missing", "string"),
            finding("optional_field_missing", "field:error_msg", "string", "missing"),
            finding("field_renamed", "field:log_id", "log_id", "logId"),
            finding("field_retyped", "field:error_code", "integer", "string"),
        )
    )

    assert untaught == ()
    names = set(BASE.response.fields)
    assert set(new.response.fields) == names - {"error_msg", "log_id"} | {"trace_id", "logId"}
    assert (new.response.fields["error_code"].type, new.response.fields["trace_id"].sent_basis) == (
        "string",
        "observed",
    )


def test_the_video_at_another_place_keeps_its_encoding() -> None:
    new, _ = learnt_from(report(finding("field_moved", "field:data.video", "data.video", "data.result")))

    assert new.response.data["data.result"].encoding == "base64"
    assert "data.video" not in new.response.data


@pytest.mark.parametrize(
    ("name", "value", "inclusive", "where", "part", "learnt"),
    [
        ("bytes", 3_000_000, True, "rule:image_too_large", "max_bytes", 3_000_000),
        ("width", 2048, True, "rule:image_too_wide", "max_side", 2049),
        ("height", 2048, False, "rule:image_too_wide", "max_side", 2048),
    ],
)
def test_a_limit_that_was_searched_for_is_learnt(
    name: str, value: int, inclusive: bool, where: str, part: str, learnt: int
) -> None:
    limit = Limit(name, value, inclusive, 9, 1, True, "found")
    new, untaught = learnt_from(report(finding("limit_tightened", where, "success", "413"), explored=(limit,)))

    assert untaught == ()
    assert getattr(new.request.image, part) == learnt
    assert getattr(new.request.image, f"{part}_basis") == "observed"


def test_formats_default_price_and_media_type_have_their_places() -> None:
    new, untaught = learnt_from(
        report(
            finding("format_refused", "success:success-bmp", "success", "415", "success-bmp"),
            finding("default_changed", "field:type", 0, 1),
            finding("price_changed", "credits-query", 44, 66.0),
            finding("media_type_changed", "header:content-type", "application/json", "text/json", "success-avatar"),
            finding("field_required", "success:success-default", "success", "400"),
        )
    )

    assert untaught == ()
    assert (new.request.image.formats, new.request.image.spelled) == (("JPEG", "PNG"), ("JPEG", "JPG", "PNG"))
    assert (new.request.type_field.default, new.request.type_field.required) == (1, True)
    assert (new.billing.credits_per_success, new.billing.basis) == (33, "observed")
    assert new.response.media_type == "text/json"


def test_a_retirement_is_learnt() -> None:
    new, _ = learnt_from(
        report(finding("endpoint_retired", "success:success-avatar", "success", "ERROR_AI_NOT_EXISTS"))
    )

    assert new.retired


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (finding("video_codec_changed", "video:codec", "h264", "vp9"), "no place in an edition file"),
        (finding("limit_tightened", "rule:image_too_large", "success", "413"), "--explore"),
        (finding("price_changed", "credits-query", 22, 22.5), "a whole number"),
        (finding("field_missing", "field:data.video", "string", "missing"), "no video to answer with"),
        (finding("field_missing", "field:error_detail", "object", "missing"), "without error_detail.code"),
        (finding("field_added", "field:ok", "missing", "boolean"), "no type 'boolean'"),
        (finding("status_changed", "success:success-avatar", 200, 201), "it belongs to no rule"),
        (finding("message_changed", "field:error_msg", "a", "b"), "error table alone"),
        (finding("media_type_changed", "header:content-type", "application/json", "a/b"), "seen on a refusal"),
    ],
)
def test_what_an_edition_has_no_place_for_is_told_in_one_line(one: Finding, says: str) -> None:
    new, untaught = learnt_from(report(one, finding("status_changed", "rule:no_face", 422, 418)))

    assert len(untaught) == 1
    assert says in untaught[0]
    assert "\n" not in untaught[0]
    assert new.status_of("ERROR_NO_FACE_IN_FILE") == 418


def test_two_statuses_of_one_code_cannot_both_be_learnt() -> None:
    _, untaught = learnt_from(
        report(
            finding("status_changed", "rule:image_missing", 400, 422),
            finding("status_changed", "rule:image_empty", 400, 409),
        )
    )

    assert "UNSUPPORTED_PARAMETER_VALUES was answered with 422 as well" in untaught[0]


def test_a_text_is_learnt_where_its_code_is_clear_and_it_is_whole() -> None:
    was = BASE.errors["ERROR_NO_FACE_IN_FILE"].message
    new, untaught = learnt_from(
        report(finding("message_changed", "field:error_detail.code_message", was, "Nobody there."))
    )
    _, clipped = learnt_from(report(finding("message_changed", "field:error_detail.code_message", was, "Nobody… (99)")))

    assert untaught == ()
    assert new.errors["ERROR_NO_FACE_IN_FILE"].message == "Nobody there."
    assert "in part only" in clipped[0]


def test_findings_of_pages_are_left_to_the_pages(tmp_path: Path) -> None:
    found = replace(finding("status_changed", "rule:no_face", 422, 418), source="page.mdx:3")
    row = {
        "schema": "livephoto-check/1",
        "target": "http://user:secret@there/?k=secret",
        "edition": "2026-01",
        "findings": [found.to_dict()],
        "probes": [],
    }
    (tmp_path / "r.json").write_text(json.dumps(row), encoding="utf-8")
    read = read_report(tmp_path / "r.json")

    assert (read.findings, read.target) == ((), "http://there/")


@pytest.mark.parametrize("text", ["hello", "[]", '{"schema": "x"}', '{"schema": "livephoto-check/1"}', "null"])
def test_another_file_is_no_report(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=r"r\.json is no JSON report of a check"):
        read_report(tmp_path / "r.json")
