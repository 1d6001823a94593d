"""What the control API takes and gives, in camel case as WireMock has it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """A value of the control API. What is sent must hold nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class PartSeen(Model):
    """One part of the form."""

    name: str
    kind: Literal["text", "file"]
    filename: str | None
    declared_type: str | None
    bytes: int


class Photo(Model):
    """The image part, by its content."""

    sha256: str | None
    bytes: int
    format: str | None
    width: int | None
    height: int | None


class Duration(Model):
    """Milliseconds."""

    read: float
    total: float
    render: float | None


class Entry(Model):
    """One call, as the journal has it."""

    number: int = Field(description="Its place, from 1 on; goes on after a reset.")
    id: str
    at: str = Field(description="When it began: ISO 8601, UTC.")
    method: str
    path: str
    key: str | None = Field(description="The key's pseudonym.")
    key_elsewhere: str | None = Field(description="Where a key was found that the API does not look at.")
    content_type: str | None
    fields: dict[str, str] = Field(description="Text fields that the edition knows, values cut to 100 characters.")
    parts: list[PartSeen] = Field(description="The parts of the form in their order, 32 at most.")
    multipart: bool = Field(description="The body was a form that could be read to its end.")
    photo: Photo | None
    body_bytes: int
    status: int | None = Field(description="None where nothing was answered.")
    code: str | None
    rule: str | None
    basis: str | None
    verdict: Literal["answered", "client gone", "fault"]
    asked: str | None
    scenario: str | None
    credits: int = Field(description="What the call cost.")
    engine: str | None
    face_level: int | None = Field(description="How well the face was understood: 1 best, 3 no face.")
    retry_after: float | None = Field(description="Seconds that the answer asked to wait.")
    request_id: str | None = Field(description="The answer's request_id.")
    traceparent: str | None = Field(description="The caller's trace context (W3C), as sent.")
    answer_bytes: int
    duration_ms: Duration
    worker: int = Field(description="Process id of the server that answered.")


class Meta(Model):
    """About a list."""

    total: int


class Requests(Model):
    """Calls, the newest first unless they were searched for."""

    requests: list[Entry]
    meta: Meta
    request_journal_disabled: bool = False


class Pattern(Model):
    """What calls are asked for; what is left out is left open. `url` and `urlPath` are the path too."""

    method: str | None = None
    path: str | None = None
    url: str | None = None
    url_path: str | None = None
    key: str | None = Field(default=None, description='A key or its pseudonym; "" for calls without one.')
    status: int | None = None
    code: str | None = None
    rule: str | None = None
    photo: str | None = Field(default=None, description="SHA-256 in hexadecimal, or its first 8 digits or more.")
    type: int | None = None
    billed: bool | None = None
    scenario: str | None = None
    verdict: Literal["answered", "client gone", "fault"] | None = None
    after: int | None = Field(default=None, description="Only calls with a higher number.")
    since: str | None = Field(default=None, description="Only calls from this moment on, ISO 8601.")


class Count(Model):
    """How many calls."""

    count: int
    request_journal_disabled: bool = False


class Verify(Model):
    """How many calls there ought to be."""

    request: Pattern = Pattern()
    exactly: int | None = Field(default=None, ge=0)
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)


class Verified(Model):
    """Whether there are."""

    holds: bool
    says: str
    count: int
    calls: list[int]


class NearMiss(Model):
    """One refused call, and how it could have been right."""

    request: Entry
    says: list[str]
    distance: int = Field(description="How many things are wrong: 1 is the nearest miss.")


class NearMisses(Model):
    """Refused calls, the newest first."""

    near_misses: list[NearMiss]


class ScenarioState(Model):
    """The state to bring a scenario into; without one, the first."""

    state: str = Field(default="Started", min_length=1, max_length=100)


class CurrentSettings(Model):
    """What the mock was told to be. Only `credits` can change while it runs."""

    edition: str
    engine: str
    credits: int | None = Field(description="Credits that a key starts with; null: they never run out.")
    known_keys: int | None = Field(description="How many keys are known; null: every key is.")
    max_body: int = Field(description="Bytes.")
    journal_size: int = Field(description="Calls that the journal keeps.")
    cache_bytes: int
    readings: dict[str, str]
    workers: int
    shared: bool = Field(description="Replicas share what it remembers.")


class ChangedSettings(Model):
    """What is to change. Naming what cannot change is refused, unless it is what it is already."""

    edition: str | None = None
    engine: str | None = None
    credits: int | None = Field(default=None, ge=0)
    known_keys: int | None = None
    max_body: int | None = None
    journal_size: int | None = None
    cache_bytes: int | None = None
    readings: dict[str, str] | None = None
    workers: int | None = None
    shared: bool | None = None


class Reset(Model):
    """What a reset forgets: everything, unless told otherwise."""

    journal: bool = True
    counts: bool = Field(default=True, description="How often stubs and quotas were met, and the states of scenarios.")
    accounts: bool = True
    scenarios: bool = Field(default=True, description="Scenarios added while it runs; those of its start come back.")


class AccountState(Model):
    """One account."""

    account: str = Field(description="The key's pseudonym.")
    total: int | None = Field(description="Credits that it began with; null: they never run out.")
    spent: int = Field(description="Credits spent, or reserved for calls that are being answered.")
    balance: int | None


class Credits(Model):
    """Accounts, as far as the journal and the settings name them."""

    accounts: list[AccountState]
    price: int = Field(description="Credits of one success.")


class Grant(Model):
    """The balance that an account is to have."""

    key: str = Field(min_length=1, description="A key or its pseudonym.")
    credits: int = Field(ge=0, le=1_000_000_000)


class RuleShown(Model):
    """One rule, with why we believe in it."""

    name: str
    fault: str
    status: int
    code: str
    basis: str
    source: str
    reason: str | None
    alternatives: list[str]
    asked_only: bool


class Contract(Model):
    """The edition that the mock behaves like."""

    edition: str
    title: str
    date: str | None
    retired: bool
    path: str
    method: str
    key_header: str
    rules: list[RuleShown] = Field(description="In the order in which they are checked.")


class Health(Model):
    """That the mock is up, and what it behaves like."""

    status: str = "healthy"
    version: str
    edition: str
    engine: str
    uptime_in_seconds: int


class Said(Model):
    """What was done, in words."""

    says: str
