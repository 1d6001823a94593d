from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.finding import SEVERITIES
from contract_tests.severity import rate, ratings

ROOT = Path(__file__).parents[2]
PACKAGE = [path for path in (ROOT / "contract_tests").rglob("*.py") if "suite" not in path.parts]
MAKERS = ("finding", "_finding", "Finding", "rate")


def texts(paths: list[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def kinds_in_code() -> Iterator[str]:
    """Every text that is handed to what makes a finding, as its first argument."""
    for path in PACKAGE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in MAKERS and isinstance(node.args[0].value, str):
                    yield node.args[0].value


def test_every_kind_that_the_code_makes_is_in_the_table() -> None:
    found = set(kinds_in_code())
    assert len(found) > 25
    assert found <= set(ratings())


@pytest.mark.parametrize("kind", ratings())
def test_every_kind_of_the_table_is_made_and_tested(kind: str) -> None:
    quoted = f'"{kind}"'
    assert quoted in texts(PACKAGE)
    assert quoted in texts([*(ROOT / "tests" / "contract_tests").rglob("test_*.py")])


@pytest.mark.parametrize("rating", ratings().values(), ids=lambda rating: rating.name)
def test_every_rating_has_a_severity_and_a_reason(rating) -> None:
    assert rating.severity in SEVERITIES
    assert len(rating.reason.split()) >= 3
    assert not rating.reason.endswith(".")


def test_what_was_assumed_is_never_more_than_info() -> None:
    assert {rate(kind, "assumed") for kind in ratings()} == {"info"}
    assert rate("status_changed", "observed") == rate("status_changed", "documented") == "breaking"


def test_an_unknown_kind_cannot_be_rated() -> None:
    with pytest.raises(KeyError):
        rate("weather_changed")
