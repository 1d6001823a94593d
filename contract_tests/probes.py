"""The probes: one request for each rule, and the shapes of a success. Data and pure functions; nothing is sent here.

A probe knows whether it can cost credits. `free`: no server can make a video of it, whatever it is lenient about.
`risky`: it ought to be refused, but a lenient server could accept it. `paid`: it ought to succeed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from contract_tests.exchange import Asked
from contract_tests.photos import PhotoSpec, build
from livephoto.contract.image_header import read_header
from livephoto.contract.model import Edition, LivePhotoType

Cost = Literal["free", "risky", "paid"]
Key = Literal["good", "none", "unknown"]
Photo = Callable[[], bytes]

Part = tuple[str, str | None, Photo]
"""A part of the form: field name, file name (None for a text field), content."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One request, and what its answer shows."""

    id: str
    asked: Asked
    cost: Cost
    key: Key = "good"
    parts: tuple[Part, ...] = ()
    method: str | None = None
    """HTTP method; None for the endpoint's own."""
    path: str | None = None
    """Path; None for the live-photo endpoint's."""
    body: tuple[str, bytes] | None = None
    """Media type and bytes of a body that is no form, instead of `parts`."""
    shape: str | None = None
    """What it varies where it ought to succeed: the kind of finding if it is refused."""
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def rule(self) -> str | None:
        """The rule that it is there for, None for a success."""
        return min(self.asked.breaks, default=None) if len(self.asked.breaks) == 1 else None


def probes(edition: Edition, portrait: bytes) -> tuple[Probe, ...]:
    """Return every probe of an edition, the cheapest first; `portrait` is a JPEG of somebody's face."""
    found = (*_free(edition), *_risky(edition, portrait), *_paid(edition, portrait))
    return tuple(sorted(found, key=lambda probe: ("free", "risky", "paid").index(probe.cost)))


def unknown_key() -> str:
    """Return a key that nobody owns; the same on every run."""
    return f"invalid-{hashlib.sha256(b'livephoto check').hexdigest()[:20]}"


def _text(value: str) -> Photo:
    return value.encode


def _photo(**spec: object) -> Photo:
    return lambda: build(PhotoSpec(**spec))  # type: ignore[arg-type]


def _form(
    edition: Edition, photo: Photo | None, type_text: str | None = None, name: str = "portrait.jpg"
) -> tuple[Part, ...]:
    parts: list[Part] = []
    if type_text is not None:
        parts.append((edition.request.type_field.name, None, _text(type_text)))
    if photo is not None:
        parts.append((edition.request.image_field.name, name, photo))
    return tuple(parts)


def _breaks(*rules: str) -> Asked:
    return Asked(frozenset(rules))


def _free(edition: Edition) -> Iterator[Probe]:
    image = edition.request.image_field.name
    nothing = _form(edition, None, "0")
    elsewhere = Asked(frozenset({"path_unknown"}), live=False)
    yield Probe("image-missing", _breaks("image_missing"), "free", parts=nothing)
    yield Probe("image-empty", _breaks("image_empty"), "free", parts=_form(edition, lambda: b""))
    yield Probe("key-missing", _breaks("key_missing", "image_missing"), "free", key="none", parts=nothing)
    yield Probe("key-unknown", _breaks("key_unknown", "image_missing"), "free", key="unknown", parts=nothing)
    yield Probe("path-unknown", elsewhere, "free", path=f"{edition.request.path}-nowhere", parts=nothing)
    yield Probe("method-unknown", _breaks("method_unknown"), "free", method="GET")
    urlencoded = ("application/x-www-form-urlencoded", f"{image}=abc".encode())
    yield Probe("body-urlencoded", _breaks("body_not_multipart"), "free", body=urlencoded)
    yield Probe("body-json", _breaks("body_not_multipart"), "free", body=("application/json", b"{}"))
    as_text: tuple[Part, ...] = ((image, None, _text("https://example.org/portrait.jpg")),)
    yield Probe("image-as-text", _breaks("image_as_text"), "free", parts=as_text)
    yield Probe(
        "image-not-an-image",
        _breaks("image_format_unsupported"),
        "free",
        parts=_form(edition, _photo(damage="garbage")),
    )
    broken = _form(edition, lambda: b"\xff\xd8\xff\xe0" + bytes(2000))
    yield Probe("image-header-broken", _breaks("image_undecodable"), "free", parts=broken)
    too_large = edition.request.image.max_bytes + 1
    yield Probe(
        "image-too-large-and-no-image",
        _breaks("image_too_large", "image_format_unsupported"),
        "free",
        parts=_form(edition, _photo(damage="garbage", size=too_large)),
    )
    yield Probe(
        "type-out-of-range-and-no-image",
        _breaks("image_missing", "type_out_of_range"),
        "free",
        parts=_form(edition, None, "7"),
    )
    query = edition.credits_query
    yield Probe(
        "credits-query",
        Asked(live=False, credits_query=True),
        "free",
        method=query.method,
        path=query.path,
    )


