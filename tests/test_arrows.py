"""Who may import whom, read from the sources: late imports and those for types alone are held to it as well."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("livephoto", "mock_server", "contract_tests")

# What the recordings use of the package beside them.
BESIDE = ("livephoto.pseudonym", "livephoto.sink", "livephoto.text", "livephoto._version")

# What the mock uses of the package beside the contract and the recordings.
MOCKS_OWN = ("livephoto.listening", "livephoto.pseudonym", "livephoto._version")

# The first line that holds a module's name says what it may import of this project.
ALLOWED = (
    ("livephoto.contract", ("livephoto.contract",)),
    ("livephoto.recordings", ("livephoto.recordings", "livephoto.contract", *BESIDE)),
    ("livephoto", ("livephoto",)),
    ("mock_server.commands", ("mock_server", "livephoto")),
    ("mock_server.mock_command", ("mock_server", "livephoto")),
    ("mock_server.audit_verb", ("mock_server", "livephoto")),
    ("mock_server.exec_verb", ("mock_server", "livephoto")),
    ("mock_server.clip_options", ("mock_server", "livephoto")),
    ("mock_server.render_verb", ("mock_server", "livephoto")),
    ("mock_server.render_command", ("mock_server", "livephoto")),
    ("mock_server.pytest_plugin", ("mock_server", "livephoto")),
    ("mock_server.demo", ("mock_server", "livephoto")),
    (
        "mock_server",
        ("mock_server", "livephoto.contract", "livephoto.recordings", *MOCKS_OWN),
    ),
    ("contract_tests.suite", ("contract_tests", "livephoto", "mock_server")),
    ("contract_tests.recordings.fallback", ("contract_tests", "livephoto", "mock_server")),
    ("contract_tests", ("contract_tests", "livephoto")),
)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@cache
def sources() -> dict[str, Path]:
    """The project's modules by name."""
    found = {}
    for file in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def imported(module: str) -> tuple[tuple[str, str | None], ...]:
    """What a module imports: (module, name), the name None where the module itself is imported."""
    return tuple(_imports(ast.parse(sources()[module].read_text(encoding="utf-8"))))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the arrow"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole, None) if whole in sources() else (str(node.module), alias.name)


@pytest.mark.parametrize("module", sources())
def test_a_module_imports_only_what_its_place_allows(module: str) -> None:
    allowed = next(targets for place, targets in ALLOWED if within(module, place))
    ours = {target for target, _ in imported(module) if target.partition(".")[0] in PACKAGES}

    assert {target for target in ours if not any(within(target, place) for place in allowed)} == set()


@pytest.mark.parametrize("module", sources())
def test_only_commands_know_the_commands(module: str) -> None:
    if module == "livephoto.__main__" or within(module, "livephoto.commands") or not within(module, "livephoto"):
        return
    assert [target for target, _ in imported(module) if within(target, "livephoto.commands")] == []


@pytest.mark.parametrize("module", sources())
def test_nobody_inside_a_package_imports_its_face(module: str) -> None:
    faces = {name for name, file in sources().items() if file.name == "__init__.py" and module.startswith(f"{name}.")}

    assert [(target, name) for target, name in imported(module) if target in faces] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: {target for target, _ in imported(module) if target in sources()} for module in sources()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("module", [name for name in sources() if within(name, "livephoto.contract")])
def test_the_contract_needs_the_standard_library_alone(module: str) -> None:
    roots = {target.partition(".")[0] for target, _ in imported(module)}

    assert roots <= {*sys.stdlib_module_names, "livephoto"}
