from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pages
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import COMMON, PAGE, facts_of, told

from contract_tests.docs import reading
from contract_tests.docs.comparing import compare
from contract_tests.docs.endpoint import endpoint_of
from contract_tests.docs.facts import DocFacts, ErrorRow, FormField, ResponseField
from contract_tests.docs.sources import SourceText
from contract_tests.learning.from_pages import learn_from_pages, left_untaught
from contract_tests.learning.learnt import Head, Learnt
from contract_tests.learning.writing import edition_text, is_unchanged
from livephoto.contract.diff import changes
from livephoto.contract.loader import load_edition, load_editions, parse_edition
from livephoto.contract.model import Edition

EDITIONS = load_editions(folders=())
DATE = "2026-11-23"


def learn(facts: DocFacts, base: Edition) -> tuple[Learnt, str, Edition]:
    learnt = learn_from_pages(facts, base, DATE)
    text = edition_text(learnt, Head("new", "a new one", DATE, base.id), base)
    return learnt, text, parse_edition(text, "new.toml")


def sure(facts: DocFacts, edition: Edition) -> list[str]:
    return [found.kind for found in compare(facts, edition) if found.severity != "info"]


@pytest.mark.parametrize("base", EDITIONS, ids=lambda edition: edition.id)
@pytest.mark.parametrize("other", EDITIONS, ids=lambda edition: edition.id)
def test_what_the_pages_of_any_edition_teach_any_other_makes_the_check_conform(base: Edition, other: Edition) -> None:
    facts = facts_of(other)
    learnt, _, new = learn(facts, base)

    assert changes(new, other) == ()
    assert left_untaught(facts, new) == []
    assert sure(facts, new) == []
    assert learnt.untaught == ()


def markdown(edition: Edition) -> list[SourceText]:
    reference = f"{edition.request.method} {edition.request.path}"
    texts = [
        SourceText(PAGE, pages.as_mdx(pages.endpoint_page(edition), reference)),
        SourceText(COMMON, pages.as_mdx(pages.response_page(edition))),
    ]
    return [*texts, SourceText(pages.SNIPPET, pages.snippet())] if edition.lifecycle.retirement_notice else texts


def html(edition: Edition) -> list[SourceText]:
    return [
        SourceText("live-photo.html", pages.as_html(pages.endpoint_page(edition))),
        SourceText("answers.html", pages.as_html(pages.response_page(edition))),
    ]


def plain(edition: Edition) -> list[SourceText]:
    return [
        SourceText("live-photo.txt", pages.as_plain(pages.endpoint_page(edition))),
        SourceText("answers.txt", pages.as_plain(pages.response_page(edition))),
    ]


@pytest.mark.parametrize("render", [markdown, html, plain])
@pytest.mark.parametrize(("base", "other"), [("2025-09", "2026-01"), ("2026-01", "2026-04"), ("2026-04", "2025-12")])
def test_real_pages_of_an_edition_teach_it(render: Any, base: str, other: str) -> None:
    edition = load_edition(other)
    facts = reading.facts_of(render(edition), endpoint_of(edition))
    _, _, new = learn(facts, load_edition(base))

    assert sure(facts, new) == []
    assert left_untaught(facts, new) == []
    told_statuses = {row.value.code: row.value.status for row in facts.errors if row.value.status is not None}
    assert len(told_statuses) > 100
    assert {code: new.status_of(code) for code in told_statuses} == told_statuses
    assert new.status == edition.status


def test_pages_that_say_what_is_known_change_nothing() -> None:
    base = load_edition("2026-01")
    learnt, text, new = learn(facts_of(base), base)

    assert is_unchanged(learnt, base)
    assert "[errors]" not in text
    assert new.errors == base.errors


def test_each_entry_has_its_basis_and_its_source() -> None:
    _, text, new = learn(facts_of(load_edition("2026-01")), load_edition("2025-12"))

    assert text.count("# documented; was ") == 48
    row = new.errors["FILE_RESOLUTION_EXCEEDS_LIMITS"]
    assert (row.status, row.basis) == (413, "documented")
    assert row.source is not None
    assert row.source.startswith(f"{COMMON}:")
    assert (
        f'FILE_RESOLUTION_EXCEEDS_LIMITS = {{ status = 413, source = "{row.source}" }}  # documented; was 422' in text
    )
    assert {source.where for source in new.sources} >= {PAGE, COMMON}


