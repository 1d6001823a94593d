from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pages
import pytest
from typer.testing import CliRunner, Result

from livephoto.commands.group import app
from livephoto.contract.loader import load_edition

KEY = "a-very-secret-key"
REFERENCE = "POST /api/portrait/effects/live-photo"
Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LIVEPHOTO_BASE_URL", "AILAB_API_KEY", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def docs(tmp_path: Path) -> Write:
    """Writes the pages of an edition into a folder, and returns it."""

    def write(name: str) -> Path:
        edition, folder = load_edition(name), tmp_path / name
        (folder / "snippets").mkdir(parents=True)
        (folder / "live-photo.mdx").write_text(pages.as_mdx(pages.endpoint_page(edition), REFERENCE), encoding="utf-8")
        (folder / "answers.mdx").write_text(pages.as_mdx(pages.response_page(edition)), encoding="utf-8")
        (folder / "docs.json").write_text(json.dumps(pages.as_navigation(edition)), encoding="utf-8")
        (folder / pages.SNIPPET.lstrip("/")).write_text(pages.snippet(), encoding="utf-8")
        return folder

    return write


def check(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def check_json(*arguments: object) -> dict[str, Any]:
    result = check(*arguments, "--format", "json")
    assert result.exit_code in (0, 1), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


# --- pages alone ------------------------------------------------------------------------------------------------------


def test_pages_that_keep_to_the_edition_are_exit_status_0(docs):
    result = check("--docs", docs("2026-01"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("conforms: 0 breaking, 0 compatible, ")
    assert "(best match: 2026-01, 100 %)" in result.stdout.splitlines()[0]
    assert "probes" not in result.stdout.splitlines()[-1]
    assert "facts told by" in result.stdout.splitlines()[-1]


def test_pages_may_stand_behind_docs_as_a_shell_s_pattern_gives_them(docs):
    files = sorted(docs("2026-01").glob("*.mdx"))
    assert len(files) == 2
    assert check("--docs", *files).exit_code == 0
    assert check_json("--docs", *files)["documents"] == check_json("--docs", files[0], "--docs", files[1])["documents"]


def test_pages_without_docs_are_no_wish_for_a_server_s_check(docs):
    result = check(docs("2026-01"), "--base-url", "http://127.0.0.1:9", "--api-key", KEY)
    assert result.exit_code == 2
    assert "pages go behind --docs" in result.stderr


def test_the_moved_statuses_are_one_finding_shown_in_short_and_whole_in_json(docs):
    folder = docs("2026-01")
    result = check("--docs", folder, "--edition", "2025-12")
    assert result.exit_code == 1
    assert "48 codes have another status" in result.stdout
    assert "and 45 more" in result.stdout
    report = check_json("--docs", folder, "--edition", "2025-12")
    (moved,) = [it for it in report["findings"] if it["kind"] == "status_changed"]
    assert len(moved["observed"]) == 48
    assert moved["source"].startswith(f"{folder / 'answers.mdx'}:")
    assert report["matches"][0] == {"edition": "2026-01", "agreement": 1.0}


def test_retired_pages_are_a_verdict_of_their_own_unless_the_edition_is_retired(docs):
    folder = docs("2026-04")
    result = check("--docs", folder)
    assert result.exit_code == 1
    assert result.stdout.startswith("retired: ")
    assert "out of service" in result.stdout.splitlines()[1]
    assert check("--docs", folder, "--edition", "2026-04").exit_code == 0


def test_what_no_page_tells_is_not_checked_and_no_finding(docs):
    folder = docs("2026-01")
    report = check_json("--docs", folder / "live-photo.mdx", "--edition", "2026-01")
    untold = {row["id"] for row in report["probes"] if row.get("why") == "not told by these pages"}
    assert {"docs-errors", "docs-public", "docs-openapi", "docs-billing"} <= untold
    assert {it["severity"] for it in report["findings"]} <= {"info"}


def test_several_files_make_one_set(docs):
    folder = docs("2026-01")
    report = check_json("--docs", folder / "live-photo.mdx", "--docs", folder / "answers.mdx")
    assert [page["kind"] for page in report["documents"]["pages"]] == ["endpoint", "response"]
    assert report["documents"]["told"] > 130


def test_a_server_that_only_the_environment_names_is_not_asked(docs, monkeypatch):
    monkeypatch.setenv("LIVEPHOTO_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AILAB_API_KEY", KEY)
    report = check_json("--docs", docs("2026-01"))
    assert report["credits"] == {"spent": 0, "allowed": 0}
    assert {row["id"].startswith("docs-") for row in report["probes"]} == {True}
    assert "threeWay" not in report


# --- the reports ------------------------------------------------------------------------------------------------------


def test_every_kind_of_report_names_the_page_and_the_line(docs, tmp_path):
    folder = docs("2026-01")
    kinds = ("json", "junit", "html", "sarif", "markdown")
    written = [argument for kind in kinds for argument in ("--report", f"{kind}=report.{kind}")]
    check("--docs", folder, "--edition", "2025-12", *written)
    for kind in kinds:
        text = (tmp_path / f"report.{kind}").read_text(encoding="utf-8")
        assert "answers.mdx" in text
    (error,) = [it for it in _results(tmp_path / "report.sarif") if it["ruleId"] == "status_changed"]
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("answers.mdx")
    assert place["region"]["startLine"] > 1


def _results(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["runs"][0]["results"]
    return found


def test_each_part_of_the_documents_is_a_test_case(docs, tmp_path):
    check("--docs", docs("2026-01"), "--edition", "2025-12", "--report", "junit=report.xml")
    suite = ET.fromstring((tmp_path / "report.xml").read_text(encoding="utf-8"))
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert cases["docs-errors"].find("failure") is not None
    assert cases["docs-form"].find("failure") is None
    assert cases["docs-openapi"].find("skipped") is not None


def test_github_is_told_the_page_and_the_line(docs, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = check("--docs", docs("2026-01"), "--edition", "2025-12")
    assert "answers.mdx,line=" in result.stderr


def test_a_baseline_accepts_what_the_pages_changed(docs):
    folder = docs("2026-01")
    arguments = ("--docs", folder, "--edition", "2025-12", "--baseline", "known.json")
    assert check(*arguments, "--baseline-update").exit_code == 0
    assert check(*arguments).exit_code == 0


@pytest.mark.parametrize(("fail_on", "status"), [("breaking", 0), ("info", 1)])
def test_contradictions_fail_only_where_info_does(docs, fail_on, status):
    assert check("--docs", docs("2026-01"), "--fail-on", fail_on).exit_code == status


# --- wrong use --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--docs", "nowhere.mdx"), "nowhere.mdx"),
        (("--docs", "login.html"), "login.html"),
        (("--docs", "login.html", "--dry-run", "--edition", "2019-01"), "2026-01"),
        (("--docs", "login.html", "--max-credits", "22", "--explore"), "--max-credits and --explore beside --docs"),
        (("--docs", "login.html", "--dry-run", "--resume", "run.ndjson"), "--base-url URL"),
        (("--recordings", "."), "livephoto replay"),
        (("--docs", ".", "--recordings", "nowhere"), "nowhere"),
        (("--docs", ".", "--recordings", ".", "--base-url", "http://127.0.0.1:1"), "--base-url or --recordings"),
        (("--docs", ".", "--base-url", "http://127.0.0.1:1/api", "--api-key", KEY), "leave the path out"),
        (("--docs", ".", "--base-url", "http://127.0.0.1:1"), "AILAB_API_KEY"),
        (("--docs", ".", "--report", "pdf=x"), "junit=report.xml"),
    ],
)
def test_wrong_use_is_one_line_and_exit_status_2(arguments, message, docs, monkeypatch):
    folder = docs("2026-01")
    monkeypatch.chdir(folder)
    (folder / "login.html").write_text("<html><title>Log in</title><form>Password</form></html>", encoding="utf-8")
    result = check(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


# --- what would be read -----------------------------------------------------------------------------------------------


def test_a_dry_run_lists_the_files_and_fetches_nothing(docs):
    folder = docs("2026-01")
    result = check("--docs", folder, "--docs", "http://127.0.0.1:1/page", "--dry-run")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines[0] == "would be read:"
    assert {str(folder / "live-photo.mdx"), str(folder / "answers.mdx"), "http://127.0.0.1:1/page"} <= set(lines)


def test_a_dry_run_with_a_server_shows_the_price_as_well(docs):
    arguments = ("--docs", docs("2026-01"), "--base-url", "http://127.0.0.1:1", "--api-key", KEY, "--dry-run")
    assert "credits expected" in check(*arguments).stdout
    plan = json.loads(check(*arguments, "--format", "json").stdout)
    assert plan["documents"]
    assert plan["credits"]["expected"] == 22


# --- beside a server, or recordings -----------------------------------------------------------------------------------


def test_documents_say_413_and_the_wire_still_says_422(docs, mocks):
    url = mocks(edition="2025-12").base_url
    folder = docs("2026-01")
    asked = ("--docs", folder, "--base-url", url, "--api-key", KEY, "--max-credits", "0", "--edition", "2025-12")
    result = check(*asked)
    assert result.exit_code == 1
    assert "Documents, wire and edition: who agrees with whom" in result.stdout
    assert "FILE_RESOLUTION_EXCEEDS_LIMITS: documents say 413, the wire still says 422" not in result.stdout
    assert "UNSUPPORTED_PARAMETER_VALUES: documents say 400, the wire still says 422" in result.stdout
    report = check_json(*asked[:-4], "--max-credits", "22", "--edition", "2025-12")
    (row,) = [it for it in report["threeWay"] if it["where"] == "errors.FILE_RESOLUTION_EXCEEDS_LIMITS"]
    assert (row["documents"], row["wire"], row["edition"], row["agree"]) == (413, 422, 422, ["wire", "edition"])
    assert report["matches"][0]["edition"] == "2025-12"
    assert report["documents"]["matches"][0]["edition"] == "2026-01"


def test_a_server_that_is_not_there_is_exit_status_3_whatever_the_pages_say(docs):
    result = check("--docs", docs("2026-01"), "--base-url", "http://127.0.0.1:1", "--api-key", KEY)
    assert result.exit_code == 3
    assert result.stdout.startswith("unreachable: ")
    assert KEY not in result.stdout + result.stderr


def test_a_live_server_and_pages_that_retire_it_are_drift(docs, mock):
    report = check_json("--docs", docs("2026-04"), "--base-url", mock.base_url, "--api-key", KEY)
    assert report["verdict"] == "drift"
    (row,) = [it for it in report["threeWay"] if it["where"] == "status"]
    assert (row["documents"], row["wire"]) == ("retired", "active")


def test_recordings_stand_where_no_server_does(docs):
    recorded = Path(__file__).parents[3] / "fixtures" / "recordings"
    report = check_json("--docs", docs("2026-04"), "--recordings", recorded, "--edition", "2026-01")
    assert any("wire" in row for row in report["threeWay"])
    assert {row["id"].startswith("docs-") for row in report["probes"]} == {True, False}
