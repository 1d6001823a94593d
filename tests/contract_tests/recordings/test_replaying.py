from __future__ import annotations

import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from contract_tests.finding import Finding
from contract_tests.judging import video as judging_video
from contract_tests.recordings.replaying import replay
from contract_tests.report import Report
from livephoto.contract import EDITION_ORDER, load_edition, load_editions
from livephoto.recordings.model import Content, RecordedAnswer, RecordedExchange
from livephoto.recordings.reading import read_recordings

EDITIONS = load_editions()
ALIVE = [edition.id for edition in EDITIONS if not edition.retired]
RETIRED = [edition.id for edition in EDITIONS if edition.retired]


def replayed(folder: Path, edition: str | None = None, *, video: bool = False) -> Report:
    chosen = load_edition(edition) if edition else None
    return replay(read_recordings(folder), "here", EDITIONS, chosen, video=video)


def one(folder: Path) -> RecordedExchange:
    return next(read_recordings(folder))


def told(findings: tuple[Finding, ...]) -> set[tuple[str, str, object, object]]:
    return {(each.kind, each.where, each.expected, each.observed) for each in findings}


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_every_probe_recorded_from_a_mock_conforms_to_its_edition(edition: str, every_probe) -> None:
    report = replayed(every_probe(edition), video=True)
    assert (report.edition, report.verdict, report.findings) == (edition, "conforms", ())
    assert {result.outcome for result in report.probes} == {"agrees"}
    assert {match.edition: match.agreement for match in report.matches}[edition] == 1.0
    assert report.notes == (f"held against {edition}, which the recordings name as theirs",)


@pytest.mark.parametrize(("asked", "served"), list(itertools.permutations(ALIVE, 2)))
def test_between_two_editions_the_changed_statuses_are_found(asked: str, served: str, every_probe) -> None:
    before, after = load_edition(asked), load_edition(served)
    report = replayed(every_probe(served), asked)
    rules = {result.rule for result in report.probes if result.rule}
    expected = {
        ("status_changed", f"rule:{name}", before.status_of(rule.code), after.status_of(rule.code))
        for name, rule in before.rules.items()
        if name in rules and before.status_of(rule.code) != after.status_of(rule.code)
    }
    assert told(report.findings) == expected
    assert served in report.undecided()


@pytest.mark.parametrize(("asked", "served"), list(itertools.product(ALIVE, RETIRED)))
def test_a_retirement_is_a_verdict_of_its_own(asked: str, served: str, every_probe) -> None:
    report = replayed(every_probe(served), asked)
    assert report.verdict == "retired"
    assert {each.kind for each in report.findings} == {"endpoint_retired"}
    assert set(report.undecided()) == set(RETIRED)


@pytest.mark.parametrize("asked", RETIRED)
def test_an_endpoint_that_still_answers_is_told_from_a_retired_one(asked: str, every_probe) -> None:
    assert "endpoint_restored" in {each.kind for each in replayed(every_probe("2026-01"), asked).findings}


def test_without_a_name_the_best_match_is_found(recorded: Callable[..., Path]) -> None:
    folder = recorded("image-missing", "image-truncated-jpeg", edition="2025-12", named=False)
    report = replayed(folder)
    assert report.edition == "2025-12"
    assert report.notes[0] == "held against 2025-12, the best match; none of them names its edition"


def test_where_recordings_name_several_editions_the_best_match_is_taken(recorded: Callable[..., Path]) -> None:
    folder = recorded("image-missing", "image-empty", edition="2025-12")
    recorded("image-missing", edition="2026-01")
    report = replayed(folder)
    assert (report.edition, report.verdict) == ("2025-12", "drift")
    assert "they name several: " in report.notes[0]


def test_equal_differences_are_one_finding_however_many_recordings_show_them(recorded: Callable[..., Path]) -> None:
    names = ["image-truncated-jpeg", "image-truncated-avatar", "image-truncated-small"]
    report = replayed(recorded(*names, edition="2025-12"), "2026-01")
    assert [finding.kind for finding in report.findings] == ["status_changed"]
    assert [result.outcome for result in report.probes] == ["differs"] * 3


def changed(exchange: RecordedExchange, body: bytes) -> RecordedExchange:
    content = Content(sha256(body).hexdigest(), len(body), body)
    return replace(exchange, answer=replace(exchange.answer, content=content))


def test_a_recording_without_a_body_is_not_checked_and_the_others_are(recorded: Callable[..., Path]) -> None:
    good = one(recorded("image-missing"))
    lost = replace(good, answer=replace(good.answer, content=Content("0" * 64, 9)), missing=("the answer's body",))
    broken_off = replace(good, answer=RecordedAnswer(0, {}, Content("", 0)))
    report = replay([lost, broken_off, good], "here", EDITIONS, unread=["x.har is no HAR"])
    assert [result.outcome for result in report.probes] == ["not_checked", "no_answer", "agrees", "not_checked"]
    whys = [result.why for result in report.probes if result.why]
    assert "were not kept" in whys[0]
    assert whys[0].endswith("; it lacks the answer's body")
    assert whys[1:] == ["the recording holds no HTTP status", "x.har is no HAR"]
    assert (report.verdict, len({result.id for result in report.probes})) == ("conforms", 4)


