"""Every Python block of docs/testing.md is a test file that runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PORTRAIT = ROOT / "examples" / "portrait.jpg"


def test_the_python_of_the_page_runs(tmp_path):
    assert len(BLOCKS) >= 5
    for number, block in enumerate(BLOCKS):
        (tmp_path / f"test_block_{number}.py").write_text(block, encoding="utf-8")
    fixture = f"import pytest\n@pytest.fixture\ndef portrait():\n    return open({str(PORTRAIT)!r}, 'rb').read()\n"
    (tmp_path / "conftest.py").write_text(fixture, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers -p no:asyncio -p no:cacheprovider\n")
    env = os.environ | {"NO_PROXY": "127.0.0.1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-q"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(rf"^{sum(block.count('def test_') for block in BLOCKS)} passed", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)]+)\)", PAGE))
def test_every_link_of_the_page_leads_somewhere(link):
    file, _, anchor = link.partition("#")
    text = (ROOT / "docs" / file).read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    assert not anchor or anchor in [re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in headings]
