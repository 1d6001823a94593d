from __future__ import annotations

import hashlib
import re
from importlib.resources import files

ASSETS = files("mock_server.engines").joinpath("assets")


def test_every_net_has_its_provenance_and_is_the_file_that_it_says():
    told = ASSETS.joinpath("PROVENANCE.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", told, re.MULTILINE)
    nets = {file.name: file for file in ASSETS.iterdir() if file.name.endswith(".tflite")}
    assert dict(rows) == {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in nets.items()}
    assert len(nets) == 3


def test_the_licence_and_the_notice_are_beside_them():
    assert "Apache License" in ASSETS.joinpath("LICENSE").read_text()
    assert "MediaPipe Authors" in ASSETS.joinpath("NOTICE").read_text()
