from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from livephoto.contract import EDITION_ORDER, ContractError, load_edition, load_editions
from livephoto.contract.edition_files import ENVIRONMENT
from livephoto.contract.loader import edition_files

SOURCES = '\n[[sources]]\nwhere = "my notes"\nwhat = "what I saw"\n'

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.delenv(ENVIRONMENT, raising=False)

    def edition(name: str, head: str = "", body: str = "", *, extends: str | None = "2026-01") -> Path:
        base = f'extends = "{extends}"\n' if extends else ""
        text = f'id = "{name}"\ntitle = "mine"\n{base}{head}\n{SOURCES}\n{body}'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return edition


def ids(folder: Path) -> list[str]:
    return [edition.id for edition in load_editions([folder])]


def test_an_edition_of_a_folder_is_loaded_by_its_id_and_its_alias(write: Write) -> None:
    folder = write("mine", 'aliases = ["ours"]', "[errors]\nERROR_NO_FACE_IN_FILE = { status = 418 }")

    mine = load_edition("mine", [folder])
    assert mine.status_of("ERROR_NO_FACE_IN_FILE") == 418
    assert mine.rules == load_edition("2026-01").rules
    assert load_edition("ours", [folder]) is mine


def test_an_edition_may_extend_another_one_of_the_folder_whichever_is_read_first(write: Write) -> None:
    write("a-later", body="[errors]\nERROR_NO_FACE_IN_FILE = { status = 419 }", extends="z-earlier")
    folder = write("z-earlier", body="[errors]\nERROR_HIGH_RESOLUTION = { status = 418 }")

    later = load_edition("a-later", [folder])
    assert (later.status_of("ERROR_NO_FACE_IN_FILE"), later.status_of("ERROR_HIGH_RESOLUTION")) == (419, 418)


def test_a_date_gives_an_edition_its_place_and_one_without_stands_after_what_it_extends(write: Write) -> None:
    write("new", 'date = "2026-11-02"')
    write("newer", extends="new")
    write("between", 'date = "2026-01-20"')
    write("old", 'date = "2019-01-01"')
    folder = write("undated", extends="2025-12")

    order = ids(folder)
    assert [each for each in order if each in EDITION_ORDER] == list(EDITION_ORDER)
    assert order.index("undated") == order.index("2025-12") + 1
    assert order.index("between") == order.index("2026-01") + 1
    assert order.index("old") < order.index("2025-09")
    assert order[-2:] == ["new", "newer"]


