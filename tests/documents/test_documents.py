from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from typing import Any

import pytest
from markdown_page import ROOT, page, shell

from livephoto.contract.loader import load_edition

PAGE = page("docs/documents.md")
STATUS = re.compile(r"# status (\d)")


@pytest.fixture
def desk(desk: dict[str, Any]) -> dict[str, Any]:
    """With the pages, the recordings and the edition that the page speaks of."""
    folder = desk["cwd"]
    shutil.copytree(ROOT / "fixtures" / "docs" / "2026-04" / "docs", folder / "pages")
    shutil.copytree(ROOT / "fixtures" / "recordings" / "2026-01", folder / "recordings")
    return desk


def walk(desk: dict[str, Any]) -> str:
    """Run the page from top to bottom; return what its commands printed."""
    printed = []
    for block in PAGE.blocks("bash"):
        if block.startswith("export LIVEPHOTO_EDITIONS"):
            desk["env"]["LIVEPHOTO_EDITIONS"] = "editions"
            (mine,) = PAGE.blocks("toml")
            (desk["cwd"] / "editions" / "mine.toml").write_text(mine, encoding="utf-8")
        for line in block.splitlines():
            done, status = shell(line, desk), STATUS.search(line)
            assert done.returncode == int(status[1] if status else 0), f"{line}\n{done.stdout}{done.stderr}"
            assert "Traceback" not in done.stderr
            printed.append(done.stdout)
    return "\n".join(printed)


def test_the_page_holds_when_it_is_walked_from_top_to_bottom(desk: dict[str, Any]) -> None:
    printed, folder = walk(desk), desk["cwd"]

    quoted = re.findall(r"^    - (.*\.)$", PAGE.text, re.MULTILINE)
    assert quoted
    assert [line for line in quoted if f"- {line}\n" not in printed] == []
    editions = [folder / "editions"]
    assert load_edition("2026-11", editions).retired
    assert load_edition("wire", editions).status_of("FILE_DECODING_FAILURE") == 422
    assert load_edition("ours", editions).status_of("FILE_DECODING_FAILURE") == 422
    assert load_edition("mine", editions).status_of("FILE_DECODING_FAILURE") == 400
    assert "<svg" in (folder / "docs.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", PAGE.lines("livephoto", "serves"))
def test_the_mock_of_the_page_answers_as_the_learnt_edition_says(line: str, desk: dict[str, Any]) -> None:
    walk(desk)
    del desk["env"]["LIVEPHOTO_EDITIONS"]
    command = [*shlex.split(line), "--port", "0"]
    with subprocess.Popen(command, cwd=desk["cwd"], env=desk["env"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert address
        done = shell(f"livephoto check --base-url {address[0]} --edition 2026-01 --max-credits 0", desk)
        server.terminate()

    assert done.stdout.startswith("conforms: ")


def test_every_link_of_the_page_leads_somewhere() -> None:
    assert PAGE.links()
    assert PAGE.broken_links() == []
