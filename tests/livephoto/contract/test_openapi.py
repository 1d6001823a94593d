from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from livephoto.contract import Edition, failure, load_edition, load_editions, success
from livephoto.contract.openapi import openapi_document

each_edition = pytest.mark.parametrize("edition", load_editions(), ids=lambda edition: edition.id)


def call(edition: Edition) -> dict[str, Any]:
    operation: dict[str, Any] = openapi_document(edition)["paths"][edition.request.path]["post"]
    return operation


def validator(edition: Edition, name: str) -> OAS31Validator:
    return OAS31Validator({"$ref": f"#/components/schemas/{name}", **openapi_document(edition)})


@each_edition
def test_the_document_is_valid_and_plain_json(edition: Edition) -> None:
    document = openapi_document(edition)

    assert json.loads(json.dumps(document)) == document
    OpenAPIV31SpecValidator(document).validate()


@each_edition
def test_every_example_fits_the_schema_of_its_answer(edition: Edition) -> None:
    document = openapi_document(edition)
    for answer in call(edition)["responses"].values():
        content = answer["content"]["application/json"]
        schema = OAS31Validator({**document, **content["schema"]})
        assert content["examples"]
        for example in content["examples"].values():
            schema.validate(example["value"])


@each_edition
def test_every_code_is_listed_once_under_its_status_and_its_answer_fits(edition: Edition) -> None:
    schemas = openapi_document(edition)["components"]["schemas"]
    for code, row in edition.errors.items():
        enum = schemas[f"Failure{row.status}"]["allOf"][1]["properties"]["error_detail"]["properties"]["code"]["enum"]
        assert enum.count(code) == 1
        validator(edition, f"Failure{row.status}").validate(failure(edition, code, "r", "l"))
    assert len(schemas) - 2 == len({row.status for row in edition.errors.values()})


@each_edition
def test_the_question_for_the_balance_can_be_refused_with_every_status_of_the_table(edition: Edition) -> None:
    answers = openapi_document(edition)["paths"][edition.credits_query.path]["get"]["responses"]

    assert answers.keys() == {"200", *(str(row.status) for row in edition.errors.values())}


def test_a_code_under_another_status_does_not_fit() -> None:
    edition = load_edition("2026-01")
    body = failure(edition, "FILE_RESOLUTION_EXCEEDS_LIMITS", "r", "l")

    assert validator(edition, "Failure413").is_valid(body)
    assert not validator(edition, "Failure422").is_valid(body)


def test_an_answer_without_a_video_is_no_success() -> None:
    edition = load_edition()

    assert validator(edition, "Success").is_valid(success(edition, "r", "l", {"video": "AAAA"}))
    assert not validator(edition, "Success").is_valid(success(edition, "r", "l", {}))


@each_edition
def test_required_is_as_documented(edition: Edition) -> None:
    envelope = openapi_document(edition)["components"]["schemas"]["Envelope"]
    detail = envelope["properties"]["error_detail"]
    required = {*envelope["required"], *(f"error_detail.{name}" for name in detail["required"])}

    assert required == {name for name, field in edition.response.fields.items() if field.required}


def test_a_field_on_its_way_out_is_deprecated_there_alone() -> None:
    def deprecated(edition: str) -> bool:
        schemas = openapi_document(load_edition(edition))["components"]["schemas"]
        return bool(schemas["Envelope"]["properties"]["error_code_str"].get("deprecated", False))

    assert [deprecated(edition.id) for edition in load_editions()] == [False, True, *[False] * 5]


@each_edition
def test_the_operation_of_a_retired_edition_is_deprecated(edition: Edition) -> None:
    assert call(edition).get("deprecated", False) is edition.retired


def test_the_form_says_what_the_edition_says() -> None:
    edition = load_edition()
    form = call(edition)["requestBody"]["content"]["multipart/form-data"]
    image, kind = form["schema"]["properties"]["image_target"], form["schema"]["properties"]["type"]

    assert form["schema"]["required"] == ["image_target"]
    assert form["encoding"] == {"image_target": {"contentType": "image/jpeg, image/png, image/bmp"}}
    assert (image["x-livephoto-max-bytes"], image["x-livephoto-exclusive-max-side"]) == (5_242_880, 4096)
    assert (kind["enum"], kind["default"]) == ([0, 1], 0)
    assert kind["x-livephoto-meanings"] == {"0": "avatar", "1": "full body"}


def test_server_key_price_and_rules_are_in_the_document() -> None:
    edition = load_edition()
    document = openapi_document(edition)

    assert document["servers"] == [{"url": "https://www.ailabapi.com"}]
    assert document["components"]["securitySchemes"]["apiKey"]["name"] == "ailabapi-api-key"
    assert call(edition)["x-livephoto-credits"]["credits_per_success"] == 22
    assert [rule["name"] for rule in document["x-livephoto-rules"]] == list(edition.rules)


def test_the_video_is_base64_of_an_mp4_by_assumption() -> None:
    schema = openapi_document(load_edition())["components"]["schemas"]["Success"]["allOf"][1]
    video = schema["properties"]["data"]["properties"]["video"]

    assert (video["contentEncoding"], video["contentMediaType"]) == ("base64", "video/mp4")
    assert video["x-livephoto-media-type-basis"] == "assumed"


def test_the_question_for_credits_answers_with_pools() -> None:
    edition = load_edition()
    document = openapi_document(edition)
    answer = document["paths"]["/api/common/query-credits"]["get"]["responses"]["200"]
    schema = OAS31Validator({**document, **answer["content"]["application/json"]["schema"]})
    body = success(edition, "r", "l", [{"unique_sign": "common", "balance": 44.0}])

    assert schema.is_valid(body)
    assert not schema.is_valid(body | {"data": {"unique_sign": "common"}})


def test_each_document_is_its_own() -> None:
    edition = load_edition()
    openapi_document(edition)["paths"].clear()

    assert openapi_document(edition)["paths"]
