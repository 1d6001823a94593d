from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from contract_tests.check_options import (
    Options,
    base_url_of,
    credits_of,
    pace_of,
    probes_of,
    record_of,
    wanted_of,
)
from contract_tests.photos import PhotoSpec, build
from livephoto.commands.console import CommandError
from livephoto.contract import load_edition

EDITION = load_edition("2026-01")
HERE, THERE = "http://127.0.0.1:8300", "https://api.example.org"
PLAIN = Options(
    base_url=HERE,
    api_key="a-secret-key",
    edition="2026-01",
    max_credits=None,
    as_json=False,
    reports=(),
    fail_on="breaking",
    baseline=None,
    update_baseline=False,
    resume=None,
    rate_limit=None,
    concurrency=None,
    timeout=30.0,
    photo=None,
    explore=False,
)


def test_without_a_word_about_credits_one_success_is_allowed():
    assert credits_of(PLAIN, EDITION) == EDITION.billing.credits_per_success
    assert credits_of(replace(PLAIN, max_credits=0), EDITION) == 0


def test_a_server_elsewhere_is_asked_politely():
    ours, theirs = pace_of(PLAIN, HERE), pace_of(PLAIN, THERE)
    assert (ours.at_a_time, ours.apart) == (8, 0.0)
    assert (theirs.at_a_time, theirs.apart) == (2, 0.5)


@pytest.mark.parametrize(("text", "apart"), [("2/s", 0.5), ("10/m", 6.0), ("0.5/s", 2.0), (" 4/s ", 0.25)])
def test_a_rate_is_read_as_seconds_between_calls(text, apart):
    pace = pace_of(replace(PLAIN, rate_limit=text, concurrency=3), THERE)
    assert (pace.at_a_time, pace.apart) == (3, apart)


@pytest.mark.parametrize("text", ["", "2", "2/h", "0/s", "0.0/m", "-1/s", "2/s/s", "nan/s", "²/s", "1e3/s"])
def test_a_rate_that_is_none_says_how_to_write_one(text):
    with pytest.raises(CommandError, match="as in 2/s or 10/m"):
        pace_of(replace(PLAIN, rate_limit=text), THERE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"base_url": None}, "set LIVEPHOTO_BASE_URL, or give --base-url"),
        ({"base_url": "ftp://x"}, "http://127.0.0.1:8300"),
        ({"base_url": f"{HERE}/api"}, f"leave the path out of the base URL, the check knows it: {HERE}"),
        ({"api_key": None}, "set AILAB_API_KEY, or give --api-key"),
        ({"api_key": ""}, "set AILAB_API_KEY, or give --api-key"),
    ],
)
def test_what_is_missing_is_told_with_where_to_give_it(change, message):
    with pytest.raises(CommandError, match=message):
        wanted_of(replace(PLAIN, **change), EDITION)


def test_the_key_shows_in_no_repr():
    assert "a-secret-key" not in repr(PLAIN) + repr(wanted_of(PLAIN, EDITION))


def test_a_photo_of_ones_own_is_sent(tmp_path: Path):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(build(PhotoSpec(seed=5)))
    sent = {content() for probe in probes_of(replace(PLAIN, photo=photo), EDITION) for _, _, content in probe.parts}
    assert photo.read_bytes() in sent


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no photo", "is no JPEG"),
        (build(PhotoSpec("png")), "is no JPEG"),
        (build(PhotoSpec(size=EDITION.request.image.max_bytes + 1)), "over the edition's limits"),
        (build(PhotoSpec(width=EDITION.request.image.max_side, height=8)), "over the edition's limits"),
        (None, "cannot read"),
    ],
)
def test_a_photo_that_will_not_do_is_told_before_anything_is_sent(content, message, tmp_path: Path):
    photo = tmp_path / "me.jpg"
    if content is not None:
        photo.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        probes_of(replace(PLAIN, photo=photo), EDITION)


def test_without_a_record_there_is_nothing_to_resume(tmp_path: Path):
    assert record_of(PLAIN, base_url_of(PLAIN), EDITION) is None
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(CommandError, match="cannot use"):
        record_of(replace(PLAIN, resume=tmp_path / "photo.jpg"), HERE, EDITION)