def _risky(edition: Edition, portrait: bytes) -> Iterator[Probe]:
    limits = edition.request.image
    allowed = edition.request.type_field.allowed
    for name, text, rule in (
        ("type-empty", "", "type_empty"),
        ("type-word", "avatar", "type_not_integer"),
        ("type-decimal", "1.0", "type_not_integer"),
        ("type-spaced", " 1", "type_not_integer"),
        ("type-above", str(max(allowed) + 1), "type_out_of_range"),
        ("type-below", str(min(allowed) - 1), "type_out_of_range"),
    ):
        yield Probe(name, _breaks(rule), "risky", parts=_form(edition, lambda: portrait, text))
    for kind in ("jpeg", "png", "bmp"):
        yield Probe(
            f"image-too-large-{kind}",
            _breaks("image_too_large"),
            "risky",
            parts=_form(edition, _photo(format=kind, size=limits.max_bytes + 1)),
        )
    for name, width, height in (("wide", limits.max_side, 64), ("high", 64, limits.max_side)):
        yield Probe(
            f"image-too-{name}",
            _breaks("image_too_wide"),
            "risky",
            parts=_form(edition, _photo(width=width, height=height)),
        )
    for kind, mode in (("gif", "palette"), ("webp", "rgb"), ("tiff", "rgb")):
        yield Probe(
            f"image-{kind}",
            _breaks("image_format_unsupported"),
            "risky",
            parts=_form(edition, _photo(format=kind, mode=mode)),
        )
    for kind in ("jpeg", "png"):
        yield Probe(
            f"image-truncated-{kind}",
            _breaks("image_undecodable"),
            "risky",
            parts=_form(edition, _photo(format=kind, damage="truncated")),
        )
    yield Probe(
        "image-too-wide-and-type-out-of-range",
        _breaks("image_too_wide", "type_out_of_range"),
        "risky",
        parts=_form(edition, _photo(width=limits.max_side, height=64), "7"),
    )


def _paid(edition: Edition, portrait: bytes) -> Iterator[Probe]:
    limits = edition.request.image
    header = read_header(portrait)
    shape_of_it: dict[str, object] = {"photo_shape": header.width / header.height} if header else {}

    def face(name: str, shape: str, type_text: str | None) -> Probe:
        kind = None if type_text is None else LivePhotoType(int(type_text))
        parts = _form(edition, lambda: portrait, type_text)
        return Probe(name, Asked(type=kind), "paid", parts=parts, shape=shape, notes=shape_of_it)

    def success(name: str, shape: str, photo: Photo, file: str = "portrait.jpg") -> Probe:
        return Probe(name, Asked(), "paid", parts=_form(edition, photo, None, file), shape=shape)

    yield face("success-default", "field_required", None)
    yield face("success-full-body", "value_refused", "1")
    yield face("success-avatar", "value_refused", "0")
    yield success("success-png", "format_refused", _photo(format="png", width=320, height=320))
    yield success("success-bmp", "format_refused", _photo(format="bmp", width=320, height=320))
    yield success("success-largest", "limit_tightened", _photo(width=320, height=320, size=limits.max_bytes))
    yield success("success-widest", "limit_tightened", _photo(width=limits.max_side - 1, height=640))
    yield success("success-highest", "limit_tightened", _photo(width=640, height=limits.max_side - 1))
    yield success("success-misnamed", "success_refused", _photo(format="png", width=320, height=320), "photo.gif")
    yield success("success-progressive", "success_refused", _photo(progressive=True, width=320, height=320))
    yield success("success-grey", "success_refused", _photo(mode="grey", width=320, height=320))
    yield success("success-cmyk", "success_refused", _photo(mode="cmyk", width=320, height=320))
    yield success("success-rotated", "success_refused", _photo(orientation=6, width=320, height=320))
    extra: tuple[Part, ...] = (("client_reference", None, _text("42")), *_form(edition, lambda: portrait))
    yield Probe("success-extra-field", Asked(), "paid", parts=extra, shape="extra_field_refused")
