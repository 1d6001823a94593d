from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

import pytest

from contract_tests.exchange import Answer, Asked, Exchange
from contract_tests.finding import Finding
from contract_tests.judge import judge
from livephoto.contract import load_edition
from livephoto.contract.envelope import encode, failure, success

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Bench:
    """Crafted answers before the judge: a success, or the refusal of a rule, with something changed."""

    edition: str = "2026-01"
    rule: str | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    shape: str | None = None
    asked: Asked = field(default_factory=Asked)
    notes: dict[str, Any] = field(default_factory=dict)
    probe: str = "some-probe"
    cut: bool = False

    def given(self, **changes: Any) -> Bench:
        return replace(self, **changes)

    def body(self) -> dict[str, Any]:
        edition = load_edition(self.edition)
        if self.rule is None:
            return success(edition, "id-1", "id-2", {"video": b64encode(clip()).decode()})
        rule = edition.rules[self.rule]
        return failure(edition, rule.code, "id-1", "id-2", rule)

    def exchange(self, body: Any = None) -> Exchange:
        body = self.body() if body is None else body
        raw = body if isinstance(body, bytes) else encode(body)
        asked = replace(self.asked, breaks=self.asked.breaks | ({self.rule} if self.rule else set()))
        edition = load_edition(self.edition)
        usual = edition.status_of(edition.rules[self.rule].code) if self.rule else 200
        status = usual if self.status is None else self.status
        return Exchange(self.probe, asked, Answer(status, self.headers, raw, self.cut), self.shape, self.notes)

    def judged(self, body: Any = None) -> list[Finding]:
        return judge(self.exchange(body), load_edition(self.edition))

    def with_code(self, code: str, **changes: Any) -> list[Finding]:
        """The findings on the right refusal's place being taken by `code`, whole and in its own status."""
        edition = load_edition(self.edition)
        body = failure(edition, code, "id-1", "id-2")
        return self.given(status=edition.status_of(code), **changes).judged(body)

    def edited(self, edit: Callable[[dict[str, Any]], Any]) -> list[Finding]:
        body = self.body()
        changed = edit(body)
        return self.judged(body if changed is None else changed)


def clip(name: str = "avatar.mp4") -> bytes:
    return files("mock_server").joinpath("assets", name).read_bytes()


@pytest.fixture
def bench() -> Bench:
    """A good call of edition 2026-01, answered as it should be."""
    return Bench()


@pytest.fixture
def refusal(bench: Bench) -> Bench:
    """A photo that is too large, refused as it should be."""
    return bench.given(rule="image_too_large")


@pytest.fixture
def kinds() -> Callable[[list[Finding]], list[tuple[str, str, str]]]:
    """Kind, place and severity of findings."""
    return lambda findings: [(finding.kind, finding.where, finding.severity) for finding in findings]
