"""Every Python block of docs/testing.md is a test file that runs."""

from __future__ import annotations

import re
import subprocess
import sys

from markdown_page import page

PAGE = page("docs/testing.md")


def test_the_python_of_the_page_runs(desk):
    blocks, folder = PAGE.blocks("python"), desk["cwd"]
    assert len(blocks) >= 5
    for number, block in enumerate(blocks):
        (folder / f"test_block_{number}.py").write_text(block, encoding="utf-8")
    fixture = "import pytest\n@pytest.fixture\ndef portrait():\n    return open('portrait.jpg', 'rb').read()\n"
    (folder / "conftest.py").write_text(fixture, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers -p no:asyncio -p no:cacheprovider\n")
    desk["env"] = desk["env"] | {"PYTEST_ADDOPTS": ""}
    for name in ("LIVEPHOTO_BASE_URL", "AILAB_API_KEY"):
        del desk["env"][name]
    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], **desk, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(rf"^{sum(block.count('def test_') for block in blocks)} passed", done.stdout, re.MULTILINE)


def test_every_link_of_the_page_leads_somewhere():
    assert PAGE.links()
    assert PAGE.broken_links() == []
