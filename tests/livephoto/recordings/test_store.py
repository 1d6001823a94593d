from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from capturing import KEY, STARTED, a_photo, a_video, capture, success
from hypothesis import given
from hypothesis import strategies as st

from livephoto.contract import ImageHeader
from livephoto.pseudonym import pseudonym
from livephoto.recordings.captured import recaptured
from livephoto.recordings.har import read_har
from livephoto.recordings.model import RecordedExchange, RecordingError
from livephoto.recordings.redaction import recorded_request
from livephoto.recordings.store import Store

ADDING = """
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from capturing import STARTED, a_video, capture, success
from livephoto.recordings.store import Store
store, first = Store(Path(sys.argv[2])), int(sys.argv[3])
for number in range(first, first + int(sys.argv[4])):
    video = a_video(200_000) + bytes([number % 3])
    print(store.add(capture(body=success(video), started=STARTED + timedelta(seconds=number))).name, flush=True)
"""


def only(store: Store) -> RecordedExchange:
    (exchange,) = store.exchanges()
    return exchange


def adding(folder: Path, first: int, count: int) -> subprocess.Popen[str]:
    script = [sys.executable, "-c", ADDING, str(Path(__file__).parent), str(folder), str(first), str(count)]
    return subprocess.Popen(script, stdout=subprocess.PIPE, text=True)


def test_an_exchange_is_read_as_it_was_added(tmp_path: Path) -> None:
    store = Store(tmp_path)

    file = store.add(capture(outcome="a video of 9,000 bytes"))
    exchange = only(store)

    assert exchange.source == file
    assert (exchange.started, exchange.seconds, exchange.edition) == (STARTED, 1.5, "2026-01")
    assert exchange.outcome == "a video of 9,000 bytes"
    assert exchange.tool.startswith("livephoto ")
    assert exchange.request.multipart
    assert exchange.request.fields == (("type", "0"),)
    assert exchange.request.headers["ailabapi-api-key"] == pseudonym(KEY)
    assert exchange.answer.content.read() == success(a_video())
    assert exchange.missing == ()


