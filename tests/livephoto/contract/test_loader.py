from __future__ import annotations

import pytest

from livephoto.contract import ContractError, load_edition, parse_edition
from livephoto.contract.layers import merge

HEAD = """
id = "mine"
title = "an edition of my own"
extends = "2026-01"

[[sources]]
where = "my notes"
what = "what I saw"
"""


def test_an_edition_of_ones_own_holds_what_it_says_and_inherits_the_rest() -> None:
    mine = parse_edition(f"{HEAD}\n[errors]\nERROR_NO_FACE_IN_FILE = {{ status = 400 }}\n", "mine.toml")

    assert mine.status_of("ERROR_NO_FACE_IN_FILE") == 400
    assert mine.errors["ERROR_NO_FACE_IN_FILE"].message == "No face detected in the file."
    assert mine.rules == load_edition("2026-01").rules
    assert mine.extends == "2026-01"


def test_what_belongs_to_one_edition_alone_is_not_inherited() -> None:
    mine = parse_edition(HEAD, "mine.toml")

    assert (mine.date, mine.notes, mine.not_seen, mine.aliases) == (None, (), (), ())
    assert [source.where for source in mine.sources] == ["my notes"]


def test_remove_takes_out_what_it_names_and_stars_stand_for_any_key() -> None:
    mine = parse_edition(f'remove = ["errors/ERROR_USER_GROUP_*", "response/error_code_rule"]\n{HEAD}', "mine.toml")

    assert len(mine.errors) == 126 - 2
    assert mine.response.error_code_rule is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "colour = 'red'\n", r"mine\.toml\.sources\[0\]\.colour: unknown key"),
        ("colour = 'red'\n" + HEAD, r"mine\.toml\.colour: unknown key"),
        (HEAD + "[errors]\nERROR_NEW = { code = 400 }\n", r"mine\.toml\.errors\.ERROR_NEW\.code: unknown key"),
        (HEAD + "[errors]\nERROR_NEW = { message = 'x' }\n", r"mine\.toml\.errors\.ERROR_NEW\.status: missing"),
        (HEAD + "[errors]\nERROR_NEW = { status = '400' }\n", r"mine\.toml\.errors\.ERROR_NEW\.status: expected int"),
        (
            HEAD + "[errors]\nERROR_NEW = { status = 200 }\n",
            r"mine\.toml: errors\.ERROR_NEW\.status: 200 is not an HTTP error status",
        ),
        (
            HEAD + "[errors]\nERROR_NEW = { status = 400, basis = 'assumed' }\n",
            r"mine\.toml: errors\.ERROR_NEW\.reason: missing; an assumed row says why",
        ),
        (
            HEAD + "[completeness]\nerrors = 'partial'\n",
            r"mine\.toml: errors\.\w+\.source: missing; where the table was not seen whole",
        ),
        (
            HEAD + "[rules.no_face]\ncode = 'ERROR_NEW'\n",
            r"mine\.toml: rules\.no_face\.code: ERROR_NEW is not in the error table",
        ),
        (HEAD + "[rules.no_face]\nsource = ''\n", r"mine\.toml: rules\.no_face\.source: missing"),
        (
            HEAD + "[rules.no_face]\nbasis = 'assumed'\n",
            r"mine\.toml: rules\.no_face\.reason: missing; an assumed rule says why",
        ),
        (HEAD + "[rules.no_face]\nbasis = 'guessed'\n", r"mine\.toml\.rules\.no_face\.basis: 'guessed' is none of"),
        (
            HEAD + "[rules.no_face]\nfield = 'photo'\n",
            r"mine\.toml: rules\.no_face\.field: photo is not a request field",
        ),
        (HEAD + "[rules.new]\nfault = 'x'\n", r"mine\.toml\.rules\.new\.code: missing"),
        ("sources = []\n" + HEAD.partition("[[")[0], r"mine\.toml: sources: at least one is needed"),
        (HEAD.partition("[[")[0], r"mine\.toml\.sources: missing"),
        (HEAD.replace("2026-01", "2031-01"), r"mine\.toml\.extends: no edition '2031-01'; there are: legacy-a"),
        ("remove = ['errors/ERROR_NEW']\n" + HEAD, r"mine\.toml: remove 'errors/ERROR_NEW': nothing there to remove"),
        ("remove = ['request/url/x']\n" + HEAD, r"mine\.toml: remove 'request/url/x': nothing there to remove"),
        ("remove = 'errors'\n" + HEAD, r"mine\.toml\.remove: expected a list"),
        ("remove = ['errors']\nid = 'mine'\n", r"mine\.toml\.remove: unknown key"),
        ("id = 5 6", r"mine\.toml: .*line 1"),
    ],
)
def test_a_wrong_edition_stops_with_the_file_and_the_key(text: str, message: str) -> None:
    with pytest.raises(ContractError, match=f"^{message}"):
        parse_edition(text, "mine.toml")


def test_an_unknown_edition_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(ContractError, match=r"^no edition '2031-01'; there are: legacy-a, .*2026-04$"):
        load_edition("2031-01")


def test_an_alias_stands_for_its_edition() -> None:
    assert load_edition("2023-legacy") is load_edition("legacy-a")


def test_merging_replaces_lists_whole_and_leaves_both_sides_as_they_were() -> None:
    base = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    change = {"a": {"c": [3]}, "e": 2}

    assert merge(base, change) == {"a": {"b": 1, "c": [3]}, "d": 1, "e": 2}
    assert base == {"a": {"b": 1, "c": [1, 2]}, "d": 1}
