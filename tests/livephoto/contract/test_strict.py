from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from livephoto.contract.strict import ContractError, build


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Tree:
    title: str
    kind: Literal["oak", "elm"]
    leaves: Mapping[str, Leaf]
    heights: tuple[int, ...] = ()
    owner: str | None = None
    mark: str | int = 0
    extra: Leaf | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


WHOLE: dict[str, Any] = {"title": "a tree", "kind": "oak", "leaves": {"red": {"size": 3}}}


def test_a_table_becomes_a_value_and_its_entries_take_their_keys_as_names() -> None:
    tree = build(Tree, WHOLE | {"heights": [1, 2], "mark": "x", "extra": {"name": "z", "size": 1}}, "t.toml")

    assert tree == Tree("a tree", "oak", {"red": Leaf("red", 3)}, (1, 2), None, "x", Leaf("z", 1))


def test_a_built_mapping_cannot_be_changed() -> None:
    tree = build(Tree, WHOLE, "t.toml")

    with pytest.raises(TypeError):
        tree.leaves["green"] = Leaf("green", 1)  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "red"}, r"t\.toml\.colour: unknown key; known here: counts, extra, heights"),
        ({"leaves": {"red": {"size": 3, "hue": 1}}}, r"t\.toml\.leaves\.red\.hue: unknown key"),
        ({"leaves": {"red": {}}}, r"t\.toml\.leaves\.red\.size: missing"),
        ({"title": 5}, r"t\.toml\.title: expected str, found 5"),
        ({"kind": "ash"}, r"t\.toml\.kind: 'ash' is none of 'oak', 'elm'"),
        ({"heights": 5}, r"t\.toml\.heights: expected a list, found 5"),
        ({"heights": [1, "two"]}, r"t\.toml\.heights\[1\]: expected int, found 'two'"),
        ({"heights": [True]}, r"t\.toml\.heights\[0\]: expected int, found True"),
        ({"owner": 1}, r"t\.toml\.owner: expected str, found 1"),
        ({"mark": 1.5}, r"t\.toml\.mark: expected str or int, found 1\.5"),
        ({"leaves": "red"}, r"t\.toml\.leaves: expected a table, found 'red'"),
        ({"leaves": {"red": 5}}, r"t\.toml\.leaves\.red: expected a table, found int"),
        ({"extra": []}, r"t\.toml\.extra: expected a table, found list"),
        ({"counts": {"a": "b"}}, r"t\.toml\.counts\.a: expected int, found 'b'"),
    ],
)
def test_what_does_not_fit_stops_with_the_file_and_the_key(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ContractError, match=f"^{message}"):
        build(Tree, WHOLE | change, "t.toml")


def test_a_missing_key_without_a_default_stops() -> None:
    with pytest.raises(ContractError, match=r"^t\.toml\.kind: missing$"):
        build(Tree, {"title": "a tree", "leaves": {}}, "t.toml")
