from __future__ import annotations

import pytest

from contract_tests.docs.flattened import taken_apart
from contract_tests.docs.words import Column, run_together

FORM: list[Column] = ["field", "required", "type", "scope", "default", "description"]
FIELDS: list[Column] = ["field", "type", "description"]
ERRORS: list[Column] = ["status", "code", "description"]


@pytest.mark.parametrize(
    ("line", "columns", "cells"),
    [
        ("image_targetYESfile", FORM, ("image_target", "YES", "file", "", "", "")),
        ("typeNOinteger0, 100: Avatar", FORM, ("type", "NO", "integer", None, None, None)),
        ("+codestringThe code.", FIELDS, ("+code", "string", "The code.")),
        ("data_typeobjectA result.", FIELDS, ("data_type", "object", "A result.")),
        ("400ERROR_PARAMETERSInvalid parameters.", ERRORS, ("400", "ERROR_PARAMETERS", "Invalid parameters.")),
        ("502AI_SERVICE_ERRORAI service error.", ERRORS, (None, None, None)),
        ("datafilefileA file.", FIELDS, ("datafile", "file", "A file.")),
        ("no row at all", FIELDS, (None, None, None)),
    ],
)
def test_cells_that_can_be_cut_in_one_way_only_are_told(
    line: str, columns: list[Column], cells: tuple[str | None, ...]
) -> None:
    assert taken_apart(line, columns) == cells


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("FieldRequiredTypeDescription", ("Field", "Required", "Type", "Description")),
        ("HTTP StatusValueDescription", ("HTTP Status", "Value", "Description")),
        ("FieldTypeSince", ("Field", "Type", "Since")),
        ("Fields are described below", ()),
        ("Type", ()),
    ],
)
def test_a_header_is_known_by_its_columns(line: str, cells: tuple[str, ...]) -> None:
    assert run_together(line) == cells
