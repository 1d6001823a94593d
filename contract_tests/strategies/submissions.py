"""Whole requests: the right one, and everything that can be wrong with it, alone and together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from hypothesis import strategies as st

from contract_tests.exchange import Asked
from contract_tests.photos import PhotoSpec, build
from contract_tests.probes import Key, Part, Probe
from contract_tests.strategies.photos import photos
from livephoto.contract import Edition, LivePhotoType, load_edition

Body = Literal["form", "urlencoded", "json", "text"]
Place = Literal["live", "credits", "nowhere"]
NoPhoto = Literal["empty", "as-text"] | None

T = TypeVar("T")

_IN_THE_FORM: Final[tuple[set[str], ...]] = (set(), {"photo"}, {"type"}, {"photo", "type"})
_DEFECTS: Final = ("photo", "type", "body", "key", "method", "place")
_NO_PHOTOS: Final[tuple[NoPhoto, ...]] = (None, "empty", "as-text")
_NAMES: Final = ("portrait.jpg", "photo.gif", "no suffix", "\u00fc.png", 'a"b.jpg', "..\\x\\y.bmp")
_METHODS: Final = ("GET", "PUT", "DELETE", "PATCH")
_ODD_TYPES: Final = (
    "",
    " ",
    "01",
    "+1",
    "-0",
    " 1",
    "1 ",
    "1\n",
    "1.0",
    "1e0",
    "0x1",
    "true",
    "null",
    "avatar",
    "\u00b9",
    "\uff11",
)


@dataclass(frozen=True, slots=True)
class Submission:
    """One request, in the words of the contract; as drawn by `submissions`, or written by hand."""

    key: Key = "good"
    to: Place = "live"
    method: str | None = None
    """None for the one that the place takes."""
    body: Body = "form"
    type: str | None = None
    """The text of the `type` field; None where it is left out."""
    photo: PhotoSpec | NoPhoto = None
    """The photo; a file of no bytes; a text field in its place; None where it is left out."""
    name: str = "portrait.jpg"
    """File name, not empty."""
    extra: tuple[tuple[str, str], ...] = ()
    """Text fields that the API does not know, sent first."""

    def parts(self, edition: Edition) -> tuple[Part, ...]:
        """Return the parts of the form: field name, file name (None for a text), a function that gives the content."""
        asked = edition.request
        texts = [*self.extra, *(((asked.type_field.name, self.type),) if self.type is not None else ())]
        parts: list[Part] = [(name, None, text.encode) for name, text in texts]
        image, photo = asked.image_field.name, self.photo
        if isinstance(photo, PhotoSpec):
            parts.append((image, self.name, lambda: build(photo)))
        elif photo == "empty":
            parts.append((image, self.name, bytes))
        elif photo == "as-text":
            parts.append((image, None, "https://example.org/portrait.jpg".encode))
        return tuple(parts)

    def probe(self, edition: Edition, breaks: frozenset[str] = frozenset()) -> Probe:
        """Return the request as a probe that `contract_tests.target.Target` sends and the judge can judge.

        breaks: names of the rules that it breaks, whichever comes first.
        """
        asked = edition.request
        paths = {"live": asked.path, "credits": edition.credits_query.path, "nowhere": f"{asked.path}-nowhere"}
        methods = {"live": asked.method, "credits": edition.credits_query.method, "nowhere": asked.method}
        other = None if self.body == "form" else _BODIES[self.body]
        spellings = {str(value) for value in asked.type_field.allowed}
        kind = LivePhotoType(int(self.type)) if self.type in spellings else None
        return Probe(
            "drawn",
            Asked(breaks, self.to == "live", self.to == "credits", kind),
            "risky",
            self.key,
            self.parts(edition) if other is None else (),
            self.method or methods[self.to],
            paths[self.to],
            other,
        )


_BODIES: Final[dict[Body, tuple[str, bytes]]] = {
    "urlencoded": ("application/x-www-form-urlencoded", b"type=0&image_target=abc"),
    "json": ("application/json", b'{"type": 0}'),
    "text": ("text/plain", b"a photo, please"),
}


def type_texts(edition: Edition | None = None) -> st.SearchStrategy[str | None]:
    """Draw texts of the `type` field: allowed values, other integers, near misses, any text; None: left out."""
    allowed = (edition or load_edition()).request.type_field.allowed
    right = st.sampled_from([None, *map(str, allowed)])
    return right | st.integers(-10, 10).map(str) | st.sampled_from(_ODD_TYPES) | st.text(max_size=12)


@st.composite
def submissions(draw: st.DrawFn, edition: Edition | None = None, *, too_large: bool = False) -> Submission:
    """Draw a request: a good one but for none, one or several defects.

    edition: the newest in service where left out. too_large: photos over the byte limit too, of megabytes once built.
    """
    edition = edition or load_edition()
    # The first rules would hide the later ones: two times in three, only the form itself is at fault, if anything.
    in_form = st.sampled_from(_IN_THE_FORM)
    defects = draw(in_form | in_form | st.sets(st.sampled_from(_DEFECTS), max_size=4))
    known = {item.name for item in edition.request.fields.values()}
    names = st.text("abcxyz_-", min_size=1, max_size=8).map(lambda name: f"x-{name}" if name in known else name)

    def maybe(name: str, right: st.SearchStrategy[T], wrong: st.SearchStrategy[T]) -> T:
        return draw(wrong if name in defects else right)

    photo: st.SearchStrategy[PhotoSpec | NoPhoto] = photos(edition, allowed_only=True)
    odd_photo = st.sampled_from(_NO_PHOTOS) | photos(edition, too_large=too_large) | photos(edition)
    key: st.SearchStrategy[Key] = st.just("good")
    place: st.SearchStrategy[Place] = st.just("live")
    body: st.SearchStrategy[Body] = st.just("form")
    type_text: st.SearchStrategy[str | None] = st.sampled_from([None, "0", "1"])
    method: st.SearchStrategy[str | None] = st.none()
    return Submission(
        key=maybe("key", key, st.sampled_from(["none", "unknown"])),
        to=maybe("place", place, st.sampled_from(["credits", "nowhere"])),
        method=maybe("method", method, st.sampled_from(_METHODS)),
        body=maybe("body", body, st.sampled_from(list(_BODIES))),
        type=maybe("type", type_text, type_texts(edition)),
        photo=maybe("photo", photo, odd_photo),
        name=draw(st.sampled_from(_NAMES)),
        extra=tuple(draw(st.lists(st.tuples(names, st.text(max_size=8)), max_size=2))),
    )
