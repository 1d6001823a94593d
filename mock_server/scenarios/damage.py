"""What a fault does to an answer, or which answer it puts in its place. Pure: an answer in, an answer out."""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Callable

from livephoto._version import __version__
from livephoto.contract import Edition
from mock_server.answers import Answer, Headers
from mock_server.scenarios.faults import Fault

_LINE = 76
_NO_VIDEO = b"This is no video: a mock of the API sent these words in its place, in base64 as it ought to be.\n"
_PAGE = "<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n{more}</body>\n</html>\n"
_PAGES = {
    Fault.GATEWAY_HTML_502: (502, "502 Bad Gateway", "<hr>gateway\n"),
    Fault.GATEWAY_HTML_503: (503, "503 Service Temporarily Unavailable", "<hr>gateway\n"),
    Fault.FIREWALL_HTML_403: (403, "403 Forbidden", "<p>This request was blocked by the security rules.</p>\n"),
}

Cut = Callable[[bytes], bytes]


class Damage:
    """Damages the answers of one edition."""

    def __init__(self, edition: Edition, after_video: bytes) -> None:
        """after_video: what follows the video in the body of a success."""
        self._after = after_video
        self._error_status = edition.status_of(edition.rules["server_fault"].code)
        video = next(item for item in edition.response.data.values() if item.encoding == "base64")
        self._prefix = f"data:{video.media_type};base64,".encode()
        self._of_base64: dict[Fault, Cut] = {
            Fault.TRUNCATED_BASE64: _cut_short,
            Fault.URL_SAFE_BASE64: lambda text: text.translate(bytes.maketrans(b"+/", b"-_")),
            Fault.DATA_URI_BASE64: lambda text: self._prefix + text,
            Fault.WRAPPED_BASE64: _wrapped,
            Fault.NOT_A_VIDEO: lambda _: b2a_base64(_NO_VIDEO, newline=False),
        }

    def done(self, answer: Answer, fault: Fault | None, *, video: bool) -> Answer:
        """Return what the fault makes of an answer; itself where there is nothing to damage.

        video: whether it is a success with a video.
        """
        if fault is Fault.TRUNCATED_JSON:
            body = b"".join(answer.pieces)
            return with_body(answer, (body[: len(body) // 2],))
        if fault is Fault.SUCCESS_STATUS_WITH_ERROR:
            return Answer(200, answer.headers, answer.pieces)
        if fault is Fault.ERROR_STATUS_WITH_SUCCESS and video:
            return Answer(self._error_status, answer.headers, answer.pieces)
        if fault in self._of_base64 and video:
            *before, clip = answer.pieces
            text = self._of_base64[fault](clip[: len(clip) - len(self._after)])
            return with_body(answer, (*before, text + self._after))
        return answer


def page(fault: Fault) -> Answer | None:
    """Return the page of HTML that a fault puts in the place of an answer, None where it puts none there."""
    if fault not in _PAGES:
        return None
    status, title, more = _PAGES[fault]
    body = _PAGE.format(title=title, more=more).encode()
    headers: Headers = [
        (b"content-type", b"text/html"),
        (b"x-livephoto-mock", __version__.encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    return Answer(status, headers, (body,))


def with_body(answer: Answer, pieces: tuple[bytes, ...]) -> Answer:
    """Return an answer with another body, and its length in the headers."""
    length = b"content-length", b"%d" % sum(map(len, pieces))
    return Answer(answer.status, with_headers(answer.headers, [length]), pieces)


def with_headers(headers: Headers, more: Headers) -> Headers:
    """Return headers with `more` in the place of those of the same names."""
    names = {name for name, _ in more}
    return [*((name, value) for name, value in headers if name not in names), *more]


def _cut_short(text: bytes) -> bytes:
    # Inside a group of four: no decoder that looks takes it for whole.
    return text[: (len(text) // 2 & ~3) + 2]


def _wrapped(text: bytes) -> bytes:
    # As JSON spells a line break inside a string: the JSON stays sound.
    return re.sub(rb"(?s)(.{%d})(?=.)" % _LINE, rb"\1\\r\\n", text)
