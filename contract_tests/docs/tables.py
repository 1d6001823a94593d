"""Reads the tables of a page: form fields, the key's header, response fields, errors, prices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from contract_tests.docs.blocks import Table
from contract_tests.docs.facts import BillingRow, ErrorRow, FormField, Part, ResponseField, Unread
from contract_tests.docs.rows import Cells, rows_of
from contract_tests.docs.telling import Telling, Tellings, tell, tell_part

_NAME = re.compile(r"[A-Za-z][\w.-]*")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_REQUIRED = {"yes": True, "true": True, "required": True, "no": False, "false": False, "optional": False}
_GOING_AWAY = re.compile(r"deprecat|obsolete|\bwill be (removed|abandoned)|\bno longer recommended", re.IGNORECASE)
_KEY = re.compile(r"\bapi.?key\b|\bkey\b", re.IGNORECASE)
_STATUS = re.compile(r"[1-5]\d\d")
ERROR_CODE_RULE = "0 when HTTP status is 200, otherwise equal to the HTTP status"
"""How an edition words the rule of `error_code`."""
_CODE_RULE = re.compile(r"http status is 200\W+error_code\s*=\s*0\W+otherwise\W.*\bhttp status", re.IGNORECASE)


def header_rows(table: Table, file: str) -> Tellings:
    """Yield the key's header."""
    yield _begins("headers", table, file)
    for row in rows_of(table, file, "headers", "field"):
        if isinstance(row, Unread):
            yield row
        elif _KEY.search(f"{row.get('field')} {row.get('description') or ''}"):
            yield tell("key_header", row.by_column["field"], file, row.line, row.raw)


def form_rows(table: Table, file: str) -> Tellings:
    """Yield the fields of the request's form."""
    yield _begins("form", table, file)
    yield from _each(table, file, "form", "field", lambda row: _form_row(row, file))


def _form_row(row: Cells, file: str) -> Tellings:
    name = row.by_column["field"]
    if not _NAME.fullmatch(name):
        yield Unread(file, row.line, f"{name!r} is no field's name", "form")
        return
    required, unread = _required(row, file, "form")
    yield from unread
    allowed = tuple(value.strip() for value in (row.get("scope") or "").split(",") if value.strip())
    described = row.get("description") or None
    field = FormField(name, "table", row.get("type") or None, required, allowed, row.get("default") or None, described)
    yield tell("form", field, file, row.line, row.raw)


def response_rows(table: Table, file: str, part: Part) -> Tellings:
    """Yield the response's fields, `+name` under the row above it as a dotted path; `part` is public or business."""
    yield _begins(part, table, file)
    above: list[str] = []
    for row in rows_of(table, file, part, "field"):
        if isinstance(row, Unread):
            yield row
            continue
        spelled = row.by_column["field"]
        name = spelled.lstrip("+").strip()
        depth = len(spelled) - len(spelled.lstrip("+"))
        if depth > len(above) or not _NAME.fullmatch(name):
            yield Unread(file, row.line, f"{spelled!r} is no field's name, or nothing stands above it", part)
            continue
        above[depth:] = [name]
        yield from _response_row(row, ".".join(above), file, part)


def _response_row(row: Cells, path: str, file: str, part: Part) -> Tellings:
    required, unread = _required(row, file, part)
    yield from unread
    deprecated = _GOING_AWAY.search(row.raw) is not None
    field = ResponseField(path, row.get("type") or None, required, deprecated, row.get("description") or None)
    yield tell("public_fields" if part == "public" else "business_fields", field, file, row.line, row.raw)
    if path == "error_code" and _CODE_RULE.search(row.raw.replace("`", "")):
        yield tell("error_code_rule", ERROR_CODE_RULE, file, row.line, row.raw)


def error_rows(table: Table, file: str, part: Part) -> Tellings:
    """Yield the rows of an error table; `part` is errors or error_str."""
    yield _begins(part, table, file)
    yield from _each(table, file, part, "code", lambda row: _error_row(row, file, part))


def _error_row(row: Cells, file: str, part: Part) -> Tellings:
    code, status = row.by_column["code"], row.get("status")
    if not _CODE.fullmatch(code):
        yield Unread(file, row.line, f"{code!r} is no error code", part)
        return
    if status is not None and not _STATUS.fullmatch(status):
        yield Unread(file, row.line, f"{code}: {status!r} is no HTTP status", part)
        return
    number = None if status is None else int(status)
    told = ErrorRow(code, number, row.get("description") or None, row.get("hint") or None)
    yield tell(part, told, file, row.line, row.raw)


def billing_rows(table: Table, file: str, part: Part, names: tuple[str, ...]) -> Tellings:
    """Yield what a price table or a table of credit signs says of the endpoint; `names` are what it goes by."""
    yield _begins(part, table, file)
    yield from _each(table, file, part, "name", lambda row: _billing_row(row, file, part, names))


def _billing_row(row: Cells, file: str, part: Part, names: tuple[str, ...]) -> Tellings:
    name, price, sign = row.by_column["name"], row.get("credits"), row.get("sign") or None
    if name.casefold() not in names and (sign is None or sign not in names):
        return
    if price is not None and not re.fullmatch(r"\d+", price):
        yield Unread(file, row.line, f"{name}: {price!r} is no number of credits", part)
        return
    yield tell("billing", BillingRow(name, None if price is None else int(price), sign), file, row.line, row.raw)


def _each(table: Table, file: str, part: Part, key: str, read: Callable[[Cells], Tellings]) -> Iterator[Telling]:
    for row in rows_of(table, file, part, key):  # type: ignore[arg-type]
        if isinstance(row, Unread):
            yield row
        else:
            yield from read(row)


def _begins(part: Part, table: Table, file: str) -> Telling:
    return tell_part(part, file, table.line, " | ".join(table.header))


def _required(row: Cells, file: str, part: Part) -> tuple[bool | None, tuple[Unread, ...]]:
    """Return whether the field is required, None where no column says so; and what of it could not be read."""
    text = row.get("required")
    if text is None or text.casefold() in _REQUIRED:
        return (None if text is None else _REQUIRED[text.casefold()]), ()
    return None, (Unread(file, row.line, f"{row.get('field')}: {text!r} is neither YES nor NO", part),)
