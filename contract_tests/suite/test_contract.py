"""One test a rule and a shape. The server, the key and the budget are options: see `pytest --help`, group livephoto.

The check runs once, with the probes of the tests that were selected; each test then reads what its probe found. So
`-k image-too-wide` sends that request and little else, and `-m "not livephoto_paid"` costs nothing on a server that
refuses what it ought to.
"""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest

from contract_tests.finding import SEVERITIES
from contract_tests.plugin import PROPERTY, from_environment
from contract_tests.redaction import hide
from contract_tests.stopping import SENTINELS
from contract_tests.suite.once import NotFinishedError, once
from contract_tests.suite.running import Wanted, all_probes, run
from livephoto.contract import ContractError, load_edition

Outcome = dict[str, Any]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test for each probe of the edition."""
    if "probe" in metafunc.fixturenames:
        edition = _wanted(metafunc.config).edition
        marked = [
            pytest.param(probe.id, id=probe.id, marks=getattr(pytest.mark, f"livephoto_{probe.cost}"))
            for probe in all_probes(edition)
        ]
        metafunc.parametrize("probe", marked)


@pytest.fixture(scope="session")
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What one check of the server found, made by whichever of xdist's workers comes first."""
    wanted = _wanted(request.config)
    chosen = [probe for item in request.session.items if (probe := _probe_of(item)) is not None]
    folder = tmp_path_factory.getbasetemp()
    if (workers := getattr(request.config, "workerinput", None)) is not None:
        folder = folder.parent / f"livephoto-{workers['testrunuid']}"
    try:
        told: Outcome = json.loads(once(folder / "livephoto-check", lambda: run(wanted, chosen)))
    except NotFinishedError as error:
        pytest.fail(str(error), pytrace=False)
    except Exception:
        # Not pytest's own traceback: with --showlocals it would show the key.
        pytest.fail(hide(traceback.format_exc(), wanted.key or ""), pytrace=False)
    return told


@pytest.mark.livephoto_free
def test_the_server_can_be_checked(outcome: Outcome, record_property: Any) -> None:
    record_property(PROPERTY, json.dumps([outcome["summary"]]))

    if outcome["stop"]:
        pytest.fail(outcome["stop"], pytrace=False)


def test_contract(probe: str, outcome: Outcome, pytestconfig: pytest.Config, record_property: Any) -> None:
    found = outcome["probes"].get(probe, {"outcome": "not_checked", "why": outcome["stop"], "findings": ()})
    told_already = outcome["stop"] and (found["outcome"] == "no_answer" or probe in SENTINELS)
    if found["outcome"] == "not_checked" or told_already:
        pytest.skip(found["why"] or outcome["stop"])
    if found["outcome"] == "no_answer":
        pytest.fail(found["why"], pytrace=False)

    failing = SEVERITIES[: SEVERITIES.index(pytestconfig.getoption("livephoto_fail_on")) + 1]
    told = [(finding["severity"], _line(finding)) for finding in found["findings"]]
    record_property(PROPERTY, json.dumps([line for severity, line in told if severity not in failing]))
    if wrong := [line for severity, line in told if severity in failing]:
        pytest.fail("\n".join(wrong), pytrace=False)


def _line(finding: dict[str, Any]) -> str:
    return f"{finding['severity']} {finding['kind']} at {finding['where']}: {finding['says']}"


def _probe_of(item: pytest.Item) -> str | None:
    if not isinstance(item, pytest.Function) or item.function is not test_contract:
        return None
    return str(item.callspec.params["probe"])


def _wanted(config: pytest.Config) -> Wanted:
    name = config.getoption("livephoto_edition")
    try:
        edition = load_edition(name) if name else load_edition()
    except ContractError as error:
        raise pytest.Collector.CollectError(str(error)) from None
    return Wanted(
        edition,
        from_environment(config.getoption("livephoto_url"), "LIVEPHOTO_BASE_URL"),
        from_environment(config.getoption("livephoto_key"), "AILAB_API_KEY"),
        config.getoption("livephoto_max_credits"),
        config.getoption("livephoto_photo"),
    )
