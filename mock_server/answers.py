"""Answers ready to send: encoded once, with only the two ids made anew for each request."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from livephoto._version import __version__
from livephoto.contract import Edition, Rule, encode, failure, success
from mock_server.engines.base import Film

Headers = list[tuple[bytes, bytes]]

_REQUEST_ID, _LOG_ID, _VIDEO = "\ue000request\ue000", "\ue000log\ue000", "\ue000video\ue000"
_ID_SIZE = 36


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer: `pieces` are sent one after the other and never joined."""

    status: int
    headers: Headers
    pieces: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Template:
    """A body cut where the ids go."""

    before: bytes
    between: bytes
    after: bytes

    @classmethod
    def of(cls, body: bytes) -> _Template:
        before, _, rest = body.partition(_REQUEST_ID.encode())
        between, _, after = rest.partition(_LOG_ID.encode())
        return cls(before, between, after)

    @property
    def size(self) -> int:
        return len(self.before) + len(self.between) + len(self.after) + 2 * _ID_SIZE

    def start(self) -> bytes:
        """Return the body up to what follows the second id."""
        return b"".join((self.before, str(uuid.uuid4()).encode(), self.between, str(uuid.uuid4()).encode()))


class Answers:
    """Makes every answer of one edition."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._common: Headers = [
            (b"content-type", edition.response.media_type.encode()),
            (b"x-livephoto-mock", __version__.encode()),
            (b"x-livephoto-edition", edition.id.encode()),
            (b"access-control-allow-origin", b"*"),
            (b"access-control-expose-headers", b"*"),
        ]
        body = success(edition, _REQUEST_ID, _LOG_ID, _data_around(edition, _VIDEO))
        before, _, self.after_video = encode(body).partition(_VIDEO.encode())
        self._success = _Template.of(before)
        self._refusals: dict[tuple[str, Rule | None], tuple[_Template, Headers]] = {}

    def video(self, film: Film, engine: str) -> Answer:
        """Return the success around a film, whose data ends with what follows the video in the body (`after_video`)."""
        size = self._success.size + len(film.data)
        headers = [*self._common, (b"x-livephoto-engine", engine.encode()), (b"content-length", b"%d" % size)]
        if film.level is not None:
            headers.append((b"x-livephoto-face", film.level.word.encode()))
        return Answer(200, headers, (self._success.start() + self._success.after, film.data))

    def data(self, data: object) -> Answer:
        """Return a success that carries `data`."""
        body = encode(success(self._edition, str(uuid.uuid4()), str(uuid.uuid4()), data))
        return Answer(200, [*self._common, (b"content-length", b"%d" % len(body))], (body,))

    def refusal(self, code: str, rule: Rule | None = None, extra: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
        """Return the error `code`, in the words of `rule` where a rule answers."""
        template, headers = self._refusals.get((code, rule)) or self._make_refusal(code, rule)
        return Answer(self._edition.status_of(code), [*headers, *extra], (template.start() + template.after,))

    def preflight(self, asked: Mapping[bytes, bytes]) -> Answer:
        """Return the answer to a browser's CORS preflight: every header that the page wants to send is allowed."""
        methods = {self._edition.request.method, self._edition.credits_query.method, "OPTIONS"}
        headers = [
            *self._common[1:],
            (b"access-control-allow-methods", ", ".join(sorted(methods)).encode()),
            (b"access-control-allow-headers", asked.get(b"access-control-request-headers", b"*")),
            (b"access-control-max-age", b"600"),
            (b"content-length", b"0"),
        ]
        if asked.get(b"access-control-request-private-network") == b"true":
            headers.append((b"access-control-allow-private-network", b"true"))
        return Answer(200, headers, (b"",))

    def _make_refusal(self, code: str, rule: Rule | None) -> tuple[_Template, Headers]:
        template = _Template.of(encode(failure(self._edition, code, _REQUEST_ID, _LOG_ID, rule)))
        headers = [
            *self._common,
            (b"x-livephoto-rule", (rule.name if rule else "asked").encode()),
            (b"x-livephoto-basis", (rule or self._edition.errors[code]).basis.encode()),
            (b"content-length", b"%d" % template.size),
        ]
        self._refusals[code, rule] = template, headers
        return template, headers


def _data_around(edition: Edition, video: str) -> object:
    """Return the business data with `video` where the edition's fields say."""
    path = next(name for name, item in edition.response.data.items() if item.encoding == "base64").split(".")
    value: object = video
    for name in reversed(path[1:]):
        value = {name: value}
    return value
