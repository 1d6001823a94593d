"""Finds the verbs of the `livephoto` command by entry point, without importing any of them.

A package brings its verbs with lines such as `mock = "mock_server.commands:mock [mock]"` in the entry-point group
`livephoto.commands`, and a verb within a verb in a group of that one's, as `livephoto.contract.commands`; the extra in
brackets is the one that brings what the verb needs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution, entry_points
from importlib.util import find_spec
from typing import Any

from livephoto.commands.console import CommandError

GROUP = "livephoto.commands"

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)\s*(\[(?P<extras>[^\]]*)\])?[^;]*(;(?P<marker>.*))?")
_EXTRA_MARKER = re.compile(r"""\s*extra\s*==\s*['"](?P<extra>[^'"]+)['"]\s*""")


def find_verbs(group: str = GROUP) -> dict[str, EntryPoint]:
    """Return the installed verbs of an entry-point group by name, in alphabetical order."""
    found = {point.name: point for point in reversed(list(entry_points(group=group)))}
    return dict(sorted(found.items()))


def load(verb: EntryPoint) -> Any:
    """Import a verb: a typed function or a typer.Typer. Raises CommandError where it, or its extra, is not there."""
    if wanted := missing_extra(verb):
        raise CommandError(f'{verb.name} needs an extra: pip install "{wanted}"')
    try:
        return verb.load()
    except (ImportError, AttributeError) as error:
        raise CommandError(f"{verb.name} cannot be loaded: {error}") from error


def missing_extra(verb: EntryPoint) -> str | None:
    """Return what to install for a verb, as in `livephoto[mock]`, None where all that its extra names is there."""
    if verb.dist is None:
        return None
    for extra in verb.extras:
        if not all(map(_installed, required_by(verb.dist, extra))):
            return f"{verb.dist.name}[{extra}]"
    return None


def required_by(package: Distribution, extra: str) -> list[str]:
    """Return the names of the packages that `extra` brings, those of extras within it too.

    A requirement with a further condition, such as a platform, is left out: not to be there may be right.
    """
    waiting, names, done = [_canonical(extra)], [], set()
    while waiting:
        wanted = waiting.pop()
        done.add(wanted)
        for name, extras, marker in _parsed(package.requires or ()):
            condition = _EXTRA_MARKER.fullmatch(marker)
            if condition is None or _canonical(condition["extra"]) != wanted:
                continue
            if name == _canonical(package.name):
                waiting += [each for each in extras if each not in done]
            else:
                names.append(name)
    return names


def summary(verb: EntryPoint) -> str:
    """Return the first line of a verb's docstring, or of its `help`, read from the source, which is not run."""
    source = _source(verb.module)
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == verb.attr:
            return _first_line(ast.get_docstring(node))
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == verb.attr for t in node.targets):
            return _first_line(_help_given(node.value))
    return ""


def _help_given(call: ast.expr) -> str | None:
    for keyword in call.keywords if isinstance(call, ast.Call) else ():
        if keyword.arg == "help" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


def _source(module: str) -> str:
    """Return a module's source; unlike `find_spec` of the whole name this runs no package's `__init__`."""
    top, *rest = module.split(".")
    spec: ModuleSpec | None = find_spec(top)
    name = top
    for part in rest:
        name = f"{name}.{part}"
        spec = PathFinder.find_spec(name, spec.submodule_search_locations) if spec else None
    read = getattr(spec.loader, "get_source", None) if spec else None
    return (read(name) if read else None) or ""


def _parsed(requirements: Iterable[str]) -> Iterable[tuple[str, list[str], str]]:
    for text in requirements:
        if found := _REQUIREMENT.fullmatch(text):
            extras = [_canonical(each) for each in (found["extras"] or "").split(",") if each.strip()]
            yield _canonical(found["name"]), extras, found["marker"] or ""


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
