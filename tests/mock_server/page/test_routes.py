from __future__ import annotations

import re

import pytest

from mock_server.page.files import page_files, version

TOKEN = "a-token-of-some-length"
ELSEWHERE = {"x-forwarded-for": "203.0.113.5"}


def test_a_browser_gets_the_page(bench):
    answer = bench.page()
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert "accept" in answer.headers["vary"]
    assert bench.http.head("/", headers={"accept": "text/html"}).content == b""


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("GET", "/", "*/*"),
        ("GET", "/", "application/json"),
        ("POST", "/", "text/html"),
        ("DELETE", "/", "text/html"),
        ("GET", "//", "text/html"),
        ("GET", "/index.html", "text/html"),
    ],
)
def test_everyone_else_gets_the_apis_answer(bench, method, path, accept):
    headers = {"accept": accept, "ailabapi-api-key": "k"}
    answer = bench.http.request(method, bench.base_url + path, headers=headers)
    assert (answer.status_code, answer.headers["x-livephoto-rule"]) == (404, "path_unknown")


def test_the_page_is_no_call(bench):
    bench.page()
    assert bench.http.get("/__admin/requests").json()["meta"]["total"] == 0


def test_nothing_in_it_is_inline_or_from_elsewhere(bench):
    answer = bench.page()
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ")
    assert not re.search(r"https?://|<style|\sstyle=|\son[a-z]+=|<script>", answer.text)
    assert "<script" not in re.sub(r'<script type="module" src="/[^"]+"></script>', "", answer.text)


def test_its_files_may_be_kept_for_ever_and_change_their_names(bench):
    links = re.findall(r'(?:href|src)="(/__admin/page/files/[^"]+)"', bench.page().text)
    assert {link.rpartition("/")[2] for link in links} == {"icon.svg", "page.css", "main.js"}
    for name in page_files():
        answer = bench.http.get(f"/__admin/page/files/{version()}/{name}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert bench.http.get("/__admin/page/files/0000/main.js").status_code == 404
    assert bench.http.get(f"/__admin/page/files/{version()}/routes.py").status_code == 404


@pytest.mark.parametrize("path", ["/", "/__admin/page/journal", "/__admin/page/events", "/__admin/page/audit"])
@pytest.mark.parametrize("headers", [{"origin": "http://app.example"}, {"host": "evil.example"}])
def test_pages_of_others_are_turned_away(bench, path, headers):
    answer = bench.http.get(path, headers={"accept": "text/html", **headers})
    assert answer.status_code == 403
    assert "workbench" not in answer.text
    assert "access-control-allow-origin" not in answer.headers


def test_from_elsewhere_it_is_closed_without_a_token(bench):
    answer = bench.page(**ELSEWHERE)
    assert answer.status_code == 403
    assert "start the mock with --admin-token" in answer.text
    assert "<form" not in answer.text
    assert "'self'" not in answer.headers["content-security-policy"]


def test_from_elsewhere_it_asks_for_the_token_and_takes_it(benches):
    bench = benches(admin_token=TOKEN)
    asked = bench.page(**ELSEWHERE)
    assert asked.status_code == 401
    assert 'id="token-form"' in asked.text
    assert 'id="workbench"' not in asked.text
    assert bench.http.get(f"/__admin/page/files/{version()}/main.js", headers=ELSEWHERE).status_code == 200
    assert bench.http.get("/__admin/page/journal", headers=ELSEWHERE).status_code == 401
    assert 'id="workbench"' in bench.page(**ELSEWHERE, authorization=f"Bearer {TOKEN}").text


def test_it_names_no_file_and_no_key(benches, tmp_path):
    file = tmp_path / "my-faults.toml"
    file.write_text('[[scenarios]]\nname = "mine"\n[[scenarios.stubs]]\nresponse = { error = "no_face" }\n')
    bench = benches(scenarios=(str(file),), api_keys=("secret-one", "secret-two"))
    bench.call("secret-one")
    page = bench.page().text
    assert "scenario=mine" in page
    assert "One of the 2" in page
    assert not [name for name in ("my-faults", str(tmp_path), "secret-one", "secret-two") if name in page]


def test_the_parts_are_rendered_anew(bench):
    bench.call("k", name="image")
    assert "expected `image_target`" in bench.http.get("/__admin/page/journal").text
    spent = bench.http.post("/__admin/page/credits", json={"key": "k"}).text
    assert spent.count('class="mine"') == 1
    assert "<p>1 call, 0 credits billed" in bench.http.get("/__admin/page/audit").text


def test_rows_are_told_as_they_come(bench):
    bench.call("old")
    with bench.http.stream("GET", "/__admin/page/events?after=0") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == ": the journal"
        told = [next(lines) for _ in range(3)]
    assert told[1] == "id: 1"
    assert told[2].startswith('data: <li class="row good" data-number="1">')


def test_a_mock_without_a_journal_says_so(benches):
    bench = benches(journal_size=0)
    bench.call()
    page = bench.page().text
    assert "keeps no journal: start it with --journal-size" in page
    assert "nothing to audit" in page


def test_the_control_apis_document_does_not_list_the_page(bench):
    assert not [path for path in bench.http.get("/__admin/openapi.json").json()["paths"] if "/page" in path]
