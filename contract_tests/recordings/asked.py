"""What a recorded request was about: the rules of an edition that it breaks, by its facts and by its answer.

A request shows most of its faults: no key, no photo, too many bytes. Some it cannot show: whether the key was known,
whether there was a face, whether the server was in trouble. For those the answer is taken at its word: where its code
is the code of such a rule, the request is taken to break it, and status, texts and fields are still judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from contract_tests.exchange import Answer, Asked, Exchange
from contract_tests.recordings.answers import answer_of
from contract_tests.recordings.naming import image_of, name_of, type_of
from livephoto.contract.model import Edition
from livephoto.recordings.model import FilePart, RecordedExchange, RecordedRequest

_Place = Literal["live", "credits", "elsewhere"]

_OURS = "livephoto"
"""How the name of the tool begins where our own recorder made the recording."""
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")

_OF_THE_KEY = ("key_unknown", "user_locked")
_OF_A_LIVE_CALL = ("credits_short", "body_too_large", "no_face")
_OF_THE_PHOTO = ("image_empty", "image_too_large", "image_format_unsupported", "image_undecodable", "image_too_wide")
_OF_THE_TYPE = ("type_empty", "type_not_integer", "type_out_of_range")
_OF_THE_FORM = ("body_not_multipart", "image_missing", "image_as_text", *_OF_THE_TYPE, *_OF_THE_PHOTO)


def asked_of(exchange: RecordedExchange, edition: Edition) -> Asked:
    """Return what a recorded request asks of an edition. Raises RecordingError where its answer cannot be read."""
    return asked_with(exchange, answer_of(exchange, video=False), edition)


def exchange_of(recorded: RecordedExchange, edition: Edition, *, video: bool = True) -> Exchange:
    """Return a recorded exchange as the judge takes it; `video`: with its video, to be decoded.

    Raises RecordingError where its answer cannot be read.
    """
    return exchange_with(recorded, answer_of(recorded, video=video), edition, video=video)


def exchange_with(recorded: RecordedExchange, answer: Answer, edition: Edition, *, video: bool = True) -> Exchange:
    """Return the exchange of a recorded request and an answer: the recorded one, or a later one."""
    image = image_of(recorded.request, edition)
    shape = image.image.width / image.image.height if image and image.image else None
    asked = asked_with(recorded, answer, edition)
    notes = {} if shape is None else {"photo_shape": shape}
    return Exchange(name_of(recorded), asked, answer, notes=notes, decode=video)


def asked_with(recorded: RecordedExchange, answer: Answer, edition: Edition) -> Asked:
    """Return what a recorded request asks of an edition, with the word of an answer where the request shows nothing."""
    request, ours = recorded.request, is_ours(recorded)
    place = _place_of(recorded, answer, edition)
    seen = frozenset(_seen(request, edition, place, answer.code, ours=ours))
    unseen = frozenset(_unseen(request, edition, place, ours=ours))
    return Asked(
        _with_answer(seen, unseen, answer.code, edition),
        live=place == "live",
        credits_query=place == "credits",
        type=type_of(request, edition) if place == "live" else None,
    )


def is_ours(recorded: RecordedExchange) -> bool:
    """Tell whether our own recorder made the recording: what it does not show was not there."""
    return recorded.tool.startswith(_OURS)


def shows_key(recorded: RecordedExchange, edition: Edition) -> bool | None:
    """Tell whether the request carried a key; None where another tool may have left it out of the recording."""
    if recorded.request.headers.get(edition.request.key_header.lower()):
        return True
    return False if is_ours(recorded) else None


def _place_of(recorded: RecordedExchange, answer: Answer, edition: Edition) -> _Place:
    """Return where the call went: other tools' calls may have gone through a gateway with a path of its own before it.

    Where nobody kept the request, the answer tells: a list of pools, or anything else.
    """
    path, ours = recorded.request.path, is_ours(recorded)
    if not recorded.request.url:
        return "credits" if isinstance(answer.value("data"), list) else "live"
    places: dict[str, _Place] = {edition.request.path: "live", edition.credits_query.path: "credits"}
    if ours:
        return places.get(path, "elsewhere")
    return next((place for end, place in places.items() if path.rstrip("/").endswith(end)), "elsewhere")


def _seen(request: RecordedRequest, edition: Edition, place: _Place, code: str | None, *, ours: bool) -> Iterator[str]:
    """Yield the rules that the request shows to be broken, where it is judged by them at all."""
    methods = {"live": edition.request.method, "credits": edition.credits_query.method}
    if ours and not request.headers.get(edition.request.key_header.lower()):
        yield "key_missing"
    if place == "elsewhere":
        yield "path_unknown"
    elif request.method and request.method.upper() != methods[place]:
        yield "method_unknown"
    elif place == "live" and _tells_its_form(request, ours=ours):
        yield from _in_the_form(request, edition, code)


def _in_the_form(request: RecordedRequest, edition: Edition, code: str | None) -> Iterator[str]:
    if not request.multipart:
        yield "body_not_multipart"
        return
    yield from _in_the_type(request, edition)
    name = edition.request.image_field.name
    image = image_of(request, edition)
    if image is not None:
        yield from _in_the_image(image, edition, code)
    else:
        as_text = any(field == name for field, _ in request.fields) or any(part.name == name for part in request.files)
        yield "image_as_text" if as_text else "image_missing"


def _in_the_type(request: RecordedRequest, edition: Edition) -> Iterator[str]:
    text = dict(request.fields).get(edition.request.type_field.name)
    if text == "":
        yield "type_empty"
    elif text is not None and text not in map(str, edition.request.type_field.allowed):
        yield "type_out_of_range" if _INTEGER.fullmatch(text) else "type_not_integer"


def _in_the_image(part: FilePart, edition: Edition, code: str | None) -> Iterator[str]:
    limits = edition.request.image
    if not part.body.sha256:
        return
    if part.body.size == 0:
        yield "image_empty"
        return
    if not limits.bytes_allowed(part.body.size):
        yield "image_too_large"
    if part.image is None or part.image.format not in limits.formats:
        # A damaged header and no image at all look the same in a recording; the answer tells them apart.
        damaged = part.image is None and code == edition.rules["image_undecodable"].code
        yield "image_undecodable" if damaged else "image_format_unsupported"
        return
    if part.whole is False:
        yield "image_undecodable"
    if not limits.sides_allowed(part.image.width, part.image.height):
        yield "image_too_wide"


def _unseen(request: RecordedRequest, edition: Edition, place: _Place, *, ours: bool) -> Iterator[str]:
    """Yield the rules that this request may break without showing it."""
    yield from _OF_THE_KEY
    if not ours:
        yield "key_missing"
    if place != "live":
        return
    yield from _OF_A_LIVE_CALL
    image = image_of(request, edition)
    if not _tells_its_form(request, ours=ours):
        yield from _OF_THE_FORM
    elif image is not None and not image.body.sha256:
        yield from _OF_THE_PHOTO
    elif image is not None and image.whole is None:
        yield "image_undecodable"


def _tells_its_form(request: RecordedRequest, *, ours: bool) -> bool:
    """Tell whether the recording shows the body: other tools keep calls without it, or a bare answer."""
    return ours or request.multipart or request.body is not None


def _with_answer(seen: frozenset[str], unseen: frozenset[str], code: str | None, edition: Edition) -> frozenset[str]:
    """Return the rules broken, with the one that only the answer tells.

    It is taken from the answer only where it comes before all that the request shows: after those, no server would
    have got that far. Trouble that no request brings about may befall any, and says nothing of its faults.
    """
    rules = edition.rules.items()
    if code is None or any(name in seen and rule.code == code for name, rule in rules):
        return seen
    for name, rule in rules:
        if name in seen:
            break
        if name in unseen and rule.code == code:
            return seen | {name}
    trouble = next((name for name, rule in rules if rule.asked_only and rule.code == code), None)
    return frozenset({trouble}) if trouble else seen
