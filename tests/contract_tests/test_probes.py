from __future__ import annotations

from importlib.resources import files

import pytest

from contract_tests.probes import Probe, probes, surely_allowed, unknown_key
from contract_tests.severity import ratings
from livephoto.contract import EDITION_ORDER, load_edition, read_header

PORTRAIT = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()
EDITION = load_edition("2026-01")
PROBES = probes(EDITION, PORTRAIT)
LIMITS = EDITION.request.image
BY_ID = {probe.id: probe for probe in PROBES}


def photo(probe: Probe) -> bytes:
    return next(content() for name, file, content in probe.parts if name == "image_target" and file is not None)


def test_ids_are_unique_and_the_same_on_every_run() -> None:
    assert len(BY_ID) == len(PROBES)
    assert [probe.id for probe in probes(EDITION, PORTRAIT)] == [probe.id for probe in PROBES]


def test_the_cheapest_come_first() -> None:
    costs = [probe.cost for probe in PROBES]
    assert costs == sorted(costs, key=("free", "risky", "paid").index)


def test_every_rule_that_a_request_alone_can_break_has_a_probe() -> None:
    broken = {name for probe in PROBES for name in probe.asked.breaks}
    # What needs an account, a face, a body beyond every limit, or the vendor's own trouble, cannot be asked for.
    unseen = {"user_locked", "endpoint_retired", "credits_short", "body_too_large", "no_face"}
    assert broken == {name for name, rule in EDITION.rules.items() if not rule.asked_only} - unseen


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_every_edition_has_probes_that_name_its_own_rules(edition) -> None:
    contract = load_edition(edition)
    for probe in probes(contract, PORTRAIT):
        assert probe.asked.breaks <= set(contract.rules)


def test_every_shape_is_a_kind_of_finding() -> None:
    assert {probe.shape for probe in PROBES if probe.shape} <= set(ratings())


def test_free_probes_carry_nothing_that_could_become_a_video() -> None:
    for probe in PROBES:
        if probe.cost == "free" and probe.key == "good":
            images = [content() for name, file, content in probe.parts if name == "image_target" and file]
            assert all(read_header(image) is None for image in images), probe.id


def test_the_free_photos_go_out_with_nobody_s_key() -> None:
    good = [probe for probe in PROBES if probe.cost == "free" and any(part[2]() == PORTRAIT for part in probe.parts)]
    assert {probe.key for probe in good} == {"none", "unknown"}
    assert unknown_key() == unknown_key()
    assert unknown_key().startswith("invalid-")


def test_paid_probes_break_no_rule() -> None:
    assert {probe.asked.breaks for probe in PROBES if probe.cost == "paid"} == {frozenset()}


@pytest.mark.parametrize(
    ("probe", "size"),
    [
        ("image-too-large-jpeg", 5_242_881),
        ("image-too-large-png", 5_242_881),
        ("image-too-large-bmp", 5_242_881),
        ("success-largest", 5_242_880),
        ("success-largest-decimal", 5_000_000),
        ("image-truncated-largest", 5_242_880),
        ("success-at-limits", 5_000_000),
    ],
)
def test_photos_have_the_limit_s_very_bytes(probe, size) -> None:
    assert len(photo(BY_ID[probe])) == size


@pytest.mark.parametrize(
    ("probe", "sides"),
    [
        ("image-too-wide", (4096, 640)),
        ("image-too-high", (640, 4096)),
        ("success-widest", (4095, 640)),
        ("success-highest", (640, 4095)),
        ("image-truncated-widest", (4095, 640)),
    ],
)
def test_photos_have_the_limit_s_very_sides(probe, sides) -> None:
    header = read_header(photo(BY_ID[probe]))
    assert header is not None
    assert (header.width, header.height) == sides


def test_the_first_paid_probe_shows_all_that_one_success_can() -> None:
    first = next(probe for probe in PROBES if probe.cost == "paid")
    assert first.id == "success-at-limits"
    header, own = read_header(photo(first)), read_header(PORTRAIT)
    assert header is not None
    assert own is not None
    assert max(header.width, header.height) == LIMITS.max_side - 1
    assert header.width / header.height == pytest.approx(own.width / own.height, rel=0.01)
    assert first.notes["photo_shape"] == own.width / own.height
    names = [name for name, _, _ in first.parts]
    assert "type" not in names
    assert len(names) == 2


def test_a_limit_is_certain_where_every_reading_allows_it() -> None:
    assert surely_allowed(LIMITS) == 5_000_000
    assert BY_ID["success-largest"].asked.basis == LIMITS.max_bytes_basis == "assumed"
    assert BY_ID["success-largest-decimal"].asked.basis == "documented"


def test_a_photo_that_is_no_image_makes_probes_all_the_same() -> None:
    assert len(probes(EDITION, b"no image")) == len(PROBES)
