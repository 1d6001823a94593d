from __future__ import annotations

import os
import re
import signal
import socket
import sys

import httpx
import pytest

from mock_server.settings import Settings, SettingsError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="workers share a socket as POSIX systems do")

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_url_is_said_once_when_all_are_up_and_all_stop_in_peace(start_workers, number):
    workers = start_workers(workers=2)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", workers.url)
    assert httpx.get(workers.url, trust_env=False).headers["x-livephoto-rule"]
    workers.process.send_signal(number)
    out, err = workers.end()
    assert (workers.process.returncode, out) == (0, "")
    assert "credits, quotas, scenarios and journal are each worker's own" in err
    assert len(err.splitlines()) == 1


def test_ctrl_c_that_reaches_all_of_them_is_a_stop_in_peace(start_workers):
    workers = start_workers(workers=2)
    os.killpg(workers.process.pid, signal.SIGINT)
    _, err = workers.end()
    assert workers.process.returncode == 0
    assert "Traceback" not in err


def test_nothing_is_said_to_be_apart_where_a_store_is_shared(start_workers, store_url):
    workers = start_workers(workers=2, state=store_url)
    workers.process.terminate()
    assert workers.end() == ("", "")


@on_linux
def test_a_worker_that_dies_is_replaced(start_workers):
    workers = start_workers(workers=2)
    workers.warning()
    (victim, other) = before = workers.pids()
    os.kill(victim, signal.SIGKILL)
    assert workers.warning() == f"worker {victim} ended (signal SIGKILL); another takes its place\n"
    os.kill(other, signal.SIGKILL)
    assert str(other) in workers.warning()
    # Nobody of the first two is left: the answer comes from one that took a place, and has waited for it in the queue.
    assert httpx.get(workers.url, trust_env=False, timeout=30).headers["x-livephoto-rule"]
    assert not before & workers.pids()


@on_linux
def test_all_end_with_a_worker_that_ends_in_peace(start_workers):
    workers = start_workers(workers=2)
    os.kill(workers.pids().pop(), signal.SIGTERM)
    workers.end()
    assert workers.process.returncode == 0


def test_workers_do_not_outlive_the_one_that_watches(start_workers):
    workers = start_workers(workers=2)
    workers.process.kill()
    # Whoever of them lived on would hold its output open, and this would run out of time.
    assert "Traceback" not in workers.end()[1]


def test_workers_that_cannot_start_are_an_error_in_one_line_each(start_workers):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        workers = start_workers(workers=2, state=f"redis://:secret@127.0.0.1:{bound.getsockname()[1]}")
        out, err = workers.end()
    assert (workers.process.returncode, workers.url, out) == (1, "", "")
    *reasons, last = err.splitlines()
    assert reasons
    assert all(reason.startswith("cannot reach redis://127.0.0.1") for reason in reasons)
    assert last.startswith("WorkersError: a worker ended while it started (status 1)")


def test_workers_whose_scenario_is_gone_say_so_in_a_line_each(start_workers):
    workers = start_workers(workers=2, scenarios=["gone.json"])
    out, err = workers.end()
    assert (workers.process.returncode, workers.url, out) == (1, "", "")
    *reasons, last = err.splitlines()
    assert reasons
    assert all("gone.json" in reason for reason in reasons if "without a shared state" not in reason)
    assert last.startswith("WorkersError: a worker ended while it started (status 1)")
    assert "Traceback" not in err


@pytest.mark.parametrize("workers", [0, -1])
def test_a_mock_has_a_worker_at_least(workers):
    with pytest.raises(SettingsError, match="1 worker or more"):
        Settings(workers=workers)
