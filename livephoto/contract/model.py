"""What an edition of the API says, as frozen values.

An edition is read from its file by `livephoto.contract.loader`; nothing here does I/O. None always means
"the source did not show it", never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

Basis = Literal["documented", "observed", "assumed"]
Extent = Literal["full", "partial", "unseen", "none"]
Status = Literal["active", "retired"]


class LivePhotoType(IntEnum):
    """The request's `type` field: what part of the photo is brought to life."""

    AVATAR = 0
    FULL_BODY = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where an edition's facts were read."""

    where: str
    what: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of each part the sources showed; absence in a part that is not `full` proves nothing."""

    request: Extent
    envelope: Extent
    success_rules: Extent
    errors: Extent
    error_str: Extent


@dataclass(frozen=True, slots=True)
class RequestField:
    """One field of the multipart form."""

    name: str
    type: Literal["file", "integer"]
    required: bool
    meaning: str | None = None
    allowed: tuple[int, ...] = ()
    default: int | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What an image may be. `max_bytes` is inclusive, `max_side` (px, either side) is exclusive."""

    formats: tuple[str, ...]
    """Format names as Pillow spells them; JPG is JPEG."""
    spelled: tuple[str, ...]
    """Format names as the page spells them."""
    max_bytes: int
    max_bytes_wording: str
    max_bytes_basis: Basis
    max_bytes_reason: str
    max_side: int
    max_side_wording: str
    max_side_basis: Basis
    max_side_reason: str

    def bytes_allowed(self, size: int) -> bool:
        """Tell whether a file of `size` bytes is within the limit."""
        return size <= self.max_bytes

    def sides_allowed(self, width: int, height: int) -> bool:
        """Tell whether both sides (px) are under the limit."""
        return max(width, height) < self.max_side


@dataclass(frozen=True, slots=True)
class Request:
    """How the live-photo call is made."""

    url: str
    path: str
    method: str
    media_type: str
    key_header: str
    fields: Mapping[str, RequestField]
    image: ImageLimits

    @property
    def server(self) -> str:
        """The URL without the path: scheme and host."""
        return self.url.removesuffix(self.path)

    @property
    def image_field(self) -> RequestField:
        """The form field that carries the photo."""
        return next(item for item in self.fields.values() if item.type == "file")

    @property
    def type_field(self) -> RequestField:
        """The form field that carries the live photo's type."""
        return next(item for item in self.fields.values() if item.type == "integer")


@dataclass(frozen=True, slots=True)
class EnvelopeField:
    """One public response field. The four flags say where the vendor's documents show it."""

    name: str
    """Dotted path, as in `error_detail.code`."""
    type: Literal["string", "integer", "object"]
    sent_basis: Basis
    """Why we believe that the server sends it."""
    required: bool | None = None
    required_source: str | None = None
    deprecated: bool = False
    table: bool | None = None
    response_example: bool | None = None
    page_example: bool | None = None
    openapi_example: bool | None = None

    @property
    def documented(self) -> bool:
        """Tell whether the field table, which is the contract, lists it."""
        return self.table is True


@dataclass(frozen=True, slots=True)
class SuccessRule:
    """One documented way to tell a success from a failure."""

    name: str
    field: str
    success: str | int
    failure: str


@dataclass(frozen=True, slots=True)
class DataField:
    """One business field of a successful answer."""

    name: str
    type: Literal["string", "object"]
    meaning: str
    encoding: str | None = None
    media_type: str | None = None
    """What the decoded bytes are."""
    media_type_basis: Basis = "documented"
    media_type_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What an answer looks like."""

    media_type: str
    media_type_basis: Basis
    fields: Mapping[str, EnvelopeField]
    data: Mapping[str, DataField]
    success_rules: Mapping[str, SuccessRule] = field(default_factory=dict)
    error_code_rule: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One value of `error_detail.code`: its HTTP status and the table's text."""

    name: str
    status: int
    message: str | None = None
    basis: Basis = "documented"
    source: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CoarseCode:
    """One value of the older, coarser field `error_code_str`."""

    name: str
    status: int
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Where the vendor's documents still listed the endpoint."""

    retirement_notice: bool | None = None
    openapi_path: bool | None = None
    navigation: bool | None = None
    billing_table: bool | None = None
    credit_sign: bool | None = None


@dataclass(frozen=True, slots=True)
class Billing:
    """What a call costs, in credits."""

    credits_per_success: int
    credits_per_failure: int
    unique_sign: str
    """What the vendor calls the pool that pays for this endpoint."""
    name: str
    """What people call it."""
    basis: Basis
    source: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CreditsQuery:
    """The vendor's own question for the balance: path, method and the fields of one pool in `data`."""

    path: str
    method: str
    universal_sign: str
    fields: Mapping[str, str]
    basis: Basis
    source: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a server refuses and the error it answers with. Rules are checked in the edition's order."""

    name: str
    fault: str
    code: str
    basis: Basis
    source: str
    reason: str | None = None
    """Why we read it so; present where the basis is `assumed`."""
    field: str | None = None
    """The form field at fault; with `says` it makes the message of a parameter fault."""
    says: str | None = None
    upstream_code: str | None = None
    upstream_says: str | None = None
    asked_only: bool = False
    """Nothing in a request triggers it: a mock answers it when asked to, or when it is in that trouble itself."""
    alternatives: tuple[str, ...] = ()
    """Other codes that the evidence would allow."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The API as published on a date."""

    id: str
    title: str
    status: Status
    completeness: Completeness
    sources: tuple[Source, ...]
    request: Request
    response: Response
    errors: Mapping[str, ErrorCode]
    rules: Mapping[str, Rule]
    billing: Billing
    credits_query: CreditsQuery
    lifecycle: Lifecycle
    extends: str | None = None
    date: str | None = None
    date_bound: str | None = None
    aliases: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error_str: Mapping[str, CoarseCode] = field(default_factory=dict)
    coarse: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """`error_code_str` value -> the finer codes that it stands for."""

    @property
    def retired(self) -> bool:
        """Tell whether the endpoint was out of service in this edition."""
        return self.status == "retired"

    def status_of(self, code: str) -> int:
        """Return the HTTP status of `code`; KeyError where the edition's table does not hold it."""
        return self.errors[code].status

    def coarse_of(self, code: str) -> str:
        """Return the `error_code_str` value that goes with `code`: a coarser code, or the same."""
        return next((coarse for coarse, codes in self.coarse.items() if code in codes), code)
