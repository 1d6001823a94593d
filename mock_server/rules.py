"""Finds the first rule of the edition that a submission breaks.

Pure: a detector looks at one case and says yes or no. Which rules there are, in which order and what each answers,
is the edition's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from livephoto.contract import Edition, Rule
from mock_server.credits import Account
from mock_server.images import ImageFacts
from mock_server.submission import Submission


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a detector may look at."""

    submission: Submission
    edition: Edition
    account: Account | None
    solvent: bool
    """The account covers one call."""
    image: ImageFacts | None
    """None where no file came, or none worth a look."""

    @property
    def type_text(self) -> bytes | None:
        """The `type` field as sent, None where it was left out."""
        return self.submission.texts.get(self.edition.request.type_field.name)


Detector = Callable[[Case], bool]

_INTEGER = re.compile(rb"0|-?[1-9][0-9]*")


def _method_for(case: Case) -> str | None:
    edition, path = case.edition, case.submission.path
    if path == edition.request.path:
        return edition.request.method
    return edition.credits_query.method if path == edition.credits_query.path else None


def _is_live_path(case: Case) -> bool:
    return case.submission.path == case.edition.request.path


def _type_is_allowed(case: Case) -> bool:
    allowed = case.edition.request.type_field.allowed
    return case.type_text is None or any(case.type_text == b"%d" % value for value in allowed)


def _side_over_limit(case: Case) -> bool:
    header = case.image.header if case.image else None
    return header is not None and not case.edition.request.image.sides_allowed(header.width, header.height)


_GATE: dict[str, Detector] = {
    "key_missing": lambda case: not case.submission.key,
    "key_unknown": lambda case: case.account is None,
    "user_locked": lambda case: case.account is not None and case.account.locked,
    "endpoint_retired": lambda case: case.edition.retired and _is_live_path(case),
    "path_unknown": lambda case: _method_for(case) is None,
    "method_unknown": lambda case: case.submission.method != _method_for(case),
    "credits_short": lambda case: _is_live_path(case) and not case.solvent,
    "body_too_large": lambda case: case.submission.overlong,
}

_FORM: dict[str, Detector] = {
    "body_not_multipart": lambda case: not case.submission.multipart,
    "image_missing": lambda case: case.submission.image is None,
    "image_as_text": lambda case: case.submission.image is not None and not case.submission.image.is_file,
    "image_empty": lambda case: case.submission.image is not None and case.submission.image.size == 0,
    "type_empty": lambda case: case.type_text == b"",
    "type_not_integer": lambda case: not _type_is_allowed(case) and not _INTEGER.fullmatch(case.type_text or b""),
    "type_out_of_range": lambda case: not _type_is_allowed(case),
    "image_too_large": lambda case: (
        case.submission.image is not None and not case.edition.request.image.bytes_allowed(case.submission.image.size)
    ),
    "image_format_unsupported": lambda case: (
        case.image is None or case.image.format not in case.edition.request.image.formats
    ),
    "image_undecodable": lambda case: case.image is not None and case.image.whole is False,
    "image_too_wide": _side_over_limit,
}

DETECTORS = {**_GATE, **_FORM}
"""A detector for each rule that a request can break by itself."""

FOUND_BY_THE_ENGINE = frozenset({"no_face"})
"""Rules that only the engine can find broken, since it looks at the pixels."""


class Rulebook:
    """An edition's rules, made ready to be checked."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._gate = tuple((rule, _GATE[name]) for name, rule in edition.rules.items() if name in _GATE)
        self._form = tuple((rule, _FORM[name]) for name, rule in edition.rules.items() if name in _FORM)

    def first_broken(self, case: Case) -> Rule | None:
        """Return the first rule that the case breaks, None where it keeps them all."""
        for rule, broken in self._gate:
            if broken(case):
                return rule
        if _is_live_path(case):
            for rule, broken in self._form:
                if broken(case):
                    return rule
        return None
