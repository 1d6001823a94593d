from __future__ import annotations

import pytest

from mock_server.page.rendering import render, size
from mock_server.page.rows import Row


@pytest.mark.parametrize(
    ("count", "says"), [(0, "0 bytes"), (999, "999 bytes"), (62_707, "62.7 kB"), (5_242_881, "5.2 MB")]
)
def test_bytes_are_told_as_people_read_them(count, says):
    assert size(count) == says


def test_what_a_request_said_is_escaped():
    shown = Row(1, "", "", "GET", "/<b>", "404", "bad", "<i>", "", ("<u>",), ("<s>",))
    html = render("row", row=shown)
    assert not [tag for tag in ("<b>/", "<i>", "<u>", "<s>") if tag in html]
    assert "/&lt;b&gt;" in html
