from __future__ import annotations

from base64 import b64encode

from livephoto.recordings.splicing import SHORTEST, outside_runs, spliced


def test_a_run_is_cut_out_from_the_shortest_on() -> None:
    just, short = b64encode(bytes(SHORTEST // 4 * 3)), b64encode(bytes(SHORTEST // 4 * 3 - 3))

    assert spliced(b'"' + just + b'"')[0] == b'""'
    assert spliced(b'"' + short + b'"') == (b'"' + short + b'"', ())


def test_each_run_says_where_it_stood_in_what_is_left() -> None:
    one, two = b64encode(b"\x00" * 6000), b64encode(b"\xff" * 6000)

    kept, runs = spliced(b"ab:" + one + b";cd:" + two.replace(b"/", b"\\/") + b".")

    assert kept == b"ab:;cd:."
    assert [(run.at, run.content, run.escaped) for run in runs] == [(3, bytes(6000), False), (7, b"\xff" * 6000, True)]


def test_pieces_put_together_are_the_text() -> None:
    text = b"ab:" + b64encode(bytes(6000)) + b";cd"

    assert b"".join(piece for piece, _ in outside_runs(text)) == text
    assert [is_run for _, is_run in outside_runs(text)] == [False, True, False]
