from __future__ import annotations

import pytest

from contract_tests.files import demand_writable, write_file
from livephoto.commands.console import CommandError


def test_a_file_is_written_whole_and_leaves_nothing_beside_it(tmp_path):
    write_file(tmp_path / "a", b"1")
    write_file(tmp_path / "a", b"2")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a", b"2")]


def test_a_folder_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(CommandError, match=r"cannot write .*: No such file or directory"):
        write_file(tmp_path / "no" / "a", b"1")


def test_a_file_can_be_tried_without_being_made(tmp_path):
    demand_writable(tmp_path / "new" / "a")
    assert list((tmp_path / "new").iterdir()) == []
    with pytest.raises(CommandError, match="cannot write"):
        demand_writable(tmp_path)