def test_a_file_holds_only_what_changed() -> None:
    _, text, _ = learn(facts_of(load_edition("2026-02-retired")), load_edition("2026-01"))
    tables = [line for line in text.splitlines() if line.startswith("[") and not line.startswith("[[")]

    assert tables == ["[lifecycle]"]
    assert 'status = "retired"  # documented; ' in text


def test_the_rules_go_on_and_answer_with_the_new_statuses() -> None:
    _, _, new = learn(facts_of(load_edition("2026-01")), load_edition("2025-12"))

    assert new.status_of(new.rules["image_too_wide"].code) == 413


def test_a_code_that_a_rule_needs_stays_as_an_assumption_and_that_is_told() -> None:
    base = load_edition("2026-01")
    facts = facts_of(base)
    without = replace(facts, errors=tuple(row for row in facts.errors if row.value.code != "ERROR_NO_FACE_IN_FILE"))
    learnt, _, new = learn(without, base)

    assert any("ERROR_NO_FACE_IN_FILE: gone, but the rule no_face needs an answer" in each for each in learnt.untaught)
    assert new.errors["ERROR_NO_FACE_IN_FILE"].basis == "assumed"
    assert new.rules["no_face"].basis == "assumed"
    assert sure(without, new) == []


def test_a_code_that_no_rule_needs_goes() -> None:
    base = load_edition("2026-01")
    facts = facts_of(base)
    needed = {code for rule in base.rules.values() for code in (rule.code, *rule.alternatives)}
    gone = next(name for name in base.errors if name not in needed)
    _, text, new = learn(replace(facts, errors=tuple(r for r in facts.errors if r.value.code != gone)), base)

    assert gone not in new.errors
    assert f'"errors/{gone}",  # documented; ' in text


def test_a_file_field_of_another_name_takes_its_rules_with_it() -> None:
    base = load_edition("2026-01")
    facts = facts_of(base)
    form = tuple(
        replace(row, value=replace(row.value, name="photo")) if row.value.name == "image_target" else row
        for row in facts.form
    )
    _, _, new = learn(replace(facts, form=form), base)

    assert new.request.image_field.name == "photo"
    assert {rule.field for rule in new.rules.values() if rule.field} <= {"photo", "type"}


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"form": told(FormField("size", "table", "complex", False), PAGE, 99)}, "request.fields.size"),
        ({"public_fields": told(ResponseField("ok", "boolean", True), COMMON, 99)}, "response.fields.ok"),
        ({"errors": told(ErrorRow("ODD", 200, "odd"), COMMON, 99)}, "errors.ODD"),
    ],
)
def test_what_an_edition_has_no_place_for_is_told_and_the_rest_is_learnt(more: dict[str, Any], where: str) -> None:
    facts = facts_of(load_edition("2026-01"))
    (name, extra), *_ = more.items()
    learnt, _, new = learn(replace(facts, **{name: (*getattr(facts, name), extra)}), load_edition("2025-12"))

    assert [each for each in learnt.untaught if each.startswith(where)]
    assert new.status_of("ERROR_HIGH_RESOLUTION") == 413


def test_an_edition_of_the_users_can_be_built_on(tmp_path: Path) -> None:
    base = load_edition("2025-12")
    _, text, _ = learn(facts_of(load_edition("2026-01")), base)
    (tmp_path / "new.toml").write_text(text, encoding="utf-8")
    mine = load_edition("new", [tmp_path])
    learnt = learn_from_pages(facts_of(load_edition("2026-04")), mine, DATE)
    newer = edition_text(learnt, Head("newer", "newer", DATE, "new"), mine)

    assert "ERROR_HIGH_RESOLUTION" not in newer
    assert changes(parse_edition(newer, "newer.toml", [tmp_path]), load_edition("2026-04")) == ()


@given(
    st.dictionaries(
        st.sampled_from(sorted(load_edition("2026-01").errors)), st.integers(400, 599), min_size=1, max_size=12
    ),
    st.text(max_size=30),
)
def test_any_table_that_is_told_is_learnt(moved: dict[str, int], message: str) -> None:
    base = load_edition("2026-01")
    errors = {
        name: replace(row, status=moved.get(name, row.status), message=message if name in moved else row.message)
        for name, row in base.errors.items()
    }
    facts = facts_of(replace(base, errors=errors))
    _, _, new = learn(facts, base)

    assert {name: new.errors[name].status for name in moved} == moved
    assert sure(facts, new) == []
