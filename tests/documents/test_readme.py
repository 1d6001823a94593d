from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_page import ROOT, page, python, shell

README = page("README.md")
INSTALLS = re.compile(r"^python -m pip install \S+( && )?", re.MULTILINE)


def test_every_block_of_the_readme_is_of_a_kind_that_is_run():
    assert README.kinds == {"bash", "python"}


@pytest.mark.parametrize("block", README.blocks("python"))
def test_the_python_of_the_readme_runs(block, desk):
    done = python(block, desk)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("block", [block for block in README.blocks("bash") if "nox" not in block])
def test_the_shell_commands_of_the_readme_run(block, desk):
    done = shell(INSTALLS.sub("", block), desk)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or list(Path(desk["cwd"]).glob("*.mp4"))


def test_the_readmes_second_command_is_what_decides():
    assert "python -m nox" in README.text
    assert "-m nox" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_and_folder_in_the_readme_is_there():
    folders = re.findall(r"^\| `([a-z_]+/)`", README.text, re.MULTILINE)
    assert README.links()
    assert README.broken_links() == []
    assert folders
    assert [folder for folder in folders if not (ROOT / folder).exists()] == []
