from __future__ import annotations

import re
from pathlib import Path

import mock_server
from mock_server.page.files import page_files, version

STATIC = Path(mock_server.__file__).parent / "page" / "static"


def test_every_file_is_served_under_one_version():
    assert set(page_files()) == {file.name for file in STATIC.iterdir()} | {"portrait.jpg"}
    assert re.fullmatch("[0-9a-f]{16}", version())


def test_scripts_import_only_their_neighbours():
    for file in STATIC.glob("*.js"):
        for imported in re.findall(r'from "([^"]+)"', file.read_text()):
            assert imported.removeprefix("./") in page_files()


def test_together_they_are_small():
    assert sum(len(file.content) for name, file in page_files().items() if name != "portrait.jpg") < 40_000
