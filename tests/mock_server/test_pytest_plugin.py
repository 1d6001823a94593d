from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from livephoto.contract import load_edition

pytest_plugins = "pytester"

PRICE = load_edition().billing.credits_per_success
HEAD = """
import asyncio
import hashlib
import os
import threading
import httpx
import pytest
import livephoto
from contract_tests.photos import PhotoSpec, build

PATH = "/api/portrait/effects/live-photo"
PHOTO = build(PhotoSpec())
PRICE = 22

def post(mock, photo=PHOTO, key=None, http=httpx, field="image_target", **more):
    headers = {"ailabapi-api-key": key or mock.key}
    return http.post(mock.url + PATH, headers=headers, files={field: photo}, **more)
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """Runs a file of tests as an integrator would, warnings as errors; `ini` are lines of its configuration.

    apart: in a process of its own.
    """
    for name in ("PYTEST_ADDOPTS", "LIVEPHOTO_BASE_URL", "AILAB_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(tests: str, *options: str, ini: str = "", apart: bool = False) -> pytest.RunResult:
        loop_scope = "" if "no:asyncio" in options else "asyncio_default_fixture_loop_scope = function"
        pytester.makeini(f"[pytest]\n{loop_scope}\n{ini}")
        pytester.makepyfile(HEAD + tests)
        start = pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess
        return start("-q", "-W", "error", "--strict-markers", "-p", "no:cacheprovider", *options)

    return run


def test_the_plugin_loads_nothing_that_pytest_has_not():
    code = "import json, sys, pytest; before = set(sys.modules); import mock_server.pytest_plugin; "
    code += "print(json.dumps(sorted(set(sys.modules) - before)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["mock_server", "mock_server.pytest_plugin"]


def test_the_fixtures_the_marker_and_the_option_are_told(pytester):
    told = pytester.runpytest_subprocess("--fixtures", "--markers", "-q").stdout.str()
    assert "@pytest.mark.livephoto(edition, scenario, credits, engine, strict, key)" in told
    fixtures = pytester.runpytest_subprocess("--fixtures", "-q").stdout.str()
    for name in ("livephoto_mock", "livephoto_client", "livephoto_async_client", "livephoto_mock_inprocess"):
        assert f"{name} -- " in fixtures
    assert "livephoto_strict (bool)" in pytester.runpytest_subprocess("--help").stdout.str()


def test_a_test_sees_its_own_calls_and_its_own_bill(run):
    run("""
def test_a_client_of_ones_own(livephoto_mock):
    assert post(livephoto_mock).status_code == 200
    assert post(livephoto_mock, b"no photo").status_code >= 400
    first, second = livephoto_mock.calls
    assert (first.status, first.credits, first.billed, first.path) == (200, PRICE, True, PATH)
    assert first.photo == hashlib.sha256(PHOTO).hexdigest()
    assert (second.billed, second.number > first.number) == (False, True)
    assert livephoto_mock.bill == PRICE

def test_another_begins_with_nothing(livephoto_mock):
    assert (livephoto_mock.calls, livephoto_mock.bill, livephoto_mock.audit()) == ([], 0, [])

def test_calls_with_other_keys_are_not_its_own_and_those_without_are(livephoto_mock):
    assert post(livephoto_mock, key="another").status_code == 200
    assert livephoto_mock.calls == []
    httpx.post(livephoto_mock.url + PATH, files={"image_target": PHOTO})
    assert [call.key for call in livephoto_mock.calls] == [None]

def test_the_client(livephoto_client, livephoto_mock):
    assert livephoto_client.animate(PHOTO).video[4:8] == b"ftyp"
    assert livephoto_client.animate(PHOTO, type=livephoto.LivePhotoType.FULL_BODY)
    assert [call.fields for call in livephoto_mock.calls] == [{"type": "0"}, {"type": "1"}]

def test_the_environment(livephoto_mock, monkeypatch):
    for name, value in livephoto_mock.env.items():
        monkeypatch.setenv(name, value)
    with livephoto.Client() as client:
        client.animate(PHOTO)
    assert livephoto_mock.bill == PRICE
