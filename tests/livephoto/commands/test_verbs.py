from __future__ import annotations

import sys
from importlib.metadata import Distribution, EntryPoint, distribution
from pathlib import Path

import pytest

from livephoto.commands.console import CommandError
from livephoto.commands.verbs import GROUP, find_verbs, load, missing_extra, required_by, summary

METADATA = """Metadata-Version: 2.4
Name: Other.Brand
Version: 1.0
Requires-Dist: pytest
Requires-Dist: pytest>=8; extra == 'small'
Requires-Dist: no-such-package>=1; extra == 'heavy'
Requires-Dist: other_brand[small]; extra == 'heavy'
Requires-Dist: no-such-driver; sys_platform == 'never' and extra == 'small'
Requires-Dist: other-brand[small,loop]; extra == 'loop'
Provides-Extra: small
"""
POINTS = f"""[{GROUP}]
light = other_brand.deep.verbs:light [small]
weighty = other_brand.deep.verbs:weighty [heavy]
broken = other_brand.broken:broken
absent = other_brand.deep.verbs:absent
grouped = other_brand.deep.verbs:grouped
"""
MODULE = '''"""Verbs of another package."""

import typer

grouped = typer.Typer(help="Do many things.\\n\\nOne by one.")


def light() -> None:
    """Do a light thing.

    And say so.
    """


def weighty() -> None:
    """Do a weighty thing."""
'''


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Distribution:
    info = tmp_path / "other_brand-1.0.dist-info"
    deep = tmp_path / "other_brand" / "deep"
    info.mkdir()
    deep.mkdir(parents=True)
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text(POINTS)
    (tmp_path / "other_brand" / "__init__.py").write_text("")
    (tmp_path / "other_brand" / "broken.py").write_text("import no_such_module\n")
    (deep / "__init__.py").write_text("")
    (deep / "verbs.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.startswith("other_brand")]:
        monkeypatch.delitem(sys.modules, name)
    return distribution("other-brand")


def test_every_installed_package_can_bring_verbs(brand: Distribution) -> None:
    verbs = find_verbs()

    assert {"light", "weighty", "broken", "absent", "grouped", "contract", "mock"} <= set(verbs)
    assert list(verbs) == sorted(verbs)
    assert verbs["light"].extras == ["small"]


def test_the_verbs_of_this_project_are_found() -> None:
    assert {name: verb.extras for name, verb in find_verbs().items()}.items() >= {
        "animate": ["cli"],
        "contract": ["cli"],
        "mock": ["mock"],
        "demo": ["animated"],
    }.items()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("light", "Do a light thing."),
        ("weighty", "Do a weighty thing."),
        ("grouped", "Do many things."),
        ("absent", ""),
    ],
)
def test_a_summary_is_read_from_the_source_which_is_not_run(brand: Distribution, name: str, line: str) -> None:
    assert summary(find_verbs()[name]) == line
    assert "other_brand" not in sys.modules


def test_a_verb_without_a_module_has_no_summary() -> None:
    assert summary(EntryPoint("x", "no_such_package.commands:x", GROUP)) == ""


def test_the_extra_that_is_not_installed_is_named(brand: Distribution) -> None:
    verbs = find_verbs()

    assert missing_extra(verbs["light"]) is None
    assert missing_extra(verbs["weighty"]) == "Other.Brand[heavy]"
    assert missing_extra(verbs["grouped"]) is None
    assert missing_extra(EntryPoint("x", "x:x [heavy]", GROUP)) is None


def test_an_extra_brings_what_the_extras_within_it_bring(brand: Distribution) -> None:
    assert sorted(required_by(brand, "heavy")) == ["no-such-package", "pytest"]
    assert required_by(brand, "loop") == ["pytest"]
    assert required_by(brand, "nothing") == []


def test_the_extras_of_this_project_name_what_they_need() -> None:
    livephoto = distribution("livephoto")

    assert {"typer", "rich"} <= set(required_by(livephoto, "cli"))
    assert {"typer", "fastapi", "uvicorn", "pillow"} <= set(required_by(livephoto, "mock"))
    assert {"fastapi", "av", "numpy"} <= set(required_by(livephoto, "animated"))
    assert "fastapi" not in required_by(livephoto, "check")


def test_a_verb_is_loaded_when_asked_for(brand: Distribution) -> None:
    assert load(find_verbs()["light"]).__name__ == "light"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("weighty", r'^weighty needs an extra: pip install "Other\.Brand\[heavy\]"$'),
        ("broken", "^broken cannot be loaded: No module named 'no_such_module'$"),
        ("absent", "^absent cannot be loaded: module 'other_brand.deep.verbs' has no attribute 'absent'$"),
    ],
)
def test_a_verb_that_cannot_run_says_why_in_one_line(brand: Distribution, name: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        load(find_verbs()[name])
