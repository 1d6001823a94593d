"""What was wrong with a refused call, in plain words and with the numbers of the call itself.

Pure: each explainer looks at one entry and says a sentence or nothing; the rule that refused it tells which to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from livephoto.contract import Edition
from mock_server.journal.entry import Entry, PartSeen, Photo

_NO_PHOTO: Photo = {"sha256": None, "bytes": 0, "format": None, "width": None, "height": None}
_AN = ("AVIF", "HTML", "ICO", "MP4", "SVG")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One refused call, and how it could have been right."""

    entry: Entry
    says: tuple[str, ...]
    distance: int
    """How many things are wrong, as far as can be seen: 1 is the nearest miss."""


def near_miss(entry: Entry, edition: Edition) -> NearMiss | None:
    """Return what was wrong with a call; None where it was no fault of the call: it succeeded, or was told to fail."""
    if entry["asked"] or entry["rule"] not in _EXPLAINERS:
        return None
    says = tuple(dict.fromkeys(_EXPLAINERS[entry["rule"]](entry, edition)))
    return NearMiss(entry, says, len(says)) if says else None


def _no_key(entry: Entry, edition: Edition) -> Iterable[str]:
    header = edition.request.key_header
    stray = next((part["name"] for part in entry["parts"] if "key" in part["name"].lower()), None)
    if entry["keyElsewhere"]:
        yield f"the key was sent in {entry['keyElsewhere']}; the API looks at the header {header} only"
    elif stray:
        yield f"the key was sent as the form field `{stray}`; the API looks at the header {header} only"
    else:
        yield f"no key was sent; put it into the header {header}"


def _key_unknown(entry: Entry, _: Edition) -> Iterable[str]:
    yield f"the key ({entry['key']}) is nobody's here: is it one of those that the mock was started with?"


def _path_unknown(entry: Entry, edition: Edition) -> Iterable[str]:
    known = [edition.request.path, edition.credits_query.path]
    near = max(known, key=lambda path: SequenceMatcher(None, entry["path"], path).ratio())
    yield f"you called {entry['path']}; the API has {near}{_how(entry['path'], near)}"
    if near == edition.request.path and entry["method"] != edition.request.method:
        yield f"you sent {entry['method']}; this path takes {edition.request.method}"


def _how(sent: str, path: str) -> str:
    if sent.rstrip("/") == path:
        return ": leave the slash at the end out"
    if sent.replace("//", "/") == path:
        return ": there is a slash too many, perhaps at the end of the base URL"
    if sent and sent != "/" and path.endswith(sent):
        return f": {path.removesuffix(sent)} is missing before it"
    return f": {sent.removesuffix(path)} is too much before it" if sent.endswith(path) else ""


def _method_unknown(entry: Entry, edition: Edition) -> Iterable[str]:
    live = entry["path"] == edition.request.path
    method = edition.request.method if live else edition.credits_query.method
    yield f"you sent {entry['method']}; {entry['path']} takes {method}"


def _not_multipart(entry: Entry, edition: Edition) -> Iterable[str]:
    wanted, sent = edition.request.media_type, entry["contentType"] or ""
    kind = sent.partition(";")[0].strip().lower()
    if not entry["bodyBytes"] and not sent:
        yield f"the request had no body; send {wanted} with the file `{edition.request.image_field.name}`"
    elif kind == wanted and "boundary=" not in sent.lower():
        yield "Content-Type was set by hand, without a boundary; leave it to the HTTP library"
    elif kind == wanted and not entry["parts"]:
        yield "no part was found: the boundary in Content-Type is not the one in the body, or was set by hand"
    elif kind == wanted:
        yield "the form was cut off or damaged: its closing boundary never came"
    elif kind.endswith("json"):
        yield f"the body is JSON; the API takes {wanted}, with the photo as a file, not as base64"
    else:
        yield f"the body is {kind or 'of no declared type'}; the API takes {wanted}"


def _image_missing(entry: Entry, edition: Edition) -> Iterable[str]:
    wanted, type_name = edition.request.image_field.name, edition.request.type_field.name
    others = [part for part in entry["parts"] if part["name"] != type_name]
    files = [part for part in others if part["kind"] == "file"]
    candidates = files or others
    if not candidates:
        yield f"the form has no file; send the photo as the file `{wanted}`"
        return
    nearest = get_close_matches(wanted, [part["name"] for part in candidates], n=1, cutoff=0.0)[0]
    yield f"you sent `{nearest}`, expected `{wanted}`"
    if not files and _holds_photo(candidates):
        yield f"`{nearest}` is text, not a file: give it a file name"


