from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from importlib.resources import files

import pytest

from contract_tests.exchange import Asked
from contract_tests.judging.bands import band_of
from contract_tests.judging.video import NoVideoError, container_of, look
from livephoto.contract import LivePhotoType

AVATAR = files("mock_server").joinpath("assets", "avatar.mp4").read_bytes()
FULL = files("mock_server").joinpath("assets", "full-body.mp4").read_bytes()
FULL_SHAPE = look(FULL).width / look(FULL).height


def judged(bench, video, asked=None, **notes):
    case = bench.given(asked=asked or Asked(), notes=notes)
    return case.edited(lambda body: body["data"].update(video=b64encode(video).decode()))


def test_both_clips_of_the_mock_are_within_the_bands(bench) -> None:
    assert judged(bench, AVATAR, Asked(type=LivePhotoType.AVATAR)) == []
    assert judged(bench, FULL, Asked(type=LivePhotoType.FULL_BODY), photo_shape=FULL_SHAPE) == []


def test_the_facts_are_a_decoder_s() -> None:
    facts = look(AVATAR)
    assert (facts.container, facts.codec, facts.pixels, facts.audio) == ("mp4", "h264", "yuv420p", False)
    assert facts.width == facts.height
    assert facts.frames == facts.announced > 0
    assert facts.damaged == 0
    assert facts.index_first
    assert facts.seconds == pytest.approx(facts.frames / facts.rate)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_video_that_was_cut_does_not_pass_as_whole(bench, kinds, share) -> None:
    found = judged(bench, AVATAR[: int(len(AVATAR) * share)])
    assert kinds(found) == [("video_undecodable", "video", "breaking")]


def test_a_video_with_noise_in_it_does_not_pass(bench, kinds) -> None:
    middle = len(AVATAR) // 2
    noise = bytes(number * 7 % 256 for number in range(20_000))
    found = judged(bench, AVATAR[:middle] + noise + AVATAR[middle + len(noise) :])
    assert kinds(found) == [("video_undecodable", "video", "breaking")]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x1aE\xdf\xa3", "webm"),
        (b"GIF89a", "gif"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
    ],
)
def test_another_container_is_told_by_its_first_bytes(bench, kinds, head, name) -> None:
    assert container_of(head + bytes(50)) == name
    assert kinds(judged(bench, head + bytes(50))) == [("video_container_changed", "video:container", "breaking")]


def test_what_is_no_container_at_all_is_undecodable(bench, kinds) -> None:
    assert kinds(judged(bench, b"no video! " * 20)) == [("video_undecodable", "video:container", "breaking")]
    with pytest.raises(NoVideoError):
        look(b"no video! " * 20)


def test_the_shape_shows_a_default_that_changed(bench, kinds) -> None:
    found = judged(bench, FULL, Asked(), photo_shape=FULL_SHAPE)
    assert kinds(found) == [("default_changed", "field:type", "breaking")]
    assert judged(bench, AVATAR, Asked(), photo_shape=FULL_SHAPE) == []


def test_the_default_that_the_shape_is_held_against_is_the_edition_s(bench, kinds, tmp_path, monkeypatch) -> None:
    head = 'extends = "2026-01"\nid = "mine"\ntitle = "mine"\n[[sources]]\nwhere = "here"\nwhat = "this"\n'
    (tmp_path / "mine.toml").write_text(f"{head}[request.fields.type]\ndefault = 1\n", encoding="utf-8")
    monkeypatch.setenv("LIVEPHOTO_EDITIONS", str(tmp_path))
    mine = bench.given(edition="mine")

    assert judged(mine, FULL, Asked(), photo_shape=FULL_SHAPE) == []
    (found,) = judged(mine, AVATAR, Asked(), photo_shape=FULL_SHAPE)
    assert (found.kind, found.expected, found.observed) == ("default_changed", 1, 0)


@pytest.mark.parametrize(("type_", "video"), [(LivePhotoType.AVATAR, FULL), (LivePhotoType.FULL_BODY, AVATAR)])
def test_the_shape_shows_a_type_that_is_ignored(bench, kinds, type_, video) -> None:
    found = judged(bench, video, Asked(type=type_), photo_shape=FULL_SHAPE)
    assert kinds(found) == [("type_ignored", "field:type", "compatible")]


def test_a_square_photo_shows_no_shape(bench) -> None:
    assert judged(bench, FULL, Asked()) == []


@pytest.mark.parametrize("kind", list(LivePhotoType))
def test_each_type_has_a_band(kind) -> None:
    band = band_of(kind)
    for name in ("seconds", "rate", "width", "height"):
        low, high = getattr(band, name)
        assert low < high
    assert replace(band, name="x").codecs == ("h264",)


def test_the_index_may_stand_last_but_that_is_told(bench, kinds) -> None:
    moov, mdat = AVATAR.find(b"moov") - 4, AVATAR.find(b"mdat") - 4
    size = int.from_bytes(AVATAR[moov : moov + 4], "big")
    free = size.to_bytes(4, "big") + b"free" + bytes(size - 8)
    # Another box in the index's place keeps every offset; the index itself goes to the end.
    turned = AVATAR[:moov] + free + AVATAR[moov + size :] + AVATAR[moov : moov + size]
    assert moov < mdat
    assert kinds(judged(bench, turned)) == [("video_changed", "video:index_first", "compatible")]
