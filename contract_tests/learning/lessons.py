"""What each kind of finding changes in an edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.finding import Finding
from contract_tests.learning.reading import ReadReport
from livephoto.contract.model import DataField, Edition, EnvelopeField, ErrorCode, ImageLimits, Rule

Taught = Edition | str
"""The edition with the lesson in it, or why it cannot hold it."""

_CLIPPED = "…"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One finding, and the edition that is to learn it."""

    finding: Finding
    edition: Edition
    """With all lessons before this one."""
    report: ReadReport
    source: str
    """Target and day."""

    @property
    def rule(self) -> Rule | None:
        """The rule that the finding is about."""
        name = self.finding.where.removeprefix("rule:")
        return self.edition.rules.get(name)

    @property
    def field(self) -> str:
        """The response field that the finding is about."""
        return self.finding.where.removeprefix("field:")


def _status(lesson: Lesson) -> Taught:
    rule, status = lesson.rule, lesson.finding.observed
    if rule is None or not isinstance(status, int):
        return "it belongs to no rule"
    # The judge names the code that was answered first: it may be another one than the rule's.
    named = lesson.finding.says.partition(" ")[0]
    row = lesson.edition.errors[named if named in lesson.edition.errors else rule.code]
    if row.basis == "observed" and row.source == lesson.source and row.status != status:
        return f"{row.name} was answered with {row.status} as well"
    return _with_row(lesson, replace(row, status=status))


def _code(lesson: Lesson) -> Taught:
    rule, code = lesson.rule, lesson.finding.observed
    if rule is None or not isinstance(code, str):
        return "it belongs to no rule"
    edition = lesson.edition if code in lesson.edition.errors else _with_new_code(lesson, rule, code)
    reason = f"answered so where {rule.code} was expected"
    texts = {"says": None, "upstream_code": None, "upstream_says": None}
    now = replace(rule, code=code, basis="observed", source=lesson.source, reason=reason, **texts)  # type: ignore[arg-type]
    return replace(edition, rules={**edition.rules, rule.name: now})


def _with_new_code(lesson: Lesson, rule: Rule, code: str) -> Edition:
    """Return the edition with a row for a code that no table holds; it goes with the coarser code of the one before."""
    status, coarse = lesson.edition.status_of(rule.code), lesson.edition.coarse_of(rule.code)
    edition = replace(lesson.edition, coarse=_with_coarse(lesson.edition, code, coarse))
    if lesson.finding.kind == "code_unknown":
        return _with_row(replace(lesson, edition=edition), ErrorCode(code, status))
    reason = f"the report does not tell its status; that of {rule.code} is taken"
    row = ErrorCode(code, status, None, "assumed", None, reason)
    return replace(edition, errors={**edition.errors, code: row})


def _with_coarse(edition: Edition, code: str, coarse: str) -> dict[str, tuple[str, ...]]:
    known = {name: tuple(each for each in codes if each != code) for name, codes in edition.coarse.items()}
    return {**known, coarse: (*known.get(coarse, ()), code)}


def _message(lesson: Lesson) -> Taught:
    finding = lesson.finding
    rule = lesson.edition.rules.get(lesson.report.rules.get(finding.probe, ""))
    text = finding.observed
    if lesson.field != "error_detail.code_message" or rule is None or not isinstance(text, str):
        return "an edition holds the texts of its error table alone"
    row = lesson.edition.errors[rule.code]
    if row.message != finding.expected:
        return f"it is not clear which code's text it is: {rule.code} has another"
    if _CLIPPED in text:
        return "the report shows the text in part only"
    return _with_row(lesson, replace(row, message=text))


def _coarse(lesson: Lesson) -> Taught:
    rule, coarse = lesson.edition.rules.get(lesson.report.rules.get(lesson.finding.probe, "")), lesson.finding.observed
    if rule is None or not isinstance(coarse, str) or not coarse:
        return "it belongs to no rule"
    return replace(lesson.edition, coarse=_with_coarse(lesson.edition, rule.code, coarse))


def _added(lesson: Lesson) -> Taught:
    name, kind = lesson.field, lesson.finding.observed
    response = lesson.edition.response
    known = (*response.data, *response.fields)
    if any(each == name or each.startswith(f"{name}.") for each in known):  # something was moved there
        return lesson.edition
    if name.partition(".")[0] in response.data:
        data = DataField(name, kind, f"seen in answers of {lesson.source}")
        return replace(lesson.edition, response=replace(response, data={**response.data, name: data}))
    field = EnvelopeField(name, kind, "observed")
    return replace(lesson.edition, response=replace(response, fields={**response.fields, name: field}))


def _missing(lesson: Lesson) -> Taught:
    return _renamed(lesson, lesson.field, None)


def _moved(lesson: Lesson) -> Taught:
    new = lesson.finding.observed
    return _renamed(lesson, lesson.field, new) if isinstance(new, str) else "the report does not tell its new place"