""").assert_outcomes(passed=5)


def test_answers_that_were_prepared_come_in_their_order_and_only_to_the_tests_own_key(run):
    run("""
def outcome(mock, **more):
    try:
        return post(mock, **more).status_code
    except httpx.TransportError:
        return "cut"

def test_in_order(livephoto_mock):
    livephoto_mock.answer_next("upstream_busy", times=2, headers={"Retry-After": 7})
    livephoto_mock.answer_next(fault="EMPTY_RESPONSE")
    assert outcome(livephoto_mock) == 503
    livephoto_mock.answer_next(error="no_face")
    assert outcome(livephoto_mock, key="another") == 200
    assert len(livephoto_mock.unused()) == 3
    assert [outcome(livephoto_mock) for _ in range(4)] == [503, "cut", 422, 200]
    assert [call.retry_after for call in livephoto_mock.calls] == [7, 7, None, None, None]
    assert [call.verdict for call in livephoto_mock.calls] == ["answered"] * 2 + ["fault"] + ["answered"] * 2
    assert livephoto_mock.unused() == []

def test_a_mistake_is_told(livephoto_mock):
    with pytest.raises(ValueError, match="EMPTY"):
        livephoto_mock.answer_next(fault="NOTHING")
    with pytest.raises(ValueError, match="no_such"):
        livephoto_mock.answer_next("no_such")

def test_the_next_test_has_none_of_it(livephoto_mock):
    livephoto_mock.answer_next("no_face")

def test_as_was_said(livephoto_mock):
    assert post(livephoto_mock).status_code == 200

@pytest.mark.parametrize("fault", ["CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK"])
@pytest.mark.parametrize("number", range(5))
def test_a_call_is_in_the_journal_as_soon_as_its_client_knows(livephoto_mock, fault, number):
    livephoto_mock.answer_next(fault=fault)
    assert outcome(livephoto_mock) == "cut"
    assert [call.verdict for call in livephoto_mock.calls] == ["fault"]
""").assert_outcomes(passed=19)


def test_scenarios_by_name_and_by_document_act_on_the_test_alone(run):
    run("""
DOCUMENT = {"name": "mine", "stubs": [{"when": {"every": 2}, "response": {"error": "no_face"}}]}

def statuses(mock, **more):
    return [post(mock, **more).status_code for _ in range(4)]

def test_document(livephoto_mock):
    livephoto_mock.scenario(DOCUMENT)
    assert statuses(livephoto_mock) == [200, 422, 200, 422]
    assert statuses(livephoto_mock, key="another") == [200] * 4
    assert "request" not in DOCUMENT["stubs"][0]
    assert [call.scenario for call in livephoto_mock.calls] == [None, "mine"] * 2

@pytest.mark.livephoto(scenario="retires")
@pytest.mark.parametrize("number", [1, 2])
def test_named(livephoto_mock, number):
    assert [status == 200 for status in statuses(livephoto_mock)] == [True, True, False, False]

@pytest.mark.livephoto(scenario=DOCUMENT, credits=PRICE)
def test_both(livephoto_mock):
    assert livephoto_mock.balance == PRICE
    assert statuses(livephoto_mock)[:2] == [200, 422]
    assert livephoto_mock.balance == 0
    livephoto_mock.give(2 * PRICE)
    assert statuses(livephoto_mock)[0] == 200

def test_neither(livephoto_mock):
    assert statuses(livephoto_mock) == [200] * 4
    assert livephoto_mock.balance is None

def test_unknown(livephoto_mock):
    with pytest.raises(ValueError, match="no ready-made scenario 'nonsense'; there are: flaky"):
        livephoto_mock.scenario("nonsense")
""").assert_outcomes(passed=6)


def test_the_marker_chooses_and_the_nearest_has_the_last_word(run):
    run("""
EDITION = "X-Livephoto-Edition"

