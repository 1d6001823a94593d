"""The measurement: servers started anew for each round, each load sent to one after the other."""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from measuring.answers import Answer, ask
from measuring.contestant import Contestant
from measuring.loads import Load
from measuring.processes import Server, free_port, machine_cpu_seconds, started
from measuring.wrk import Burst, LoadError, Wrk

_ANSWERS_A_CONNECTION = 5
_LONGEST = 30
"""Seconds of one measurement, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One contestant under one load, once."""

    round: int
    contestant: str
    load: str
    requests_s: float
    cpu_ms: float
    """CPU a request, of the server and its children, user and system."""
    p50_ms: float
    p99_ms: float
    lost: int
    """Connections that failed, and answers that did not come."""
    peak_mb: float
    """Highest resident memory since the server's start (10^6 bytes)."""
    others_cores: float
    """Cores that neither the server nor wrk used but something else did."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What measures: the contestants, the loads, what they should answer, and the tools."""

    contestants: Sequence[Contestant]
    loads: Sequence[Load]
    answers: dict[str, Answer]
    """The right answer by the load's name."""
    wrk: Wrk
    folder: Path
    say: Callable[[str], None]

    def starts(self, times: int) -> dict[str, list[float]]:
        """Return the seconds from launch to the first good answer, by contestant."""
        seconds: dict[str, list[float]] = {each.name: [] for each in self.contestants}
        for turn in range(times):
            self.say(f"start {turn + 1} of {times}")
            for contestant in self.contestants:
                with ExitStack() as stack:
                    before = time.perf_counter()
                    self._start(contestant, stack).first_answer(self.loads[0])
                    seconds[contestant.name].append(time.perf_counter() - before)
        return seconds

    def round(self, number: int, seconds: int) -> list[Sample]:
        """Start all contestants and send them each load in turn. Raises LoadError, StartError."""
        with ExitStack() as stack:
            servers = [(each, self._start(each, stack)) for each in self.contestants]
            paces = {each.name: self._check(each, server) for each, server in servers}
            samples = []
            for load in self.loads:
                self.say(f"round {number}: {load.says}")
                for contestant, server in servers:
                    server.settle()
                    self._burst(contestant, server, load, contestant.warm_up)
                    enough = _long_enough(paces[server.name][load.name], load.connections)
                    samples.append(self._sample(number, contestant, server, load, max(seconds, enough)))
            return samples

    def _start(self, contestant: Contestant, stack: ExitStack) -> Server:
        port = free_port()
        log = self.folder / f"{contestant.name}.log"
        return stack.enter_context(
            started(contestant.name, contestant.command(port), contestant.environment, port, log)
        )

    def _check(self, contestant: Contestant, server: Server) -> dict[str, float]:
        """Return how many seconds one answer takes, by the load's name, after looking at each."""
        server.first_answer(self.loads[0])
        paces = {}
        for load in self.loads:
            before = time.perf_counter()
            answer = ask(server.port, load)
            paces[load.name] = time.perf_counter() - before
            fault = contestant.fault_of(answer, load, self.answers[load.name])
            if fault:
                raise LoadError(fault)
        return paces

    def _burst(self, contestant: Contestant, server: Server, load: Load, seconds: int) -> Burst:
        burst = self.wrk.burst(server.port, load, seconds)
        # A peer that is overrun lets connections go; that is told, but must not end the run.
        fault = burst.fault_under(load, may_lose=not contestant.exact)
        if fault:
            raise LoadError(f"{server.name}, {fault}")
        return burst

    def _sample(self, number: int, contestant: Contestant, server: Server, load: Load, seconds: int) -> Sample:
        server.settle()
        at, machine, own, children = time.perf_counter(), machine_cpu_seconds(), server.cpu_seconds(), _children_cpu()
        burst = self._burst(contestant, server, load, seconds)
        elapsed, cpu = time.perf_counter() - at, server.cpu_seconds() - own
        others = machine_cpu_seconds() - machine - cpu - (_children_cpu() - children)
        return Sample(
            round=number,
            contestant=server.name,
            load=load.name,
            requests_s=burst.requests / burst.seconds,
            cpu_ms=1000 * cpu / max(1, burst.requests),
            p50_ms=burst.p50_ms,
            p99_ms=burst.p99_ms,
            lost=burst.lost,
            peak_mb=server.peak_mb(),
            others_cores=max(0.0, others / elapsed),
        )


def _long_enough(pace: float, connections: int) -> int:
    """Return seconds in which a slow server, too, gives each connection a few answers."""
    return min(_LONGEST, math.ceil(_ANSWERS_A_CONNECTION * connections * pace))


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
