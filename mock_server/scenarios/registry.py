"""The scenarios of one mock: those of its files, and those that the control API put in, which replicas share."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from livephoto.contract import Edition
from mock_server.scenarios.errors import ScenarioError, UnknownScenario
from mock_server.scenarios.source import ScenarioFile, ready_made
from mock_server.scenarios.stub import Scenario
from mock_server.state.base import STARTED, State

_TOPIC = "scenarios"
_log = logging.getLogger("livephoto.mock")


@dataclass(frozen=True, slots=True)
class Entry:
    """One scenario as it was given, and as it is used."""

    document: dict[str, Any]
    """Keys are pseudonyms in it."""
    scenario: Scenario


class Scenarios:
    """What may be done to calls. Newer ones come first; those of files follow, in their order."""

    def __init__(
        self,
        edition: Edition,
        state: State,
        sources: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """sources: paths of scenario files, or names of ready-made scenarios. Raises ScenarioError."""
        self._edition = edition
        self._state = state
        self._files = [ScenarioFile(_path(each), clock) for each in sources if not _is_ready_made(each)]
        self._named = [ready_made()[each] for each in sources if _is_ready_made(each)]
        self._from_files: dict[Path, list[Entry]] = {file.path: self._load(file) for file in self._files}
        self._from_names = [self._entry(document, document["name"]) for document in self._named]
        self._added: list[Entry] = []
        self._hidden: frozenset[str] = frozenset()
        self._version = 0
        self._asked: dict[str, Scenario] = {}
        self._changed()

    def names(self) -> list[str]:
        """Return the names of the scenarios that are in, first the one that is asked first."""
        return [entry.scenario.name for entry in self._entries]

    def show(self) -> list[dict[str, Any]]:
        """Return the scenarios that are in as documents, keys as pseudonyms."""
        return [entry.document for entry in self._entries]

    def ready_made(self) -> list[dict[str, Any]]:
        """Return the scenarios that ship as documents, to be asked for by name."""
        return list(ready_made().values())

    async def overview(self) -> list[dict[str, Any]]:
        """Return name, state and possible states of each scenario, as WireMock shows them, and its document."""
        await self.refresh()
        return [
            {
                "name": entry.scenario.name,
                "state": await self._state.state_of(_state_name(entry.scenario)),
                "possibleStates": possible_states(entry.scenario),
                "scenario": entry.document,
            }
            for entry in self._entries
        ]

    async def add(self, document: Mapping[str, Any] | str) -> None:
        """Put a scenario first, in the place of one with its name; counts and states begin anew. Raises ScenarioError.

        document: as in a scenario file, or the name of a ready-made scenario.
        """
        made = ready_made_document(document) if isinstance(document, str) else document
        entry = self._entry(made, _new_identity(made))
        await self._publish(lambda added, hidden: ([entry, *_without(added, entry.scenario.name)], hidden))

    async def answer_next(
        self, response: Mapping[str, Any], *, times: int = 1, request: Mapping[str, Any] | None = None
    ) -> str:
        """Answer the next calls with `response`; return the name of the scenario that does. Raises ScenarioError."""
        name = f"next-{secrets.token_hex(4)}"
        stub = {"request": dict(request or {}), "when": {"times": times}, "response": dict(response)}
        await self.add({"name": name, "stubs": [stub]})
        return name

    async def remove(self, name: str) -> None:
        """Take a scenario out; one of a file until `reset`. Raises UnknownScenario."""
        await self.refresh()
        self._find(name)
        await self._publish(lambda added, hidden: (_without(added, name), hidden | {name}))

    async def replace_all(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Put these in and take all others out, those of files until `reset`. Raises ScenarioError."""
        entries: list[Entry] = []
        for number, document in enumerate(documents):
            try:
                entry = self._entry(document, _new_identity(document))
            except ScenarioError as error:
                raise ScenarioError(error.says, (number, *error.key)) from None
            if entry.scenario.name in [each.scenario.name for each in entries]:
                raise ScenarioError(f"the name {entry.scenario.name!r} is given twice", (number, "name"))
            entries.append(entry)
        names = frozenset(entry.scenario.name for entry in self._sourced())
        await self._publish(lambda _, __: (entries, names))

    async def reset(self) -> None:
        """Take out what the control API put in, and put back what files hold."""
        await self._publish(lambda _, __: ([], frozenset()))

    async def set_state(self, name: str, state: str | None = None) -> None:
        """Bring a scenario into a state, "Started" unless told. Raises UnknownScenario, ScenarioError."""
        await self.refresh()
        scenario = self._find(name).scenario
        wanted = STARTED if state is None else state
        if wanted not in possible_states(scenario):
            known = ", ".join(possible_states(scenario))
            raise ScenarioError(f"scenario {name!r} has no state {wanted!r}; it has: {known}", ("state",))
        await self._state.move(_state_name(scenario), wanted)

    async def reset_states(self) -> None:
        """Let counts and states begin anew."""
        await self._state.forget(journal=False, counts=True, accounts=False)

    def asked(self, name: str) -> Scenario | None:
        """Return the scenario that a request asks for by name: it counts for each key by itself."""
        if name not in self._asked:
            found = next((entry.scenario for entry in self._entries if entry.scenario.name == name), None)
            if found is None and _is_ready_made(name):
                found = self._entry(ready_made()[name], name).scenario
            if found is None:
                return None
            per = found.per if "key" in found.per else ("key", *found.per)
            self._asked[name] = replace(found, identity=f"asked {found.identity}", per=per)
        return self._asked[name]

    async def refresh(self) -> None:
        """Take in what changed in files, looked at once a second at most, and what other replicas were told."""
        for file in self._files:
            if file.changed():
                self._reload(file)
        if self._state.shared:
            published = await self._state.published(_TOPIC, self._version)
            if published is not None:
                self._take(published.version, published.document)

    def _reload(self, file: ScenarioFile) -> None:
        try:
            self._from_files[file.path] = self._load(file)
        except ScenarioError as error:
            _log.error("%s; the former scenarios stay", error)
            return
        self._changed()
        _log.info("read %s: %s", file.path, ", ".join(self.names()) or "no scenario")

    def _load(self, file: ScenarioFile) -> list[Entry]:
        entries: list[Entry] = []
        for number, document in enumerate(file.read()):
            try:
                entry = self._entry(document, f"{document.get('name')} of {file.path}")
                if entry.scenario.name in [each.scenario.name for each in entries]:
                    raise ScenarioError(f"the name {entry.scenario.name!r} is given twice", ("name",))  # noqa: TRY301
            except ScenarioError as error:
                raise file.at(error, number) from None
            entries.append(entry)
        return entries

    def _entry(self, document: Any, identity: str) -> Entry:
        from mock_server.scenarios.reading import hidden_keys, read_scenario  # brings pydantic, which is slow to import

        scenario = read_scenario(document, self._edition, identity)
        return Entry(hidden_keys(document), scenario)

    def _find(self, name: str) -> Entry:
        for entry in self._entries:
            if entry.scenario.name == name:
                return entry
        known = ", ".join(self.names()) or "none is in"
        raise UnknownScenario(f"no scenario {name!r} is in; known here: {known}")

    async def _publish(
        self, change: Callable[[list[Entry], frozenset[str]], tuple[list[Entry], frozenset[str]]]
    ) -> None:
        while True:
            # Another replica may have been told something in between: then the change is made on top of that.
            published = await self._state.published(_TOPIC, self._version)
            if published is not None:
                self._take(published.version, published.document)
            added, hidden = change(self._added, self._hidden)
            document = {
                "added": [[entry.scenario.identity, entry.document] for entry in added],
                "hidden": sorted(hidden),
            }
            version = await self._state.publish(_TOPIC, document, after=self._version)
            if version is not None:
                self._version, self._added, self._hidden = version, added, hidden
                self._changed()
                return

    def _take(self, version: int, document: Mapping[str, Any]) -> None:
        self._version = version
        try:
            self._added = [self._entry(each, identity) for identity, each in document["added"]]
        except ScenarioError as error:
            # Replicas of different editions: what one knows the other may not.
            _log.error("another replica's scenario cannot be used here: %s", error)
            return
        self._hidden = frozenset(document["hidden"])
        self._changed()

    def _sourced(self) -> list[Entry]:
        return [*(entry for entries in self._from_files.values() for entry in entries), *self._from_names]

    def _changed(self) -> None:
        self._asked.clear()
        taken = {entry.scenario.name for entry in self._added} | self._hidden
        self._entries = [*self._added, *(entry for entry in self._sourced() if entry.scenario.name not in taken)]
        self.active = tuple(entry.scenario for entry in self._entries if not entry.scenario.asked_only)
        self.busy = bool(self.active or self._files or self._state.shared)

    active: tuple[Scenario, ...]
    """The scenarios that act on calls unasked."""
    busy: bool
    """Whether a call has anything to do with scenarios at all: the one thing that every call looks at."""


