"""Animates many photos, a few at a time, and stops where going on would only fail the same way."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import partial

from livephoto.async_client import AsyncClient
from livephoto.commands.animate_manifest import Entry, Manifest
from livephoto.commands.animate_plan import Job
from livephoto.contract import LivePhotoType
from livephoto.errors import (
    EndpointRetired,
    LivePhotoError,
    NotAuthorised,
    NotSaved,
    OutOfCredits,
    TransportTrouble,
    maybe_billed,
)
from livephoto.photo import load_photo


class Status(Enum):
    """What became of a photo."""

    DONE = "done"
    SKIPPED = "skipped"
    UNANSWERED = "unanswered"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job. reason: in words, where there is more to say than done. error: what the client raised."""

    job: Job
    status: Status
    reason: str = ""
    error: LivePhotoError | None = None


def unreachable(error: LivePhotoError | None) -> bool:
    """Tell whether the request never reached a server."""
    return isinstance(error, TransportTrouble) and not error.reached


def hopeless(error: LivePhotoError | None) -> bool:
    """Tell whether the next photo would fail the same way."""
    return unreachable(error) or isinstance(error, EndpointRetired | NotAuthorised | NotSaved | OutOfCredits)


class Batch:
    """Works through jobs with `client`, at most `concurrency` at a time, telling `report` of each as it ends.

    limit: bytes of a photo beyond which it need not be read, since it will be refused; None reads all.
    manifest: what was done before, and is noted as done now; None keeps no notes.
    retry_unanswered: whether to send again what may have been billed in an earlier run.
    """

    def __init__(
        self,
        client: AsyncClient,
        kind: LivePhotoType,
        *,
        limit: int | None,
        manifest: Manifest | None,
        overwrite: bool,
        retry_unanswered: bool,
        report: Callable[[Outcome], None],
    ) -> None:
        self._client = client
        self._kind = kind
        self._limit = limit
        self._manifest = manifest
        self._overwrite = overwrite
        self._retry_unanswered = retry_unanswered
        self._report = report
        self._seen: dict[str, asyncio.Future[Outcome]] = {}
        self._stopped_by: LivePhotoError | None = None

    async def run(self, jobs: tuple[Job, ...], concurrency: int) -> None:
        """Do all jobs, then close the client."""
        waiting = iter(jobs)
        async with self._client, asyncio.TaskGroup() as group:
            for _ in range(min(concurrency, len(jobs))):
                group.create_task(self._work(waiting))

    async def _work(self, waiting: Iterator[Job]) -> None:
        for job in waiting:
            if self._stopped_by:
                outcome = Outcome(job, Status.NOT_TRIED, "stopped before its turn")
            else:
                outcome = await self._do(job)
            if hopeless(outcome.error):
                self._stopped_by = outcome.error
            self._report(outcome)

    async def _do(self, job: Job) -> Outcome:
        try:
            content = load_photo(job.photo, self._limit).content
        except OSError as error:
            return Outcome(job, Status.FAILED, _say(error))
        sha256 = hashlib.sha256(content).hexdigest()
        if first := self._seen.get(sha256):
            return _same(job, await asyncio.shield(first))
        self._seen[sha256] = asyncio.get_running_loop().create_future()
        outcome = self._needless(job, sha256) or await self._animate(job, content, sha256)
        self._seen[sha256].set_result(outcome)
        return outcome

    def _needless(self, job: Job, sha256: str) -> Outcome | None:
        """Return the outcome of a photo that is not to be sent."""
        notes = self._manifest
        if notes and (done := notes.find(sha256, self._kind)):
            return Outcome(job, Status.SKIPPED, f"done before: {done}")
        if notes and not self._retry_unanswered and (at := notes.unanswered(sha256, self._kind)) is not None:
            sent = f" on {at[:10]}" if at else ""
            return Outcome(job, Status.UNANSWERED, f"may have been billed{sent}; --retry-unanswered sends it again")
        if job.output.exists() and not self._overwrite:
            return Outcome(job, Status.FAILED, f"{job.output} exists; --overwrite replaces it")
        return None

    async def _animate(self, job: Job, content: bytes, sha256: str) -> Outcome:
        entry = partial(Entry, str(job.photo), sha256, self._kind.value, job.output.name)
        try:
            self._note(entry("started", _now()))
        except OSError as error:  # what cannot be noted is not sent: it would be paid for again
            return Outcome(job, Status.FAILED, _say(error))
        try:
            made = await self._client.animate(content, self._kind, to=job.output)
        except asyncio.CancelledError as stop:
            # Between two sendings nothing is on its way, but the first of them may have been billed.
            billed = maybe_billed(stop) or self._retry_unanswered
            ours = LivePhotoError("interrupted before the answer was whole", maybe_billed=billed)
            self._report(self._failed(job, entry, ours))
            raise
        except Exception as error:  # one photo's trouble, whatever it is, must not cancel others that are paid for
            return self._failed(job, entry, _ours(error))
        try:
            self._note(entry("done", _now(), made.request_id, made.log_id))
        except OSError as error:
            return Outcome(job, Status.DONE, f"done, but not noted: {_say(error)}")
        return Outcome(job, Status.DONE)

    def _failed(self, job: Job, entry: Callable[..., Entry], error: LivePhotoError) -> Outcome:
        with suppress(OSError):  # the line before it tells a later run that it may have been billed
            self._note(
                entry("failed", _now(), error.request_id, error.log_id, str(error), maybe_billed=error.maybe_billed)
            )
        return Outcome(job, Status.FAILED, str(error), error)

    def _note(self, entry: Entry) -> None:
        if self._manifest:
            self._manifest.add(entry)


def _same(job: Job, first: Outcome) -> Outcome:
    failed = ", which failed" if first.status is Status.FAILED else ""
    return Outcome(job, Status.SKIPPED, f"the same photo as {first.job.photo}{failed}")


def _ours(error: Exception) -> LivePhotoError:
    if isinstance(error, LivePhotoError):
        return error
    says = _say(error) if isinstance(error, OSError) else f"unexpected {type(error).__name__}: {error}"
    return LivePhotoError(says, maybe_billed=maybe_billed(error))


def _say(error: OSError) -> str:
    return f"{error.strerror or error}: {error.filename}" if error.filename else f"{error.strerror or error}"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
