"""What can go wrong, as one tree.

    LivePhotoError
    ├── ApiError             the server said no: one class for each family of error codes
    │   ├── WrongRequest     the request itself must change
    │   ├── WrongImage       this photo will not do; raised before the upload too, then without a status
    │   ├── NotAuthorised    the key is missing, unknown or locked
    │   ├── OutOfCredits     the balance does not cover the call
    │   ├── SlowDown         too much at once
    │   ├── ServiceTrouble   the service, or the model behind it, failed
    │   └── EndpointRetired  the endpoint does not exist, or no longer
    ├── TransportTrouble     no whole answer came: not connected, cut off, too slow
    ├── NotSaved             the video came, and could not be written to its file
    ├── BrokenAnswer         an answer that breaks the contract
    └── SettingsError        the client was set up wrongly; a ValueError as well

Every one carries the same attributes, listed at LivePhotoError.
"""

from __future__ import annotations

# ruff: noqa: N818 - a family of troubles reads better by its own name
from typing import Any, ClassVar

from livephoto.contract.families import family_of


class LivePhotoError(Exception):
    """The base of all errors of this package.

    status: HTTP status of the answer; None where there was none.
    code: the API's error code; None where the answer had no envelope.
    message: what happened, without the ids.
    request_id, log_id: what the vendor asks for in a support request; None where the answer had none.
    retry_after: seconds that the server asked to wait, None where it did not.
    retryable: whether the same request may succeed later.
    maybe_billed: whether the call may have cost credits although no video came of it.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        log_id: str | None = None,
        retry_after: float | None = None,
        retryable: bool = False,
        maybe_billed: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id
        self.log_id = log_id
        self.retry_after = retry_after
        self.retryable = retryable
        self.maybe_billed = maybe_billed

    def __str__(self) -> str:
        answered = (self.status, self.code) if self.status is not None else ()
        head = " ".join(str(part) for part in answered if part is not None)
        ids = ", ".join(f"{name} {value}" for name, value in self._ids() if value)
        billed = "; it may have been billed" if self.maybe_billed else ""
        return f"{head}{': ' if head else ''}{self.message}{billed}{f' ({ids})' if ids else ''}"

    def _ids(self) -> tuple[tuple[str, str | None], ...]:
        ours = self.code if self.status is None else None
        return ("code", ours), ("request_id", self.request_id), ("log_id", self.log_id)


class ApiError(LivePhotoError):
    """The server refused or failed, and said so."""

    family: ClassVar[str] = ""


class WrongRequest(ApiError):
    """The request itself must change."""

    family = "wrong_request"


class WrongImage(ApiError):
    """This photo will not do."""

    family = "wrong_image"


class NotAuthorised(ApiError):
    """The key is missing, unknown or locked."""

    family = "not_authorised"


class OutOfCredits(ApiError):
    """The balance does not cover the call; waiting does not help."""

    family = "out_of_credits"


class SlowDown(ApiError):
    """Too much at once; the same request may succeed more slowly."""

    family = "slow_down"


class ServiceTrouble(ApiError):
    """The service, or the model behind it, failed."""

    family = "service_trouble"


class EndpointRetired(ApiError):
    """The endpoint does not exist, or no longer.

    certain: whether it is known to be retired, not perhaps asked for at a wrong base URL: the vendor's own server
        answered, or a mock that said so.
    """

    family = "endpoint_retired"
    certain = True


class TransportTrouble(LivePhotoError):
    """No whole answer came; the httpx exception, where there was one, is the `__cause__`.

    reached: whether a connection to the server came about.
    """

    def __init__(self, message: str, *, reached: bool = False, **more: Any) -> None:
        super().__init__(message, **more)
        self.reached = reached


class NotSaved(LivePhotoError):
    """The video came, and could not be written to its file; the OSError is the `__cause__`."""


class BrokenAnswer(LivePhotoError):
    """The answer breaks the contract: no JSON, no data.video, not base64, fields of another type."""


class SettingsError(LivePhotoError, ValueError):
    """The client was set up wrongly: no key, or a key or base URL that cannot be used."""


_CLASSES = {kind.family: kind for kind in ApiError.__subclasses__()}


def error_class(code: str | None, status: int) -> type[ApiError]:
    """Return the class for an error code; for its HTTP status where no table holds the code."""
    return _CLASSES[family_of(code, status).name]


_BILLED_NOTE = "livephoto: the photo was sent and its answer not awaited; the call may have been billed"


def note_billing(error: BaseException) -> None:
    """Note on an exception that is none of ours, such as KeyboardInterrupt, that the call may have been billed."""
    error.add_note(_BILLED_NOTE)


def maybe_billed(error: BaseException) -> bool:
    """Tell whether the call that any exception ended may have been billed, an interruption too."""
    return getattr(error, "maybe_billed", False) or _BILLED_NOTE in getattr(error, "__notes__", ())