def possible_states(scenario: Scenario) -> list[str]:
    """Return the states that a scenario's stubs name, "Started" first."""
    named = [state for stub in scenario.stubs for state in (stub.states.required, stub.states.new) if state]
    return list(dict.fromkeys([STARTED, *named]))


def ready_made_document(name: str) -> Mapping[str, Any]:
    """Return a scenario that ships. Raises UnknownScenario."""
    if not _is_ready_made(name):
        raise UnknownScenario(f"no ready-made scenario {name!r}; there are: {', '.join(ready_made())}")
    return ready_made()[name]


def _is_ready_made(name: str) -> bool:
    # A path has an ending or a separator, and is no name: the file of names is not read for it.
    return not Path(name).suffix and name in ready_made()


def _path(source: str) -> Path:
    if not Path(source).suffix and not Path(source).exists():
        known = ", ".join(ready_made())
        raise ScenarioError(f"there is no file and no ready-made scenario {source!r}; there are: {known}")
    return Path(source)


def _state_name(scenario: Scenario) -> str:
    named = (stub.states.name for stub in scenario.stubs if stub.states.required or stub.states.new)
    return next((name for name in named if name), scenario.identity)


def _new_identity(document: Mapping[str, Any]) -> str:
    return f"{document.get('name') if isinstance(document, dict) else ''} {secrets.token_hex(4)}"


def _without(entries: Iterable[Entry], name: str) -> list[Entry]:
    return [entry for entry in entries if entry.scenario.name != name]
