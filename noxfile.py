"""The project's checks. `nox` runs all of them; `nox -l` lists them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False
# The tests come last: what a reader of a long log sees first is how many ran.
nox.options.sessions = ["lint", "types", "schemathesis", "exports", "wheel", "tests"]

PYTHONS = ["3.11", "3.12", "3.13"]
PYPROJECT = nox.project.load_toml("pyproject.toml")


def groups(*names: str) -> list[str]:
    """Return the requirements of dependency groups."""
    return nox.project.dependency_groups(PYPROJECT, *names)


def npm_brings(folder: Path) -> bool:
    """Tell whether npm installed what a folder's package.json names.

    Debian and PyPI are all that a clean checkout can count on: npm's registry may be out of reach.
    """
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--fetch-retries=0"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False, timeout=240)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@nox.session
def lint(session: nox.Session) -> None:
    """Style and common mistakes (ruff)."""
    session.install(*groups("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types (mypy) over the packages that ship."""
    session.install("-e", ".[all]", *groups("lint", "test"))
    session.run("mypy")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, in parallel, on each Python there is; on the oldest all, see `once` in tests/conftest.py."""
    session.install("-e", ".[all]", *groups("test", "clients"))
    chosen = () if session.python == PYTHONS[0] else ("-m", "not once")
    session.run("pytest", "-n", "auto", *chosen, *session.posargs)


@nox.session
def properties(session: nox.Session) -> None:
    """The property tests with twenty times as many examples: about a minute."""
    session.install("-e", ".[all]", *groups("test"))
    session.run("pytest", "tests/contract_tests/properties", "--hypothesis-profile=thorough", *session.posargs)


@nox.session
def schemathesis(session: nox.Session) -> None:
    """Schemathesis on the exported OpenAPI document of every edition, against the mock: half a minute."""
    session.install("-e", ".[mock,check]", *groups("schemathesis"))
    session.run("python", "tools/run_schemathesis.py", "--max-examples", "50", "--seed", "1", *session.posargs)


@nox.session
def exports(session: nox.Session) -> None:
    """Load every export into the tool that it is written for: Prism, Mockoon, newman and WireMock, from npm."""
    tools = Path(session.create_tmp()).resolve() / "tools"
    tools.mkdir(exist_ok=True)
    shutil.copy("tests/exports/package.json", tools)
    if not npm_brings(tools):
        session.skip("npm did not bring the tools: what is exported is not tried in them")
    session.install("-e", ".[all]", *groups("test"))
    folders = ("tests/exports", "tests/examples")
    session.run("pytest", *folders, *session.posargs, env={"LIVEPHOTO_EXPORT_TOOLS": str(tools)})


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it away from the sources, and run the demo from it."""
    session.install("build")
    dist = Path(session.create_tmp()).resolve() / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(dist), ".")
    (built,) = dist.glob("*.whl")
    session.install(f"livephoto[all] @ {built.as_uri()}")
    with session.chdir(dist):
        session.run("livephoto", "--help", silent=True)
        session.run("livephoto", "demo", "--out", str(dist / "demo"))
    for name in ("avatar.mp4", "full-body.mp4", "contact-sheet.png"):
        if not (dist / "demo" / name).stat().st_size:
            session.error(f"the demo left {name} empty")
