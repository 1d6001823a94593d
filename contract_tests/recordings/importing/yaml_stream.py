"""Reads the interactions of a YAML cassette one at a time, with a safe loader and bounds of its own.

A cassette with photos and videos runs to many MB of base64: only one interaction of it is ever in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from livephoto.recordings.model import RecordingError

LISTS = ("interactions", "http_interactions")
"""Keys under which a cassette holds its interactions: vcrpy's and cassetter's; Ruby VCR's and betamax's."""

MOST_VALUES = 200_000
"""Values in one interaction, those behind aliases counted as often as they stand: no laugh gets to a billion."""

_DEEPEST = 60
"""Levels of one interaction."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TAGS = {
    "!binary": "tag:yaml.org,2002:binary",  # Ruby
    "tag:yaml.org,2002:python/str": "tag:yaml.org,2002:str",  # Python 2
    "tag:yaml.org,2002:python/unicode": "tag:yaml.org,2002:str",
}
"""Tags that older writers gave to texts and bytes, and what they stand for."""


def yaml_interactions(path: Path) -> Iterator[Any]:
    """Yield the interactions of a YAML cassette as plain values. Raises RecordingError, naming the place."""
    try:
        with path.open("rb") as file:
            yield from _Walk(_Loader(file)).interactions()
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RecordingError(f"{path} is no cassette that can be read: {_line(error)}") from None


class _Walk:
    """A walk through the events of one document."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._anchors: dict[str, tuple[yaml.Node, int]] = {}
        self._values = 0

    def interactions(self) -> Iterator[Any]:
        self._take(yaml.StreamStartEvent)
        self._take(yaml.DocumentStartEvent)
        if self._loader.check_event(yaml.SequenceStartEvent):
            raise ValueError("it was made before vcrpy 1.0; record it again, or migrate it with an older vcrpy")
        self._take(yaml.MappingStartEvent)
        found = False
        while not self._loader.check_event(yaml.MappingEndEvent):
            key = self._value()
            if key in LISTS and self._loader.check_event(yaml.SequenceStartEvent):
                found = True
                yield from self._items()
            else:
                _check_version(key, self._value())
        if not found:
            raise ValueError(f"it has no list of {' or '.join(LISTS)}")

    def _items(self) -> Iterator[Any]:
        self._loader.get_event()
        while not self._loader.check_event(yaml.SequenceEndEvent):
            yield self._value()
        self._loader.get_event()

    def _value(self) -> Any:
        """Return the next value, built by the safe loader."""
        self._values = 0
        return self._loader.construct_document(self._node(0))

    def _node(self, depth: int) -> yaml.Node:
        event = self._loader.get_event()
        if depth > _DEEPEST:
            raise ValueError(f"line {event.start_mark.line + 1}: more than {_DEEPEST} levels")
        if isinstance(event, yaml.AliasEvent):
            return self._anchored(event)
        before = self._values
        self._count(1)
        node = self._made(event, depth)
        if getattr(event, "anchor", None):
            self._anchors[event.anchor] = (node, self._values - before)
        return node

    def _made(self, event: Any, depth: int) -> yaml.Node:
        tag = _TAGS.get(event.tag, event.tag)
        marks = (event.start_mark, event.end_mark)
        if isinstance(event, yaml.ScalarEvent):
            if tag in (None, "!"):
                tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
            return yaml.ScalarNode(tag, event.value, *marks)
        inner = []
        if isinstance(event, yaml.SequenceStartEvent):
            while not self._loader.check_event(yaml.SequenceEndEvent):
                inner.append(self._node(depth + 1))
            self._loader.get_event()
            return yaml.SequenceNode(tag or "tag:yaml.org,2002:seq", inner, *marks)
        pairs = []
        while not self._loader.check_event(yaml.MappingEndEvent):
            pairs.append((self._node(depth + 1), self._node(depth + 1)))
        self._loader.get_event()
        return yaml.MappingNode(tag or "tag:yaml.org,2002:map", pairs, *marks)

    def _anchored(self, event: Any) -> yaml.Node:
        if event.anchor not in self._anchors:
            raise ValueError(
                f"line {event.start_mark.line + 1}: the alias {event.anchor!r} stands for nothing before it"
            )
        node, values = self._anchors[event.anchor]
        self._count(values)
        return node

    def _count(self, values: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            raise ValueError(f"one interaction has more than {MOST_VALUES:,} values, those of aliases counted")

    def _take(self, kind: type[Any]) -> None:
        if not self._loader.check_event(kind):
            raise ValueError("it is no mapping with a list of interactions")
        self._loader.get_event()


def _check_version(key: object, value: object) -> None:
    if key == "version" and value != 1:
        raise ValueError(f"its version is {value!r}; version 1 is the one that is known")


def _line(error: Exception) -> str:
    """Return what an error says, in one line."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split()) or type(error).__name__
