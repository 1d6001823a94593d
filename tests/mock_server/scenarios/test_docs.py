from __future__ import annotations

import re
from pathlib import Path

import pytest

from livephoto.contract import load_edition
from mock_server.scenarios.faults import Fault, Moment, Point
from mock_server.scenarios.reading import read_scenario
from mock_server.scenarios.source import ScenarioFile, ready_made

PAGE = (Path(__file__).parents[3] / "docs" / "scenarios.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(json|toml)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_every_example_is_a_scenario_file(tmp_path, kind, text):
    path = tmp_path / f"example.{kind}"
    path.write_text(text)
    documents = ScenarioFile(path, lambda: 0.0).read()
    assert [read_scenario(each, load_edition(), "x").name for each in documents]


def test_there_are_examples_of_both_kinds():
    assert {kind for kind, _ in EXAMPLES} == {"json", "toml"}


@pytest.mark.parametrize("name", [*Fault, *Moment, *Point, *ready_made()])
def test_every_name_is_on_the_page(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", ready_made())
def test_the_page_says_of_a_ready_made_scenario_what_it_says_itself(name):
    assert f"| `{name}` | {ready_made()[name]['says']} |" in PAGE
