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


@dataclass(slots=True)
class Case:
    """Everything that a detector may look at."""

    submission: Submission
    edition: Edition
    account: Account | None
    solvent: bool
    """The account covers one call."""
    image: ImageFacts | None
    """None where no file came, or none worth a look."""
    live: bool
    """The path is the live-photo endpoint's."""
    method: str | None
    """The method that the path takes; None for an unknown path."""
    type_text: bytes | None
    """The `type` field as sent; None where it was left out."""
    type_allowed: bool
    """It was left out, or spelled exactly as one of the allowed values."""


Detector = Callable[[Case], bool]

_INTEGER = re.compile(rb"0|-?[1-9][0-9]*")


def _over_byte_limit(case: Case) -> bool:
    upload = case.submission.image
    return upload is not None and not case.edition.request.image.bytes_allowed(upload.size)


def _over_side_limit(case: Case) -> bool:
    header = case.image.header if case.image else None
    return header is not None and not case.edition.request.image.sides_allowed(header.width, header.height)


_GATE: dict[str, Detector] = {
    "key_missing": lambda case: not case.submission.key,
    "key_unknown": lambda case: case.account is None,
    "user_locked": lambda case: case.account is not None and case.account.locked,
    "endpoint_retired": lambda case: case.edition.retired and case.live,
    "path_unknown": lambda case: case.method is None,
    "method_unknown": lambda case: case.submission.method != case.method,
    "credits_short": lambda case: case.live and not case.solvent,
    "body_too_large": lambda case: case.submission.overlong,
}

_FORM: dict[str, Detector] = {
    "body_not_multipart": lambda case: not case.submission.multipart,
    "image_missing": lambda case: case.submission.image is None,
    "image_as_text": lambda case: case.submission.image is not None and not case.submission.image.is_file,
    "image_empty": lambda case: case.submission.image is not None and case.submission.image.size == 0,
    "type_empty": lambda case: case.type_text == b"",
    "type_not_integer": lambda case: not case.type_allowed and not _INTEGER.fullmatch(case.type_text or b""),
    "type_out_of_range": lambda case: not case.type_allowed,
    "image_too_large": _over_byte_limit,
    "image_format_unsupported": lambda case: (
        case.image is None or case.image.format not in case.edition.request.image.formats
    ),
    "image_undecodable": lambda case: case.image is not None and case.image.whole is False,
    "image_too_wide": _over_side_limit,
}

DETECTORS = {**_GATE, **_FORM}
"""A detector for each rule that a request can break by itself."""


class Rulebook:
    """An edition's rules, made ready to be checked."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._gate = tuple((rule, _GATE[name]) for name, rule in edition.rules.items() if name in _GATE)
        self._all = tuple((rule, DETECTORS[name]) for name, rule in edition.rules.items() if name in DETECTORS)
        self._methods = {
            edition.request.path: edition.request.method,
            edition.credits_query.path: edition.credits_query.method,
        }
        self._type_name = edition.request.type_field.name
        self._type_spellings = {None, *(b"%d" % value for value in edition.request.type_field.allowed)}

    def case(self, submission: Submission, account: Account | None, *, solvent: bool, image: ImageFacts | None) -> Case:
        """Return the case of `submission`: what was sent, and what is known beside it."""
        path, type_text = submission.path, submission.texts.get(self._type_name)
        return Case(
            submission,
            self._edition,
            account,
            solvent,
            image,
            live=path == self._edition.request.path,
            method=self._methods.get(path),
            type_text=type_text,
            type_allowed=type_text in self._type_spellings,
        )

    def first_broken(self, case: Case) -> Rule | None:
        """Return the first rule that the case breaks, None where it keeps them all."""
        for rule, broken in self._all if case.live else self._gate:
            if broken(case):
                return rule
        return None
