"""The examples run as they stand. axios comes with `nox -s exports`, which installs it from npm."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
TOOLS = os.environ.get("LIVEPHOTO_EXPORT_TOOLS", "")
INSTALLS = re.compile(r"^(python -m pip|npm) install\b")
WORKFLOW = yaml.safe_load((EXAMPLES / "github-actions" / "live-photos.yml").read_text(encoding="utf-8"))
FIRST_NODE = 20


@pytest.fixture
def desk(tmp_path):
    """A copy of the examples, with npm's packages where they were installed, and what a reader's shell would have."""
    ignored = shutil.ignore_patterns("node_modules", "__pycache__", ".pytest_cache")
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=ignored)
    if TOOLS:
        (tmp_path / "examples" / "node" / "node_modules").symlink_to(Path(TOOLS, "node_modules").resolve())
    shutil.copy(EXAMPLES / "portrait.jpg", tmp_path)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ours = ("LIVEPHOTO_BASE_URL", "AILAB_API_KEY", "PYTEST_ADDOPTS", "NODE_OPTIONS")
    env = {name: value for name, value in os.environ.items() if name not in ours}
    env |= {"PATH": path, "PYTEST_ADDOPTS": "-p no:cacheprovider -p no:asyncio -W error"}

    def run(command, folder=tmp_path):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def needs(*programs):
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on the PATH")


def needs_node():
    needs("node", "npm")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < FIRST_NODE:
        pytest.skip(f"node {version.strip()} is older than the examples")


def test_the_apps_tests_pass_and_its_retry_bug_is_found(desk):
    status, said = desk("pytest -q examples/fastapi")
    assert status == 0, said
    assert re.search(r"^[1-9]\d* passed in ", said, re.MULTILINE)


def test_node_s_own_fetch_against_exec(desk, tmp_path):
    needs_node()
    status, said = desk("livephoto exec --engine canned -- npm test", tmp_path / "examples" / "node")
    assert status == 0, said
    assert "# fail 0" in said or "ℹ fail 0" in said
    assert re.search(r"livephoto exec: [1-9]\d* calls, [1-9]\d* credits billed", said)


def test_axios_against_exec(desk, tmp_path):
    needs_node()
    if not Path(TOOLS, "node_modules", "axios").is_dir():
        pytest.skip("axios is not installed: run `nox -s exports`")
    command = "livephoto exec --engine canned -- node --test live-photo-axios.test.mjs"
    status, said = desk(command, tmp_path / "examples" / "node")
    assert status == 0, said
    assert re.search(r"^\S+ pass 2$", said, re.MULTILINE)
    assert re.search(r"^\S+ skipped 0$", said, re.MULTILINE)


def test_curl_and_the_vendors_sdk_write_a_video(desk, tmp_path):
    needs("curl")
    scripts = ["examples/curl/animate.sh"]
    scripts += ["python examples/vendor_sdk/animate.py"] if find_spec("ailabtools") else []
    for script in scripts:
        status, said = desk(f"livephoto exec --audit --engine canned -- {script} portrait.jpg portrait.mp4")
        assert status == 0, said
        assert "no findings in 1 call" in said
        video = tmp_path / "portrait.mp4"
        assert video.read_bytes()[4:8] == b"ftyp"
        video.unlink()


def test_what_the_table_says_to_run_is_there():
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for folder in re.findall(r"^\| `([\w-]+/)`", text, re.MULTILINE):
        assert (EXAMPLES / folder).is_dir()
    assert len(re.findall(r"^\| `", text, re.MULTILINE)) == len([each for each in EXAMPLES.iterdir() if each.is_dir()])


def steps():
    """Yield the commands of the workflow, once for each value of the matrix."""
    for name, job in WORKFLOW["jobs"].items():
        for edition in job.get("strategy", {}).get("matrix", {}).get("edition", [None]):
            for step in job["steps"]:
                if "run" in step and not INSTALLS.match(step["run"]):
                    yield pytest.param(
                        step["run"].replace("${{ matrix.edition }}", str(edition)),
                        "continue-on-error" in step and edition == "2026-02-retired",
                        id=f"{name}-{edition}-{step['name']}",
                    )


@pytest.mark.parametrize(("command", "may_fail"), list(steps()))
def test_the_workflow_runs(desk, command, may_fail):
    needs("curl")
    if "npm" in command:
        needs_node()
    status, said = desk(command)
    assert (status != 0) == may_fail, said


def test_the_workflow_runs_on_pushes_with_no_more_rights_than_reading():
    # YAML 1.1 takes the word `on` for true.
    assert WORKFLOW[True] == ["push", "pull_request"]
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "secrets." not in (EXAMPLES / "github-actions" / "live-photos.yml").read_text(encoding="utf-8")
