"""The mock in a test's hands: what it is to do next, what came, what it cost, what was wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from livephoto.pseudonym import pseudonym
from mock_server.audit.auditing import audit
from mock_server.audit.finding import Finding
from mock_server.journal.entry import Entry
from mock_server.journal.near_misses import near_miss
from mock_server.journal.query import Query, find, verify
from mock_server.scenarios.registry import ready_made_document
from mock_server.testing.host import Host
from mock_server.testing.past_call import PastCall, past_call


@dataclass(frozen=True, slots=True)
class _Next:
    """Answers that are still to be given."""

    name: str
    """Of the scenario that gives them."""
    response: Mapping[str, object]
    times: int


class LivePhotoMock:
    """One test's view of a mock. Other tests' calls are not in it: each test has a key of its own."""

    def __init__(self, host: Host, key: str) -> None:
        self._host = host
        self._next: list[_Next] = []
        self.key = key
        """The API key that the code under test is to send; nobody else does."""

    @property
    def url(self) -> str:
        """Base URL that the code under test is to call."""
        return self._host.url

    @property
    def env(self) -> dict[str, str]:
        """The environment that points the command, the client, and any program of yours at this mock."""
        return {"LIVEPHOTO_BASE_URL": self.url, "AILAB_API_KEY": self.key}

    def answer_next(
        self, error: str | None = None, *, fault: str | None = None, times: int = 1, **response: object
    ) -> None:
        """Answer the next calls with this test's key so; said several times, the answers come in that order.

        error: a rule's name or an error code. fault: as scenarios have it. response: what else a stub's response
        takes, in snake case: `headers`, `status`, `fixed_delay_milliseconds`, `at`, `billed` and so on; with neither
        error nor fault the usual answer, so altered. Raises ScenarioError.
        """
        given = {"error": error, "fault": fault, **response}
        wanted = {name: value for name, value in given.items() if value is not None}
        name = self._host.call(self._host.service.scenarios.answer_next(wanted, times=times, request=self._mine))
        before, self._next = self._left(), [_Next(name, wanted, times)]
        # What is put in goes first: the former ones are put before it anew, with what is left of them.
        for each in reversed(before):
            self._host.call(self._host.service.scenarios.remove(each.name))
            made = self._host.service.scenarios.answer_next(each.response, times=each.times, request=self._mine)
            self._next.insert(0, _Next(self._host.call(made), each.response, each.times))

    def scenario(self, scenario: str | Mapping[str, Any]) -> None:
        """Let a scenario act on the calls of this test: the name of one that ships, or a document.

        Stubs that name no key are for this test's key. Raises ScenarioError.
        """
        document = copy.deepcopy(dict(ready_made_document(scenario) if isinstance(scenario, str) else scenario))
        stubs = document.get("stubs")
        for stub in stubs if isinstance(stubs, list) else ():
            if isinstance(stub, dict) and isinstance(stub.setdefault("request", {}), dict):
                stub["request"].setdefault("key", self.key)
        # One that acts only when asked for would never act here.
        document.pop("askedOnly", None)
        self._host.call(self._host.service.scenarios.add(document))

    def give(self, credits: int) -> None:  # noqa: A002 - the API's own word
        """Let the balance of this test's key be so many credits; without it they never run out."""
        self._host.call(self._host.service.state.grant(pseudonym(self.key), credits))

    @property
    def calls(self) -> list[PastCall]:
        """The calls with this test's key, and those without any, oldest first."""
        return [past_call(entry) for entry in self._entries()]

    @property
    def bill(self) -> int:
        """Credits that these calls cost."""
        return sum(entry["credits"] for entry in self._entries())

    @property
    def balance(self) -> int | None:
        """Credits left; None where they never run out."""
        state, name = self._host.service.state, pseudonym(self.key)
        granted = self._host.call(state.granted(name))
        return None if granted is None else granted - self._host.call(state.spent(name))

    def audit(self) -> list[Finding]:
        """Return what the client under test did wrong: empty is good. See docs/journal.md."""
        return list(audit(self._entries(), self._host.service.edition).findings)

    @property
    def near_misses(self) -> list[str]:
        """What was wrong with each call that was refused for what it held, in plain words."""
        misses = (near_miss(entry, self._host.service.edition) for entry in self._entries())
        return [f"#{miss.entry['number']}: {'; '.join(miss.says)}" for miss in misses if miss is not None]

    def verify(
        self, *, exactly: int | None = None, at_least: int | None = None, at_most: int | None = None, **query: Any
    ) -> list[PastCall]:
        """Hold the calls to a number, and return those counted: `verify(billed=True, photo=sha256, exactly=1)`.

        query: `method`, `path`, `status`, `code`, `rule`, `photo`, `type`, `billed`, `scenario`, `verdict`, `after`,
        `since`, and `key` ("" for calls without one). Without a number: at least 1. Raises AssertionError where there
        are more or fewer, QueryError where the question makes no sense.
        """
        __tracebackhide__ = True
        entries, wanted = self._entries(), Query(**query)
        if exactly is None and at_most is None:
            at_least = 1 if at_least is None else at_least
        outcome = verify(entries, wanted, exactly=exactly, at_least=at_least, at_most=at_most)
        if not outcome.holds:
            raise AssertionError("\n".join([outcome.says, *self.near_misses, *self._strangers()]))
        return [past_call(entry) for entry in find(entries, wanted)]

    def unused(self) -> list[str]:
        """Return, in words, the answers that were prepared with `answer_next` and that no call asked for."""
        return [f"{each.times} x {dict(each.response)}" for each in self._left()]

    @property
    def _mine(self) -> dict[str, object]:
        return {"key": self.key}

    def _all_entries(self) -> Sequence[Entry]:
        self._host.call(self._host.app.settled())
        return self._host.call(self._host.service.journal.entries())

    def _entries(self) -> list[Entry]:
        return [entry for entry in self._all_entries() if entry["key"] in (None, pseudonym(self.key))]

    def _strangers(self) -> list[str]:
        others = [entry for entry in self._all_entries() if entry["key"] not in (None, pseudonym(self.key))]
        if not others:
            return []
        many = "calls" if len(others) > 1 else "call"
        return [f"{len(others)} {many} came with another key than this test's: is its key used? (livephoto_mock.key)"]

    def _left(self) -> list[_Next]:
        entries = self._all_entries()
        used = {each.name: sum(entry["scenario"] == each.name for entry in entries) for each in self._next}
        return [
            _Next(each.name, each.response, each.times - used[each.name])
            for each in self._next
            if each.times > used[each.name]
        ]
