from __future__ import annotations

import re
from html.parser import HTMLParser

from mock_server.control.docs import docs_page


class Balance(HTMLParser):
    """Fails on a tag that is not closed, and collects links and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)
        attributes = dict(attrs)
        self.links += [attributes["href"]] if "href" in attributes else []
        self.ids += [attributes["id"]] if "id" in attributes else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_names_every_operation_and_needs_nothing_from_elsewhere(shared):
    answer = shared.admin("GET", "/docs")
    page = answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for path in shared.get("/openapi.json")["paths"]:
        assert f"<code>{path}</code>" in page
    assert not re.search(r"https?://|<script|@import|url\(", page)


def test_the_page_is_well_formed_and_its_links_lead_somewhere(shared):
    reader = Balance()
    reader.feed(shared.admin("GET", "/docs").text)
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link.removeprefix("#") for link in reader.links} <= {*reader.ids, "openapi.json"}


def test_what_is_sent_and_what_comes_back_leads_to_its_fields(shared):
    page = shared.admin("GET", "/docs").text
    assert (
        'Takes <a href="#schema-Grant">Grant</a>. Answers 200, <a href="#schema-AccountState">AccountState</a>.' in page
    )
    grant = page[page.index('id="schema-Grant"') :][:1500]
    assert "<td><code>key</code></td><td>string</td><td>Required. A key or its pseudonym.</td>" in grant


def test_what_the_document_says_is_escaped():
    page = docs_page({"info": {"title": "<b>", "version": "1", "description": "&"}, "paths": {}})
    assert "<b>" not in page.replace("<body>", "")
    assert "&lt;b&gt;" in page
