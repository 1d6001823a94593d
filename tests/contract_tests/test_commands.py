from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from livephoto.commands.group import app
from livephoto.contract import load_edition

PRICE = load_edition("2026-01").billing.credits_per_success
KEY = "a-very-secret-key"
Check = Callable[..., Result]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LIVEPHOTO_BASE_URL", "AILAB_API_KEY", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def nobody() -> Iterator[str]:
    """A port that somebody holds, and nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def check(url: str | None, *arguments: str, key: str = KEY) -> Result:
    target = ["--base-url", url] if url else []
    return CliRunner().invoke(app, ["check", *target, "--api-key", key, *arguments])


def check_json(url: str, *arguments: str, key: str = KEY) -> dict[str, Any]:
    result = check(url, "--format", "json", *arguments, key=key)
    assert result.exit_code in (0, 1, 3), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


# --- exit status ------------------------------------------------------------------------------------------------------


def test_a_server_that_keeps_to_the_edition_is_exit_status_0(mock):
    result = check(mock.base_url)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("conforms: 0 breaking, 0 compatible, ")
    assert "(best match: 2026-01, 100 %)" in result.stdout.splitlines()[0]


def test_breaking_drift_is_exit_status_1_and_the_best_match_is_named(mocks):
    result = check(mocks(edition="2025-12").base_url, "--max-credits", "0")
    assert result.exit_code == 1
    first = result.stdout.splitlines()[0]
    assert first.startswith("drift: ")
    assert "against 2026-01 (best match: 2025-12" in first
    assert "cannot be told apart by these answers" in result.stdout


def test_a_retired_server_is_exit_status_1_unless_the_edition_is_a_retired_one(mocks):
    url = mocks(edition="2026-02-retired").base_url
    result = check(url)
    assert result.exit_code == 1
    assert result.stdout.startswith("retired: ")
    assert check(url, "--edition", "2026-02-retired").exit_code == 0


def test_a_target_that_is_not_there_is_exit_status_3(nobody):
    result = check(nobody)
    assert result.exit_code == 3
    assert result.stdout.startswith("unreachable: ")
    assert "nobody listens" in result.stdout.splitlines()[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--edition", "2019-01"], "2026-01"),
        (["--base-url", "http://127.0.0.1:1/api"], "leave the path out"),
        (["--max-credits", "-1"], "max-credits"),
        (["--format", "yaml"], "json"),
        (["--fail-on", "never"], "compatible"),
        (["--report", "pdf=x"], "junit=report.xml"),
        (["--report", "json=/dev/null/x"], "cannot write"),
        (["--rate-limit", "fast"], "2/s"),
        (["--baseline", "no.json"], "--baseline-update"),
        (["--baseline-update"], "--baseline FILE"),
        (["--photo", "no.jpg"], "cannot read"),
        (["--resume", "."], "cannot use"),
        (["--api-key", "two words\n"], "HTTP header"),
    ],
)
def test_wrong_use_is_exit_status_2_and_says_what_would_be_right(arguments, message, nobody):
    result = check(nobody, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert KEY not in result.stderr


def test_without_a_server_or_a_key_it_says_where_to_give_them(nobody):
    assert "LIVEPHOTO_BASE_URL" in check(None).stderr
    result = CliRunner().invoke(app, ["check", "--base-url", nobody])
    assert (result.exit_code, "AILAB_API_KEY" in result.stderr) == (2, True)


@pytest.mark.parametrize(("fail_on", "status"), [("breaking", 0), ("compatible", 1), ("info", 1)])
def test_fail_on_says_from_which_severity_on_it_fails(fail_on, status, mock):
    # A retired edition whose endpoint answers again: compatible, and no more.
    result = check(mock.base_url, "--edition", "2026-02-retired", "--max-credits", "0", "--fail-on", fail_on)
    assert result.exit_code == status


# --- the JSON object --------------------------------------------------------------------------------------------------


def test_the_json_object_has_exactly_the_documented_keys(mocks):
    found = check_json(mocks(edition="2025-12").base_url)
    assert list(found) == ["schema", "target", "edition", "verdict", "matches", "credits", "probes", "findings"]
    assert (found["schema"], found["edition"], found["verdict"]) == ("livephoto-check/1", "2026-01", "drift")
    assert {frozenset(each) for each in found["matches"]} == {frozenset({"edition", "agreement"})}
    assert found["credits"] == {"spent": PRICE, "allowed": PRICE}
    keys = {"id", "rule", "paid", "outcome", "ms"}
    assert {frozenset(each) - {"why"} for each in found["probes"]} == {frozenset(keys)}
    keys = {"kind", "severity", "where", "expected", "observed", "basis", "probe", "fingerprint", "says"}
    assert {frozenset(each) for each in found["findings"]} == {frozenset(keys)}


def test_with_json_standard_output_is_one_object_whatever_happens(nobody):
    result = check(nobody, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["verdict"]) == (3, "unreachable")


# --- reports ----------------------------------------------------------------------------------------------------------


def test_every_kind_of_report_is_written_in_one_run(mocks):
    kinds = {"json": "a.json", "junit": "new/a.xml", "html": "a.html", "sarif": "a.sarif", "markdown": "a.md"}
    result = check(mocks(edition="2025-12").base_url, *(f"--report={kind}={path}" for kind, path in kinds.items()))
    assert result.exit_code == 1
    assert json.loads(Path("a.json").read_text())["verdict"] == "drift"
    assert ET.parse("new/a.xml").getroot().find("testsuite/testcase/failure") is not None
    assert "<h1>drift</h1>" in Path("a.html").read_text()
    assert json.loads(Path("a.sarif").read_text())["runs"][0]["results"]
    assert Path("a.md").read_text().startswith("## drift: ")


def test_github_gets_annotations_and_a_summary(mocks, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    Path("summary.md").write_text("before\n")
    result = check(mocks(edition="2025-12").base_url, "--max-credits", "0", "--format", "json")
    assert json.loads(result.stdout)["verdict"] == "drift"
    assert result.stderr.startswith("::error file=livephoto/contract/editions/2026-01.toml,title=")
    assert Path("summary.md").read_text().startswith("before\n## drift: ")


# --- the baseline -----------------------------------------------------------------------------------------------------


def test_what_a_baseline_accepts_does_not_fail(mocks):
    url = mocks(edition="2025-12").base_url
    assert check(url, "--baseline", "b.json", "--baseline-update").exit_code == 0
    result = check(url, "--baseline", "b.json")
    assert result.exit_code == 0
    assert result.stdout.startswith("conforms: 0 breaking, 0 compatible, 0 info, ")
    assert "accepted by the baseline" in result.stdout


def test_what_a_baseline_accepted_until_yesterday_fails(mocks):
    url = mocks(edition="2025-12").base_url
    check(url, "--baseline", "b.json", "--baseline-update")
    content = json.loads(Path("b.json").read_text())
    for entry in content["accepted"]:
        entry["until"] = "2020-01-01"
    Path("b.json").write_text(json.dumps(content))
    assert check(url, "--baseline", "b.json").exit_code == 1


def test_an_unreachable_target_leaves_the_baseline_alone(nobody):
    result = check(nobody, "--baseline", "b.json", "--baseline-update")
    assert result.exit_code == 3
    assert not Path("b.json").exists()


# --- credits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("allowed", [0, PRICE - 1, PRICE, 3 * PRICE + 1])
def test_the_mocks_own_ledger_never_shows_more_than_was_allowed(allowed, mocks):
    key = f"ledger-key-{allowed}"
    mock = mocks(credits=100 * PRICE)
    before = mock.credits(key)
    spent = check_json(mock.base_url, "--max-credits", str(allowed), key=key)["credits"]["spent"]
    assert before - mock.credits(key) == spent <= allowed


def test_a_resumed_run_pays_nothing_twice_and_asks_nothing_twice(mocks):
    key, mock = "resume-key", mocks(credits=100 * PRICE)
    before = mock.credits(key)
    first = check_json(mock.base_url, "--resume", "run.ndjson", key=key)
    lines = Path("run.ndjson").read_text()
    again = check_json(mock.base_url, "--resume", "run.ndjson", key=key)
    assert before - mock.credits(key) == PRICE
    assert again["credits"] == {"spent": PRICE, "allowed": PRICE}
    assert Path("run.ndjson").read_text() == lines
    assert (again["findings"], again["matches"]) == (first["findings"], first["matches"])


def test_a_resumed_run_goes_on_where_more_is_allowed(mocks):
    key, mock = "further-key", mocks(credits=100 * PRICE)
    before = mock.credits(key)
    check(mock.base_url, "--resume", "run.ndjson", "--max-credits", "0", key=key)
    found = check_json(mock.base_url, "--resume", "run.ndjson", "--max-credits", str(2 * PRICE), key=key)
    assert before - mock.credits(key) == found["credits"]["spent"] == 2 * PRICE


def test_a_dry_run_shows_the_price_and_sends_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        result = check(url, "--dry-run", "--max-credits", str(2 * PRICE))
        with pytest.raises(BlockingIOError):
            server.accept()
    assert result.exit_code == 0
    assert f"{2 * PRICE} credits expected, never more than {2 * PRICE}" in result.stdout.splitlines()[0]


def test_a_dry_run_needs_neither_server_nor_key():
    result = CliRunner().invoke(app, ["check", "--dry-run", "--format", "json"])
    assert (result.exit_code, json.loads(result.stdout)["schema"]) == (0, "livephoto-plan/1")


# --- the key ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def echo() -> Iterator[str]:
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            key = self.headers.get("ailabapi-api-key", "none")
            detail = {"code": f"BAD_{key}", "message": key, key: key}
            body = json.dumps({"request_id": key, "error_code": 418, "error_detail": detail, f"x-{key}": key}).encode()
            self.send_response(418)
            self.send_header("Content-Type", f"text/{key}")
            self.send_header("Sunset", key)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_server_that_echoes_the_key_brings_it_into_nothing(echo, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    reports = [f"--report={kind}=report.{kind}" for kind in ("json", "junit", "html", "sarif", "markdown")]
    more = ["--resume", "run.ndjson", "--baseline", "b.json", "--baseline-update"]
    for form in ("text", "json"):
        result = check(echo, *reports, *more, "--format", form)
        assert result.exit_code in (0, 1, 3)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert KEY not in result.stdout + result.stderr
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) >= len(reports) + 2
    assert [file.name for file in written if KEY in file.read_text(encoding="utf-8")] == []


# --- interruption -----------------------------------------------------------------------------------------------------


def test_ctrl_c_is_exit_status_130_and_one_line():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        command = [
            sys.executable,
            "-m",
            "livephoto",
            "check",
            "--base-url",
            url,
            "--api-key",
            KEY,
            "--resume",
            "r.ndjson",
        ]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        server.settimeout(60)
        caller, _ = server.accept()
        with caller:
            running.send_signal(signal.SIGINT)
            out, error = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert error == "interrupted; the same --resume goes on from here\n"


# --- light ------------------------------------------------------------------------------------------------------------


def test_the_verbs_are_light_to_import():
    code = "import sys, contract_tests.commands; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"httpx", "PIL", "av", "numpy", "jinja2", "hypothesis", "pytest", "asyncio"} & set(loaded)


@pytest.mark.parametrize("verb", ["check", "sample"])
def test_the_help_shows_examples(verb):
    result = CliRunner().invoke(app, [verb, "--help"])
    assert result.exit_code == 0
    assert f"livephoto {verb} --" in result.stdout or f"livephoto {verb} -o" in result.stdout
