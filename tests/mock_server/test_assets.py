from __future__ import annotations

import hashlib
import re
from pathlib import Path

import mock_server

ASSETS = Path(mock_server.__file__).parent / "assets"


def test_every_asset_has_its_provenance_and_is_the_file_that_it_says():
    listed = dict(
        re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", (ASSETS / "PROVENANCE.md").read_text(), re.MULTILINE)
    )
    files = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in ASSETS.iterdir() if file.suffix != ".md"
    }
    assert listed == files
