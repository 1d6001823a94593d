from __future__ import annotations

from mock_server.scenarios.faults import KINDS, Fault


def test_every_fault_has_its_kind():
    assert [*KINDS] == [*Fault]
