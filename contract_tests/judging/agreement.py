"""Do status, numbers, codes and texts of one answer say the same?"""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.finding import Finding
from contract_tests.judging.bench import Case, shown
from livephoto.contract.envelope import failure

_TEXTS = ("error_msg", "error_detail.message")


def judge_agreement(case: Case) -> Iterator[Finding]:
    """Yield where HTTP status, error_code, status_code, code and texts of one answer contradict each other."""
    yield from _numbers(case)
    if case.answer.reports_error:
        yield from _code_text(case)
        yield from _coarse_code(case)
        yield from _free_texts(case)
    elif case.answer.status == 200:
        yield from _texts_of_success(case)


def _numbers(case: Case) -> Iterator[Finding]:
    answer, status = case.answer, case.answer.status
    fine = 200 <= status < 300
    for path, kind in (("error_code", "error_code_disagrees"), ("error_detail.status_code", "status_code_disagrees")):
        value = answer.value(path)
        expected = 0 if path == "error_code" and fine else status
        # An error reported under status 200 is a finding of its own; its number may name the status that it lacks.
        excused = path == "error_code" and fine and answer.reports_error
        if isinstance(value, int) and not isinstance(value, bool) and value != expected and not excused:
            says = f"{path} is {value} in an answer of status {status}"
            yield case.finding(kind, f"field:{path}", expected, value, says)


def _code_text(case: Case) -> Iterator[Finding]:
    row = case.edition.errors.get(case.answer.code or "")
    text = case.answer.value("error_detail.code_message")
    if row and row.message is not None and isinstance(text, str) and text != row.message:
        where, says = "field:error_detail.code_message", f"the text of {row.name} has changed"
        yield case.finding("message_changed", where, row.message, shown(text), says, row.basis)


def _coarse_code(case: Case) -> Iterator[Finding]:
    row, coarse = case.edition.errors.get(case.answer.code or ""), case.answer.value("error_code_str")
    if row is None or not isinstance(coarse, str):
        return
    expected = case.edition.coarse_of(row.name)
    if coarse not in (expected, row.name):
        says = f"error_code_str is {coarse!r} beside the code {row.name}"
        yield case.finding("coarse_code_changed", "field:error_code_str", expected, shown(coarse), says, "observed")


def _free_texts(case: Case) -> Iterator[Finding]:
    """Yield where the longer texts are not what is known of them; nothing where the rule itself was assumed."""
    rule, code = case.rule, case.answer.code
    if rule is None or rule.basis == "assumed" or code != rule.code:
        return
    known = failure(case.edition, code, "", "", rule)
    expected = {"error_msg": known.get("error_msg"), "error_detail.message": known["error_detail"].get("message")}
    for path in _TEXTS:
        text = case.answer.value(path)
        if isinstance(text, str) and expected[path] is not None and text != expected[path]:
            says = f"the text {path} of {code} has changed"
            yield case.finding("message_changed", f"field:{path}", expected[path], shown(text), says, "assumed")


def _texts_of_success(case: Case) -> Iterator[Finding]:
    for path in (*_TEXTS, "error_detail.code_message"):
        text = case.answer.value(path)
        if isinstance(text, str) and text:
            says = f"a success carries a text in {path}"
            yield case.finding("message_changed", f"field:{path}", "", shown(text), says, "observed")
    coarse = case.answer.value("error_code_str")
    if isinstance(coarse, str) and coarse:
        says = f"a success carries {coarse!r} in error_code_str"
        yield case.finding("coarse_code_changed", "field:error_code_str", "", shown(coarse), says, "observed")
