from __future__ import annotations

import pytest

from livephoto.contract import EDITION_ORDER, load_edition
from livephoto.pseudonym import pseudonym
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.faults import Fault, Moment, Point
from mock_server.scenarios.reading import hidden_keys, read_scenario
from mock_server.scenarios.source import ready_made
from mock_server.scenarios.stub import Delay, Dribble, Limit, Turn

EDITION = load_edition()


def read(document):
    return read_scenario(document, EDITION, "id")


def of(**stub):
    return {"name": "one", "stubs": [stub]}


def responding(**response):
    return of(response=response)


def only_stub(document):
    return read(document).stubs[0]


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_every_ready_made_scenario_is_one_in_every_edition(edition):
    for name, document in ready_made().items():
        made = read_scenario(document, load_edition(edition), name)
        assert made.name == name
        assert document["says"]


def test_a_whole_stub_is_read():
    stub = only_stub(
        of(
            request={"key": "secret", "type": 1, "photo": "AB" * 32, "path": "/x", "method": "post"},
            when={"times": 2, "after": 1, "every": 3, "probability": 0.5, "seed": 7},
            requiredScenarioState="a",
            newScenarioState="b",
            response={
                "error": "no_face",
                "headers": {"Retry-After": 3},
                "delayDistribution": {"type": "uniform", "lower": 100, "upper": 300},
                "chunkedDribbleDelay": {"numberOfChunks": 4, "totalDuration": 200},
            },
        )
    )
    assert (stub.pattern.key, stub.pattern.method, stub.pattern.photo) == (pseudonym("secret"), "POST", "ab" * 32)
    assert stub.turn == Turn(after=1, every=3, probability=0.5, times=2)
    assert (stub.states.required, stub.states.new, stub.seed) == ("a", "b", "7")
    assert stub.effect.error is not None
    assert stub.effect.error.code == "ERROR_NO_FACE_IN_FILE"
    assert stub.effect.headers == [(b"retry-after", b"3")]
    assert stub.effect.delay == Delay("uniform", 0.2, 0.1)
    assert stub.effect.dribble == Dribble(4, 0.2)
    assert not stub.effect.early


def test_without_a_path_a_stub_is_for_the_live_photo_endpoint():
    assert only_stub(responding()).pattern.path == EDITION.request.path
    assert only_stub(of(request={"path": "*"})).pattern.path is None


def test_a_quota_answers_as_the_edition_documents_it():
    stub = only_stub(of(quota={"perSecond": 2, "perDay": 100}))
    assert stub.limits == (Limit(2, 1.0, "second"), Limit(100, 86_400.0, "day"))
    assert stub.effect.error is not None
    assert stub.effect.error.code == EDITION.rules["too_many_calls"].code


@pytest.mark.parametrize(
    ("response", "early"),
    [
        ({"fault": "CONNECTION_RESET_BY_PEER"}, True),
        ({"fault": "CONNECTION_RESET_BY_PEER", "at": "image"}, True),
        ({"fault": "CONNECTION_RESET_BY_PEER", "at": "video"}, False),
        ({"fault": "EARLY_REFUSAL"}, True),
        ({"fixedDelayMilliseconds": 5, "delayAt": "before-reading"}, True),
        ({"fixedDelayMilliseconds": 5, "delayAt": "while-reading"}, True),
        ({"fixedDelayMilliseconds": 5}, False),
        ({"fault": "EMPTY_RESPONSE"}, False),
    ],
)
def test_what_acts_before_the_body_is_read(response, early):
    assert only_stub(responding(**response)).effect.early is early


def test_a_reset_is_at_the_start_unless_told():
    assert only_stub(responding(fault="CONNECTION_RESET_BY_PEER")).effect.point is Point.START
    assert only_stub(responding(fault="EMPTY_RESPONSE")).effect.point is None
    assert only_stub(responding(error="no_face")).effect.moment is Moment.BEFORE_ANSWER


def test_keys_are_shown_as_pseudonyms():
    hidden = hidden_keys(of(request={"key": "secret"}))
    assert hidden["stubs"][0]["request"]["key"] == pseudonym("secret")
    assert hidden_keys(hidden) == hidden
    assert only_stub(hidden).pattern.key == pseudonym("secret")


