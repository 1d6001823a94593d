from __future__ import annotations

import pytest

from livephoto.contract.keys import line_of

TEXT = """\
id = "mine"

[[sources]]
where = "a"

[response.fields]
"error_detail.code" = { table = true }

[response.fields."log_id"]
required = true

[errors]
ONE.status = 400
TWO = { status = 401 }
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("id", 1),
        ("sources", 3),
        ("sources[0].where", 4),
        ("response.fields.error_detail.code", 7),
        ("response.fields.error_detail.code.table", 7),
        ("response.fields.log_id.required", 10),
        ("response.fields.log_id.type", 9),
        ("errors.ONE.status", 13),
        ("errors.TWO.status", 14),
        ("errors.THREE", 12),
        ("request.url", None),
        ("", None),
    ],
)
def test_a_key_has_its_line_or_that_of_the_nearest_table(key: str, line: int | None) -> None:
    assert line_of(TEXT, key) == line


def test_the_first_of_two_places_counts() -> None:
    assert line_of("[a]\n[b]\n[a]\n", "a") == 1
