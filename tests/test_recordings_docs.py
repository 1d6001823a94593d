from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "recordings.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- serves -->\n)?```(\w+)\n(.*?)```", PAGE, re.DOTALL)


def blocks(language: str, *, serves: bool = False) -> list[str]:
    return [text for mark, kind, text in BLOCKS if kind == language and bool(mark) is serves]


@pytest.fixture
def desk(tmp_path: Path, mocks: Callable[..., Any]) -> dict[str, Any]:
    """A folder with what the page speaks of, and the variables that a reader would have set."""
    shutil.copy(ROOT / "mock_server" / "assets" / "portrait.jpg", tmp_path)
    shutil.copy(ROOT / "fixtures" / "imports" / "chromium-devtools.har", tmp_path / "browser.har")
    shutil.copy(ROOT / "fixtures" / "imports" / "vcrpy-9-requests.yaml", tmp_path / "cassette.yaml")
    shutil.copytree(ROOT / "fixtures" / "recordings" / "2026-01", tmp_path / "recordings")
    for har in (tmp_path / "recordings").glob("success-[b-z]*.har"):
        har.unlink()
    (tmp_path / "test_portrait.py").write_text(next(each for each in blocks("python") if "# test_" in each))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    keys = {"LIVEPHOTO_BASE_URL": mocks().base_url, "AILAB_API_KEY": "docs", "NO_PROXY": "*", "PATH": path}
    return {"cwd": tmp_path, "env": os.environ | keys, "capture_output": True, "text": True}


def test_the_page_has_blocks_of_each_kind() -> None:
    assert (len(blocks("bash")), len(blocks("python")), len(blocks("bash", serves=True))) == (4, 3, 2)


@pytest.mark.parametrize("block", [block for block in blocks("python") if "# test_" not in block])
def test_the_python_of_the_page_runs(block: str, desk: dict[str, Any]) -> None:
    if "RecordingTransport" in block:
        shutil.rmtree(desk["cwd"] / "recordings")
    for base_url in (desk["env"]["LIVEPHOTO_BASE_URL"], "http://127.0.0.1:9"):
        desk["env"]["LIVEPHOTO_BASE_URL"] = base_url  # the second time nobody is there, and nobody is asked
        done = subprocess.run([sys.executable, "-W", "error", "-c", block], **desk, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
    assert done.stdout


LINES = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("livephoto")]


@pytest.mark.parametrize("line", [line for line in LINES if " imported" not in line])
def test_the_commands_of_the_page_run(line: str, desk: dict[str, Any]) -> None:
    made_now = "--max-age" in line
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", line], **desk, timeout=120, check=False)

    # The fixtures have the date of their edition: the page's bound on the age may find them too old.
    assert done.returncode in ((0, 1) if made_now else (0,)), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout


def test_what_was_imported_can_be_listed(desk: dict[str, Any]) -> None:
    script = "\n".join(line for line in LINES if " imported" in line)
    done = subprocess.run(["bash", "-c", script], **desk, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((desk["cwd"] / "imported").glob("*.har"))) > 1


def test_the_test_of_the_page_passes_and_is_replayed(desk: dict[str, Any]) -> None:
    first, second = (line for block in blocks("bash") for line in block.splitlines() if line.startswith("pytest"))
    quiet = " -p no:cacheprovider"
    for line in (first, second):
        done = subprocess.run(["bash", "-c", line + quiet], **desk, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert list((desk["cwd"] / "recordings" / "test_portrait").rglob("*.har"))


@pytest.mark.parametrize("line", [line for block in blocks("bash", serves=True) for line in block.splitlines()])
def test_the_servers_of_the_page_start(line: str, desk: dict[str, Any]) -> None:
    upstream = re.sub(r"https://\S+", desk["env"]["LIVEPHOTO_BASE_URL"], line)
    command = [*shlex.split(upstream), "--port", "0"]
    with subprocess.Popen(command, cwd=desk["cwd"], env=desk["env"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        server.terminate()

    assert re.search(r"http://127\.0\.0\.1:\d+$", said.strip())


def test_every_link_of_the_page_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
