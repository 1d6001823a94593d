"""The timeline as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from contract_tests.history.picture import picture_of
from contract_tests.history.timeline import Series
from contract_tests.history.words import counts, label, moment, news, when
from contract_tests.reports.words import brief
from livephoto._version import __version__


def render(timelines: Sequence[Series]) -> str:
    """Return the page. Everything that a target said is escaped, and the page runs no script."""
    environment = Environment(
        loader=PackageLoader("contract_tests", "history"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(brief=brief, moment=moment, counts=counts, news=news, label=label)
    return environment.get_template("page.html.j2").render(
        all_series=[(series, picture_of(series)) for series in timelines],
        when=when,
        version=__version__,
    )
