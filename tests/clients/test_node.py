"""Node's built-in fetch."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("fetch.mjs")
FIRST_WITH_FETCH = 18


@pytest.fixture(scope="session")
def node(tool: Callable[[str], str]) -> str:
    program = tool("node")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < FIRST_WITH_FETCH:
        pytest.skip(f"node {version.strip()} has no fetch")
    return program


def fetch(node: str, mock: Any, photo: Path, kind: str = "0", key: str = "a-key") -> Any:
    url = mock.base_url + mock.edition.request.path
    done = subprocess.run(
        [node, SCRIPT, url, key, photo, kind], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["0", "1"])
def test_a_form_becomes_a_video(node, mock, photo_file, film, kind):
    seen = fetch(node, mock, photo_file(), kind)
    assert (seen["status"], seen["edition"]) == (200, mock.edition.id)
    assert film(seen["body"]).frames == 50


@pytest.mark.parametrize(
    ("rule", "spec", "request_"),
    [
        ("image_too_large", {"size": 20 * 1024 * 1024}, {}),
        ("image_undecodable", {"damage": "truncated"}, {}),
        ("type_not_integer", {}, {"kind": "avatar"}),
        ("key_unknown", {}, {"key": "invalid-key"}),
    ],
)
def test_a_refusal_is_read_to_its_end(node, mock, photo_file, refused, rule, spec, request_):
    seen = fetch(node, mock, photo_file(**spec), **request_)
    assert seen["status"] == mock.edition.status_of(mock.edition.rules[rule].code)
    assert refused(seen["body"], mock, rule)
