"""The pytest plugin: which server the contract tests check, what they found there, and a fixture for recordings.

Installed with the package, so every run of pytest in that environment loads it: it imports nothing that pytest has not
loaded already, and does nothing unless the contract tests run or a test asks for the fixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livephoto.recordings.transport import Mode, RecordingTransport

PROPERTY = "livephoto"
"""Name of the property by which a test hands the check's summary on, across xdist's processes too."""

_MODES = ("none", "once", "new", "all", "verify")
_UNFIT = re.compile(r"[^A-Za-z0-9_.=,+-]+")
"""Characters of a test's name that a folder's name had better not have."""
_LONGEST_NAME = 80

_COSTS = {
    "free": "no server can bill it",
    "risky": "ought to be refused, but a lenient server could accept and bill it",
    "paid": "ought to succeed, and so costs credits",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, in a group of their own."""
    group = parser.getgroup("livephoto", "livephoto: the contract tests (pytest --pyargs contract_tests)")
    group.addoption(
        "--livephoto-url",
        metavar="URL",
        help="the server to check; else LIVEPHOTO_BASE_URL; without either, a mock inside this process",
    )
    group.addoption(
        "--livephoto-key",
        metavar="KEY",
        help="its API key; better left out and set as AILAB_API_KEY. Shown nowhere",
    )
    group.addoption("--livephoto-edition", metavar="ID", help="the edition that it ought to keep to (2026-01)")
    group.addoption(
        "--livephoto-max-credits",
        metavar="N",
        type=int,
        help="credits that may be spent, never more (the price of one success; no bound on the mock's own)",
    )
    group.addoption(
        "--livephoto-photo", metavar="PATH", help="a JPEG of a face to send instead of the portrait that comes with us"
    )
    group.addoption(
        "--livephoto-fail-on",
        choices=("breaking", "compatible", "info"),
        default="breaking",
        help="the least severity that fails a test (breaking); the rest is listed at the end",
    )
    group.addoption(
        "--livephoto-record",
        choices=_MODES,
        help="what the fixture livephoto_recording does: none (only replay), once (record a test that has no recording "
        "yet), new (record what is not known), all (record anew), verify (ask, and fail where the answer changed); "
        "once, and none where the environment has CI set",
    )
    parser.addini(
        "livephoto_recordings",
        "folder of the recordings, from the test file's own folder (recordings)",
        default="recordings",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest the markers, and refuse options that cannot be meant."""
    for cost, meaning in _COSTS.items():
        config.addinivalue_line("markers", f"livephoto_{cost}: a contract test whose request {meaning}")
    credits_allowed = config.getoption("livephoto_max_credits")
    if credits_allowed is not None and credits_allowed < 0:
        raise pytest.UsageError("--livephoto-max-credits is a number of credits, 0 or more")


def from_environment(given: str | None, name: str) -> str | None:
    """Return an option's value, else the environment's; None where neither says anything."""
    return given or os.environ.get(name) or None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was checked, at what price, and the findings that failed no test."""
    lines = dict.fromkeys(_told(terminalreporter))
    if lines:
        terminalreporter.section("livephoto contract")
        for line in lines:
            terminalreporter.write_line(line)


def _told(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and getattr(report, "when", None) == "call":
                    yield from json.loads(value)


@pytest.fixture
def livephoto_recording(request: pytest.FixtureRequest) -> Iterator[RecordingTransport]:
    """Give an httpx transport, sync or async, that answers from this test's own recordings, and makes them.

    For `livephoto.Client(transport=livephoto_recording)`, or httpx's own clients. See --livephoto-record.
    """
    from livephoto.recordings.transport import RecordingTransport

    def command(mode: str) -> str:
        return f"pytest {shlex.quote(request.node.nodeid)} --livephoto-record={mode}"

    mode: Mode = request.config.getoption("livephoto_record") or ("none" if os.environ.get("CI") else "once")
    edition = request.config.getoption("livephoto_edition")
    with RecordingTransport(_folder_of(request), mode, edition=edition, advice=command) as transport:
        yield transport


def _folder_of(request: pytest.FixtureRequest) -> Path:
    """Return where a test's recordings are: FOLDER/MODULE/TEST, beside the test file unless FOLDER is absolute."""
    file: Path = request.node.path
    folder = file.parent / str(request.config.getini("livephoto_recordings"))
    _, *inside = request.node.nodeid.split("::")
    return folder / file.stem / _as_folder(".".join(inside))


def _as_folder(name: str) -> str:
    """Return a test's name as a folder's; where something had to be left out, a hash keeps it apart from others."""
    fit = _UNFIT.sub("_", name).strip("._")
    if fit == name and len(fit) <= _LONGEST_NAME:
        return fit
    return f"{fit[:_LONGEST_NAME]}-{hashlib.sha256(name.encode(errors='backslashreplace')).hexdigest()[:8]}"
