"""One attempt's answer as it comes in, until it is a result or an error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Generic

import httpx

from livephoto.breach import Breach
from livephoto.contract.envelope import SUCCESS_STATUS
from livephoto.errors import BrokenAnswer, EndpointRetired, LivePhotoError, NotSaved, TransportTrouble, note_billing
from livephoto.readers import Body, Result
from livephoto.request import Call, Upload
from livephoto.response import Envelope, Page, enveloped, read_envelope, refusal
from livephoto.retry import read_retry_after
from livephoto.text import Shown
from livephoto.transport import trouble

_RULE_HEADER, _RETIRED = "x-livephoto-rule", "endpoint_retired"
"""By which a mock says that the endpoint it plays is retired."""


class Answer(Generic[Result]):
    """What comes back for one sending of `call`.

    where: the server, for messages. official: whether that is the vendor's own.
    shown: makes foreign text fit to be shown.
    upload: the photo on its way, None where the call has none. overdue: tells whether the deadline has passed.
    """

    def __init__(
        self,
        call: Call[Result],
        *,
        where: str,
        official: bool,
        shown: Shown,
        upload: Upload | None,
        overdue: Callable[[], bool],
    ) -> None:
        self._call = call
        self._where = where
        self._official = official
        self._shown = shown
        self._upload = upload
        self._overdue = overdue
        self._reader = call.reader()
        self._page = Body()
        self._status: int | None = None
        self._headers: Mapping[str, str] = {}

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Take the answer's status and headers, their names in lower case."""
        self._status, self._headers = status, headers

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes. Raises LivePhotoError as soon as they cannot become a result.

        The deadline is looked at last, so that it never beats an answer that is whole: that one was paid for.
        """
        if self._status != SUCCESS_STATUS:
            self._feed_page(chunk)
            return
        try:
            with self._saving():
                self._reader.feed(chunk)
        except Breach as error:
            raise self._broken(error) from None
        if self._overdue() and not self._whole():
            raise self._with_ids(self._too_late())

    def finish(self) -> Result:
        """Return the result of an answer that came whole. Raises LivePhotoError."""
        if self._status != SUCCESS_STATUS:
            raise self._refusal()
        envelope = None
        try:
            envelope = read_envelope(self._reader.document(), self._shown)
            if not envelope.refuses:
                with self._saving():
                    return self._reader.result(envelope)
        except Breach as error:
            raise self._broken(error, envelope) from None
        raise enveloped(envelope, SUCCESS_STATUS, self._retry_after())

    def failed(self, error: httpx.RequestError | LivePhotoError) -> LivePhotoError:
        """Return our error for one that stopped the answer."""
        if isinstance(error, LivePhotoError):
            return error
        if self._status not in (None, SUCCESS_STATUS):
            return self._refusal()
        says = self._shown.prose(str(error))
        ours = trouble(error, says, where=self._where, uploaded=self._uploaded(), paid=self._call.paid)
        ours.__cause__ = error
        return self._with_ids(ours)

    def interrupted(self, error: BaseException) -> None:
        """Note on an exception that is no answer, such as KeyboardInterrupt, where the call may have been billed."""
        if self._call.paid and self._uploaded():
            note_billing(error)

    def close(self) -> None:
        """Drop whatever did not become a result."""
        self._reader.close()

    def _feed_page(self, chunk: bytes) -> None:
        try:
            self._page.feed(chunk)
        except Breach:
            raise self._refusal() from None
        if self._overdue():
            raise self._refusal()

    def _refusal(self) -> LivePhotoError:
        page = Page(
            status=self._status or 0,
            body=bytes(self._page.content),
            media_type=self._headers.get("content-type", ""),
            location=self._headers.get("location", ""),
            retry_after=self._retry_after(),
        )
        error = refusal(page, paid=self._call.paid, shown=self._shown)
        if isinstance(error, EndpointRetired) and not self._official and self._headers.get(_RULE_HEADER) != _RETIRED:
            self._doubt(error)
        return error

    def _doubt(self, error: EndpointRetired) -> None:
        error.certain = False
        url = f"{self._where}{self._call.path}"
        error.message = f"no such endpoint at {url}; is the base URL right, or was it retired? ({error.message})"
        error.args = (error.message,)

    def _uploaded(self) -> bool:
        return self._upload is None or self._upload.sent

    def _whole(self) -> bool:
        try:
            self._reader.document()
        except Breach:
            return False
        return True

    def _too_late(self) -> TransportTrouble:
        return TransportTrouble(
            f"{self._where} took too long to answer: the deadline passed before the answer was whole",
            maybe_billed=self._call.paid,
            reached=True,
        )

    @contextmanager
    def _saving(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            says = f"the video came but could not be written to {error.filename}: {error.strerror or error}"
            raise self._with_ids(NotSaved(says, status=self._status, maybe_billed=self._call.paid)) from error

    def _retry_after(self) -> float | None:
        return read_retry_after(self._headers.get("retry-after"), time.time())

    def _envelope_so_far(self) -> Envelope:
        try:
            return read_envelope(self._reader.document_so_far(), self._shown)
        except Breach:
            return Envelope()

    def _with_ids(self, error: LivePhotoError) -> LivePhotoError:
        envelope = self._envelope_so_far()
        error.request_id, error.log_id = envelope.request_id, envelope.log_id
        return error

    def _broken(self, reason: Breach, envelope: Envelope | None = None) -> BrokenAnswer:
        envelope = envelope or self._envelope_so_far()
        return BrokenAnswer(
            f"the answer breaks the contract: {self._shown.prose(str(reason))}",
            status=self._status,
            request_id=envelope.request_id,
            log_id=envelope.log_id,
            maybe_billed=self._call.paid,
        )
