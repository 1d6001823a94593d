"""The public response fields: there, of their type, and where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.exchange import MISSING, leaves
from contract_tests.finding import Finding
from contract_tests.judging.bench import Case, shown, type_name
from livephoto.contract.model import Basis, EnvelopeField

_TYPES: dict[str, type] = {"string": str, "integer": int, "object": dict}
_TASK_WORDS = ("task", "job", "poll", "callback", "status_url", "result_url")
_IDS = ("request_id", "log_id")


def judge_envelope(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the fields of an answer that is a JSON object."""
    fields = case.edition.response.fields
    seen = {path for path, _ in leaves(case.answer.envelope) if path not in case.edition.response.data}
    added = {path for path in seen if path not in fields and not _inside_pools(case, path)}
    for item in fields.values():
        value = case.answer.value(item.name)
        if value is not MISSING:
            yield from _wrong_value(case, item, value)
        elif "." not in item.name or isinstance(case.answer.value(item.name.rpartition(".")[0]), dict):
            yield _missing(case, item, added)
    for path in sorted(added):
        if path.rpartition(".")[0] not in added:
            yield _added(case, path)


def _missing(case: Case, item: EnvelopeField, added: set[str]) -> Finding:
    where = f"field:{item.name}"
    parent, _, name = item.name.rpartition(".")
    renamed = next((path for path in sorted(added) if _is_renaming(name, parent, path)), None)
    moved = next((path for path in sorted(added) if path.rpartition(".")[2] == name), None)
    if path := renamed or moved:
        added -= {each for each in added if each == path or each.startswith(f"{path}.")}
        kind, what = ("field_renamed", "is now called") if renamed else ("field_moved", "now stands at")
        return case.finding(kind, where, item.name, path, f"{item.name} {what} {path}", _basis(case, item))
    if item.required:
        says = f"{item.name} is missing; the edition requires it"
        return case.finding("field_missing", where, item.type, "missing", says, _basis(case, item))
    says = f"{item.name} is missing; the edition does not require it, but it was always sent"
    return case.finding("optional_field_missing", where, item.type, "missing", says, _basis(case, item))


def _basis(case: Case, item: EnvelopeField) -> Basis:
    if case.exchange.asked.credits_query and item.name in _IDS:
        # The credits query's own example has no ids, so that they come there as well is our reading.
        return "assumed"
    return "documented" if item.required else item.sent_basis


def _is_renaming(name: str, parent: str, path: str) -> bool:
    its_parent, _, its_name = path.rpartition(".")
    return its_parent == parent and its_name != name and _plain(its_name) == _plain(name)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum()).removesuffix("s")


def _wrong_value(case: Case, item: EnvelopeField, value: Any) -> Iterator[Finding]:
    where, basis = f"field:{item.name}", _basis(case, item)
    if value is None:
        yield case.finding("field_nulled", where, item.type, None, f"{item.name} is null", basis)
    elif not isinstance(value, _TYPES[item.type]) or isinstance(value, bool):
        says = f"{item.name} is {type_name(value)}; the edition says {item.type}"
        yield case.finding("field_retyped", where, item.type, type_name(value), says, basis)
    elif value == "" and item.name in _IDS:
        yield case.finding("field_emptied", where, "an id", "", f"{item.name} is empty", "assumed")


def _added(case: Case, path: str) -> Finding:
    name = path.rpartition(".")[2].lower()
    task = any(word in name for word in _TASK_WORDS)
    kind, more = ("task_handle_added", "; it looks like an asynchronous call") if task else ("field_added", "")
    observed = type_name(case.answer.value(path))
    return case.finding(kind, f"field:{shown(path)}", "missing", observed, f"{shown(path)} is new{more}")


def _inside_pools(case: Case, path: str) -> bool:
    """Tell whether a field belongs to the credits query's business data, which `judge_balance` looks at."""
    return case.exchange.asked.credits_query and path.partition(".")[0] in case.edition.response.data
