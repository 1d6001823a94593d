from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.probes import probes
from livephoto.contract import load_edition

pytest_plugins = "pytester"

KEY = "a-key-that-nobody-may-see"
PRICE = load_edition().billing.credits_per_success


class Pytest:
    """Runs the contract tests as an integrator does: from elsewhere, in a process of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        ours = ("AILAB_API_KEY", "LIVEPHOTO_BASE_URL")
        kept = {
            name: value for name, value in os.environ.items() if name not in ours and not name.startswith("PYTEST_")
        }
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--pyargs",
            "contract_tests",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:asyncio",
            *arguments,
        ]
        return subprocess.run(
            command, cwd=self.folder, env=kept | environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def suite(tmp_path: Path) -> Pytest:
    return Pytest(tmp_path)


def counts(done: subprocess.CompletedProcess[str]) -> dict[str, int]:
    """What pytest's last line says."""
    return {
        word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|deselected|error)", done.stdout)
    }


def test_every_probe_is_a_test_of_its_own_name_and_nothing_is_sent_to_name_them(suite: Pytest) -> None:
    done = suite.run("--collect-only", "-q")

    named = re.findall(r"test_contract\[(.+)\]", done.stdout)
    assert named == [probe.id for probe in probes(load_edition(), b"")]
    assert "image-too-wide" in named


def test_without_a_server_they_pass_against_a_mock_of_any_edition(suite: Pytest) -> None:
    done = suite.run("-q", "--livephoto-edition", "2026-02-retired", "-W", "error")

    assert done.returncode == 0, done.stdout
    assert counts(done)["passed"] > len(load_edition().rules)
    assert "a mock of 2026-02-retired against edition 2026-02-retired: conforms" in done.stdout


def test_workers_share_one_check_and_the_budget_is_kept(suite: Pytest, mocks: Callable[..., Any]) -> None:
    mock = mocks(credits=10 * PRICE)
    before = mock.credits(KEY)

    done = suite.run("-n", "2", "-rs", "--livephoto-url", mock.base_url, AILAB_API_KEY=KEY)

    assert done.returncode == 0, done.stdout
    assert before - mock.credits(KEY) == PRICE
    assert f"{PRICE} of {PRICE} credits spent" in done.stdout
    assert f"it could cost {PRICE} credits; 0 of {PRICE} are left to spend" in done.stdout
    assert counts(done)["skipped"] > 0


def test_only_the_chosen_probes_are_sent(suite: Pytest, mocks: Callable[..., Any]) -> None:
    mock = mocks(credits=10 * PRICE)
    before = mock.credits(KEY)

    done = suite.run("-m", "livephoto_free", LIVEPHOTO_BASE_URL=mock.base_url, AILAB_API_KEY=KEY)

    assert done.returncode == 0, done.stdout
    assert mock.credits(KEY) == before
    assert counts(done)["passed"] > 10
    assert "skipped" not in counts(done)


def test_a_retired_server_is_one_failure_that_says_so(suite: Pytest, mocks: Callable[..., Any]) -> None:
    mock = mocks(edition="2026-04")

    done = suite.run("--livephoto-url", mock.base_url, "--livephoto-key", KEY, "-rs")

    assert done.returncode == 1
    assert counts(done)["failed"] == 1
    assert "the endpoint was retired" in done.stdout
    assert len(re.findall("^SKIPPED", done.stdout, re.MULTILINE)) == 1


