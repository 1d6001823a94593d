from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livephoto.commands.contract import SCHEMA
from livephoto.commands.group import app
from livephoto.contract import EDITION_ORDER, load_edition
from livephoto.contract.diff import changes
from livephoto.contract.openapi import openapi_document

COMMANDS = [["list"], ["show"], ["diff", "2025-12"], ["explain", "no_face"], ["explain", "413"]]


@pytest.fixture(autouse=True)
def in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


def text(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["contract", *arguments])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def answer(*arguments: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text(*arguments, "--json"))
    assert value.pop("schema") == SCHEMA
    return value


def wrong(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["contract", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_the_list_has_a_line_for_each_edition_and_marks_the_default() -> None:
    head, *lines = text("list").splitlines()

    assert head.split() == ["edition", "date", "status", "codes", "title"]
    assert [line.split()[0] for line in lines] == list(EDITION_ORDER)
    assert [line.split()[0] for line in lines if " default " in line] == ["2026-01"]


def test_the_list_as_json() -> None:
    (last,) = [row for row in answer("list")["editions"] if row["id"] == "2026-04"]

    assert last == {
        "id": "2026-04",
        "aliases": [],
        "title": "error_code and status_code leave the documents",
        "date": "2026-04-01",
        "date_bound": None,
        "status": "retired",
        "codes": 126,
        "default": False,
        "file": None,
    }


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_an_edition_is_shown_whole(edition: str) -> None:
    shown, value = text("show", edition), load_edition(edition)

    for names in (value.errors, value.rules, value.response.fields, value.request.fields, value.error_str):
        assert all(name in shown for name in names)
    assert value.request.image.max_bytes_reason in shown


def test_the_default_edition_is_shown_where_none_is_named() -> None:
    assert text("show") == text("show", "2026-01")


def test_an_alias_is_understood() -> None:
    assert text("show", "2023-legacy").startswith("legacy-a: ")


def test_an_edition_as_json_holds_every_value() -> None:
    edition = answer("show", "2026-04")["edition"]

    assert edition["status"] == "retired"
    assert edition["request"]["image"]["max_bytes"] == 5_242_880
    assert edition["errors"]["ERROR_NO_FACE_IN_FILE"]["status"] == 422
    assert list(edition["rules"]) == list(load_edition("2026-04").rules)


def test_the_moved_statuses_are_one_table_ordered_by_the_new_status() -> None:
    lines = text("diff", "2025-12", "2026-01").splitlines()
    rows = [line.split() for line in lines[4:]]

    assert lines[0] == "2025-12 -> 2026-01: 48 changes"
    assert lines[2] == "Codes that answer with another HTTP status (48)"
    assert len(rows) == 48
    assert [int(row[2]) for row in rows] == sorted(int(row[2]) for row in rows)
    assert ["FILE_RESOLUTION_EXCEEDS_LIMITS", "422", "413"] in rows


def test_other_changes_say_what_was_and_what_is() -> None:
    shown = text("diff", "2026-01", "2026-04")

    assert shown.startswith("2026-01 -> 2026-04: 11 changes\n")
    assert "lifecycle.navigation" not in shown
    assert "status: active -> retired" in shown
    assert "response.success_rules.error_code: name error_code; " in shown
    assert "any other value -> nothing" in shown


def test_a_caveat_stands_behind_its_change() -> None:
    assert "lifecycle.openapi_path_present: not seen -> yes (first seen here" in text("diff", "legacy-b", "2025-09")


def test_an_edition_compared_with_itself_says_that_nothing_changed() -> None:
    assert text("diff", "2026-01") == "2026-01 -> 2026-01: nothing changed\n"


def test_a_comparison_as_json_holds_each_change() -> None:
    found = answer("diff", "2026-02-retired", "2026-04")
    expected = changes(load_edition("2026-02-retired"), load_edition("2026-04"))

    assert (found["before"], found["after"]) == ("2026-02-retired", "2026-04")
    assert [(each["kind"], each["where"]) for each in found["changes"]] == [(c.kind, c.where) for c in expected]
    assert set(found["changes"][0]) == {"kind", "where", "before", "after", "certainty"}


def test_a_code_is_explained() -> None:
    shown = text("explain", "image_too_wide")

    assert shown.startswith("FILE_RESOLUTION_EXCEEDS_LIMITS\n")
    assert "HTTP 413 in edition 2026-01" in shown
    assert "no: failing calls are free (documented)" in shown
    assert "no use; the same request fails again" in shown
    assert "the same request may succeed later" in text("explain", "exceeding_limits")


def test_the_rules_that_a_code_might_answer_are_named() -> None:
    shown = text("explain", "ERROR_HIGH_RESOLUTION")

    assert "Rules that are answered with it" not in shown
    assert "image_too_wide" in shown


def test_an_explanation_as_json() -> None:
    told = answer("explain", "ERROR_NO_FACE_IN_FILE")["explanation"]

    assert (told["code"], told["coarse"]) == ("ERROR_NO_FACE_IN_FILE", "FILE_CONTENT_NON_COMPLIANCE")
    assert set(told["family"]) == {"name", "meaning", "advice"}
    assert told["may_retry"] is False
    assert [rule["name"] for rule in told["rules"]] == ["no_face"]
    assert [each["edition"] for each in told["standings"]] == list(EDITION_ORDER)


def test_a_status_lists_its_codes() -> None:
    assert text("explain", "413").startswith("HTTP status 413: 8 codes\n")
    assert text("explain", "501").startswith("HTTP status 501: 1 code\n")
    assert answer("explain", "501") == {
        "status": 501,
        "codes": [
            {"code": "ERROR_IMAGE_STORAGE_NOT_SUPPORTED", "editions": ["2026-01", "2026-02-retired", "2026-04"]},
        ],
    }


def test_an_edition_is_exported_as_openapi() -> None:
    expected = json.loads(json.dumps(openapi_document(load_edition("2026-04"))))

    assert json.loads(text("export", "--format", "openapi", "2026-04")) == expected
    assert json.loads(text("export"))["info"]["version"] == "2026-01"


def test_an_export_can_go_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "live-photo.json"

    assert text("export", "2026-01", "-o", str(file)) == ""
    assert json.loads(file.read_text())["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    "arguments", [["show", "2026-1"], ["diff", "2026-1"], ["diff", "2026-01", "2026-1"], ["export", "2026-1"]]
)
def test_an_unknown_edition_is_one_line_that_names_the_known_ones(arguments: list[str]) -> None:
    assert wrong(*arguments) == f"livephoto contract: no edition '2026-1'; there are: {', '.join(EDITION_ORDER)}\n"


def test_an_unknown_code_is_one_line_with_near_names() -> None:
    line = wrong("explain", "eror_no_face_in_file")

    assert line.startswith("livephoto contract: no error code or rule 'eror_no_face_in_file' in any edition; near: ")
    assert "ERROR_NO_FACE_IN_FILE" in line
    assert line.count("\n") == 1


def test_a_status_without_codes_is_one_line() -> None:
    assert wrong("explain", "299") == "livephoto contract: no error code of any edition has HTTP status 299\n"


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "x.json"

    assert wrong("export", "-o", str(file)) == f"livephoto contract: cannot write {file}: No such file or directory\n"


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_pipe_gets_no_colours_no_boxes_and_no_cut_text(arguments: list[str]) -> None:
    shown = text(*arguments)

    assert "\x1b" not in shown
    assert "\u2026" not in shown
    assert shown.isascii()
    assert not [line for line in shown.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("command", ["list", "show", "diff", "explain", "export"])
def test_every_command_documents_itself(command: str) -> None:
    shown = text(command, "--help")

    assert "--json" in shown or command == "export"
    assert "Examples:" in shown or command == "list"
