"""What is wrong with a scenario, and where."""

from __future__ import annotations

from mock_server.settings import SettingsError

Key = tuple[str | int, ...]
"""Where in a document: names and places in lists, from the outside in."""


class ScenarioError(SettingsError):
    """A scenario, or a file of them, cannot be used.

    says: what is wrong and what to do. key: where in the document. where: the file, with its line, if one is known.
    """

    def __init__(self, says: str, key: Key = (), where: str = "") -> None:
        super().__init__(": ".join(part for part in (where, spelled(key), says) if part))
        self.says = says
        self.key = key
        self.where = where


class UnknownScenario(ScenarioError):  # noqa: N818 - an answer to a question, told apart from a mistake in a document
    """No scenario has that name."""


def spelled(key: Key) -> str:
    """Return a key as people write it: stubs[0].response.error."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".")
