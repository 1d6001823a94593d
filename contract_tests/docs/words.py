"""The English words that the vendor's pages use for sections and columns, and their near spellings."""

from __future__ import annotations

import re
from typing import Literal

Section = Literal[
    "request", "limits", "headers", "form", "response", "public", "business", "success_rules", "example",
    "errors", "error_str", "sample", "authorization",
]  # fmt: skip
Column = Literal[
    "field", "required", "type", "scope", "default", "description", "status", "code", "hint", "name", "credits", "sign"
]

_SECTIONS: tuple[tuple[Section, str], ...] = (
    ("example", r".*\bexamples?"),
    ("error_str", r".*\berror_code_str\b.*"),
    ("errors", r"(.*\bof )?error_detail\.code( table| values)?|error codes?"),
    ("success_rules", r"how to (verify|tell|check|know)\b.*\bsuccess.*|success criteria"),
    ("public", r"(public|common) response fields?"),
    ("business", r"business response fields?"),
    ("limits", r"(image )?(requirements?|limits?)"),
    ("headers", r"(request )?headers?"),
    ("form", r"(request )?body( parameters?| fields?)?|(request|form) (parameters?|fields?)"),
    ("request", r"requests?"),
    ("response", r"responses?"),
    ("sample", r"sample code"),
    ("authorization", r"authorizations?"),
)
_COLUMNS: dict[str, Column] = {
    "field": "field",
    "parameter": "field",
    "required": "required",
    "type": "type",
    "scope": "scope",
    "range": "scope",
    "default": "default",
    "description": "description",
    "http status": "status",
    "status": "status",
    "status code": "status",
    "value": "code",
    "code": "code",
    "error code": "code",
    "error_code_str": "code",
    "error_detail.code": "code",
    "solution": "hint",
    "suggestion": "hint",
    "api": "name",
    "api name": "name",
    "name": "name",
    "credits": "credits",
    "credits per call": "credits",
    "unique sign": "sign",
    "unique_sign": "sign",
    "credit sign": "sign",
}
_LONGEST_FIRST = sorted(_COLUMNS, key=len, reverse=True)


def section_of(heading: str) -> Section | None:
    """Return the section that a heading opens, None where it opens none that is read."""
    text = heading.strip().rstrip(":?").casefold()
    return next((section for section, pattern in _SECTIONS if re.fullmatch(pattern, text)), None)


def column_of(header: str) -> Column | None:
    """Return the column that a header's cell names, None where the name is not known."""
    return _COLUMNS.get(header.strip().casefold())


def run_together(line: str) -> tuple[str, ...]:
    """Split a header whose cells were run together (`FieldTypeDescription`) into its columns.

    What follows the last known name is the last cell, known or not. Empty where the line does not begin with two.
    """
    cells: list[str] = []
    rest = line.strip()
    while name := _leading_name(rest):
        cells.append(rest[: len(name)])
        rest = rest[len(name) :]
    if len(cells) < 2 or (rest and not rest[0].isupper()):
        return ()
    return (*cells, rest) if rest else tuple(cells)


def _leading_name(text: str) -> str | None:
    """Return the known column name that `text` begins with, capitalized as a header is."""
    if not text[:1].isupper():
        return None
    return next((name for name in _LONGEST_FIRST if text.casefold().startswith(name)), None)
