"""Every export is loaded into the tool that it is written for, and answers there. `nox -s exports` brings the tools."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from livephoto.contract.asking import MOCK_KEY_PREFIX
from livephoto.contract.exports.mockoon import mockoon_environment
from livephoto.contract.exports.postman import postman_collection
from livephoto.contract.exports.prism import prism_document
from livephoto.contract.exports.wiremock import wiremock_mappings

TOOLS = os.environ.get("LIVEPHOTO_EXPORT_TOOLS", "")
EDITION = load_edition()
RETIRED = load_edition("2026-04")
PHOTO = build(PhotoSpec())

pytestmark = pytest.mark.skipif(not TOOLS, reason="LIVEPHOTO_EXPORT_TOOLS is not set: run `nox -s exports`")


def tool(name):
    return str(Path(TOOLS, "node_modules", ".bin", name))


@pytest.fixture
def start(tmp_path):
    """Start a tool and wait until it answers. None of them takes a bound socket, so its port is only free, not ours."""
    running = []

    def started(*command):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        log = (tmp_path / "log").open("wb")
        words = [word.format(port=port) for word in command]
        process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, cwd=tmp_path)
        running.append((process, log))
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            try:
                httpx.get(url, timeout=5)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            return url
        pytest.fail((tmp_path / "log").read_text(errors="replace"))

    yield started
    for process, log in running:
        process.terminate()
        process.wait(20)
        log.close()


def post(url, edition=EDITION, key="any", photo=PHOTO, kind=None, **headers):
    request = edition.request
    files = {request.image_field.name: ("portrait.jpg", photo, "image/jpeg")} if photo else {"other": b"x"}
    sent = headers | ({request.key_header: key} if key else {})
    data = {} if kind is None else {request.type_field.name: kind}
    return httpx.post(url + request.path, files=files, data=data, headers=sent, timeout=30)


def told(answer):
    return answer.status_code, answer.json()["error_detail"]["code"]


def expected(rule, edition=EDITION):
    code = edition.rules[rule].code
    return edition.status_of(code), code


def answers_as_the_rules_say(url):
    success = post(url, kind="1")
    assert told(success) == (200, "")
    assert success.json()["data"]["video"].startswith("AAAA")
    assert told(post(url, key="")) == expected("key_missing")
    assert told(post(url, key="invalid-1")) == expected("key_unknown")
    assert told(post(url, photo=None)) == expected("image_missing")
    assert told(post(url, kind="2")) == expected("type_out_of_range")
    path, headers = EDITION.request.path, {EDITION.request.key_header: "any"}
    assert told(httpx.post(url + path, json={}, headers=headers)) == expected("body_not_multipart")
    assert told(httpx.get(url + path, headers=headers)) == expected("method_unknown")
    assert told(httpx.get(url + "/nowhere", headers=headers)) == expected("path_unknown")
    for rule in ("image_too_wide", "no_face", "credits_short"):
        assert told(post(url, key=MOCK_KEY_PREFIX + rule)) == expected(rule)
        assert told(post(url, Prefer=f"error={rule}")) == expected(rule)
    assert told(post(url, Prefer="error=AI_SERVICE_TIMEOUT")) == (504, "AI_SERVICE_TIMEOUT")
    ids = [post(url, key="").json()["request_id"] for _ in range(2)]
    assert len(set(ids)) == 2


def test_wiremock_answers_as_the_rules_say(tmp_path, start):
    folder = tmp_path / "mappings"
    folder.mkdir()
    (folder / "live-photo.json").write_text(json.dumps(wiremock_mappings(EDITION)))

    jar = next(Path(TOOLS, "node_modules", "wiremock", "build").glob("wiremock-standalone-*.jar"))
    answers_as_the_rules_say(start("java", "-jar", str(jar), "--port", "{port}", "--root-dir", str(tmp_path)))


def test_mockoon_answers_as_the_rules_say(tmp_path, start):
    file = tmp_path / "mockoon.json"
    file.write_text(json.dumps(mockoon_environment(EDITION)))

    answers_as_the_rules_say(
        start(tool("mockoon-cli"), "start", "--data", str(file), "--port", "{port}", "--disable-log-to-file")
    )


def test_mockoon_tells_of_the_retirement(tmp_path, start):
    file = tmp_path / "mockoon.json"
    file.write_text(json.dumps(mockoon_environment(RETIRED)))

    url = start(tool("mockoon-cli"), "start", "--data", str(file), "--port", "{port}", "--disable-log-to-file")
    assert told(post(url, RETIRED)) == expected("endpoint_retired", RETIRED)


def test_prism_answers_with_the_example_that_was_asked_for(tmp_path, start):
    file = tmp_path / "prism.json"
    file.write_text(json.dumps(prism_document(EDITION)))

    url = start(tool("prism"), "mock", "--port", "{port}", str(file))
    success = post(url, kind="1")
    assert told(success) == (200, "")
    assert told(post(url, key=""))[0] == EDITION.status_of(EDITION.rules["key_missing"].code)
    for rule in ("image_too_wide", "no_face", "credits_short"):
        status, code = expected(rule)
        assert told(post(url, Prefer=f"code={status}, example={rule}")) == (status, code)


@pytest.mark.parametrize("edition", [EDITION, RETIRED], ids=lambda edition: edition.id)
def test_postmans_collection_passes_its_own_tests_against_the_mock(tmp_path, mocks, edition):
    mock = mocks(edition=edition.id)
    photo = tmp_path / "portrait.jpg"
    photo.write_bytes(PHOTO)
    file = tmp_path / "collection.json"
    file.write_text(json.dumps(postman_collection(edition)))

    variables = [f"baseUrl={mock.base_url}", "apiKey=any", f"photo={photo}"]
    options = [word for variable in variables for word in ("--env-var", variable)]
    report = tmp_path / "report.json"
    command = [tool("newman"), "run", str(file), *options, "--reporters", "json", "--reporter-json-export", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    run = json.loads(report.read_text())["run"]
    assert run["failures"] == [], done.stdout
    assert run["stats"]["assertions"]["total"] == 2 * (2 + len(edition.rules))
