"""The probes: one request for each rule, and the shapes of a success. Data and pure functions; nothing is sent here.

A probe knows whether it can cost credits. `free`: no server can make a video of it, whatever it is lenient about.
`risky`: it ought to be refused, but a lenient server could accept it. `paid`: it ought to succeed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from contract_tests.exchange import Asked
from contract_tests.photos import PhotoSpec, build
from contract_tests.photos.enlarged import enlarged
from livephoto.contract.image_header import read_header
from livephoto.contract.model import Basis, Edition, ImageLimits, LivePhotoType

Cost = Literal["free", "risky", "paid"]
Key = Literal["good", "none", "unknown"]
Photo = Callable[[], bytes]

Part = tuple[str, str | None, Photo]
"""A part of the form: field name, file name (None for a text field), content."""

_MEBIBYTE, _MEGABYTE = 1_048_576, 1_000_000
_ORDINARY_BYTES = 65_536
_ORDINARY: dict[str, object] = {"width": 640, "height": 640, "size": _ORDINARY_BYTES}
"""A photo that no limit of any kind is about."""
_EXTRA: Part = ("client_reference", None, lambda: b"42")
"""A field that no edition has."""


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
    """What it varies: the kind of finding if that is refused."""
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def rule(self) -> str | None:
        """The rule that it is there for, None for a success."""
        return min(self.asked.breaks, default=None) if len(self.asked.breaks) == 1 else None


def probes(edition: Edition, portrait: bytes) -> tuple[Probe, ...]:
    """Return every probe of an edition, the cheapest first; `portrait` is a JPEG of somebody's face."""
    found = (
        *_free(edition, portrait),
        *_risky(edition, portrait),
        *_stand_ins(edition),
        *_paid(edition, portrait),
    )
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


def surely_allowed(limits: ImageLimits) -> int:
    """Return the bytes that a photo may have in every reading of the words: a megabyte of 1,000,000 bytes."""
    return limits.max_bytes // _MEBIBYTE * _MEGABYTE or limits.max_bytes


def _free(edition: Edition, portrait: bytes) -> Iterator[Probe]:
    image = edition.request.image_field.name
    nothing = _form(edition, None, "0")
    elsewhere = Asked(frozenset({"path_unknown"}), live=False)
    yield Probe("image-missing", _breaks("image_missing"), "free", parts=nothing)
    yield Probe("image-empty", _breaks("image_empty"), "free", parts=_form(edition, lambda: b""))
    yield Probe("key-missing", _breaks("key_missing", "image_missing"), "free", key="none", parts=nothing)
    yield Probe("key-unknown", _breaks("key_unknown", "image_missing"), "free", key="unknown", parts=nothing)
    # Nobody's account can be billed for a good photo that comes without a key, or with nobody's.
    good = _form(edition, lambda: portrait)
    yield Probe("key-missing-good-photo", _breaks("key_missing"), "free", key="none", parts=good)
    yield Probe("key-unknown-good-photo", _breaks("key_unknown"), "free", key="unknown", parts=good)
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
        parts=_form(edition, _photo(damage="garbage", size=_ORDINARY_BYTES)),
    )
    broken = _form(edition, lambda: b"\xff\xd8\xff\xe0" + bytes(_ORDINARY_BYTES))
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
    for name, width, height in (("wide", limits.max_side, 640), ("high", 640, limits.max_side)):
        yield Probe(
            f"image-too-{name}",
            _breaks("image_too_wide"),
            "risky",
            parts=_form(edition, _photo(width=width, height=height)),
        )
    others = {
        "gif": _photo(format="gif", mode="palette", size=_ORDINARY_BYTES),
        "webp": _photo(format="webp", width=2048, height=2048),
        "tiff": _photo(format="tiff"),
    }
    for kind, photo in others.items():
        yield Probe(f"image-{kind}", _breaks("image_format_unsupported"), "risky", parts=_form(edition, photo))
    yield Probe(
        "image-too-wide-and-type-out-of-range",
        _breaks("image_too_wide", "type_out_of_range"),
        "risky",
        parts=_form(edition, _photo(width=limits.max_side, height=640), "7"),
    )


