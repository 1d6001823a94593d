from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from contract_tests.exchange import Answer, Exchange
from contract_tests.judge import judge
from contract_tests.photos import ABILITIES, Format, PhotoSpec
from contract_tests.probes import Probe
from contract_tests.strategies import Submission, submissions
from livephoto.contract import Edition, load_edition, load_editions

EDITIONS = load_editions()
Mocks = Callable[..., Callable[[Probe], Answer]]


@dataclass(frozen=True)
class World:
    """What decides beside the submission."""

    edition: Edition
    solvent: bool = True
    locked: bool = False


def broken_rules(sent: Submission, world: World) -> Iterator[str]:
    """The rules that a submission breaks, read from the edition's data alone: the model that the mock is held to."""
    edition = world.edition
    live = sent.to == "live"
    methods = {"live": edition.request.method, "credits": edition.credits_query.method, "nowhere": None}
    yield from {"none": ["key_missing"], "unknown": ["key_unknown"], "good": []}[sent.key]
    if world.locked and sent.key == "good":
        yield "user_locked"
    if live and edition.retired:
        yield "endpoint_retired"
    if sent.to == "nowhere":
        yield "path_unknown"
    elif sent.method not in (None, methods[sent.to]):
        yield "method_unknown"
    if not live:
        return
    if not world.solvent:
        yield "credits_short"
    if sent.body != "form" or not sent.parts(edition):
        yield "body_not_multipart"
    elif sent.photo is None:
        yield "image_missing"
    yield from broken_by_type(sent.type, edition)
    yield from broken_by_photo(sent.photo, edition)


def broken_by_type(text: str | None, edition: Edition) -> Iterator[str]:
    if text == "":
        yield "type_empty"
    elif text is not None and re.fullmatch("0|-?[1-9][0-9]*", text) is None:
        yield "type_not_integer"
    elif text is not None and int(text) not in edition.request.type_field.allowed:
        yield "type_out_of_range"


def broken_by_photo(photo: object, edition: Edition) -> Iterator[str]:
    limits = edition.request.image
    if photo == "as-text":
        yield "image_as_text"
    elif photo == "empty":
        yield "image_empty"
    elif isinstance(photo, PhotoSpec):
        if photo.size is not None and photo.size > limits.max_bytes:
            yield "image_too_large"
        if photo.damage == "garbage" or photo.format.upper() not in limits.formats:
            yield "image_format_unsupported"
            return
        if photo.damage != "none":
            yield "image_undecodable"
        if max(photo.width, photo.height) >= limits.max_side:
            yield "image_too_wide"


def is_both_cut_and_wide(sent: Submission, edition: Edition) -> bool:
    return {"image_undecodable", "image_too_wide"} <= set(broken_by_photo(sent.photo, edition))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    edition = draw(st.sampled_from(EDITIONS))
    trouble = draw(st.sampled_from(["none"] * 8 + ["short", "locked"]))
    return World(edition, solvent=trouble != "short", locked=trouble == "locked")


def agreed(sent: Submission, world: World, mocks_in_process: Mocks) -> str | None:
    """Send a submission; hold the answer against the model and the judge. The rule that answered."""
    ask = mocks_in_process(world.edition.id, credits=None if world.solvent else 0, locked=world.locked)
    broken = frozenset(broken_rules(sent, world))
    probe = sent.probe(world.edition, broken)

    answer = ask(probe)

    expected = next((name for name in world.edition.rules if name in broken), None)
    assert answer.headers.get("x-livephoto-rule") == expected
    assert judge(Exchange("drawn", probe.asked, answer), world.edition) == []
    return expected


@given(data=st.data())
def test_mock_and_model_agree_on_every_submission_and_the_judge_finds_nothing(
    mocks_in_process: Mocks, data: st.DataObject
) -> None:
    world = data.draw(worlds())
    sent = data.draw(submissions(world.edition))
    assume(not is_both_cut_and_wide(sent, world.edition))

    event(agreed(sent, world, mocks_in_process) or "success")


@settings(max_examples=15)
@given(sent=submissions(too_large=True))
def test_they_agree_on_files_over_the_byte_limit(mocks_in_process: Mocks, sent: Submission) -> None:
    edition = load_edition()
    assume(not is_both_cut_and_wide(sent, edition))

    agreed(sent, World(edition), mocks_in_process)


WRONG_ALONE: dict[str, dict[str, Any]] = {
    "nothing else": {},
    "no key": {"key": "none"},
    "unknown key": {"key": "unknown"},
    "unknown path": {"to": "nowhere"},
    "the balance": {"to": "credits", "method": "GET"},
    "another method": {"method": "PUT"},
    "JSON": {"body": "json"},
    "no photo": {"photo": None},
    "a photo of no bytes": {"photo": "empty"},
    "a photo as text": {"photo": "as-text"},
    "no image": {"photo": PhotoSpec(damage="garbage")},
    "a GIF": {"photo": PhotoSpec("gif", 8, 8, mode="palette")},
    "a photo cut short": {"photo": PhotoSpec("png", 8, 8, damage="truncated")},
    "a photo too wide": {"photo": PhotoSpec("png", 4096, 8)},
    "a GIF too large": {"photo": PhotoSpec("gif", 8, 8, 5_242_881, "palette")},
    "an empty type": {"type": ""},
    "a word for a type": {"type": "avatar"},
    "type 7": {"type": "7"},
}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_of_one_fault_or_any_two_the_order_of_the_edition_decides(edition: Edition, mocks_in_process: Mocks) -> None:
    good = {"photo": PhotoSpec(width=8, height=8)}
    for (one, wrong), (other, also) in combinations(WRONG_ALONE.items(), 2):
        if wrong.keys().isdisjoint(also):
            rule = agreed(Submission(**{**good, **wrong, **also}), World(edition), mocks_in_process)
            assert rule is not None or "the balance" in (one, other), (one, other)


@st.composite
def photos_damaged_and_wide(draw: st.DrawFn) -> PhotoSpec:
    name: Format = draw(st.sampled_from(["jpeg", "png", "bmp"]))
    damage = draw(st.sampled_from([it for it in ABILITIES[name].damages if it not in ("none", "garbage")]))
    return PhotoSpec(name, draw(st.integers(4096, 4099)), draw(st.integers(1, 8)), damage=damage)


@given(photo=photos_damaged_and_wide())
def test_a_photo_both_damaged_and_too_wide_gets_one_of_the_two_answers(
    mocks_in_process: Mocks, photo: PhotoSpec
) -> None:
    # What is refused for its size is never decoded, so not every damage shows.
    edition = load_edition()
    sent = Submission(photo=photo)
    broken = frozenset(broken_rules(sent, World(edition)))

    answer = mocks_in_process(edition.id)(sent.probe(edition, broken))

    assert answer.headers.get("x-livephoto-rule") in broken
