from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from livephoto.contract import DEFAULT_EDITION, EDITION_ORDER, Edition, load_edition, load_editions, loader
from livephoto.contract.layers import layered

EDITIONS = load_editions()


each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)


def leaves(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}/{key}")
        else:
            yield f"{path}/{key}", value


def test_seven_editions_ship_and_load_in_order() -> None:
    assert tuple(edition.id for edition in EDITIONS) == EDITION_ORDER
    assert len(EDITIONS) == 7


def test_the_default_is_the_last_edition_that_was_served() -> None:
    served = [edition.id for edition in EDITIONS if not edition.retired]

    assert served[-1] == DEFAULT_EDITION == load_edition().id


def test_the_whole_error_tables_have_the_published_number_of_codes() -> None:
    counts = {edition.id: len(edition.errors) for edition in EDITIONS if edition.completeness.errors == "full"}

    assert counts == {"2025-09": 124, "2025-12": 126, "2026-01": 126, "2026-02-retired": 126, "2026-04": 126}


def test_each_edition_but_the_first_extends_the_one_before_it() -> None:
    assert [edition.extends for edition in EDITIONS] == [None, *EDITION_ORDER[:-1]]


@pytest.mark.parametrize("edition_id", EDITION_ORDER[1:])
def test_a_later_file_holds_only_what_changed(edition_id: str) -> None:
    own = loader._read(edition_id)
    alone = {"extends": own["extends"], "remove": own.get("remove", [])}
    inherited = dict(leaves(layered(alone, edition_id, loader._SHIPPED_TABLES)))

    assert [path for path, value in leaves(own) if path != "/extends" and inherited.get(path) == value] == []


@each_edition
def test_rows_of_a_whole_table_are_documented_and_all_have_a_text(edition: Edition) -> None:
    if edition.completeness.errors == "full":
        assert {row.basis for row in edition.errors.values()} == {"documented"}
        assert all(row.message for row in edition.errors.values())


@each_edition
def test_the_call_is_the_same_in_every_edition(edition: Edition) -> None:
    request = edition.request

    assert (request.method, request.server + request.path) == ("POST", request.url)
    assert request.server == "https://www.ailabapi.com"
    assert request.image_field.name == "image_target"
    assert (request.type_field.name, request.type_field.allowed, request.type_field.default) == ("type", (0, 1), 0)


@each_edition
def test_the_size_limit_is_inclusive_and_the_pixel_limit_exclusive(edition: Edition) -> None:
    image = edition.request.image

    assert (image.max_bytes, image.max_side) == (5 * 1024 * 1024, 4096)
    assert image.bytes_allowed(image.max_bytes)
    assert not image.bytes_allowed(image.max_bytes + 1)
    assert image.sides_allowed(1, image.max_side - 1)
    assert not image.sides_allowed(image.max_side, 1)


@each_edition
def test_a_reading_says_why(edition: Edition) -> None:
    assumed = [rule for rule in edition.rules.values() if rule.basis == "assumed"]

    assert assumed
    assert all(rule.reason for rule in assumed)


@each_edition
def test_the_alternatives_of_a_rule_are_codes_of_the_whole_table(edition: Edition) -> None:
    if edition.completeness.errors == "full":
        assert {code for rule in edition.rules.values() for code in rule.alternatives} <= set(edition.errors)


def test_the_coarse_code_of_a_face_fault_is_the_one_of_the_old_documents() -> None:
    edition = load_edition("legacy-b")

    assert edition.coarse_of("ERROR_NO_FACE_IN_FILE") == "FILE_CONTENT_NON_COMPLIANCE"
    assert edition.coarse_of("ERROR_USER_LOCKED") == "ERROR_USER_LOCKED"
