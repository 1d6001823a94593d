from __future__ import annotations

from livephoto.contract import EDITION_ORDER, load_edition
from mock_server.page.choices import editions, preferences
from mock_server.preferences import asked_for
from mock_server.scenarios.registry import Scenarios
from mock_server.state.memory import MemoryState


def test_each_scenario_and_each_rule_is_offered_once():
    edition = load_edition()
    scenarios = Scenarios(edition, MemoryState(10), ("flaky",))
    offered = preferences(scenarios, edition)
    values = [choice.value for choices in offered.values() for choice in choices]
    assert len(set(values)) == len(values)
    assert [choice.value for choice in offered["Scenarios that are in"]] == ["scenario=flaky"]
    assert {f"scenario={each['name']}" for each in scenarios.ready_made()} <= set(values)
    for rule in edition.rules.values():
        assert f"error={rule.name}" in values
        assert asked_for(edition, f"error={rule.name}", "").rule is rule


def test_a_group_without_choices_is_left_out():
    edition = load_edition()
    assert "Scenarios that are in" not in preferences(Scenarios(edition, MemoryState(10)), edition)


def test_all_published_editions_are_named():
    assert [choice.value for choice in editions()] == list(EDITION_ORDER)
