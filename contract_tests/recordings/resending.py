"""A recorded request, made ready to be sent again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contract_tests.exchange import Exchange
from contract_tests.probes import Cost, Key, Part, Photo, Probe
from contract_tests.recordings.asked import shows_key
from contract_tests.recordings.standing_in import NoStandInError, Upload, filler, upload_of
from contract_tests.report import in_short
from livephoto.contract.model import Edition
from livephoto.recordings.model import FilePart, RecordedExchange, RecordedRequest

_OF_THE_ACCOUNT = ("user_locked", "credits_short")
"""Rules that an account breaks, not a request."""
_NO_PARTS = ("multipart/form-data; boundary=recorded", b"--recorded--\r\n")


class NotAgainError(Exception):
    """The request cannot be sent again, or its answer could not be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class Resend:
    """A request to send again."""

    probe: Probe
    stands_in: bool
    """Its photo or its body is not what was recorded, but of the same measure."""


def resend_of(recorded: RecordedExchange, before: Exchange, edition: Edition) -> Resend:
    """Return the request of a recorded exchange, `before` being that exchange as an edition's judge takes it.

    Raises NotAgainError where that makes no sense; RecordingError where a photo that was kept is not what was recorded.
    """
    _demand_comparable(before, edition)
    uploads = _uploads_of(recorded, before)
    body = _body_of(recorded.request)
    key = _key_of(recorded, before, edition)
    shows = any(upload.shows for _, upload in uploads) or _photo_as_text(recorded.request, edition)
    probe = Probe(
        before.probe,
        before.asked,
        _cost_of(before, edition) if shows and key == "good" else "free",
        key,
        tuple(_parts_of(recorded.request, uploads)),
        recorded.request.method or None,
        _path_of(recorded.request, before, edition),
        body,
    )
    return Resend(probe, any(upload.stands_in for _, upload in uploads) or recorded.request.body is not None)


def _demand_comparable(before: Exchange, edition: Edition) -> None:
    """Raise NotAgainError where no request could bring the recorded answer about again."""
    answer, rule = before.answer, before.asked.expected(edition)
    if answer.cut or answer.envelope is None or not (answer.code or answer.resembles_success):
        raise NotAgainError(f"the recorded answer is no whole one of the API: {in_short(answer)}")
    if rule is not None and (rule.asked_only or rule.name in _OF_THE_ACCOUNT):
        raise NotAgainError(f"the recorded answer came of {rule.fault}: no request brings that about")


def _uploads_of(recorded: RecordedExchange, before: Exchange) -> list[tuple[FilePart, Upload]]:
    damaged = "image_undecodable" in before.asked.breaks
    try:
        uploads = [(part, upload_of(part, damaged=damaged)) for part in recorded.request.files]
    except NoStandInError as error:
        raise NotAgainError(str(error)) from None
    if "no_face" in before.asked.breaks and any(upload.stands_in for _, upload in uploads):
        raise NotAgainError("its photo was not kept, and one without a face cannot be made to measure")
    return uploads


def _parts_of(request: RecordedRequest, uploads: Iterable[tuple[FilePart, Upload]]) -> Iterator[Part]:
    for name, text in request.fields:
        yield name, None, text.encode
    for part, upload in uploads:
        yield part.name, part.filename, _giving(upload.content)


def _giving(content: bytes) -> Photo:
    return lambda: content


def _body_of(request: RecordedRequest) -> tuple[str, bytes] | None:
    """Return a body that is no form: only its measure was kept; a form of no parts is written out."""
    media_type = request.headers.get("content-type", "application/octet-stream")
    if request.body is not None:
        return media_type, filler(request.body.size)
    return _NO_PARTS if request.multipart and not (request.fields or request.files) else None


def _photo_as_text(request: RecordedRequest, edition: Edition) -> bool:
    """Tell whether a text stands for the photo: a lenient server may fetch it from there."""
    return any(name == edition.request.image_field.name for name, _ in request.fields)


def _path_of(request: RecordedRequest, before: Exchange, edition: Edition) -> str:
    if before.asked.live:
        return edition.request.path
    return edition.credits_query.path if before.asked.credits_query else request.path


def _key_of(recorded: RecordedExchange, before: Exchange, edition: Edition) -> Key:
    shown = shows_key(recorded, edition)
    if shown is False or (shown is None and "key_missing" in before.asked.breaks):
        return "none"
    return "unknown" if "key_unknown" in before.asked.breaks else "good"


def _cost_of(before: Exchange, edition: Edition) -> Cost:
    return "paid" if before.asked.live and before.asked.expected(edition) is None else "risky"
