from __future__ import annotations

import pytest

from contract_tests.reports.text import render
from livephoto.commands.console import show


def shown(report, capsys: pytest.CaptureFixture[str]) -> str:
    show(*render(report))
    return capsys.readouterr().out


def test_the_first_line_is_the_verdict(make_report, capsys):
    assert shown(make_report(), capsys).startswith(
        "drift: 1 breaking, 1 compatible, 1 info, 1 accepted against 2026-01"
    )


def test_findings_stand_under_their_severity_with_their_evidence(make_report, capsys):
    text = shown(make_report(), capsys)
    assert text.index("breaking (1)") < text.index("compatible (1)") < text.index("info (1)")
    assert "- FILE_RESOLUTION_EXCEEDS_LIMITS is answered with status 422\n" in text
    (breaking, *_) = make_report().findings
    assert (
        "status_changed at rule:image_too_wide: expected 413, observed 422; documented, probe image-too-wide, "
        f"fingerprint {breaking.fingerprint}" in text
    )


def test_accepted_findings_are_shown_apart(make_report, capsys):
    assert "accepted by the baseline (1)\n- known\n" in shown(make_report(), capsys)


def test_it_says_which_edition_it_is_and_what_was_not_checked(make_report, capsys):
    text = shown(make_report(), capsys)
    assert "2025-12, 2025-09 cannot be told apart by these answers" in text
    assert "image-too-wide, type-word" in text
    assert "no credits are left" in text
    assert "22 of 44 credits spent" in text


def test_the_reason_to_stop_follows_the_verdict(make_report, capsys):
    assert shown(make_report("nobody listens", verdict="unreachable"), capsys).splitlines()[1] == "nobody listens"


def test_no_sign_of_a_server_reaches_the_terminal_unseen(make_report, hostile, capsys):
    text = shown(make_report(hostile), capsys)
    assert text.replace("\n", "").isprintable()
    assert not any(line.startswith("::") for line in text.splitlines())