def test_the_environment_names_folders_as_path_does(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (write("second") / "second.toml").rename(other / "second.toml")
    folder = write("first")
    monkeypatch.setenv(ENVIRONMENT, os.pathsep.join([str(folder), str(other)]))

    assert {"first", "second"} <= {edition.id for edition in load_editions()}
    assert edition_files() == {"first": folder / "first.toml", "second": other / "second.toml"}
    assert load_editions([]) == load_editions(())


def test_an_edition_that_ships_is_loaded_without_a_look_at_the_folders(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id =", encoding="utf-8")

    assert load_edition("2026-01", [tmp_path]) is load_edition("2026-01")


def test_a_changed_file_is_read_anew(write: Write) -> None:
    folder = write("mine", body="[errors]\nERROR_NO_FACE_IN_FILE = { status = 418 }")
    before = load_edition("mine", [folder])
    write("mine", body="[errors]\nERROR_NO_FACE_IN_FILE = { status = 419 }")

    assert before.status_of("ERROR_NO_FACE_IN_FILE") == 418
    assert load_edition("mine", [folder]).status_of("ERROR_NO_FACE_IN_FILE") == 419


def test_an_empty_file_is_one_that_is_still_being_written(write: Write) -> None:
    folder = write("mine")
    (folder / "next.toml").touch()
    (folder / ".hidden.toml").write_text("no edition", encoding="utf-8")

    assert set(edition_files([folder])) == {"mine"}


@pytest.mark.parametrize(
    ("name", "head", "body", "message"),
    [
        ("2026-01", "", "", "mine.toml:1: id: '2026-01' is taken by an edition that ships; choose another"),
        ("2023-legacy", "", "", "mine.toml:1: id: '2023-legacy' is taken by an edition that ships; choose another"),
        ("x", 'aliases = ["legacy-a"]', "", "mine.toml:4: aliases: 'legacy-a' is taken by an edition that ships"),
        ("x", 'colour = "red"', "", "mine.toml:4: colour: unknown key"),
        ("x", 'date = "November"', "", "mine.toml:4: date: 'November' is no day such as 2026-11-02"),
        ("x", "date = 2026-11-02", "", "mine.toml:4: date: expected str"),
        ("x", "", "[errors]\n\nERROR_NEW = { message = 'x' }", "mine.toml:12: errors.ERROR_NEW.status: missing"),
        ("x", "", "[errors.ERROR_NEW]\nstatus = 200", "mine.toml:11: errors.ERROR_NEW.status: 200 is not an HTTP"),
        ("x", "remove = ['errors/NONE']", "", "mine.toml:4: remove 'errors/NONE': nothing there to remove"),
        ("x", "a b", "", "mine.toml:4: Expected '=' after a key"),
        ("x", "", "[rules.no_face]\nbasis = 'guessed'", "mine.toml:11: rules.no_face.basis: 'guessed' is none of"),
    ],
)
def test_a_wrong_file_stops_with_file_line_and_key(write: Write, name: str, head: str, body: str, message: str) -> None:
    folder = write(name, head, body)
    (folder / f"{name}.toml").rename(folder / "mine.toml")

    with pytest.raises(ContractError) as stopped:
        load_editions([folder])
    assert str(stopped.value).startswith(f"{folder}{os.sep}{message}")
    assert "\n" not in str(stopped.value)


def test_two_files_cannot_have_the_same_id(write: Write) -> None:
    folder = write("mine")
    (folder / "other.toml").write_bytes((folder / "mine.toml").read_bytes())

    with pytest.raises(ContractError, match=r"other\.toml:1: id: 'mine' is taken by .*mine\.toml; choose another"):
        load_editions([folder])


def test_editions_that_extend_each_other_in_a_circle_are_refused(write: Write) -> None:
    write("a", extends="b")
    write("b", extends="c")
    folder = write("c", extends="a")

    with pytest.raises(ContractError, match=r"[abc]\.toml:3: extends: a circle: . -> . -> . -> .$"):
        load_editions([folder])


def test_an_edition_cannot_extend_itself(write: Write) -> None:
    with pytest.raises(ContractError, match=r"a\.toml:3: extends: a circle: a -> a"):
        load_editions([write("a", extends="a")])


def test_an_unknown_base_is_refused_and_all_known_ones_are_named(write: Write) -> None:
    write("mine")

    with pytest.raises(ContractError, match=r"bad\.toml:3: extends: no edition 'nowhere'; there are: legacy-a, .*"):
        load_editions([write("bad", extends="nowhere")])


def test_an_unknown_edition_is_refused_and_the_users_are_named_too(write: Write) -> None:
    with pytest.raises(ContractError, match=r"^no edition 'none'; there are: legacy-a, .*2026-04, mine$"):
        load_edition("none", [write("mine")])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"away is no folder of editions; --editions or LIVEPHOTO_EDITIONS "):
        load_editions([tmp_path / "away"])


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"id = '\xff'")

    with pytest.raises(ContractError, match=r"mine\.toml is no UTF-8 text: byte 6"):
        load_editions([tmp_path])


def test_a_file_without_an_id_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("title = 'x'\n", encoding="utf-8")

    with pytest.raises(ContractError, match=r"mine\.toml: id: missing"):
        load_editions([tmp_path])


@pytest.mark.parametrize("name", ["", "two words", "../elsewhere", "-leading"])
def test_an_id_that_is_no_plain_name_is_refused(write: Write, name: str, tmp_path: Path) -> None:
    write("mine")
    file = tmp_path / "mine.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('id = "mine"', f'id = "{name}"'), encoding="utf-8")

    with pytest.raises(ContractError, match=r"mine\.toml:1: id: .* is no name of letters"):
        load_editions([tmp_path])
