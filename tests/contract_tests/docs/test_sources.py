from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pages
import pytest

from contract_tests.docs.facts import DocsError, PageUnreachableError
from contract_tests.docs.reading import read_documents
from contract_tests.docs.sources import MOST_BYTES
from livephoto.contract.loader import load_edition

FIXTURES = Path(__file__).parents[3] / "fixtures" / "docs"
URL = "https://docs.example.test/live-photo"
PAGE = pages.as_html(pages.endpoint_page(load_edition("2026-01")))


def client(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answer))


@pytest.mark.parametrize("edition", ["2026-01", "2026-04"])
def test_a_folder_of_docs_gives_its_pages_by_what_they_hold(edition: str) -> None:
    facts = read_documents([str(FIXTURES / edition / "docs")])

    kinds = {Path(page.file).name: page.kind for page in facts.pages}
    notice = {"gone.mdx": "notice"} if edition == "2026-04" else {}
    assert kinds == {
        "docs.json": "navigation",
        "openapi.json": "openapi",
        "answers.mdx": "response",
        "prices.mdx": "billing",
        "api.mdx": "endpoint",
        **notice,
    }
    assert facts.unread == ()


def test_a_folder_with_two_pages_of_the_endpoint_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "2026-01" / "rendered", tmp_path / "a")
    shutil.copytree(FIXTURES / "2026-01" / "rendered", tmp_path / "b")

    with pytest.raises(DocsError, match="name the files that belong together"):
        read_documents([str(tmp_path)])


def test_a_folder_without_the_endpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("# Hello\n")

    with pytest.raises(DocsError, match=f"{tmp_path}: no page of /api/"):
        read_documents([str(tmp_path)])


def test_an_empty_name_is_not_the_folder_where_one_happens_to_be() -> None:
    with pytest.raises(DocsError, match="names no file"):
        read_documents([""])


def test_hidden_folders_are_not_looked_into(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "2026-01" / "rendered", tmp_path / "docs")
    shutil.copytree(FIXTURES / "2026-04" / "rendered", tmp_path / ".git")

    assert len(read_documents([str(tmp_path)]).pages) == 2


@pytest.mark.parametrize("edition", ["2026-01", "2026-04"])
@pytest.mark.parametrize("kind", ["docs", "rendered", "copied"])
def test_the_pages_of_our_own_making_say_what_their_edition_says(edition: str, kind: str) -> None:
    facts, wanted = read_documents([str(FIXTURES / edition / kind)]), load_edition(edition)

    told = {fact.value.code: (fact.value.status, fact.value.message) for fact in facts.errors}
    rows = {name: (row.status, row.message) for name, row in wanted.errors.items()}
    assert told.items() <= rows.items()
    assert (told == rows) == (kind != "copied")
    assert bool(facts.notice) == wanted.retired
    assert [fact.value.name for fact in facts.public_fields] == [field.name for field in pages.documented(wanted)]


def test_a_url_is_asked_for_once_and_nothing_else() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url}")
        return httpx.Response(200, text=PAGE)

    facts = read_documents([URL], client=client(answer))

    assert asked == [f"GET {URL}"]
    assert facts.pages[0].file == URL


def test_a_redirect_on_the_same_host_is_followed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        moved = request.url.path == "/live-photo"
        return httpx.Response(308, headers={"Location": "/new"}) if moved else httpx.Response(200, text=PAGE)

    assert read_documents([URL], client=client(answer)).whole("form")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx.Response(302, headers={"Location": "https://elsewhere.test/"}), "another host, elsewhere.test"),
        (httpx.Response(302, headers={"Location": URL}), "redirects more than"),
        (httpx.Response(404), "answered 404"),
    ],
    ids=["another host", "in circles", "not found"],
)
def test_a_url_that_gives_no_page_is_unreachable(answer: httpx.Response, says: str) -> None:
    with pytest.raises(PageUnreachableError, match=says):
        read_documents([URL], client=client(lambda _: answer))


def test_an_address_where_nobody_answers_is_unreachable() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(PageUnreachableError, match="cannot be fetched: refused"):
        read_documents([URL], client=client(answer))


def test_a_page_that_comes_in_drops_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 5))
    monkeypatch.setattr("contract_tests.docs.fetching.time.monotonic", lambda: next(clock))

    def drops() -> object:
        yield from (b"<p>" for _ in range(100))

    with pytest.raises(PageUnreachableError, match="not there whole after 20 seconds"):
        read_documents([URL], client=client(lambda _: httpx.Response(200, content=drops())))  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [200, 404])
def test_a_url_is_named_without_what_may_be_secret(status: int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, text=PAGE)

    url = "HTTPS://me:s3cret@docs.example.test/live-photo?token=s3cret"
    try:
        named = read_documents([url], client=client(answer)).pages[0].file
    except PageUnreachableError as error:
        named = str(error)

    assert asked[0].endswith("?token=s3cret")
    assert "docs.example.test/live-photo" in named
    assert "s3cret" not in named


def test_no_more_of_a_page_is_taken_than_may_be_read() -> None:
    sent = 0

    def pieces() -> object:
        nonlocal sent
        for _ in range(50):
            sent += 1024 * 1024
            yield b" " * 1024 * 1024

    with pytest.raises(DocsError, match="over 8 MB"):
        read_documents([URL], client=client(lambda _: httpx.Response(200, content=pieces())))  # type: ignore[arg-type]
    assert sent <= MOST_BYTES + 2 * 1024 * 1024
