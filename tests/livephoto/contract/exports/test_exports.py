from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter

import pytest

from livephoto.contract import load_editions
from livephoto.contract.exports.examples import LOG_ID, REQUEST_ID, refusal_examples, success_example
from livephoto.contract.exports.har import har_examples
from livephoto.contract.exports.mockoon import mockoon_environment
from livephoto.contract.exports.postman import postman_collection
from livephoto.contract.exports.prism import prism_document
from livephoto.contract.exports.wiremock import wiremock_mappings

EDITIONS = load_editions()
WRITERS = (wiremock_mappings, mockoon_environment, postman_collection, har_examples, prism_document)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_the_examples_are_every_rule_and_every_code_at_its_status(edition):
    examples = {example.name: example for example in refusal_examples(edition)}
    assert list(examples) == [*edition.rules, *edition.errors]
    for name, rule in edition.rules.items():
        assert examples[name].status == edition.status_of(rule.code)
        assert examples[name].body["error_detail"]["code"] == rule.code


def test_the_video_of_the_success_is_a_whole_mp4():
    video = b64decode(success_example(EDITIONS[-1]).body["data"]["video"], validate=True)
    assert video[4:8] == b"ftyp"
    assert video.index(b"moov") < video.index(b"mdat")


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_an_export_is_plain_json_the_same_each_time_with_no_id_left_to_fill(write, edition):
    text = json.dumps(write(edition))
    assert json.loads(text) == write(edition)
    for place in (REQUEST_ID, LOG_ID):
        assert json.dumps(place).strip('"') not in text


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_no_two_mappings_or_responses_share_an_id(edition):
    mappings = [mapping["id"] for mapping in wiremock_mappings(edition)["mappings"]]
    routes = mockoon_environment(edition)["routes"]
    responses = [response["uuid"] for route in routes for response in route["responses"]]
    assert max(Counter(mappings).values()) == max(Counter(responses).values()) == 1


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_each_route_of_mockoons_has_one_answer_for_the_rest(edition):
    for route in mockoon_environment(edition)["routes"]:
        assert sum(response["default"] for response in route["responses"]) == 1


def test_a_har_of_examples_says_that_nothing_was_recorded():
    log = har_examples(EDITIONS[2])["log"]
    assert "nothing here was recorded" in log["comment"]
    assert {entry["startedDateTime"][:4] for entry in log["entries"]} == {"1970"}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_only_an_edition_in_service_has_a_success_to_replay(edition):
    statuses = [entry["response"]["status"] for entry in har_examples(edition)["log"]["entries"]]
    assert (200 in statuses) is not edition.retired
