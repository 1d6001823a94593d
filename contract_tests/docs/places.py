"""Where on the pages a thing of the contract is told: by its name in `livephoto.contract.diff`, as `errors.X`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.docs.facts import DocFacts, Part, Told
from contract_tests.docs.retold_request import form_of

_PARTS: tuple[tuple[str, Part], ...] = (
    ("request.image", "limits"),
    ("request.key_header", "headers"),
    ("request.", "form"),
    ("response.success_rules", "success_rules"),
    ("response.data", "business"),
    ("response.", "public"),
    ("errors", "errors"),
    ("error_str", "error_str"),
    ("lifecycle.retirement_notice_on_page", "notice"),
    ("lifecycle.openapi_path_present", "openapi"),
    ("lifecycle.in_docs_navigation", "navigation"),
    ("lifecycle.in_billing_table", "billing"),
    ("lifecycle.credit_sign_listed", "signs"),
    ("billing.", "billing"),
    ("status", "notice"),
)
"""The part of the documents that would tell a thing, by how its name begins; the first that fits."""
LIFECYCLE: Mapping[str, str] = {
    "retirement_notice": "retirement_notice_on_page",
    "openapi_path": "openapi_path_present",
    "navigation": "in_docs_navigation",
    "billing_table": "in_billing_table",
    "credit_sign": "credit_sign_listed",
}
"""What each key of an edition's `lifecycle` is called as a thing."""
_OF_THE_REQUEST = ("request.server", "request.path", "request.method", "request.media_type")


def told_places(facts: DocFacts) -> Mapping[str, Told[Any]]:
    """Return the first telling of each thing that the pages tell."""
    found: dict[str, Told[Any]] = {}
    for where, told in _tellings(facts):
        found.setdefault(where, told)
    return found


def source_of(where: str, facts: DocFacts, places: Mapping[str, Told[Any]]) -> str | None:
    """Return `file:line` of a thing, else of the table that would hold it; None where no page has either."""
    told = places.get(where) or places.get(where.rpartition(".")[0]) or _part(where, facts)
    return f"{told.file}:{told.line}" if told else None


def part_of(where: str) -> Part:
    """Return the part of the documents that tells a thing."""
    if where in _OF_THE_REQUEST:
        return "request"
    return next(part for start, part in _PARTS if where.startswith(start))


def _part(where: str, facts: DocFacts) -> Told[Any] | None:
    wanted = part_of(where)
    # The table of coarse codes went from the page of the public fields.
    parts = (wanted, "public") if wanted == "error_str" else (wanted,)
    return next((told for part in parts for told in facts.parts if told.value == part), None)


def _tellings(facts: DocFacts) -> Iterator[tuple[str, Told[Any]]]:
    yield from (("request.server", told) for told in facts.url)
    yield from (("request.path", told) for told in (*facts.url, *facts.path))
    yield from (("request.method", told) for told in facts.method)
    yield from (("request.media_type", told) for told in facts.media_type)
    yield from (("request.key_header", told) for told in facts.key_header)
    yield from ((f"request.{told.value.name}", told) for told in form_of(facts))
    yield from (("request.image.formats", told) for told in facts.formats)
    yield from (("request.image.max_bytes", told) for told in facts.max_bytes)
    yield from (("request.image.max_side", told) for told in facts.max_side)
    yield from ((f"response.{told.value.name}", told) for told in (*facts.public_fields, *facts.business_fields))
    yield from (("response.error_code_rule", told) for told in facts.error_code_rule)
    yield from (("response.media_type", told) for told in facts.response_media_type)
    yield from ((f"response.success_rules.{told.value.name}", told) for told in facts.success_rules)
    yield from ((f"errors.{told.value.code}", told) for told in facts.errors)
    yield from ((f"error_str.{told.value.code}", told) for told in facts.error_str)
    yield from _of_its_life(facts)


def _of_its_life(facts: DocFacts) -> Iterator[tuple[str, Told[Any]]]:
    pages = (told for told in facts.parts if told.value == "notice")
    notice: tuple[Told[Any], ...] = facts.notice or tuple(pages)
    yield from (("status", told) for told in notice)
    yield from (("lifecycle.retirement_notice_on_page", told) for told in notice)
    yield from (("lifecycle.openapi_path_present", told) for told in facts.openapi_path)
    yield from (("lifecycle.in_docs_navigation", told) for told in facts.navigation)
    for told in facts.billing:
        if told.value.credits is not None:
            yield from (("lifecycle.in_billing_table", told), ("billing.credits_per_success", told))
        if told.value.sign:
            yield from (("lifecycle.credit_sign_listed", told), ("billing.unique_sign", told))