def test_a_photo_is_told_of_and_not_stored(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(capture())
    (part,) = only(store).request.files

    assert part.body.sha256 == hashlib.sha256(a_photo()).hexdigest()
    assert (part.body.size, part.image, part.whole) == (len(a_photo()), ImageHeader("JPEG", 64, 48), True)
    assert a_photo() not in [file.read_bytes() for file in tmp_path.rglob("*.*")]
    with pytest.raises(RecordingError, match="were not kept"):
        part.body.read()


def test_a_photo_is_stored_where_that_is_asked_for(tmp_path: Path) -> None:
    store = Store(tmp_path, keep_photos=True)
    store.add(capture())
    (part,) = only(store).request.files

    assert part.body.read() == a_photo()
    assert part.body.file == tmp_path / "bodies" / f"{part.body.sha256}.jpg"


def test_a_picture_in_an_answer_is_a_photo_too(tmp_path: Path) -> None:
    bare, wrapped = a_photo(), json.dumps({"image": b64encode(a_photo() + bytes(9000)).decode()}).encode()
    for body in (bare, wrapped):
        kept, unkept = Store(tmp_path / "kept", keep_photos=True), Store(tmp_path / "unkept")
        for store in (kept, unkept):
            store.add(capture(body=body, request_headers=()))

    assert [each.answer.content.read() for each in kept.exchanges()] in ([bare, wrapped], [wrapped, bare])
    assert not list(tmp_path.glob("unkept/bodies/*"))
    for each in unkept.exchanges():
        with pytest.raises(RecordingError, match="were not kept"):
            each.answer.content.read()


def test_a_large_success_adds_a_small_har_and_one_video(tmp_path: Path) -> None:
    store, video = Store(tmp_path), a_video(2_000_000)
    photo = a_photo() + bytes(5_000_000)

    for seconds in range(3):
        file = store.add(capture(photo, body=success(video), started=STARTED + timedelta(seconds=seconds)))

    assert file.stat().st_size < 20_000
    assert [each.name for each in (tmp_path / "bodies").iterdir()] == [f"{hashlib.sha256(video).hexdigest()}.mp4"]
    assert [each.answer.content.read() for each in store.exchanges()] == [success(video)] * 3


def test_the_same_exchange_is_stored_once(tmp_path: Path) -> None:
    store = Store(tmp_path)

    assert store.add(capture()) == store.add(capture())
    assert len(list(tmp_path.glob("*.har"))) == 1


def test_a_file_is_named_by_time_path_status_and_hash(tmp_path: Path) -> None:
    name = Store(tmp_path).add(capture(status=404)).name

    assert name.startswith("20260108T101112.345678Z-live-photo-404-")
    assert name.endswith(".har")


RUN = b64encode(a_video())


@pytest.mark.parametrize(
    ("body", "suffix"),
    [
        (b'{"v":"' + RUN + b'"}', ".mp4"),
        (b'{"v":"data:video/mp4;base64,' + RUN + b'", "w": "' + RUN + b'"}', ".mp4"),
        (b'{"v":"' + RUN.replace(b"/", b"\\/") + b'"}', ".mp4"),
        (b"\xef\xbb\xbf" + RUN, ".mp4"),
        (RUN[:-2] + b"\xff", None),
        (b'{"v":"' + urlsafe_b64encode(a_video()) + b'"}', None),
        (b'{"v":"' + urlsafe_b64encode(a_video(90_000)) + b'"}', ".json"),
        (b'"' + b"\\n".join(RUN[at : at + 76] for at in range(0, len(RUN), 76)) + b'"', None),
        (RUN + b"A", None),
        (RUN[:8000] + b"=", None),
        (a_video(), ".mp4"),
        (b"\x00" * 70_000, ".bin"),
        (b"\x00\xff" * 100, None),
        (b"", None),
    ],
    ids=[
        *("run", "data-uri", "escaped", "bom", "cut-run", "url-safe", "long-url-safe"),
        *("wrapped", "odd", "padded", "video", "long-bytes", "bytes", "none"),
    ],
)
def test_a_body_comes_back_to_the_byte(tmp_path: Path, body: bytes, suffix: str | None) -> None:
    store = Store(tmp_path)
    store.add(capture(body=body))
    content = only(store).answer.content

    assert content.read() == body
    assert (content.size, content.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert [file.suffix for file in tmp_path.glob("bodies/*")] == ([suffix] if suffix else [])


def b64(content: bytes) -> bytes:
    return b64encode(content)


def escaped(content: bytes) -> bytes:
    return b64encode(content).replace(b"/", b"\\/")


def wrapped(content: bytes) -> bytes:
    return b"\r\n".join(b64encode(content)[at : at + 76] for at in range(0, len(content), 76))


def mixed(content: bytes) -> bytes:
    return b64encode(content).replace(b"/", b"\\/", 3)


PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"\\", b"/", b"=", b'"', b"data:video/mp4;base64,", b"A" * 5000, b"\\/" * 3000, b"====", b"\xef\xbb\xbf"]
    ),
    st.builds(
        lambda form, seed, size: form((seed * size)[:size]),
        st.sampled_from([b64, escaped, wrapped, mixed, urlsafe_b64encode, bytes]),
        st.binary(min_size=1, max_size=40),
        st.integers(1, 9000),
    ),
)


@given(st.lists(PIECES, max_size=5).map(b"".join))
def test_any_body_comes_back_to_the_byte(body: bytes) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder), keep_photos=True)
        try:
            store.add(capture(body=body, request_headers=()))
        except RecordingError as error:
            assert "may give away a secret" in str(error)  # noqa: PT017 - a refusal is an answer too
        else:
            assert only(store).answer.content.read() == body


