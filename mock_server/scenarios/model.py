"""A scenario as a document: camel case, WireMock's names where it has them. Import it late: pydantic is heavy.

Nothing unknown is taken, and nothing that could never act; the messages say what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from mock_server.scenarios.faults import KINDS, Fault, Moment, Point

LONGEST_DELAY = 3_600_000
"""Milliseconds that a delay may be."""
_Milliseconds = Annotated[float, Field(ge=0, le=LONGEST_DELAY)]
_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:-]*$")]


class Document(BaseModel):
    """What every part of a scenario has in common."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True, allow_inf_nan=False
    )


class RequestPattern(Document):
    """What calls a stub is for: all that is given must fit. Without a path: calls of the live-photo endpoint."""

    key: str | None = Field(default=None, min_length=1, description="The key, never shown, or its pseudonym.")
    type: int | None = Field(default=None, description="The form's `type`; 0 is also what a form without it means.")
    photo: str | None = Field(default=None, pattern=r"^[0-9a-fA-F]{64}$", description="SHA-256 of the photo, in hex.")
    path: str | None = Field(default=None, pattern=r"^(/.*|\*)$", description="The whole path; * for every path.")
    method: str | None = Field(default=None, pattern=r"^[A-Za-z]+$")


class When(Document):
    """Which of these calls: the count begins behind `after`; of those every `every`-th, by chance, at most `times`."""

    after: int = Field(default=0, ge=0, description="Leave the first so many alone.")
    every: int = Field(default=1, ge=1, description="Then act on every n-th.")
    probability: float = Field(default=1.0, ge=0, le=1, description="Act with this chance, the same in every run.")
    seed: int | None = Field(default=None, description="Another seed, another run of luck; else the scenario's name.")
    times: int | None = Field(default=None, ge=1, description="Act at most so often.")


class Quota(Document):
    """How many calls a key may make; more are refused as the edition says, with `Retry-After`."""

    per_second: int | None = Field(default=None, ge=1)
    per_day: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _something(self) -> Quota:
        if self.per_second is None and self.per_day is None:
            raise ValueError("a quota takes perSecond, perDay or both")
        return self


class FixedDelay(Document):
    """The same delay each time."""

    type: Literal["fixed"]
    milliseconds: _Milliseconds


class UniformDelay(Document):
    """Any delay from `lower` to `upper`, alike probable."""

    type: Literal["uniform"]
    lower: _Milliseconds
    upper: _Milliseconds

    @model_validator(mode="after")
    def _ordered(self) -> UniformDelay:
        if self.lower > self.upper:
            raise ValueError(f"lower ({self.lower:g}) is above upper ({self.upper:g})")
        return self


class LognormalDelay(Document):
    """Most delays near `median`, few much longer; `maxValue` cuts them off."""

    type: Literal["lognormal"]
    median: _Milliseconds
    sigma: float = Field(ge=0, le=10)
    max_value: _Milliseconds = LONGEST_DELAY


class ChunkedDribble(Document):
    """The body in so many pieces over so many milliseconds."""

    number_of_chunks: int = Field(ge=1, le=10_000)
    total_duration: _Milliseconds


class Response(Document):
    """What happens: an error, a delay, a fault, headers; whatever is left out is as usual."""

    error: str | None = Field(default=None, min_length=1, description="An error code of the edition, or a rule's name.")
    retired: bool = Field(default=False, description="Answer as after the endpoint's retirement.")
    status: int | None = Field(default=None, ge=200, le=599, description="Another HTTP status around the same body.")
    headers: dict[str, str | int] = Field(default_factory=dict)
    sunset_in_seconds: int | None = Field(
        default=None, ge=0, le=10 * 366 * 86_400, description="A `Sunset` header (RFC 8594) for so long from now."
    )
    fixed_delay_milliseconds: _Milliseconds | None = None
    delay_distribution: Annotated[FixedDelay | UniformDelay | LognormalDelay | None, Field(discriminator="type")] = None
    delay_at: Moment = Moment.BEFORE_ANSWER
    chunked_dribble_delay: ChunkedDribble | None = None
    fault: Fault | None = None
    at: Point | None = Field(default=None, description="Where CONNECTION_RESET_BY_PEER resets.")
    billed: bool = Field(
        default=False, description="The call is made and paid for behind the error or fault that hides it."
    )

    @model_validator(mode="after")
    def _sensible(self) -> Response:
        for wrong, says in _CONTRADICTIONS:
            if wrong(self):
                raise ValueError(says)
        return self


