from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from livephoto.contract import EDITION_ORDER, Edition, Rule, encode, failure, load_edition, load_editions, success

EXAMPLES = json.loads((Path(__file__).parents[3] / "fixtures/contract/examples.json").read_text())["editions"]


def shown(edition: Edition, flag: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return `body` with the public fields alone that the document behind `flag` shows."""
    names = {name for name, field in edition.response.fields.items() if getattr(field, flag)}
    kept = {key: value for key, value in body.items() if key in names or key == "data"}
    kept["error_detail"] = {key: value for key, value in body["error_detail"].items() if f"error_detail.{key}" in names}
    return kept


@pytest.mark.parametrize("edition_id", [name for name in EDITION_ORDER if "response_page" in EXAMPLES[name]])
def test_the_documented_error_example_is_reproduced(edition_id: str) -> None:
    edition = load_edition(edition_id)
    body = failure(edition, "ERROR_NO_FACE_IN_FILE", "Request ID", "Log ID", edition.rules["no_face"])

    assert shown(edition, "response_example", body) == EXAMPLES[edition_id]["response_page"]


@pytest.mark.parametrize("edition_id", EDITION_ORDER)
def test_the_documented_success_is_reproduced(edition_id: str) -> None:
    edition = load_edition(edition_id)

    assert (
        shown(edition, "page_example", success(edition, "", "", {"video": ""}))
        == EXAMPLES[edition_id]["live_photo_page"]
    )


@pytest.mark.parametrize("edition_id", [name for name in EDITION_ORDER if "openapi" in EXAMPLES[name]])
def test_the_success_of_openapi_json_is_reproduced(edition_id: str) -> None:
    assert success(load_edition(edition_id), "", "", {"video": ""}) == EXAMPLES[edition_id]["openapi"]


@pytest.mark.parametrize("edition", load_editions(), ids=lambda edition: edition.id)
def test_every_code_is_written_with_its_status_and_text(edition: Edition) -> None:
    for code, row in edition.errors.items():
        body = json.loads(encode(failure(edition, code, "r", "l")))

        assert body["error_code"] == body["error_detail"]["status_code"] == row.status
        assert body["error_detail"]["code"] == code
        assert body["error_detail"]["code_message"] == (row.message or "")
        assert body["error_code_str"] == edition.coarse_of(code)
        assert "data" not in body


@pytest.mark.parametrize("edition", load_editions(), ids=lambda edition: edition.id)
def test_the_error_code_of_a_success_is_zero(edition: Edition) -> None:
    body = success(edition, "r", "l", {"video": "AAAA"})

    assert (body["error_code"], body["error_code_str"], body["error_msg"]) == (0, "", "")
    assert body["error_detail"] == {"status_code": 200, "code": "", "code_message": "", "message": ""}
    assert body["data"] == {"video": "AAAA"}


@pytest.mark.parametrize("edition", load_editions(), ids=lambda edition: edition.id)
def test_a_parameter_fault_names_the_field_behind_the_text_of_the_table(edition: Edition) -> None:
    rule = edition.rules["type_out_of_range"]
    body = failure(edition, rule.code, "r", "l", rule)
    expected = f"{edition.errors[rule.code].message} - type: Must be 0 or 1."

    assert body["error_msg"] == body["error_detail"]["message"] == expected
    assert body["error_detail"]["code_message"] == edition.errors[rule.code].message


def test_a_fault_behind_the_gateway_keeps_its_own_words_in_the_message() -> None:
    edition = load_edition()
    body = failure(edition, "ERROR_NO_FACE_IN_FILE", "r", "l", edition.rules["no_face"])

    assert body["error_detail"]["message"] == "pic not has face"
    assert body["error_msg"] == "File content does not meet requirements. - 222202 - pic not has face"


def test_every_rule_of_every_edition_can_be_written() -> None:
    answered: list[tuple[Edition, Rule]] = [
        (edition, rule) for edition in load_editions() for rule in edition.rules.values()
    ]

    for edition, rule in answered:
        assert failure(edition, rule.code, "r", "l", rule)["error_code"] == edition.status_of(rule.code)


def test_a_code_outside_the_table_is_refused() -> None:
    with pytest.raises(KeyError):
        failure(load_edition("legacy-a"), "ERROR_HIGH_RESOLUTION", "r", "l")


def test_a_body_goes_over_the_wire_as_compact_utf_8() -> None:
    assert encode({"a": "é", "b": [1, 2]}) == '{"a":"é","b":[1,2]}'.encode()
