from __future__ import annotations

import json
from pathlib import Path

import pages
import pytest

from contract_tests.docs.endpoint import endpoint_of
from contract_tests.docs.facts import DocFacts, DocsError
from contract_tests.docs.reading import facts_of, read_documents
from contract_tests.docs.sources import MOST_BYTES, SourceText
from livephoto.contract.loader import load_edition

EDITION = load_edition("2026-01")
PAGE = pages.as_mdx(pages.endpoint_page(EDITION), f"POST {EDITION.request.path}")
ANSWERS = pages.as_mdx(pages.response_page(EDITION))


def facts(text: str, file: str = "page.mdx") -> DocFacts:
    return facts_of([SourceText(file, text)], endpoint_of(EDITION))


def refused(text: str, file: str = "page.mdx") -> str:
    with pytest.raises(DocsError) as caught:
        facts(text, file)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(file)
    return str(caught.value)


def test_a_page_of_another_endpoint_is_refused_by_its_path() -> None:
    text = PAGE.replace(EDITION.request.path, "/api/portrait/effects/other")

    assert "another endpoint, /api/portrait/effects/other" in refused(text)


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ('<!doctype html><html><body><form><input type="password"></form></body></html>', "login.html"),
        ("Welcome back\nPlease log in\nPassword\n", "login.txt"),
    ],
    ids=["html", "text"],
)
def test_a_login_page_is_called_so(text: str, file: str) -> None:
    assert "a login page" in refused(text, file)


def test_a_page_in_another_script_is_refused_with_its_line() -> None:
    text = "## 请求\n\n- **地址**: 见下\n\n| 字段 | 必填 |\n|---|---|\n| 图片 | 是 |\n"

    assert refused(text).startswith("page.mdx:1: not in English")


def test_a_page_of_the_endpoint_with_none_of_the_known_headings_is_refused() -> None:
    text = f"---\nopenapi: POST {EDITION.request.path}\n---\n\n## Solicitud\n\nEnvíe una foto.\n"

    assert "not in English" in refused(text)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("---\ntitle: Half", 1, "front matter"),
        ("## Request\n\n```json\n{", 3, "block of code"),
        ("## Body\n\n| Field | Type |\n|---|---|\n| `type` | `int", 5, "table's row"),
        ("## Body\n\n| Field | Type |\n|---|---|\n| `type` |\n", 5, "table's row"),
        ("## Request\n\n<Warning>\ntext", 3, "<Warning>"),
        ("## Request\n\n{/* text", 3, "comment"),
    ],
    ids=["front matter", "fence", "row", "short row", "component", "comment"],
)
def test_a_markdown_file_cut_short_is_refused_where_it_was_open(text: str, line: int, what: str) -> None:
    message = refused(text)

    assert message.startswith(f"page.mdx:{line}: ")
    assert what in message


def test_a_json_example_that_ends_in_the_middle_is_refused() -> None:
    text = PAGE.replace('"video": ""\n  }\n}', '"video": ""\n')

    assert "JSON example ends in the middle" in refused(text)


@pytest.mark.parametrize("cut", ["<table", "<table><tr><td>a", "<pre>{", "<!-- a", "<script>let a", "<p"])
def test_html_cut_short_is_refused(cut: str) -> None:
    text = pages.as_html(pages.endpoint_page(EDITION)).split("<table", maxsplit=1)[0] + cut

    assert "cut short" in refused(text, "page.html")


def test_copied_text_cut_inside_json_is_refused() -> None:
    text = pages.as_plain(pages.endpoint_page(EDITION)).rstrip().removesuffix("}")

    assert "never closes" in refused(text, "page.txt")


@pytest.mark.parametrize(("text", "line"), [('{"openapi": "3.0.0", "paths": {', 1), ('{\n"openapi" 3}', 2)])
def test_an_openapi_document_that_is_no_json_is_refused(text: str, line: int) -> None:
    assert refused(text, "openapi.json").startswith(f"openapi.json:{line}: ")


def test_yaml_that_is_none_is_refused_with_its_line() -> None:
    assert refused("openapi: 3.0.0\npaths: [\n", "openapi.yaml").startswith("openapi.yaml:3: not valid YAML")


def test_yaml_may_not_make_objects() -> None:
    assert "not valid YAML" in refused("openapi: !!python/object/apply:os.getcwd []\n", "openapi.yaml")


def test_a_column_that_is_not_known_is_refused_and_nothing_of_its_table_read() -> None:
    text = "## Error Codes\n\n| HTTP Status | Since | Value |\n|---|---|---|\n| 400 | 2026 | `ERROR_X` |\n"

    assert "column 'Since' is not known here" in refused(text)


def test_a_row_with_a_cell_more_than_its_header_is_refused() -> None:
    text = ANSWERS.replace("| Invalid parameters. |", "| Invalid | parameters. |")

    assert "4 cells in a table of 3 columns" in refused(text)


def test_a_row_with_a_cell_less_is_unread_and_its_table_not_whole() -> None:
    told = facts(ANSWERS.replace("| `ERROR_PARAMETERS` | Invalid parameters. |", "| `ERROR_PARAMETERS` |"))

    assert "ERROR_PARAMETERS" not in {row.value.code for row in told.errors}
    assert [item.part for item in told.unread] == ["errors"]
    assert not told.whole("errors")


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"", "empty"), (b" \n\n", "empty"), (b"\x89PNG\r\n\x1a\n", "not text"), (b"a\nb\0c", ":2: binary data")],
)
def test_empty_and_binary_files_are_refused(tmp_path: Path, raw: bytes, says: str) -> None:
    file = tmp_path / "page.mdx"
    file.write_bytes(raw)

    with pytest.raises(DocsError, match=says):
        read_documents([str(file)])


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    with file.open("wb") as out:
        out.truncate(50 * 1024 * 1024)

    with pytest.raises(DocsError, match=f"over {MOST_BYTES // 1024**2} MB"):
        read_documents([str(file)])


@pytest.mark.parametrize("piece", ["<a ", '<a x="', "<a href=x ", "<!--", "<", "<h1>", "<table>"])
def test_hostile_html_of_megabytes_is_refused(piece: str) -> None:
    """The standard library's parser takes hours for some of these."""
    refused(piece * (2_000_000 // len(piece)), "page.html")


def test_more_lines_than_a_page_has_are_refused() -> None:
    assert "lines" in refused("- a\n" * 60_000)


def test_an_openapi_document_without_the_path_says_nothing_alone() -> None:
    assert "no page of" in refused(json.dumps({"openapi": "3.0.0", "paths": {}}), "openapi.json")


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DocsError, match="cannot be read"):
        read_documents([str(tmp_path / "none.mdx")])


def test_text_that_ends_in_a_table_takes_nothing_away() -> None:
    whole = pages.as_plain(pages.endpoint_page(EDITION))

    told = facts(whole[: whole.index("+video")].rstrip("\n"), "page.txt")

    assert not told.whole("business")
    assert any("the text ends in this table" in gap.says for gap in told.unread)
