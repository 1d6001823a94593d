"""What a set of documentation pages says, fact by fact, each with the file and line that say it.

One thing may be told several times, and differently: so each fact is a tuple of tellings in the order of reading. An
empty tuple means that nobody told it, which is never "no". Whether an absence means something is what `parts` answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")

QUOTE_LENGTH = 80

Format = Literal["markdown", "html", "plain", "openapi", "navigation"]
PageKind = Literal["endpoint", "response", "notice", "openapi", "navigation", "billing", "other"]
"""`endpoint` is a page of the endpoint itself, `response` the page of common response fields that it links to."""

Part = Literal[
    "request", "headers", "form", "limits", "public", "business", "success_rules", "errors", "error_str",
    "navigation", "openapi", "billing", "signs", "notice",
]  # fmt: skip
"""What can be read whole. `request` is the list of URL, method and media type; `form` the body's table; `public` and
`business` the two tables of response fields; `notice` an endpoint page, which shows whether it has a notice or not."""

Outcome = Literal["success", "error"]
Source = Literal["table", "sample", "reference", "openapi"]
"""Where a form field was told: the body's table, a curl command, the rendered API reference, openapi.json."""


class DocsError(ValueError):
    """Pages that cannot be read as documents of this endpoint. The message is one line: file, line, what is wrong."""

    def __init__(self, file: str, line: int | None, says: str) -> None:
        self.file, self.line, self.says = file, line, says
        super().__init__(f"{file}: {says}" if line is None else f"{file}:{line}: {says}")


class PageUnreachableError(DocsError):
    """A URL that gives no page: nothing answers there, another status than 200, or the way leads to another host."""


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """One fact, and where it is written. `line` counts from 1; `quote` is at most 80 characters of the page."""

    value: T
    file: str
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Page:
    """One file that was read, what it was taken for and in which format."""

    file: str
    kind: PageKind
    format: Format
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """One thing on a page that was not understood, and so told nothing."""

    file: str
    line: int
    says: str
    part: Part | None = None
    """The part that is not whole because of it, where that is known."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the request's form, as written: what a document does not say of it is None (or empty)."""

    name: str
    source: Source
    type: str | None = None
    """As spelled in the document: `file`, `integer`, `string`; openapi's `binary` string is `file`."""
    required: bool | None = None
    allowed: tuple[str, ...] = ()
    default: str | None = None
    description: str | None = None
    value: str | None = None
    """What a sample sends in the field."""


@dataclass(frozen=True, slots=True)
class ByteReading:
    """One reading of a byte limit: the largest size (bytes) that passes."""

    max_bytes: int
    says: str


@dataclass(frozen=True, slots=True)
class ByteLimit:
    """A byte limit as worded, without a closing full stop, and every reading that its words allow."""

    wording: str
    readings: tuple[ByteReading, ...]


@dataclass(frozen=True, slots=True)
class PixelReading:
    """One reading of a pixel limit. `max_side` bounds each side (px), `max_area` the product (px squared)."""

    says: str
    exclusive: bool
    max_side: int | None = None
    max_area: int | None = None


@dataclass(frozen=True, slots=True)
class PixelLimit:
    """A pixel limit as worded, without a closing full stop, and every reading that its words allow."""

    wording: str
    readings: tuple[PixelReading, ...]


@dataclass(frozen=True, slots=True)
class ResponseField:
    """One row of a table of response fields, or one property of a schema in openapi.json."""

    name: str
    """Dotted path: `error_detail.code`, `data.video`."""
    type: str | None = None
    required: bool | None = None
    """None where the table has no such column."""
    deprecated: bool = False
    description: str | None = None
    source: Source = "table"