def _has_delay(it: Response) -> bool:
    return it.fixed_delay_milliseconds is not None or it.delay_distribution is not None


def _has_error(it: Response) -> bool:
    return it.error is not None or it.retired


def _sends_nothing(it: Response) -> bool:
    return it.fault in _NO_HTTP or (it.fault is Fault.CONNECTION_RESET_BY_PEER and it.at is not Point.VIDEO)


_NO_HTTP = (Fault.EMPTY_RESPONSE, Fault.RANDOM_DATA_THEN_CLOSE, Fault.MALFORMED_RESPONSE_CHUNK)
_CONTRADICTIONS: tuple[tuple[Callable[[Response], bool], str], ...] = (
    (
        lambda it: it.error is not None and it.retired,
        "error and retired exclude each other: retired is an error by itself",
    ),
    (
        lambda it: it.fixed_delay_milliseconds is not None and it.delay_distribution is not None,
        "fixedDelayMilliseconds and delayDistribution exclude each other",
    ),
    (
        lambda it: "delay_at" in it.model_fields_set and not _has_delay(it),
        "delayAt says when a delay is; give fixedDelayMilliseconds or delayDistribution too",
    ),
    (
        lambda it: it.at is not None and it.fault is not Fault.CONNECTION_RESET_BY_PEER,
        "at goes with the fault CONNECTION_RESET_BY_PEER only",
    ),
    (
        lambda it: _has_error(it) and it.fault is not None and not KINDS[it.fault].takes_error,
        "this fault takes no error: it is no answer, or needs a success; leave error and retired out",
    ),
    (
        lambda it: it.billed and not _has_error(it) and it.fault is None,
        "billed goes with an error or a fault: what succeeds is billed in any case",
    ),
    (
        lambda it: it.status is not None and it.fault is not None and not KINDS[it.fault].needs_answer,
        "this fault has a status of its own, or none; leave status out",
    ),
    (
        lambda it: it.status in (204, 205, 304),
        "an answer of this status has no body, and the API's always has; choose another",
    ),
    (
        lambda it: _sends_nothing(it) and (bool(it.headers) or it.sunset_in_seconds is not None),
        "this fault sends no headers; leave headers and sunsetInSeconds out",
    ),
    (
        lambda it: (_sends_nothing(it) or it.at is not None) and it.chunked_dribble_delay is not None,
        "this fault sends no whole body; leave chunkedDribbleDelay out",
    ),
    (
        lambda it: _ends_upload(it) and _has_delay(it) and it.delay_at is not Moment.BEFORE_READING,
        "this fault ends the call before its body was read; write delayAt: before-reading",
    ),
)


def _ends_upload(it: Response) -> bool:
    reset = it.fault is Fault.CONNECTION_RESET_BY_PEER and it.at is not Point.VIDEO
    return reset or it.fault is Fault.EARLY_REFUSAL


class Stub(Document):
    """What calls it is for, which of them, and what happens."""

    request: RequestPattern = RequestPattern()
    when: When | None = None
    scenario_name: _Name | None = Field(default=None, description="The states' name; else the scenario's.")
    required_scenario_state: _Name | None = None
    new_scenario_state: _Name | None = None
    quota: Quota | None = None
    response: Response = Response()

    @model_validator(mode="after")
    def _sensible(self) -> Stub:
        if self.quota is not None and self.when is not None:
            raise ValueError("quota and when exclude each other: a quota acts on the calls above it")
        if self.quota is not None and (self.response.error or self.response.retired or self.response.fault):
            raise ValueError("a quota answers with the edition's own code; leave error, retired and fault out")
        return self


class Scenario(Document):
    """A named list of stubs; the first that fits a call has it."""

    name: _Name
    says: str | None = Field(default=None, description="What it is for, in a sentence.")
    per: tuple[Literal["key", "type", "photo"], ...] = Field(
        default=(), description="Count, and keep states, apart for each key, type or photo."
    )
    asked_only: bool = Field(default=False, description="Act only on calls that ask for it: Prefer: scenario=NAME.")
    stubs: tuple[Stub, ...] = Field(min_length=1)
