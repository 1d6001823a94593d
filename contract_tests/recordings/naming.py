"""What a recorded call is: its name in a report, its sort, its photo and its type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from contract_tests.exchange import Asked
from livephoto.contract.model import Edition, LivePhotoType
from livephoto.recordings.model import FilePart, RecordedExchange, RecordedRequest


@dataclass(slots=True)
class Names:
    """Hands out a name for each exchange that no other has."""

    _taken: Counter[str] = field(default_factory=Counter)

    def of(self, recorded: RecordedExchange) -> str:
        """Return the exchange's name; where another one has it already, with a number behind it."""
        name = name_of(recorded)
        self._taken[name] += 1
        return name if self._taken[name] == 1 else f"{name}~{self._taken[name]}"


def name_of(recorded: RecordedExchange) -> str:
    """Return the id of a recorded exchange in a report: its file's name without the suffix, and its place in it."""
    stem = recorded.source.stem if recorded.source else "exchange"
    return f"{stem}-{recorded.number + 1}" if recorded.number or not recorded.source else stem


def sort_of(recorded: RecordedExchange, asked: Asked, edition: Edition) -> str:
    """Return what sort of call a request is, the same for all that no rule tells apart: `jpeg`, `png-type-1`."""
    if not asked.live:
        return "credits-query" if asked.credits_query else "elsewhere"
    image, text = (
        image_of(recorded.request, edition),
        dict(recorded.request.fields).get(edition.request.type_field.name),
    )
    form = image.image.format.lower() if image and image.image else "call"
    return form if text is None else f"{form}-type-{text[:12]}"


def image_of(request: RecordedRequest, edition: Edition) -> FilePart | None:
    """Return the photo: the file in its field, where it was sent as a file."""
    name = edition.request.image_field.name
    return next((part for part in request.files if part.name == name and part.filename is not None), None)


def type_of(request: RecordedRequest, edition: Edition) -> LivePhotoType | None:
    """Return the type asked for; None where the field was left out, or holds something else."""
    text = dict(request.fields).get(edition.request.type_field.name)
    return next((LivePhotoType(value) for value in edition.request.type_field.allowed if str(value) == text), None)
