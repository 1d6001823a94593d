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
        command = [sys.executable, "-m", "pytest", "--pyargs", "contract_tests", "-p", "no:cacheprovider", *arguments]
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