@pytest.mark.livephoto(edition="2025-12", credits=PRICE)
class TestOld:
    def test_as_the_class_says(self, livephoto_mock):
        assert post(livephoto_mock).headers[EDITION] == "2025-12"
        assert not post(livephoto_mock).is_success
    @pytest.mark.livephoto(credits=2 * PRICE, engine="canned", key="built-in")
    def test_but_richer(self, livephoto_mock):
        assert livephoto_mock.key == "built-in"
        assert post(livephoto_mock).headers[EDITION] == "2025-12"
        assert post(livephoto_mock).is_success
        assert not post(livephoto_mock).is_success

def test_else_the_default(livephoto_mock):
    assert post(livephoto_mock).headers[EDITION] == "2026-01"

@pytest.mark.livephoto(engine="animated")
def test_another_engine(livephoto_mock):
    assert post(livephoto_mock).headers["X-Livephoto-Engine"] == "animated"
""").assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        ("engin='canned'", "*takes edition, scenario, credits, engine, strict, key, not 'engin'"),
        ("'2026-01'", "*takes edition, *, each by its name"),
        ("credits='many'", "*takes credits as a number, 0 or more, not 'many'"),
        ("credits=-1", "*takes credits as a number, 0 or more, not -1"),
        ("edition='1999-01'", "livephoto_mock: *1999-01*"),
        ("engine='steam'", "livephoto_mock: no engine 'steam'*"),
        ("scenario='nonsense'", "*scenario: no ready-made scenario 'nonsense'*"),
        ("scenario={'name': 'x', 'stubs': [{'respons': {}}]}", "*stubs*respons*"),
        ("scenario=5", "*takes scenario as *, not 5"),
        ("edition=5", "livephoto_mock: *5*"),
        ("engine=5", "livephoto_mock: no engine 5*"),
    ],
)
def test_a_marker_with_nonsense_is_told_in_a_line(run, marker, says):
    done = run(f"@pytest.mark.livephoto({marker})\ndef test_it(livephoto_mock): pass")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([says])
    assert "Traceback" not in done.stdout.str()
    assert "During handling" not in done.stdout.str()


def test_a_verification_that_fails_says_what_came_instead(run):
    done = run("""
def test_holds(livephoto_mock):
    post(livephoto_mock)
    (only,) = livephoto_mock.verify(billed=True, exactly=1)
    assert only.status == 200
    assert livephoto_mock.verify(photo=only.photo, at_most=1) == [only]
    assert livephoto_mock.verify(key="", exactly=0) == []

def test_does_not(livephoto_mock):
    post(livephoto_mock, field="image")
    post(livephoto_mock, key="another")
    livephoto_mock.verify(billed=True)
""")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        [
            "E *AssertionError: not as wanted: at least 1 call (billed); the journal has 0",
            "E *#2: you sent `image`, expected `image_target`",
            "E *1 call came with another key than this test's: is its key used? (livephoto_mock.key)",
        ]
    )


RETRIES = """
def stubborn(mock):
    mock.answer_next("no_face", times=2)
    for _ in range(2):
        post(mock)
"""


def test_the_audit_is_an_assertion_and_says_what_is_wrong(run):
    done = run(
        RETRIES
        + """
def test_audit(livephoto_mock):
    stubborn(livephoto_mock)
    assert [finding.kind for finding in livephoto_mock.audit()] == ["hopeless_retry"]
    assert not livephoto_mock.audit()
"""
    )
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["E *Finding(kind='hopeless_retry', says='the same request was sent once more after 422*"]
    )


def test_strictness_at_the_end_of_a_test_only_where_it_is_asked_for(run):
    tests = (
        RETRIES
        + """
def test_not_asked(livephoto_mock):
    stubborn(livephoto_mock)

@pytest.mark.livephoto(strict=True)
def test_asked(livephoto_mock):
    stubborn(livephoto_mock)

@pytest.mark.livephoto(strict=True)
def test_good(livephoto_mock):
    livephoto_mock.answer_next("no_face")
    post(livephoto_mock)

@pytest.mark.livephoto(strict=False)
def test_lax(livephoto_mock):
    post(livephoto_mock, field="image")
    livephoto_mock.answer_next("no_face", times=3)