PHOTO = "0" * 64
WRONG = [
    ([], "must be an object"),
    ({"stubs": []}, "name: missing"),
    ({"name": "", "stubs": [{}]}, "name: "),
    ({"name": "a\nb", "stubs": [{}]}, "name: does not look as it must"),
    ({"name": "a", "stubs": []}, "stubs: "),
    ({"name": "a", "stubs": [1]}, r"stubs\[0\]: "),
    ({"name": "a", "stubs": [{}], "stub": 1}, "stub: unknown key; did you mean stubs"),
    (of(respnse={}), r"stubs\[0\]\.respnse: unknown key; did you mean response"),
    (responding(fixedDelayMillis=1), r"response\.fixedDelayMillis: unknown key; did you mean fixedDelayMilliseconds"),
    (responding(error="NO_FACE_IN_FILE"), r"has no error 'NO_FACE_IN_FILE'; did you mean ERROR_NO_FACE_IN_FILE"),
    (responding(error="qqqq"), "livephoto contract show"),
    (responding(error="no_face", retired=True), "exclude each other"),
    (responding(fault="EXPLOSION"), r"response\.fault: must be 'CONNECTION_RESET"),
    (responding(fault="EMPTY_RESPONSE", error="no_face"), "takes no error"),
    (responding(fault="EMPTY_RESPONSE", headers={"A": "b"}), "sends no headers"),
    (responding(fault="EMPTY_RESPONSE", at="video"), "at goes with"),
    (responding(fault="GATEWAY_HTML_502", status=500), "leave status out"),
    (responding(fault="EARLY_REFUSAL", fixedDelayMilliseconds=5), "delayAt: before-reading"),
    (responding(fault="EARLY_REFUSAL", billed=True), r"response\.billed: .*never billed"),
    (responding(billed=True), "billed goes with"),
    (responding(status=204), "no body"),
    (responding(status=99), r"response\.status: "),
    (responding(status=True), r"response\.status: "),
    (responding(fixedDelayMilliseconds=-1), r"fixedDelayMilliseconds: must be greater"),
    (responding(fixedDelayMilliseconds="5"), r"fixedDelayMilliseconds: must be a valid number"),
    (responding(fixedDelayMilliseconds=1e12), r"fixedDelayMilliseconds: must be less"),
    (responding(fixedDelayMilliseconds=1, delayDistribution={"type": "fixed", "milliseconds": 1}), "exclude"),
    (responding(delayDistribution={"type": "normal"}), "delayDistribution: "),
    (responding(delayDistribution={"type": "uniform", "lower": 2, "upper": 1}), "lower .2. is above upper"),
    (responding(delayDistribution={"type": "uniform", "lower": 2}), r"delayDistribution\.upper: missing"),
    (responding(delayAt="before-reading"), "give fixedDelayMilliseconds"),
    (responding(headers={"bad name": "x"}), "no name of a header"),
    (responding(headers={"Content-Length": 5}), "sets this header itself"),
    (responding(headers={"X": "a\r\nSet-Cookie: b"}), "one line"),
    (responding(headers={"X": "\u20ac"}), "Latin-1"),
    (of(when={"times": 0}), r"when\.times: must be greater"),
    (of(when={"probability": 1.5}), r"when\.probability: "),
    (of(when={"probability": float("nan")}), r"when\.probability: "),
    (of(quota={}), "perSecond, perDay or both"),
    (of(quota={"perSecond": 1}, when={"times": 1}), "quota and when"),
    (of(quota={"perSecond": 1}, response={"error": "no_face"}), "edition's own code"),
    (of(request={"photo": "abc"}), r"request\.photo: does not look"),
    (of(request={"path": "x"}), r"request\.path: does not look"),
    (of(request={"type": "1"}), r"request\.type: "),
    (of(request={"photo": PHOTO}, response={"fault": "EARLY_REFUSAL"}), r"request\.photo: .*before the body is read"),
    (
        of(request={"type": 1}, response={"fixedDelayMilliseconds": 1, "delayAt": "while-reading"}),
        r"request\.type: .*before the body is read",
    ),
    ({"name": "a", "per": ["photo"], "stubs": [{"response": {"fault": "EARLY_REFUSAL"}}]}, "per: .*per photo"),
    ({"name": "a", "per": ["colour"], "stubs": [{}]}, r"per\[0\]: "),
]


@pytest.mark.parametrize(("document", "says"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_nonsense_is_refused_in_one_line_that_names_the_key(document, says):
    with pytest.raises(ScenarioError, match=says) as caught:
        read(document)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_can_be_told_to_a_stub(fault):
    assert only_stub(responding(fault=str(fault))).effect.fault is fault
