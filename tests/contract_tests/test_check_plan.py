from __future__ import annotations

import pytest

from contract_tests.check_plan import make_plan, render
from contract_tests.probes import probes
from livephoto.commands.console import show
from livephoto.contract import load_edition

EDITION = load_edition("2026-01")
PROBES = probes(EDITION, b"")
COSTS = ("free", "risky", "paid")
PRICE = EDITION.billing.credits_per_success


def asked(allowed: int, **more) -> dict[str, int]:
    plan = make_plan(PROBES, EDITION, allowed, **more)
    return {
        cost: sum(step.affordable and step.cost == cost for step in plan.steps) for cost in ("free", "risky", "paid")
    }


def test_without_credits_only_free_probes_are_asked():
    every = {cost: sum(probe.cost == cost for probe in PROBES) for cost in COSTS}
    assert asked(0) == {"free": every["free"], "risky": 0, "paid": 0}
    assert asked(PRICE - 1) == asked(0)
    assert asked(PRICE) == every | {"paid": 1}
    assert asked(10_000) == every


def test_the_price_is_that_of_the_successes_that_are_asked_for():
    assert [make_plan(PROBES, EDITION, allowed).expected for allowed in (0, PRICE, 2 * PRICE + 1)] == [
        0,
        PRICE,
        2 * PRICE,
    ]


def test_what_an_earlier_run_spent_and_learnt_is_left_out():
    plan = make_plan(PROBES, EDITION, 2 * PRICE, spent=PRICE, known={"success-default"})
    assert "success-default" not in [step.id for step in plan.steps]
    assert sum(step.affordable and step.cost == "paid" for step in plan.steps) == 1
    assert plan.expected == 2 * PRICE


def test_an_edition_that_was_retired_costs_nothing():
    retired = load_edition("2026-02-retired")
    assert make_plan(probes(retired, b""), retired, PRICE).expected == 0


def test_the_plan_names_every_probe_and_the_price(capsys: pytest.CaptureFixture[str]):
    show(*render(make_plan(PROBES, EDITION, PRICE)))
    text = capsys.readouterr().out
    assert f"{PRICE} credits expected, never more than {PRICE}" in text.splitlines()[0]
    assert all(probe.id in text for probe in PROBES)
    assert "no credits left" in text


def test_as_json_the_plan_is_one_object():
    row = make_plan(PROBES, EDITION, PRICE).to_dict()
    assert list(row) == ["schema", "edition", "credits", "probes"]
    assert row["credits"] == {"spent": 0, "expected": PRICE, "allowed": PRICE, "per_success": PRICE}
    assert list(row["probes"][0]) == ["id", "rule", "cost", "affordable"]
