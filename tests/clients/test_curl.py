"""curl, as the vendor documents the call and as it behaves with other switches."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as curl saw it; `opened` is how many connections it opened for it."""

    status: int
    opened: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of curl: its answers, and its own account of what went over the wire."""

    answers: list[Answer]
    log: str

    @property
    def answer(self) -> Answer:
        (only,) = self.answers
        return only


@pytest.fixture
def curl(tool: Callable[[str], str]) -> Callable[..., Run]:
    """Runs curl with arguments, without the user's own settings, and holds it to exit status 0."""
    program = [tool("curl"), "--disable", "--silent", "--show-error", "--verbose", "--max-time", "60"]
    report = ["--write-out", r"\n%{http_code} %{num_connects}\n"]

    def run(*arguments: str) -> Run:
        done = subprocess.run([*program, *report, *arguments], capture_output=True, text=True, timeout=90, check=False)
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        pairs = zip(lines[::2], lines[1::2], strict=True)
        return Run([_answer(body, *map(int, numbers.split())) for body, numbers in pairs], done.stderr)

    return run


def _answer(body: str, status: int, opened: int) -> Answer:
    return Answer(status, opened, json.loads(body))


def url(mock: Any) -> Any:
    return mock.base_url + mock.edition.request.path


def command(mock: Any, *form: str, key: str = "a-key") -> list[str]:
    """The vendor's documented command, with the form's fields and the key put in."""
    return [
        *("--request", "POST"),
        *("--url", url(mock)),
        *("--header", "Content-Type: multipart/form-data"),
        *("--header", f"ailabapi-api-key: {key}"),
        *(argument for field in form for argument in ("--form", field)),
    ]


def documented(mock: Any, photo: Path, kind: int = 0) -> list[str]:
    """The same with a photo. The page's own `type=<string>` curl would take for the name of a file to read."""
    return command(mock, f"type={kind}", f"image_target=@{photo}")


@pytest.mark.parametrize("kind", [0, 1])
def test_the_documented_command_gets_a_video(mock, curl, photo_file, film, kind):
    run = curl(*documented(mock, photo_file(), kind))
    # curl adds its boundary to the header that the vendor's page sets by hand, so that header does no harm.
    assert "> Content-Type: multipart/form-data; boundary=-" in run.log
    assert run.answer.status == 200
    assert film(run.answer.body).frames == 50


def test_5_mib_wait_for_a_100_and_get_a_video(mock, curl, photo_file, film):
    run = curl(*documented(mock, photo_file(size=5 * MEBIBYTE)))
    assert "> Expect: 100-continue" in run.log
    assert "< HTTP/1.1 100 Continue" in run.log
    assert film(run.answer.body).frames == 50


@pytest.mark.parametrize(
    "switches",
    [
        (),
        ("--header", "Expect:"),
        ("--http1.0",),
        ("--header", "Transfer-Encoding: chunked"),
        ("--http2",),
    ],
)
def test_20_mib_get_their_413_whatever_way_they_come(mock, curl, photo_file, refused, switches):
    run = curl(*documented(mock, photo_file(size=20 * MEBIBYTE)), *switches)
    assert run.answer.status == 413
    assert refused(run.answer.body, mock, "image_too_large")


@pytest.mark.parametrize(
    ("switches", "sent"),
    [
        (("--http1.0",), "> POST /api/portrait/effects/live-photo HTTP/1.0"),
        (("--header", "Transfer-Encoding: chunked"), "> Transfer-Encoding: chunked"),
        (("--http2",), "> Upgrade: h2c"),
        (("--header", "AILABAPI-API-KEY: another-key"), "> AILABAPI-API-KEY: another-key"),
    ],
)
@pytest.mark.parametrize("size", [None, 2 * MEBIBYTE])
def test_other_ways_of_http_get_the_same_video(mock, curl, photo_file, film, switches, sent, size):
    run = curl(*documented(mock, photo_file(size=size)), *switches)
    assert sent in run.log
    assert run.answer.status == 200
    assert film(run.answer.body).frames == 50


@pytest.mark.parametrize("size", [None, 2 * MEBIBYTE])
def test_a_connection_is_used_again_after_a_refusal(mock, curl, photo_file, refused, film, size):
    run = curl(*documented(mock, photo_file(size=size)), "--url", url(mock) + "s", "--url", url(mock))
    first, second, third = run.answers
    assert (first.opened, second.opened, third.opened) == (1, 0, 0)
    assert film(first.body) == film(third.body)
    assert refused(second.body, mock, "path_unknown")


def test_a_connection_is_used_again_after_a_file_that_is_too_large(mock, curl, photo_file, refused):
    run = curl(*documented(mock, photo_file(size=20 * MEBIBYTE)), "--url", url(mock))
    assert [answer.opened for answer in run.answers] == [1, 0]
    assert all(refused(answer.body, mock, "image_too_large") for answer in run.answers)


@pytest.mark.parametrize(
    ("rule", "form", "key"),
    [
        ("key_unknown", ("image_target=@{photo}",), "invalid-key"),
        ("image_missing", ("type=0",), "a-key"),
        ("image_as_text", ("image_target=https://example.org/portrait.jpg",), "a-key"),
        ("image_empty", ("image_target=@/dev/null",), "a-key"),
        ("type_empty", ("type=", "image_target=@{photo}"), "a-key"),
        ("type_out_of_range", ("type=7", "image_target=@{photo}"), "a-key"),
        ("no_face", ("image_target=@{photo}",), "mock-no-face"),
    ],
)
def test_a_refusal_is_an_answer_like_any_other(mock, curl, photo_file, refused, rule, form, key):
    photo = photo_file()
    run = curl(*command(mock, *(field.format(photo=photo) for field in form), key=key))
    assert refused(run.answer.body, mock, rule)
    assert run.answer.status == run.answer.body["error_code"]