def _stand_ins(edition: Edition) -> Iterator[Probe]:
    """Yield what ought to be taken, with a photo that is cut short: the refusal says that all else was, for nothing."""
    limits = edition.request.image

    def cut(name: str, shape: str, type_text: str | None = None, basis: Basis = "documented", **spec: object) -> Probe:
        parts = _form(edition, _photo(**(_ORDINARY | spec), damage="truncated"), type_text)
        asked = Asked(frozenset({"image_undecodable"}), basis=basis)
        return Probe(f"image-truncated-{name}", asked, "risky", parts=parts, shape=shape)

    yield cut("jpeg", "field_required")
    yield cut("png", "format_refused", format="png")
    yield cut("bmp", "format_refused", format="bmp", size=None)
    yield cut("avatar", "value_refused", "0")
    yield cut("full-body", "value_refused", "1")
    yield cut("largest-decimal", "limit_tightened", size=surely_allowed(limits))
    yield cut("largest", "limit_tightened", basis=limits.max_bytes_basis, size=limits.max_bytes)
    yield cut("widest", "limit_tightened", width=limits.max_side - 1, size=None)
    yield cut("highest", "limit_tightened", height=limits.max_side - 1, size=None)
    yield cut("small", "limit_added", width=64, height=64, size=2_000)
    yield cut("progressive", "limit_added", progressive=True)
    yield cut("grey", "limit_added", mode="grey")
    yield cut("cmyk", "limit_added", mode="cmyk")
    misnamed = cut("misnamed", "name_judged", basis="assumed", format="png")
    yield replace(misnamed, parts=_form(edition, misnamed.parts[0][2], None, "photo.gif"))
    extra = cut("extra-field", "extra_field_refused")
    yield replace(extra, parts=(_EXTRA, *extra.parts))


def _paid(edition: Edition, portrait: bytes) -> Iterator[Probe]:
    limits = edition.request.image
    header = read_header(portrait)
    shape_of_it: dict[str, object] = {"photo_shape": header.width / header.height} if header else {}

    def face(name: str, shape: str, type_text: str | None) -> Probe:
        kind = None if type_text is None else LivePhotoType(int(type_text))
        parts = _form(edition, lambda: portrait, type_text)
        return Probe(name, Asked(type=kind), "paid", parts=parts, shape=shape, notes=shape_of_it)

    def success(name: str, shape: str, photo: Photo, file: str = "portrait.jpg", basis: Basis = "documented") -> Probe:
        return Probe(name, Asked(basis=basis, drawn=True), "paid", parts=_form(edition, photo, None, file), shape=shape)

    at_limits = _form(edition, lambda: enlarged(portrait, limits.max_side - 1, surely_allowed(limits)))
    # The first one shows most: if it succeeds, the limits hold, `type` may be left out, and other fields may be sent.
    yield Probe("success-at-limits", Asked(), "paid", parts=(_EXTRA, *at_limits), notes=shape_of_it)
    yield face("success-default", "field_required", None)
    yield face("success-full-body", "value_refused", "1")
    yield face("success-avatar", "value_refused", "0")
    yield success("success-png", "format_refused", _photo(format="png", width=640, height=640))
    yield success("success-bmp", "format_refused", _photo(format="bmp", width=640, height=640))
    yield success(
        "success-largest-decimal", "limit_tightened", _photo(width=640, height=640, size=surely_allowed(limits))
    )
    whole = _photo(width=640, height=640, size=limits.max_bytes)
    yield success("success-largest", "limit_tightened", whole, basis=limits.max_bytes_basis)
    yield success("success-widest", "limit_tightened", _photo(width=limits.max_side - 1, height=640))
    yield success("success-highest", "limit_tightened", _photo(width=640, height=limits.max_side - 1))
    png = _photo(format="png", width=640, height=640)
    yield success("success-misnamed", "name_judged", png, "photo.gif", basis="assumed")
    yield success("success-small", "limit_added", _photo(width=64, height=64))
    yield success("success-progressive", "limit_added", _photo(progressive=True, width=640, height=640))
    yield success("success-grey", "limit_added", _photo(mode="grey", width=640, height=640))
    yield success("success-cmyk", "limit_added", _photo(mode="cmyk", width=640, height=640))
    yield success("success-rotated", "limit_added", _photo(orientation=6, width=640, height=640))
    extra = (_EXTRA, *_form(edition, lambda: portrait))
    yield Probe("success-extra-field", Asked(), "paid", parts=extra, shape="extra_field_refused")