def _holds_photo(parts: list[PartSeen]) -> bool:
    return any(part["bytes"] > 0 for part in parts)


def _image_as_text(entry: Entry, edition: Edition) -> Iterable[str]:
    name = edition.request.image_field.name
    what = (entry["photo"] or _NO_PHOTO)["format"]
    if what in ("base64 text", "data URI"):
        yield f"`{name}` is text, not a file: base64 was sent as a string; send the image's bytes as a file"
    elif what == "URL":
        yield f"`{name}` is text, not a file: a URL was sent; the API fetches nothing, send the image's bytes as a file"
    elif what:
        yield f"`{name}` is text, not a file: the part has the bytes of a {what}, but no file name"
    else:
        yield f"`{name}` is text, not a file: give the part a file name"


def _image_empty(entry: Entry, edition: Edition) -> Iterable[str]:
    yield f"`{edition.request.image_field.name}` has no bytes: was the file read to its end before it was sent?"


def _type_wrong(entry: Entry, edition: Edition) -> Iterable[str]:
    field = edition.request.type_field
    allowed = " or ".join(f"{value} ({field.meanings.get(str(value), '')})" for value in field.allowed)
    sent = entry["fields"].get(field.name, "")
    yield f"`{field.name}` = {sent}; it takes {allowed}" if sent else f"`{field.name}` is empty; it takes {allowed}"
    if sent.strip().isdecimal() and sent != sent.strip() and int(sent) in field.allowed:
        yield f"`{field.name}` has spaces around the number"


def _image_too_large(entry: Entry, edition: Edition) -> Iterable[str]:
    size, most = (entry["photo"] or _NO_PHOTO)["bytes"], edition.request.image.max_bytes
    yield f"the photo has {size:,} bytes, {size - most:,} more than the {most:,} allowed"


def _body_too_large(entry: Entry, _: Edition) -> Iterable[str]:
    yield f"the body is over the server's own bound (see --max-body); {entry['bodyBytes']:,} bytes of it were read"


def _wrong_format(entry: Entry, edition: Edition) -> Iterable[str]:
    taken = ", ".join(edition.request.image.formats)
    found = (entry["photo"] or _NO_PHOTO)["format"]
    if found in ("base64 text", "data URI"):
        yield f"the file holds base64, not an image: send the decoded bytes; taken are {taken}"
    else:
        yield (
            f"this is {_a(found)}; taken are {taken}" if found else f"this is no image that we know; taken are {taken}"
        )
    named = next(
        (part["filename"] for part in entry["parts"] if part["name"] == edition.request.image_field.name), None
    )
    if found and named and named.lower().endswith((".jpg", ".jpeg", ".png", ".bmp")):
        yield f"its name says {named.rpartition('.')[2].lower()}, but the content counts"


def _a(name: str) -> str:
    return f"{'an' if name in _AN else 'a'} {name}"


def _undecodable(entry: Entry, _: Edition) -> Iterable[str]:
    photo = entry["photo"] or _NO_PHOTO
    yield f"the {photo['format'] or 'image'} is damaged or cut short after {photo['bytes']:,} bytes"


def _too_wide(entry: Entry, edition: Edition) -> Iterable[str]:
    photo, most = entry["photo"] or _NO_PHOTO, edition.request.image.max_side
    yield f"the photo is {photo['width']} x {photo['height']} px; both sides must be under {most} px"


_EXPLAINERS: dict[str | None, Callable[[Entry, Edition], Iterable[str]]] = {
    "key_missing": _no_key,
    "key_unknown": _key_unknown,
    "path_unknown": _path_unknown,
    "method_unknown": _method_unknown,
    "body_too_large": _body_too_large,
    "body_not_multipart": _not_multipart,
    "image_missing": _image_missing,
    "image_as_text": _image_as_text,
    "image_empty": _image_empty,
    "type_empty": _type_wrong,
    "type_not_integer": _type_wrong,
    "type_out_of_range": _type_wrong,
    "image_too_large": _image_too_large,
    "image_format_unsupported": _wrong_format,
    "image_undecodable": _undecodable,
    "image_too_wide": _too_wide,
}
