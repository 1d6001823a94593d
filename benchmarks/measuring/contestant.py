"""A server that takes part: a name, a command, and when an answer of it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from measuring.answers import Answer
from measuring.loads import Load


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server that can be started on a port."""

    name: str
    command: Callable[[int], list[str]]
    version: str
    environment: Mapping[str, str] = field(default_factory=dict)
    warm_up: int = 1
    """Seconds of each load before it is measured."""
    exact: bool = True
    """Answers as the mock does, to the byte's count; False: the video is as long, a refusal is any 4xx."""

    def fault_of(self, answer: Answer, load: Load, expected: Answer) -> str | None:
        """Return what is wrong with an answer, None where nothing is."""
        length, right = len(answer.body), len(expected.body)
        if self.exact:
            good = answer.status == load.status and length == right
        elif load.refused:
            good = 400 <= answer.status < 500
        else:
            good = answer.status == load.status and abs(length - right) <= right // 100
        if good:
            return None
        was, should = f"{answer.status} and {length:,} bytes", f"{load.status} and {right:,}"
        return f"{self.name} answers {load.says} with {was}, not with {should}"