def test_where_nothing_could_be_judged_nothing_is_claimed(recorded: Callable[..., Path]) -> None:
    good = one(recorded("image-missing"))
    lost = replace(good, answer=replace(good.answer, content=Content("0" * 64, 9)))
    report = replay([lost], "here", EDITIONS)
    assert report.verdict == "unreachable"
    assert report.stop is not None
    assert report.stop.says.startswith("none of the 1 recordings can be judged: ")
    assert "were not kept" in report.stop.says


def test_an_answer_whose_headers_nobody_kept_is_not_blamed_for_its_media_type(recorded: Callable[..., Path]) -> None:
    good = one(recorded("image-missing"))
    bare = replace(good, tool="a body alone", answer=replace(good.answer, headers={}))
    assert replay([bare], "here", EDITIONS).findings == ()
    ours = replace(bare, tool=good.tool)
    assert [each.kind for each in replay([ours], "here", EDITIONS).findings] == ["media_type_changed"]


def test_a_video_that_is_gone_is_not_checked_with_or_without_decoding(recorded: Callable[..., Path]) -> None:
    folder = recorded("success-default")
    next((folder / "bodies").glob("*.mp4")).unlink()
    for video in (True, False):
        report = replayed(folder, video=video)
        assert [result.outcome for result in report.probes] == ["not_checked"]


def test_a_damaged_video_is_found_by_its_hash_and_by_its_size(recorded: Callable[..., Path]) -> None:
    folder = recorded("success-default")
    video = next((folder / "bodies").glob("*.mp4"))
    video.write_bytes(video.read_bytes()[:-1])
    for decode in (True, False):
        assert "is not what was recorded" in str(replayed(folder, video=decode).probes[0].why)


def test_without_video_the_payload_is_still_judged_but_not_decoded(recorded: Callable[..., Path], monkeypatch) -> None:
    folder = recorded("success-default", "success-full-body")

    def refuse(video: bytes) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(judging_video, "look", refuse)
    report = replayed(folder)
    assert (report.verdict, report.findings) == ("conforms", ())
    assert report.notes[-1].startswith("the videos were not decoded")
    good = one(folder)
    with pytest.raises(AssertionError, match="decoded"):
        replay([good], "here", EDITIONS)


@pytest.mark.parametrize("whole", [True, False])
def test_a_video_is_decoded_once_for_all_editions(whole: bool, recorded: Callable[..., Path], monkeypatch) -> None:
    looked, look = list[int](), judging_video._look
    monkeypatch.setattr(judging_video, "_known", {})
    monkeypatch.setattr(judging_video, "_look", lambda video: looked.append(len(video)) or look(video))
    judging_video._facts.cache_clear()
    good = one(recorded("success-default"))
    body = json.loads(good.answer.content.read())
    if not whole:
        body["data"]["video"] = body["data"]["video"][:100_000]
    report = replay([changed(good, json.dumps(body).encode())] * 3, "here", EDITIONS)
    assert len(looked) == 1
    assert report.verdict == ("conforms" if whole else "drift")


def test_types_that_make_no_difference_are_told_from_recordings_of_one_photo(recorded: Callable[..., Path]) -> None:
    avatar, full = read_recordings(recorded("success-avatar", "success-full-body"))
    same = replace(full, answer=avatar.answer)
    kinds = {each.kind for each in replay([avatar, same], "here", EDITIONS, video=False).findings}
    assert kinds == {"type_ignored"}
    assert replay([avatar, full], "here", EDITIONS, video=False).findings == ()


def test_drift_in_a_recorded_answer_is_found(recorded: Callable[..., Path]) -> None:
    good = one(recorded("image-missing"))
    body = json.loads(good.answer.content.read())
    body["error_detail"]["code"] = "ERROR_NEVER_SEEN"
    report = replay([changed(good, json.dumps(body).encode())], "here", EDITIONS)
    assert "code_unknown" in {each.kind for each in report.findings}
    assert replay([changed(good, b"<html>")], "here", EDITIONS).findings[0].kind == "not_json"


def test_memory_does_not_grow_with_the_bodies(recorded: Callable[..., Path]) -> None:
    good = one(recorded("image-missing"))
    body = json.loads(good.answer.content.read())

    def many() -> Iterator[RecordedExchange]:
        for number in range(60):
            body["error_msg"] = f"{number} " + "x" * 1_000_000
            yield changed(good, json.dumps(body).encode())

    tracemalloc.start()
    replay(many(), "here", EDITIONS[:1])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