@pytest.mark.parametrize(
    "changes",
    [
        {"body": b"ask anna@firma.de"},
        {"body": b'{"key": "Ab3dEf6hIj9lMn2pQr5tUv8xYz1"}'},
        {"body": b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln" + b" x" * 40_000},
        {"body": "schön ".encode("latin-1") * 20_000 + b"anna@firma.de"},
        {"url": "https://host.test/anna@firma.de"},
        {"outcome": "sk-live-0123456789abcdef"},
    ],
)
def test_an_exchange_that_may_give_away_a_secret_is_refused_and_nothing_is_left(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(RecordingError, match="may give away a secret"):
        Store(tmp_path).add(capture(**changes))

    assert not list(tmp_path.rglob("*"))


def test_a_body_that_was_changed_or_lost_is_not_passed_off_as_recorded(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(capture())
    (video,) = tmp_path.glob("bodies/*.mp4")

    video.write_bytes(b"another")
    with pytest.raises(RecordingError, match="its SHA-256 differs"):
        only(store).answer.content.read()
    video.unlink()
    with pytest.raises(RecordingError, match="No such file"):
        only(store).answer.content.read()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(RecordingError, match=r"cannot write .*file"):
        Store(tmp_path / "file").add(capture())


def test_the_latest_exchange_is_found_by_its_request(tmp_path: Path) -> None:
    store, other = Store(tmp_path), Store(tmp_path)
    request = recorded_request("POST", capture().url, (), capture(boundary="two").form)
    assert store.find(request.identity) is None

    early = other.add(capture(body=b"early"))
    found = store.find(request.identity)
    assert found is not None
    assert found.answer.content.read() == b"early"

    late = store.add(capture(body=b"late", started=STARTED + timedelta(seconds=1)))
    found = store.find(request.identity)
    assert found is not None
    assert found.source == late

    late.unlink()
    found = store.find(request.identity)
    assert found is not None
    assert found.source == early


def test_another_request_is_not_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(capture())

    assert store.find(recorded_request("POST", capture().url, (), capture(a_photo("red")).form).identity) is None


def test_a_body_that_is_no_form_makes_a_request_what_it_is(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(capture(form=None))
    store.add(capture(form=None, request_body_sha256=None, request_body_size=0))

    bodies = {exchange.request.body and exchange.request.body.size for exchange in store.exchanges()}
    assert bodies == {None, capture().request_body_size}
    assert len({exchange.request.identity for exchange in store.exchanges()}) == 2


def test_a_recording_can_be_added_to_another_store(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "one", keep_photos=True), Store(tmp_path / "two", keep_photos=True)
    first = one.add(capture())
    second = two.add(recaptured(only(one)))

    assert second.read_bytes() == first.read_bytes()
    assert replace(only(two), source=None).request.identity == only(one).request.identity


def test_an_undated_recording_cannot_be_added(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(capture())

    with pytest.raises(RecordingError, match="when it was made"):
        recaptured(replace(only(store), started=None))


def test_an_empty_store_has_no_exchanges(tmp_path: Path) -> None:
    assert list(Store(tmp_path / "none").exchanges()) == []


def test_several_processes_add_at_once(tmp_path: Path) -> None:
    runs = [adding(tmp_path, first, 8) for first in (0, 4, 8)]
    outputs = [run.communicate()[0].split() for run in runs]

    assert [run.returncode for run in runs] == [0, 0, 0]
    assert {file.name for file in tmp_path.glob("*.har")} == {name for output in outputs for name in output}
    assert len(list(Store(tmp_path).exchanges())) == 16
    assert len(list(tmp_path.glob("bodies/*"))) == 3


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_loses_nothing_that_was_added_and_leaves_only_whole_files(tmp_path: Path) -> None:
    said: list[str] = []
    for first, lines in ((0, 1), (1000, 3), (2000, 6)):
        run = adding(tmp_path, first, 1000)
        assert run.stdout is not None
        said += [run.stdout.readline().strip() for _ in range(lines)]
        run.kill()
        said += run.communicate()[0].split("\n")[:-1]

    exchanges = list(Store(tmp_path).exchanges())

    assert {str(exchange.source.name) for exchange in exchanges if exchange.source} >= set(said)
    assert all(len(exchange.answer.content.read()) > 200_000 for exchange in exchanges)


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "bodies").mkdir()
    parts = [tmp_path / ".livephoto-1.part", tmp_path / "bodies" / ".livephoto-2.part"]
    for part in parts:
        part.write_bytes(b"half")
        os.utime(part, (time.time() - 60, time.time() - 60))

    Store(tmp_path)

    assert not any(part.exists() for part in parts)


@pytest.mark.parametrize("read", [read_har, lambda file: Store(file.parent).exchanges()])
def test_a_recording_says_in_which_file_it_is_damaged(tmp_path: Path, read: Callable[[Path], object]) -> None:
    file = Store(tmp_path).add(capture())
    file.write_text(file.read_text(encoding="utf-8").replace('"status": 200', '"status": "200"'), encoding="utf-8")

    with pytest.raises(RecordingError, match=rf"{file.name}: entry 0: response.status is missing, or is not a whole"):
        list(read(file))  # type: ignore[call-overload]
