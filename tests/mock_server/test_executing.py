from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from livephoto.contract import load_edition
from mock_server.executing import environment
from mock_server.settings import Settings

PRICE = load_edition().billing.credits_per_success
SEND = """
import os, sys, httpx
from contract_tests.photos import PhotoSpec, build
for _ in range(int(sys.argv[1])):
    answer = httpx.post(
        os.environ["LIVEPHOTO_BASE_URL"] + "/api/portrait/effects/live-photo",
        headers={"ailabapi-api-key": os.environ["AILAB_API_KEY"]}, files={"image_target": build(PhotoSpec())},
    )
    print(answer.status_code)
"""
# Blocked and waited for: a handler could be called while the first line is still being written.
WAIT = """
import signal, sys
signals = {signal.SIGINT, signal.SIGTERM}
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
print("waiting", flush=True)
print("told", int(signal.sigwait(signals)))
sys.exit(40)
"""


def command(*words):
    return [sys.executable, "-m", "livephoto", "exec", *words]


def run(*words, **env):
    kept = {name: value for name, value in os.environ.items() if name not in ("LIVEPHOTO_BASE_URL", "AILAB_API_KEY")}
    return subprocess.run(command(*words), env=kept | env, capture_output=True, text=True, timeout=120, check=False)


def python(script, *arguments):
    return ("--", sys.executable, "-c", script, *arguments)


def test_the_command_finds_the_mock_and_its_bill_is_told():
    done = run("--engine", "canned", *python(SEND, "1"))
    assert (done.returncode, done.stdout) == (0, "200\n")
    assert done.stderr == f"livephoto exec: 1 call, {PRICE} credits billed\n"


@pytest.mark.parametrize(("ending", "status"), [("sys.exit(7)", 7), ("os.kill(os.getpid(), signal.SIGKILL)", 137)])
def test_its_exit_status_is_that_of_the_command(ending, status):
    done = run(*python(f"import os, signal, sys; {ending}"))
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr == "livephoto exec: 0 calls, 0 credits billed\n"


def test_settings_are_those_of_the_mock():
    done = run("--edition", "2026-02-retired", *python(SEND, "1"))
    assert (done.returncode, done.stdout) == (0, "404\n")
    done = run("--scenario", "down", "--credits", "0", *python(SEND, "1"))
    assert done.stdout.strip() not in ("200", "")


def test_what_the_command_did_wrong_is_told_and_fails_it():
    done = run("--audit", "--engine", "canned", *python(SEND, "2"))
    assert (done.returncode, done.stdout) == (1, "200\n200\n")
    assert "error: duplicate_billed: photo " in done.stderr
    assert f"1 finding in 2 calls; {2 * PRICE} credits billed, {PRICE} of them wasted" in done.stderr
    failed = run("--audit", "--engine", "canned", *python(SEND + "sys.exit(3)", "2"))
    assert failed.returncode == 3
    good = run("--audit", "--engine", "canned", *python(SEND, "1"))
    assert good.returncode == 0
    assert "no findings in 1 call" in good.stderr


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("--", "no-such-command-anywhere"), 127, "cannot run no-such-command-anywhere: there is no such command"),
        (("--", os.devnull), 126, f"cannot run {os.devnull}: permission denied"),
        (("--edition", "1999-01", "--", "true"), 2, "no edition '1999-01'"),
        (("--scenario", "nonsense", "--", "true"), 2, "'nonsense'"),
        (("--max-body", "much", "--", "true"), 2, "'much' is no size"),
        (("--audit",), 2, "Missing argument"),
    ],
)
def test_nonsense_is_told_in_a_line(words, status, says):
    done = run(*words)
    assert (done.returncode, done.stdout) == (status, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_go_to_the_command_and_the_mock_outlives_it(number):
    process = subprocess.Popen(
        command(*python(WAIT)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (40, f"told {number}\n")
    assert err == "livephoto exec: 0 calls, 0 credits billed\n"


def test_a_key_that_is_set_stays_and_one_that_is_not_is_a_fresh_one():
    settings = Settings()
    first, second = (environment({"AILAB_API_KEY": ""}, "http://127.0.0.1:1", settings) for _ in range(2))
    assert first["LIVEPHOTO_BASE_URL"] == "http://127.0.0.1:1"
    assert re.fullmatch("exec-[0-9a-f]{16}", first["AILAB_API_KEY"])
    assert first["AILAB_API_KEY"] != second["AILAB_API_KEY"]
    assert environment({"AILAB_API_KEY": "mine"}, "", settings)["AILAB_API_KEY"] == "mine"
    assert environment({}, "", Settings(api_keys=("known",)))["AILAB_API_KEY"] == "known"


def test_a_proxy_does_not_come_in_between():
    made = environment({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "intranet"}, "", Settings())
    assert (made["NO_PROXY"], made["no_proxy"]) == ("intranet,127.0.0.1", "127.0.0.1")
    assert "NO_PROXY" not in environment({"PATH": "/bin"}, "", Settings())
