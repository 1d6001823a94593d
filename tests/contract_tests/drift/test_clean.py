from __future__ import annotations

import pytest
from drifting import clean
from drifting.running import ONE_SUCCESS

from livephoto.contract import EDITION_ORDER


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_a_mock_conforms_to_its_own_edition(edition: str) -> None:
    report = clean(edition, "canned")
    assert report.verdict == "conforms"
    assert report.findings == ()
    assert all(probe.outcome == "agrees" for probe in report.probes)
    assert edition in report.undecided()


@pytest.mark.parametrize("edition", ["legacy-b", "2026-01"])
def test_a_mock_that_animates_the_photo_conforms_as_well(edition: str) -> None:
    report = clean(edition, "animated", credits=ONE_SUCCESS)
    assert report.verdict == "conforms"
    assert report.findings == ()
    assert report.spent == ONE_SUCCESS