def _renamed(lesson: Lesson, old: str, new: str | None) -> Taught:
    response = lesson.edition.response
    if old in response.data:
        if new is None:
            return "without it there is no video to answer with"
        data: Mapping[str, Any] = _with_name(response.data, old, new)
        return replace(lesson.edition, response=replace(response, data=data))
    if old not in response.fields:
        return "the edition does not hold this field"
    fields = _with_name(response.fields, old, new)
    if "error_detail.code" not in fields:
        return "without error_detail.code no refusal can be told from another"
    return replace(lesson.edition, response=replace(response, fields=fields))


def _with_name(fields: Mapping[str, Any], old: str, new: str | None) -> dict[str, Any]:
    """Return the fields with `old` and all within it called otherwise, or gone."""
    found = {}
    for name, field in fields.items():
        if name != old and not name.startswith(f"{old}."):
            found[name] = field
        elif new is not None:
            called = f"{new}{name.removeprefix(old)}"
            found[called] = replace(field, name=called)
    return found


def _retyped(lesson: Lesson) -> Taught:
    name, response = lesson.field, lesson.edition.response
    if name not in response.fields:
        return "the edition does not hold this field"
    field = replace(response.fields[name], type=lesson.finding.observed, sent_basis="observed")
    return replace(lesson.edition, response=replace(response, fields={**response.fields, name: field}))


def _limit(lesson: Lesson) -> Taught:
    name = "max_bytes" if "large" in lesson.finding.where or "bytes" in lesson.finding.probe else "max_side"
    wanted = ("bytes",) if name == "max_bytes" else ("width", "height")
    found = next((limit for limit in lesson.report.explored if limit.name in wanted and limit.value is not None), None)
    if found is None or found.value is None:
        return "where it lies now was not searched for; `livephoto check --explore` does"
    # An edition's bytes are within the limit, its side is the first that is not.
    value = found.value if name == "max_bytes" else found.value + found.inclusive
    reason = f"{lesson.source}: {found.says}"
    return _with_image(lesson, **{name: value, f"{name}_basis": "observed", f"{name}_reason": reason})


def _format(lesson: Lesson) -> Taught:
    name = lesson.finding.probe.rpartition("-")[2].upper()
    image = lesson.edition.request.image
    if lesson.finding.kind == "format_refused":
        if name not in image.formats or len(image.formats) == 1:
            return "the report does not tell which format it is"
        left = tuple(each for each in image.formats if each != name)
        spelled = tuple(each for each in image.spelled if each.upper() != name and (each, name) != ("JPG", "JPEG"))
        return _with_image(lesson, formats=left, spelled=spelled)
    return _with_image(lesson, formats=(*image.formats, name), spelled=(*image.spelled, name))


def _default(lesson: Lesson) -> Taught:
    return _with_type_field(lesson, default=lesson.finding.observed)


def _required(lesson: Lesson) -> Taught:
    return _with_type_field(lesson, required=True)


def _price(lesson: Lesson) -> Taught:
    billing = lesson.edition.billing
    price = lesson.finding.observed * billing.credits_per_success / lesson.finding.expected
    if not float(price).is_integer():
        return "an edition's price is a whole number"
    paid = replace(billing, credits_per_success=int(price), basis="observed", source=lesson.source, reason=None)
    return replace(lesson.edition, billing=paid)


def _retired(lesson: Lesson) -> Taught:
    return replace(lesson.edition, status="retired")


def _restored(lesson: Lesson) -> Taught:
    return replace(lesson.edition, status="active")


def _media_type(lesson: Lesson) -> Taught:
    kind = lesson.finding.observed
    if not isinstance(kind, str):
        return "the report does not tell the media type"
    if lesson.finding.probe in lesson.report.rules:
        return "it was seen on a refusal, and an edition has one media type for all answers"
    response = replace(lesson.edition.response, media_type=kind, media_type_basis="observed")
    return replace(lesson.edition, response=response)


def _with_row(lesson: Lesson, row: ErrorCode) -> Edition:
    seen = replace(row, basis="observed", source=lesson.source, reason=None)
    return replace(lesson.edition, errors={**lesson.edition.errors, row.name: seen})


def _with_image(lesson: Lesson, **values: Any) -> Edition:
    image: ImageLimits = replace(lesson.edition.request.image, **values)
    return replace(lesson.edition, request=replace(lesson.edition.request, image=image))


def _with_type_field(lesson: Lesson, **values: Any) -> Edition:
    request = lesson.edition.request
    field = replace(request.type_field, **values)
    return replace(lesson.edition, request=replace(request, fields={**request.fields, field.name: field}))


LESSONS: Mapping[str, Callable[[Lesson], Taught]] = {
    "status_changed": _status,
    "code_changed": _code,
    "code_unknown": _code,
    "message_changed": _message,
    "coarse_code_changed": _coarse,
    "field_added": _added,
    "field_missing": _missing,
    "optional_field_missing": _missing,
    "field_renamed": _moved,
    "field_moved": _moved,
    "field_retyped": _retyped,
    "limit_tightened": _limit,
    "limit_relaxed": _limit,
    "format_refused": _format,
    "format_accepted": _format,
    "default_changed": _default,
    "field_required": _required,
    "price_changed": _price,
    "endpoint_retired": _retired,
    "endpoint_restored": _restored,
    "media_type_changed": _media_type,
}
"""Kinds that an edition has a place for."""
