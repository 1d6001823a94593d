from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- test: [^\n]*-->\n)?```(\w+)\n(.*?)```", README, re.DOTALL)
INSTALLS = re.compile(r"^python -m pip install \S+( && )?", re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [text for mark, kind, text in BLOCKS if kind == language and not mark]


@pytest.fixture
def desk(tmp_path, mocks):
    """A folder with a portrait, and the variables that a reader would have set."""
    (tmp_path / "portrait.jpg").write_bytes((ROOT / "mock_server/assets/portrait.jpg").read_bytes())
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    keys = {"LIVEPHOTO_BASE_URL": mocks(engine="animated").base_url, "AILAB_API_KEY": "readme", "NO_PROXY": "*"}
    return {"cwd": tmp_path, "env": os.environ | keys | {"PATH": path}, "capture_output": True, "text": True}


def test_every_block_of_the_readme_is_of_a_kind_that_is_run():
    assert {kind for _, kind, _ in BLOCKS} == {"bash", "python"}


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_of_the_readme_runs(block, desk):
    done = subprocess.run([sys.executable, "-W", "error", "-c", block], **desk, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("block", [block for block in blocks("bash") if "nox" not in block])
def test_the_shell_commands_of_the_readme_run(block, desk):
    script = INSTALLS.sub("", block)
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], **desk, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or list(Path(desk["cwd"]).glob("*.mp4"))


def test_the_readmes_second_command_is_what_decides():
    assert "python -m nox" in README
    assert "-m nox" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_and_folder_in_the_readme_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    folders = re.findall(r"^\| `([a-z_]+/)`", README, re.MULTILINE)
    assert links
    assert folders
    for target in links + folders:
        assert (ROOT / target).exists(), target
