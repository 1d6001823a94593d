from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livephoto.text import LONGEST, one_line


@given(st.text())
def test_any_text_becomes_one_printable_bounded_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= LONGEST
    line.encode()


def test_terminal_escapes_and_line_breaks_are_taken_out() -> None:
    assert one_line("\x1b[31mred\x1b[0m\r\n alert\x00") == "[31mred [0m alert"


def test_unpaired_surrogates_are_taken_out() -> None:
    assert one_line("a\ud800b") == "a b"


def test_a_long_text_is_cut_with_a_mark() -> None:
    assert one_line("x" * 10_000) == "x" * (LONGEST - 1) + "…"
