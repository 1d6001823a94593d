"""Headers that change what a caller should do."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.finding import Finding
from contract_tests.judging.bench import Case, shown

_ENDS = ("sunset", "deprecation")
_TELLING = {
    "link": ('rel="sunset"', "rel=sunset", 'rel="deprecation"', "rel=deprecation"),
    "warning": ("deprecat", "sunset"),
}
"""Headers with many uses, and the words in them that announce an end."""


def judge_headers(case: Case) -> Iterator[Finding]:
    """Yield announcements of an end (RFC 8594, RFC 9745) and waits that no edition documents."""
    for name in (*_ENDS, *_TELLING):
        value = case.answer.headers.get(name)
        if value is not None and any(word in value.lower() for word in _TELLING.get(name, ("",))):
            says = f"the {name.title()} header announces an end: {shown(value)}"
            yield case.finding("retirement_announced", f"header:{name}", "missing", shown(value), says)
    wait = case.answer.headers.get("retry-after")
    if wait is not None:
        says = f"the answer asks to wait: Retry-After {shown(wait)}"
        yield case.finding("retry_after_sent", "header:retry-after", "missing", "a time to wait", says)
