"""One attempt's answer as it comes in, until it is a result or an error."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Generic

import httpx

from livephoto.breach import Breach
from livephoto.contract.envelope import SUCCESS_STATUS
from livephoto.errors import BrokenAnswer, LivePhotoError, TransportTrouble
from livephoto.readers import Body, Result
from livephoto.request import Call, Upload
from livephoto.response import Envelope, Page, enveloped, read_envelope, refusal
from livephoto.retry import read_retry_after
from livephoto.transport import trouble


class Answer(Generic[Result]):
    """What comes back for one sending of `call`.

    where: the server, for messages. shown: makes foreign text fit to be shown.
    upload: the photo on its way, None where the call has none. overdue: tells whether the deadline has passed.
    """

    def __init__(
        self,
        call: Call[Result],
        *,
        where: str,
        shown: Callable[[str], str],
        upload: Upload | None,
        overdue: Callable[[], bool],
    ) -> None:
        self._call = call
        self._where = where
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
        """Take the next bytes. Raises LivePhotoError as soon as they cannot become a result."""
        if self._overdue():
            raise self._with_ids(
                TransportTrouble(
                    f"{self._where} took too long to answer: the deadline passed before the answer was whole",
                    maybe_billed=self._call.paid,
                )
            )
        if self._status != SUCCESS_STATUS:
            self._feed_page(chunk)
            return
        try:
            self._reader.feed(chunk)
        except Breach as error:
            raise self._broken(error) from None

    def finish(self) -> Result:
        """Return the result of an answer that came whole. Raises LivePhotoError."""
        if self._status != SUCCESS_STATUS:
            raise self._refusal()
        envelope = None
        try:
            envelope = read_envelope(self._reader.document(), self._shown)
            if not envelope.refuses:
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
        uploaded = self._upload is None or self._upload.sent
        ours = trouble(error, self._shown(str(error)), where=self._where, uploaded=uploaded, paid=self._call.paid)
        ours.__cause__ = error
        return self._with_ids(ours)

    def close(self) -> None:
        """Drop whatever did not become a result."""
        self._reader.close()

    def _feed_page(self, chunk: bytes) -> None:
        try:
            self._page.feed(chunk)
        except Breach:
            raise self._refusal() from None

    def _refusal(self) -> LivePhotoError:
        page = Page(
            status=self._status or 0,
            body=bytes(self._page.content),
            media_type=self._headers.get("content-type", ""),
            location=self._headers.get("location", ""),
            retry_after=self._retry_after(),
        )
        return refusal(page, paid=self._call.paid, shown=self._shown)

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
            f"the answer breaks the contract: {self._shown(str(reason))}",
            status=self._status,
            request_id=envelope.request_id,
            log_id=envelope.log_id,
            maybe_billed=self._call.paid,
        )