"""
    )
    done = run(tests)
    done.assert_outcomes(passed=4, errors=1)
    done.stdout.fnmatch_lines(["livephoto_mock is strict:", "error: hopeless_retry: the same request*"])
    run(tests, ini="livephoto_strict = true").assert_outcomes(passed=4, errors=2)


def test_strictness_names_refusals_and_answers_that_nobody_asked_for(run):
    done = run("""
@pytest.mark.livephoto(strict=True)
def test_it(livephoto_mock):
    post(livephoto_mock, field="image")
    livephoto_mock.answer_next("no_face", times=3)
""")
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(
        ["refused: #1: you sent `image`, expected `image_target`", "not asked for: 3 x {'error': 'no_face'}"]
    )


def test_one_server_serves_a_session_and_one_that_was_ended_is_replaced(run):
    run("""
seen, others = [], set(threading.enumerate())

@pytest.mark.parametrize("number", range(3))
def test_same(livephoto_mock, number):
    seen.append(livephoto_mock.url)
    assert len(set(seen)) == 1

def test_left_changed_and_ended(livephoto_mock):
    httpx.put(livephoto_mock.url + "/__admin/settings", json={"credits": 0}).raise_for_status()
    assert not post(livephoto_mock).is_success

def test_as_good_as_new(livephoto_mock):
    assert livephoto_mock.url == seen[0]
    assert post(livephoto_mock).is_success
    httpx.post(livephoto_mock.url + "/__admin/shutdown").raise_for_status()
    for thread in set(threading.enumerate()) - others:
        if thread.name == "mock":
            thread.join()

def test_another_takes_its_place(livephoto_mock):
    assert post(livephoto_mock).is_success
""").assert_outcomes(passed=6)


@pytest.mark.parametrize("how", ["load", "loadfile"])
def test_workers_of_xdist_have_mocks_of_their_own(run, how):
    run(
        """
@pytest.mark.parametrize("number", range(12))
@pytest.mark.livephoto(credits=PRICE)
def test_it(livephoto_client, livephoto_mock, number):
    livephoto_client.animate(PHOTO)
    assert (livephoto_mock.bill, livephoto_mock.balance, len(livephoto_mock.calls)) == (PRICE, 0, 1)
""",
        "-n",
        "2",
        "--dist",
        how,
    ).assert_outcomes(passed=12)


ASYNC = """
async def test_many_at_once(livephoto_async_client, livephoto_mock{backend}):
    first, second = livephoto_async_client, livephoto_async_client
    livephoto_mock.answer_next(fixed_delay_milliseconds=50)
    assert (await first.animate(PHOTO)).video[4:8] == b"ftyp"
    async with livephoto_async_client:
        await second.animate(PHOTO, type=livephoto.LivePhotoType.FULL_BODY)
    assert livephoto_mock.bill == 2 * PRICE

async def test_hard_coded(livephoto_mock_inprocess{backend}):
    headers = {{"ailabapi-api-key": livephoto_mock_inprocess.key}}
    async with httpx.AsyncClient() as http:
        answer = await http.post("https://www.ailabapi.com" + PATH, headers=headers, files={{"image_target": PHOTO}})
        assert answer.status_code == 200
        livephoto_mock_inprocess.scenario("never-answers")
        with pytest.raises(httpx.ReadTimeout):
            await post(livephoto_mock_inprocess, http=http, timeout=0.1)
    assert [call.verdict for call in livephoto_mock_inprocess.calls] == ["answered", "client gone"]
"""


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_the_async_client_works_under_pytest_asyncio(run, mode):
    tests = ("pytestmark = pytest.mark.asyncio\n" if mode == "strict" else "") + ASYNC.format(backend="")
    run(tests, ini=f"asyncio_mode = {mode}").assert_outcomes(passed=2)


def test_the_async_client_works_under_anyio_with_asyncio_and_trio(run):
    tests = "pytestmark = pytest.mark.anyio\n" + ASYNC.format(backend=", anyio_backend")
    run(tests, "-p", "no:asyncio").assert_outcomes(passed=4)


def test_in_process_a_hard_coded_address_needs_no_change(run):
    run("""