def test_a_drift_fails_its_own_probes_in_one_plain_line_and_the_key_is_nowhere(
    suite: Pytest, mocks: Callable[..., Any]
) -> None:
    junit = suite.folder / "junit.xml"
    mock = mocks(edition="2025-12", api_keys=(KEY,))

    done = suite.run(
        *("--livephoto-url", mock.base_url, "--livephoto-key", KEY),
        *("--showlocals", "-vv", "--tb=long", "-rA", f"--junit-xml={junit}", "-k", "image-too-wide or path-unknown"),
    )

    assert counts(done)["failed"] == 2
    told = "breaking status_changed at rule:image_too_wide: FILE_RESOLUTION_EXCEEDS_LIMITS is answered with status 422"
    assert told in done.stdout
    assert re.search(r"PASSED .*test_contract\[path-unknown\]", done.stdout)
    assert KEY not in done.stdout + done.stderr + junit.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--livephoto-edition", "2099"), "no edition '2099'; there are: legacy-a"),
        (("--livephoto-max-credits", "-1"), "--livephoto-max-credits is a number of credits, 0 or more"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_line_without_a_traceback(
    suite: Pytest, arguments: tuple[str, ...], says: str
) -> None:
    done = suite.run("-q", *arguments)

    assert done.returncode != 0
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_the_plugin_loads_nothing_that_pytest_has_not() -> None:
    code = "import json, sys, pytest; before = set(sys.modules); import contract_tests.plugin; "
    code += "print(json.dumps(sorted(set(sys.modules) - before)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == ["contract_tests", "contract_tests.plugin"]


# --- the fixture for recordings ---------------------------------------------------------------------------------------

ASKING = """
import httpx
import pytest

def ask(transport, url, text="x"):
    with httpx.Client(transport=transport, headers={"ailabapi-api-key": "KEY"}) as client:
        return client.post(url + "/api/portrait/effects/live-photo", content=text)

@pytest.mark.parametrize("text", ["a/b", "a b"])
def test_one(livephoto_recording, text):
    assert ask(livephoto_recording, "URL", text).status_code >= 400

class TestMore:
    def test_two(self, livephoto_recording):
        assert ask(livephoto_recording, "URL").status_code >= 400
"""
GONE = "http://127.0.0.1:9"


@pytest.fixture
def asking(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, mock: Any) -> Callable[..., pytest.RunResult]:
    """Runs tests that ask a server through the fixture, with options; `url` is where they ask."""
    for name in ("CI", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)

    def run(*options: str, url: str = mock.base_url) -> pytest.RunResult:
        (pytester.path / "deep").mkdir(exist_ok=True)
        (pytester.path / "deep" / "test_it.py").write_text(ASKING.replace("URL", url).replace("KEY", KEY))
        return pytester.runpytest("-p", "no:cacheprovider", "-p", "no:asyncio", "-q", *options)

    return run


def test_a_test_records_once_and_needs_no_server_ever_after(
    asking: Callable[..., pytest.RunResult], pytester: pytest.Pytester
) -> None:
    asking().assert_outcomes(passed=3)

    folders = sorted(path.name for path in (pytester.path / "deep" / "recordings" / "test_it").iterdir())
    assert [re.sub("-[0-9a-f]{8}$", "-#", name) for name in folders] == [
        "TestMore.test_two",
        "test_one_a_b-#",
        "test_one_a_b-#",
    ]
    asking(url=GONE).assert_outcomes(passed=3)
    asking("--livephoto-record=none", url=GONE).assert_outcomes(passed=3)
    asking("--livephoto-record=verify").assert_outcomes(passed=3)


def test_workers_record_side_by_side(asking: Callable[..., pytest.RunResult]) -> None:
    asking("-n", "2").assert_outcomes(passed=3)
    asking("-n", "2", "--livephoto-record=none", url=GONE).assert_outcomes(passed=3)


def test_in_ci_nothing_is_recorded_and_a_missing_recording_fails_with_the_command_that_would_make_it(
    asking: Callable[..., pytest.RunResult], pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")

    done = asking()

    done.assert_outcomes(failed=3)
    told = "no recording of POST /api/portrait/effects/live-photo; record it: pytest deep/test_it.py"
    done.stdout.fnmatch_lines([f"E *{told}::TestMore::test_two --livephoto-record=once (*"])
    done.stdout.fnmatch_lines(["E *record it: pytest 'deep/test_it.py::test_one?a b?' --livephoto-record=once (*"])
    assert not (pytester.path / "deep" / "recordings").exists()


def test_the_folder_of_the_recordings_can_be_set(
    asking: Callable[..., pytest.RunResult], pytester: pytest.Pytester
) -> None:
    asking("-o", "livephoto_recordings=../kept", "--livephoto-edition=2025-12").assert_outcomes(passed=3)

    files = [path.read_text() for path in (pytester.path / "kept" / "test_it").rglob("*.har")]
    assert len(files) == 3
    assert all('"2025-12"' in text and KEY not in text for text in files)


def test_a_changed_answer_fails_a_run_that_verifies(
    asking: Callable[..., pytest.RunResult], mocks: Callable[..., Any]
) -> None:
    asking().assert_outcomes(passed=3)

    done = asking("--livephoto-record=verify", url=mocks(edition="2026-04").base_url)

    done.assert_outcomes(failed=3)
    done.stdout.fnmatch_lines(["E *is no longer answered as in *: status *"])
