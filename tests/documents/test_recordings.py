from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from typing import Any

import pytest
from markdown_page import ROOT, page, python, shell

PAGE = page("docs/recordings.md")
LINES = PAGE.lines("livephoto")


@pytest.fixture
def desk(desk: dict[str, Any]) -> dict[str, Any]:
    """With what the page speaks of."""
    folder = desk["cwd"]
    shutil.copy(ROOT / "fixtures" / "imports" / "chromium-devtools.har", folder / "browser.har")
    shutil.copy(ROOT / "fixtures" / "imports" / "vcrpy-9-requests.yaml", folder / "cassette.yaml")
    shutil.copytree(ROOT / "fixtures" / "recordings" / "2026-01", folder / "recordings")
    for har in (folder / "recordings").glob("success-[b-z]*.har"):
        har.unlink()
    test = next(block for block in PAGE.blocks("python") if "# test_" in block)
    (folder / "test_portrait.py").write_text(test, encoding="utf-8")
    return desk


def test_the_page_has_blocks_of_each_kind() -> None:
    assert [len(PAGE.blocks(*each)) for each in (("bash",), ("python",), ("bash", "serves"))] == [4, 3, 2]


@pytest.mark.parametrize("block", [block for block in PAGE.blocks("python") if "# test_" not in block])
def test_the_python_of_the_page_runs(block: str, desk: dict[str, Any]) -> None:
    if "RecordingTransport" in block:
        shutil.rmtree(desk["cwd"] / "recordings")
    for base_url in (desk["env"]["LIVEPHOTO_BASE_URL"], "http://127.0.0.1:9"):
        desk["env"]["LIVEPHOTO_BASE_URL"] = base_url  # the second time nobody is there, and nobody is asked
        done = python(block, desk)
        assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("line", [line for line in LINES if " imported" not in line])
def test_the_commands_of_the_page_run(line: str, desk: dict[str, Any]) -> None:
    done = shell(line, desk)

    # The fixtures have the date of their edition: the page's bound on the age may find them too old.
    assert done.returncode in ((0, 1) if "--max-age" in line else (0,)), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout


def test_what_was_imported_can_be_listed(desk: dict[str, Any]) -> None:
    done = shell("\n".join(["set +e", *(line for line in LINES if " imported" in line)]), desk)

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((desk["cwd"] / "imported").glob("*.har"))) > 1


def test_the_test_of_the_page_passes_and_is_replayed(desk: dict[str, Any]) -> None:
    first, second = PAGE.lines("pytest")
    for line in (first, second):
        done = shell(f"{line} -p no:cacheprovider", desk)
        assert done.returncode == 0, done.stdout + done.stderr
    assert list((desk["cwd"] / "recordings" / "test_portrait").rglob("*.har"))


@pytest.mark.parametrize("line", PAGE.lines("livephoto", "serves"))
def test_the_servers_of_the_page_start(line: str, desk: dict[str, Any]) -> None:
    upstream = re.sub(r"https://\S+", desk["env"]["LIVEPHOTO_BASE_URL"], line)
    command = [*shlex.split(upstream), "--port", "0"]
    with subprocess.Popen(command, cwd=desk["cwd"], env=desk["env"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        server.terminate()

    assert re.search(r"http://127\.0\.0\.1:\d+$", said.strip())


def test_every_link_of_the_page_leads_somewhere() -> None:
    assert PAGE.links()
    assert PAGE.broken_links() == []
