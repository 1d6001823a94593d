"""Forms that no client would send: broken, doubled, nested, overlong, cut short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import Edition, load_edition

_FORM: Final = b"multipart/form-data; boundary=edge"
_MEDIA_TYPES: Final = (
    b"multipart/form-data",
    b"multipart/form-data; boundary=",
    b'multipart/form-data; boundary="edge"',
    b"multipart/form-data; boundary=other",
    b"multipart/form-data; boundary=edge; boundary=other",
    b"MULTIPART/FORM-DATA; BOUNDARY=edge",
    b"multipart/mixed; boundary=edge",
    b"multipart/form-data; boundary=" + b"e" * 300,
    b"multipart/form-data; boundary=\xff\xfe",
    b"multipart/form-data; charset=utf-16; boundary=edge",
    b"application/octet-stream",
    b";",
)
_DELIMITERS: Final = (
    b"--edge\r\n",
    b"\r\n--edge\r\n",
    b"\r\n--edge--\r\n",
    b"--edge--",
    b"--edge",
    b"\n--edge\n",
    b"--edge  \r\n",
    b"--edge-\r\n",
    b"--other\r\n",
)
_ODD_HEADERS: Final = (
    b"Content-Disposition: form-data",
    b'Content-Disposition: form-data; name=""',
    b"Content-Disposition: form-data; name=type; filename*=utf-8''%ff",
    b'Content-Disposition: attachment; name="type"',
    b'content-disposition:form-data;name="type";name="image_target"',
    b'Content-Disposition: form-data; name="ty\x00pe"',
    b'Content-Disposition: form-data; name="\xff\xfe"; filename="\xff"',
    b'Content-Disposition: form-data; name="image_target',
    b"Content-Type: multipart/mixed; boundary=inner",
    b"Content-Type: image/jpeg; \x00",
    b"Content-Transfer-Encoding: base64",
    b"Content-Length: 99999999999999999999",
    b"no colon",
    b": no name",
    b" folded: line",
)
_LENGTHS: Final = (100, 5_000, 20_000)
"""Bytes of an overlong header; repeated from one byte, not drawn."""


@dataclass(frozen=True, slots=True)
class RawForm:
    """A request body as bytes, beside what its headers say of it."""

    media_type: bytes
    """The Content-Type header."""
    body: bytes
    length: int | None = None
    """The Content-Length header, where it lies; None for the true one."""

    def http(self, edition: Edition, key: bytes = b"a-key", host: bytes = b"127.0.0.1") -> bytes:
        """Return the whole HTTP/1.1 request to the live-photo endpoint, which asks to close the connection."""
        asked = edition.request
        lines = (
            f"{asked.method} {asked.path} HTTP/1.1".encode(),
            b"Host: " + host,
            b"Connection: close",
            asked.key_header.encode() + b": " + key,
            b"Content-Type: " + self.media_type,
            b"Content-Length: %d" % (len(self.body) if self.length is None else self.length),
        )
        return b"\r\n".join((*lines, b"", self.body))


@st.composite
def hostile_multipart(draw: st.DrawFn, edition: Edition | None = None) -> RawForm:
    """Draw a form to send as it is: pieces of one in any order, or a good one with a wound. At most some 100 kB."""
    edition = edition or load_edition()
    body = draw(_wounded(edition) | st.lists(_pieces(edition), max_size=12).map(b"".join))
    media_type = draw(st.just(_FORM) | st.just(_FORM) | st.sampled_from(_MEDIA_TYPES))
    length = draw(st.none() | st.none() | st.integers(0, 2 * len(body)))
    return RawForm(media_type, body, length)


def _pieces(edition: Edition) -> st.SearchStrategy[bytes]:
    names = [item.name.encode() for item in edition.request.fields.values()]
    headers = [b'Content-Disposition: form-data; name="%s"' % name for name in names]
    headers += [line + b'; filename="a.jpg"' for line in headers]
    return st.one_of(
        st.sampled_from(_DELIMITERS),
        st.sampled_from([line + b"\r\n\r\n" for line in headers]),
        st.sampled_from([*headers, *_ODD_HEADERS]).map(lambda line: line + b"\r\n"),
        st.sampled_from(_LENGTHS).map(lambda size: b"X-Long: " + b"a" * size + b"\r\n"),
        st.sampled_from([b"\r\n", b"\r\n\r\n", b"\n\n", b"\r", b"\x00", b"0", b"1", _tiny()]),
        st.binary(max_size=24),
    )


@st.composite
def _wounded(draw: st.DrawFn, edition: Edition) -> bytes:
    """Draw a good form from which a stretch is taken out, and other bytes put in its place."""
    good = _good(edition)
    start = draw(st.integers(0, len(good)))
    end = draw(st.integers(start, min(start + 40, len(good))))
    return good[:start] + draw(_pieces(edition) | st.just(b"")) + good[end:]


def _good(edition: Edition) -> bytes:
    image, kind = edition.request.image_field.name.encode(), edition.request.type_field.name.encode()
    parts = (
        (b'Content-Disposition: form-data; name="%s"\r\n\r\n' % kind, b"0"),
        (b'Content-Disposition: form-data; name="%s"; filename="a.png"\r\n\r\n' % image, _tiny()),
    )
    return b"".join(b"--edge\r\n" + head + content + b"\r\n" for head, content in parts) + b"--edge--\r\n"


def _tiny() -> bytes:
    return build(PhotoSpec("png", 2, 2, mode="grey"))
