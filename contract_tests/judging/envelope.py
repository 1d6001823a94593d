"""The public response fields: there, of their type, where they belong, and in agreement with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.exchange import MISSING, leaves
from contract_tests.finding import Finding
from contract_tests.judging.bench import Case, shown
from livephoto.contract.model import EnvelopeField

_TYPES: dict[str, type] = {"string": str, "integer": int, "object": dict}
_TASK_WORDS = ("task", "job", "poll", "callback", "status_url", "result_url")


def judge_envelope(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the fields of an answer that is a JSON object."""
    fields = case.edition.response.fields
    seen = {path for path, _ in leaves(case.answer.envelope) if path not in _data_paths(case)}
    added = {path for path in seen if path not in fields and not _inside_data(case, path)}
    for item in fields.values():
        value = case.answer.value(item.name)
        if value is MISSING:
            if case.answer.value(item.name.rpartition(".")[0]) is not MISSING or "." not in item.name:
                yield from _missing(case, item, added)
        else:
            yield from _wrong_value(case, item, value)
    for path in sorted(added):
        if path.rpartition(".")[0] not in added:
            yield _added(case, path)


def judge_agreement(case: Case) -> Iterator[Finding]:
    """Yield where HTTP status, error_code, status_code, code and texts of one answer contradict each other."""
    answer = case.answer
    for path, kind in (("error_code", "error_code_disagrees"), ("error_detail.status_code", "status_code_disagrees")):
        value = answer.value(path)
        expected = 0 if path == "error_code" and answer.status == 200 else answer.status
        agreed = value == expected or (path == "error_code" and answer.status == 200 and not answer.succeeded)
        if isinstance(value, int) and not isinstance(value, bool) and not agreed:
            says = f"{path} is {value} in an answer of status {answer.status}"
            yield case.finding(kind, f"field:{path}", expected, value, says)
    yield from _texts(case)


def _texts(case: Case) -> Iterator[Finding]:
    row = case.edition.errors.get(case.answer.code or "")
    if row is None:
        return
    text = case.answer.value("error_detail.code_message")
    if isinstance(text, str) and row.message is not None and text != row.message:
        says = f"the text of {row.name} has changed"
        yield case.finding(
            "message_changed", "field:error_detail.code_message", row.message, shown(text), says, row.basis
        )
    coarse, expected = case.answer.value("error_code_str"), case.edition.coarse_of(row.name)
    if isinstance(coarse, str) and coarse not in (expected, row.name):
        says = f"error_code_str is {coarse!r} beside the code {row.name}"
        where = "field:error_code_str"
        yield case.finding("coarse_code_changed", where, expected, shown(coarse), says, "observed")


def _missing(case: Case, item: EnvelopeField, added: set[str]) -> Iterator[Finding]:
    where = f"field:{item.name}"
    parent, _, name = item.name.rpartition(".")
    renamed = next((path for path in sorted(added) if _is_renaming(name, parent, path)), None)
    moved = next((path for path in sorted(added) if path.rpartition(".")[2] == name), None)
    if renamed or moved:
        path = renamed or moved or ""
        added -= {each for each in added if each == path or each.startswith(f"{path}.")}
        kind, what = ("field_renamed", "is now called") if renamed else ("field_moved", "now stands at")
        yield case.finding(kind, where, item.name, path, f"{item.name} {what} {path}", item.sent_basis)
    elif item.required:
        says = f"{item.name} is missing; the edition requires it"
        yield case.finding("field_missing", where, item.type, "missing", says)
    else:
        says = f"{item.name} is missing; the edition does not require it, but it was always sent"
        yield case.finding("optional_field_missing", where, item.type, "missing", says, item.sent_basis)


def _is_renaming(name: str, parent: str, path: str) -> bool:
    its_parent, _, its_name = path.rpartition(".")
    return its_parent == parent and its_name != name and _plain(its_name) == _plain(name)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum()).removesuffix("s")


def _wrong_value(case: Case, item: EnvelopeField, value: Any) -> Iterator[Finding]:
    where = f"field:{item.name}"
    basis = "documented" if item.required else item.sent_basis
    if value is None:
        yield case.finding("field_nulled", where, item.type, None, f"{item.name} is null", basis)
    elif not isinstance(value, _TYPES[item.type]) or isinstance(value, bool):
        says = f"{item.name} is {type(value).__name__}; the edition says {item.type}"
        yield case.finding("field_retyped", where, item.type, shown(value), says, basis)
    elif value == "" and item.name in ("request_id", "log_id"):
        yield case.finding("field_emptied", where, "an id", "", f"{item.name} is empty", "assumed")


def _added(case: Case, path: str) -> Finding:
    name = path.rpartition(".")[2].lower()
    task = any(word in name for word in _TASK_WORDS)
    kind, more = ("task_handle_added", "; it looks like an asynchronous call") if task else ("field_added", "")
    return case.finding(kind, f"field:{path}", "missing", shown(case.answer.value(path)), f"{path} is new{more}")


def _data_paths(case: Case) -> set[str]:
    return set(case.edition.response.data)


def _inside_data(case: Case, path: str) -> bool:
    """Tell whether a field of the business data holds `path`; what is new beside them is still reported."""
    return case.exchange.asked.credits_query and path.partition(".")[0] in _data_paths(case)
