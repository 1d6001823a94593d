from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from contract_tests.outputs import OutputOptions, accepted_of
from livephoto.commands.console import CommandError

PLAIN = OutputOptions(as_json=False, reports=(), fail_on="breaking", baseline=None, update_baseline=False)


def test_a_baseline_is_demanded_where_it_is_to_be_updated():
    with pytest.raises(CommandError, match="needs --baseline FILE"):
        accepted_of(replace(PLAIN, update_baseline=True))


def test_a_baseline_that_is_not_there_is_an_error_unless_it_is_to_be_written(tmp_path: Path):
    options = replace(PLAIN, baseline=tmp_path / "new.json")
    assert accepted_of(replace(options, update_baseline=True)) == ()
    with pytest.raises(CommandError, match="--baseline-update writes one"):
        accepted_of(options)
