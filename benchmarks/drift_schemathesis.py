"""What Schemathesis finds of the changes in drift.py. Prints JSON; needs `schemathesis`, which drift.py does not.

    python benchmarks/drift_schemathesis.py > benchmarks/drift_schemathesis.json

Schemathesis reads the exported OpenAPI document of the edition, is given real photos by tools/schemathesis_hooks.py and
one good key, and calls each changed mock over HTTP. The unchanged mock comes first, and ends the script if it fails.
"""

from __future__ import annotations

import importlib
import json
import logging
import platform
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.schemas import BaseSchema

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "contract_tests" / "drift"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from drifting import HARMLESS, MUTATIONS, Mutation
from drifting.running import EDITION
from drifting.wire import Call, Receive, Reply, Scope, Send, answer, ask

from livephoto.contract import load_edition
from livephoto.contract.openapi import openapi_document
from mock_server import Settings, running
from mock_server.engines.canned import CannedEngine
from mock_server.receive import App as MockApp
from mock_server.service import Service
from mock_server.vendor import VendorApi

TOOLS = Path(__file__).parents[1] / "tools"
KEY = "check-key"
PHASES = ["examples", "coverage", "fuzzing", "stateful"]
MAX_EXAMPLES = 100
SEED = 1
CLEAN_RUNS = 5
UNCHANGED = Mutation("unchanged", 0, "harmless")


@dataclass(frozen=True)
class Found:
    """One run: the kinds of failures, the mock's calls and successes, and calls that the mutation could not take."""

    name: str
    failures: list[str]
    errors: list[str]
    calls: int
    billed: int
    passed_by: int
    seconds: float


class Changed:
    """ASGI app: the mock with the mutation of the moment, served on one port for all of them."""

    def __init__(self) -> None:
        self.service = _service(UNCHANGED)
        self.become(UNCHANGED)

    def become(self, mutation: Mutation) -> None:
        """Start afresh with another mutation."""
        self.mutation = mutation
        self.mock: MockApp = VendorApi(_nobody, _service(mutation))
        self.replies: list[Reply] = []
        self.calls = self.billed = self.passed_by = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        call = replace(await _read(scope, receive), earlier=self.replies)
        self.calls += 1
        try:
            reply = await self._reply(call)
        except Exception:  # a mutation knows the check's own calls only; what it cannot take is left unchanged
            self.passed_by += 1
            reply = await ask(self.mock, call)
        await answer(reply, send)

    async def _reply(self, call: Call) -> Reply:
        changed = self.mutation.call(call)
        if isinstance(changed, Reply):
            return changed
        reply = await ask(self.mock, changed)
        self.replies.append(reply)
        self.billed += changed.live and reply.status == 200
        return self.mutation.reply(call, reply)


def find(app: Changed, url: str, mutation: Mutation, seed: int = SEED) -> Found:
    """Run Schemathesis once."""
    app.become(mutation)
    started = time.perf_counter()
    failures, errors = set(), []
    for event in from_schema(_schema(url, seed)).execute():
        if isinstance(event, events.NonFatalError):
            errors.append(str(event.value))
        elif isinstance(event, events.FatalError):
            errors.append(str(event.exception))
        elif isinstance(event, events.ScenarioFinished) and event.status == Status.FAILURE:
            failures |= _names(event)
    seconds = round(time.perf_counter() - started, 2)
    return Found(mutation.name, sorted(failures), errors, app.calls, app.billed, app.passed_by, seconds)


def _names(event: events.ScenarioFinished) -> set[str]:
    checks = (check for checks in event.recorder.checks.values() for check in checks)
    return {check.name for check in checks if check.status == Status.FAILURE}


def _schema(url: str, seed: int) -> BaseSchema:
    edition = load_edition(EDITION)
    config = SchemathesisConfig.from_path(TOOLS / "schemathesis.toml")
    config.update(seed=seed, max_failures=None)
    # Neither cache nor database: what was learnt of one change must not help with the next.
    config.cache.enabled = False
    schema = schemathesis.openapi.from_dict(openapi_document(edition), config=config)
    schema.config.update(base_url=url, headers={edition.request.key_header: KEY}, continue_on_failure=True)
    schema.config.phases.update(phases=PHASES)
    schema.config.generation.update(max_examples=MAX_EXAMPLES, database="none")
    return schema


def _service(mutation: Mutation) -> Service:
    # Only one key is known: with every key known, the check for ignored keys would rightly fail.
    settings = Settings(edition=EDITION, engine="canned", api_keys=(KEY,))
    return Service(settings, mutation.edition(load_edition(EDITION)), CannedEngine())


async def _read(scope: Scope, receive: Receive) -> Call:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return Call(scope["method"], scope["path"], headers, bytes(body))


async def _nobody(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError(scope["path"])


def main() -> None:
    logging.disable(logging.CRITICAL)
    importlib.import_module("schemathesis_hooks")
    app = Changed()
    with running(app) as url:
        clean = [find(app, url, UNCHANGED, seed) for seed in range(SEED, SEED + CLEAN_RUNS)]
        if wrong := [run for run in clean if run.failures or run.errors]:
            sys.exit(f"the unchanged mock fails: {wrong[0]}")
        rows = [find(app, url, mutation) for mutation in (*MUTATIONS, *HARMLESS)]
    about = {
        "schemathesis": schemathesis.__version__,
        "python": platform.python_version(),
        "phases": PHASES,
        "max_examples": MAX_EXAMPLES,
        "seed": SEED,
        "clean_runs": len(clean),
        "clean_billed": sorted(run.billed for run in clean),
        "median_seconds": round(median(run.seconds for run in rows), 2),
    }
    lines = ",\n".join(json.dumps(_plain(row)) for row in rows)
    print(f'{{"about": {json.dumps(about)},\n"changes": [\n{lines}\n]}}')


def _plain(run: Found) -> dict[str, object]:
    # Times differ from run to run; one median tells enough.
    return {name: value for name, value in asdict(run).items() if name != "seconds"}


if __name__ == "__main__":
    main()