URL = "https://www.ailabapi.com" + PATH

def test_no_socket_is_opened(livephoto_mock_inprocess, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", None)
    answer = httpx.post(URL, headers={"ailabapi-api-key": livephoto_mock_inprocess.key}, files={"image_target": PHOTO})
    assert answer.json()["data"]["video"]
    assert (livephoto_mock_inprocess.bill, livephoto_mock_inprocess.url + PATH) == (PRICE, URL)

def test_the_client_with_its_own_address(livephoto_mock_inprocess):
    with livephoto.Client(api_key=livephoto_mock_inprocess.key) as client:
        client.animate(PHOTO)
    assert livephoto_mock_inprocess.bill == PRICE

@pytest.mark.livephoto(scenario="resets", edition="2025-12")
def test_a_fault_is_a_transport_error(livephoto_mock_inprocess):
    with pytest.raises(httpx.ReadError, match="reset"):
        post(livephoto_mock_inprocess)
    assert [call.verdict for call in livephoto_mock_inprocess.calls] == ["fault"]

def test_a_read_timeout_is_one(livephoto_mock_inprocess):
    livephoto_mock_inprocess.answer_next(fixed_delay_milliseconds=60_000)
    with pytest.raises(httpx.ReadTimeout, match="no answer from the mock within 0.1 s"):
        post(livephoto_mock_inprocess, timeout=0.1)
    assert post(livephoto_mock_inprocess).is_success
    assert [call.verdict for call in livephoto_mock_inprocess.calls] == ["client gone", "answered"]

def test_the_transport_serves_under_any_address(livephoto_mock_inprocess):
    with httpx.Client(transport=livephoto_mock_inprocess.transport, base_url="http://somewhere") as http:
        headers = {"ailabapi-api-key": livephoto_mock_inprocess.key}
        assert http.post(PATH, headers=headers, files={"image_target": PHOTO}).is_success
        assert http.get("/__admin/requests").json()["meta"]["total"] == 1

def test_other_hosts_are_left_alone(livephoto_mock_inprocess, livephoto_mock):
    assert post(livephoto_mock, trust_env=False).is_success
    assert (livephoto_mock.bill, livephoto_mock_inprocess.bill) == (PRICE, 0)

def test_another_router_answers_for_its_own(livephoto_mock_inprocess, respx_mock):
    respx_mock.get("https://other.example/").respond(418)
    assert httpx.get("https://other.example/").status_code == 418
    assert post(livephoto_mock_inprocess).is_success

def test_and_in_the_other_order(respx_mock, livephoto_mock_inprocess):
    respx_mock.get("https://other.example/").respond(418)
    assert httpx.get("https://other.example/").status_code == 418
    assert post(livephoto_mock_inprocess).is_success
""").assert_outcomes(passed=8)


def test_afterwards_the_vendors_host_is_the_vendors_again(run):
    run("""
def test_one(livephoto_mock_inprocess):
    assert post(livephoto_mock_inprocess).is_success

def test_two(monkeypatch):
    def refuse(*_, **__): raise OSError("no network in tests")
    monkeypatch.setattr("socket.create_connection", refuse)
    with pytest.raises(httpx.ConnectError):
        httpx.get("https://www.ailabapi.com", trust_env=False)
""").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("missing", "fixture", "says"),
    [
        ("respx", "livephoto_mock_inprocess", "*answers for the vendor's host by respx: pip install respx, or use *"),
        ("uvicorn", "livephoto_mock", 'livephoto_mock needs uvicorn: pip install "livephoto?mock?"'),
    ],
)
def test_what_is_not_installed_is_told_in_a_line(run, pytester, missing, fixture, says):
    pytester.makeconftest(
        f"import sys\nfor name in [n for n in sys.modules if n.startswith({missing!r})]: del sys.modules[name]\n"
        f"sys.modules[{missing!r}] = None\n"
    )
    done = run(f"def test_it({fixture}): pass", "-p", "no:respx", apart=True)
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([says])