@dataclass(frozen=True, slots=True)
class SuccessRule:
    """One documented way to tell a success: names and values as an edition spells them."""

    name: str
    """`http_status`, `error_code` or `error_code_str`."""
    field: str
    success: str | int
    failure: str


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One row of an error table. A status or a message that the row does not hold is None."""

    code: str
    status: int | None
    message: str | None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One JSON example of an answer."""

    outcome: Outcome
    page: PageKind
    """`endpoint`, `response` or `openapi`: which kind of page shows it."""
    body: Any
    """Parsed JSON."""
    names: tuple[str, ...]
    """Dotted paths of the fields that it shows, in order, `data` and below included."""
    http_status: int | None = None
    """Where the document names the HTTP status of the example."""


@dataclass(frozen=True, slots=True)
class BillingRow:
    """What a billing page says of the endpoint: its name there, credits a call, the pool's sign where one is shown."""

    name: str
    credits: int | None
    sign: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of retirement on an endpoint's page."""

    how: Literal["inline", "snippet"]
    snippet: str | None = None
    """The file it comes from, as the page names it."""
    resolved: bool = True
    """False where the page names a snippet that is not in the set: its name is all that is known."""


@dataclass(frozen=True, slots=True)
class DocFacts:
    """Everything that the pages told, and everything on them that could not be read."""

    pages: tuple[Page, ...]
    unread: tuple[Unread, ...] = ()
    parts: tuple[Told[Part], ...] = ()
    """Which parts the pages hold, and where each begins. `whole` says which of them were read whole."""
    url: tuple[Told[str], ...] = ()
    path: tuple[Told[str], ...] = ()
    method: tuple[Told[str], ...] = ()
    media_type: tuple[Told[str], ...] = ()
    key_header: tuple[Told[str], ...] = ()
    form: tuple[Told[FormField], ...] = ()
    """Every telling of every form field, whatever its source; `form_table` picks the rows of the body's table."""
    formats: tuple[Told[tuple[str, ...]], ...] = ()
    """Image formats as the page spells them."""
    max_bytes: tuple[Told[ByteLimit], ...] = ()
    max_side: tuple[Told[PixelLimit], ...] = ()
    public_fields: tuple[Told[ResponseField], ...] = ()
    """The envelope: `request_id`, `error_detail`, `error_detail.code`, …"""
    business_fields: tuple[Told[ResponseField], ...] = ()
    """`data`, `data.video`."""
    error_code_rule: tuple[Told[str], ...] = ()
    """How `error_code` follows from the HTTP status, in an edition's words where the page's mean the same."""
    success_rules: tuple[Told[SuccessRule], ...] = ()
    errors: tuple[Told[ErrorRow], ...] = ()
    """The table of `error_detail.code`, row by row."""
    error_str: tuple[Told[ErrorRow], ...] = ()
    """The older, coarser table of `error_code_str`, row by row."""
    examples: tuple[Told[Example], ...] = ()
    response_media_type: tuple[Told[str], ...] = ()
    billing: tuple[Told[BillingRow], ...] = ()
    notice: tuple[Told[Notice], ...] = ()
    navigation: tuple[Told[bool], ...] = ()
    """Whether a navigation file lists the endpoint's page; told only where one was read."""
    openapi_path: tuple[Told[bool], ...] = ()
    """Whether an openapi document holds the endpoint's path; told only where one was read."""
    openapi_reference: tuple[Told[str], ...] = ()
    """The `openapi:` line of a page's front matter, `POST /api/…`."""

    @property
    def form_table(self) -> tuple[Told[FormField], ...]:
        """The rows of the body's table."""
        return tuple(told for told in self.form if told.value.source == "table")

    def has(self, part: Part) -> bool:
        """Tell whether some page holds this part."""
        return any(told.value == part for told in self.parts)

    def whole(self, part: Part) -> bool:
        """Tell whether some page holds this part and nothing in it was left unread: only then is a gap an absence."""
        return self.has(part) and not any(gap.part == part for gap in self.unread)

    def pages_of(self, kind: PageKind) -> tuple[Page, ...]:
        """Return the pages that were taken for this kind."""
        return tuple(page for page in self.pages if page.kind == kind)


def quoted(text: str) -> str:
    """Return `text` on one line, cut to 80 characters, as a telling quotes it."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_LENGTH else f"{line[: QUOTE_LENGTH - 1]}…"
