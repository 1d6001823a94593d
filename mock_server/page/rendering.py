"""Templates to HTML. What a request or a scenario said is escaped by default."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_KILO = 1000


def render(name: str, **context: Any) -> str:
    """Return a template's HTML. name: without its ending."""
    return _environment().get_template(f"{name}.html.j2").render(context)


def size(count: int) -> str:
    """Return a number of bytes as people read it: 950 bytes, 45.2 kB, 5.2 MB."""
    if count < _KILO:
        return f"{count} bytes"
    return f"{count / _KILO:.1f} kB" if count < _KILO**2 else f"{count / _KILO**2:.1f} MB"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mock_server.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["size"] = size
    return environment
