"""Animates many photos, a few at a time, and stops where going on would only fail the same way."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from livephoto.async_client import AsyncClient
from livephoto.commands.animate_manifest import Entry, Manifest
from livephoto.commands.animate_plan import Job
from livephoto.contract import LivePhotoType
from livephoto.errors import EndpointRetired, LivePhotoError, NotAuthorised, OutOfCredits, TransportTrouble
from livephoto.photo import load_photo
from livephoto.video import LivePhoto


class Status(Enum):
    """What became of a photo."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job. reason: in words, where it is not done. error: what the client raised, if it did."""

    job: Job
    status: Status
    reason: str = ""
    error: LivePhotoError | None = None


def unreachable(error: LivePhotoError | None) -> bool:
    """Tell whether the request never reached a server."""
    return isinstance(error, TransportTrouble) and not error.maybe_billed


def hopeless(error: LivePhotoError | None) -> bool:
    """Tell whether the next photo would fail the same way."""
    return unreachable(error) or isinstance(error, EndpointRetired | NotAuthorised | OutOfCredits)


class Batch:
    """Works through jobs with `client`, at most `concurrency` at a time, telling `report` of each as it ends.

    limit: bytes of a photo beyond which it need not be read, since it will be refused; None reads all.
    manifest: what was done before, and is noted as done now; None keeps no notes.
    """

    def __init__(
        self,
        client: AsyncClient,
        kind: LivePhotoType,
        *,
        limit: int | None,
        manifest: Manifest | None,
        overwrite: bool,
        report: Callable[[Outcome], None],
    ) -> None:
        self._client = client
        self._kind = kind
        self._limit = limit
        self._manifest = manifest
        self._overwrite = overwrite
        self._report = report
        self._seen: dict[str, Path] = {}
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
            sha256 = hashlib.sha256(content).hexdigest()
            if skipped := self._skipped(job, sha256):
                return skipped
            if job.output.exists() and not self._overwrite:
                return Outcome(job, Status.FAILED, f"{job.output} exists; --overwrite replaces it")
            return await self._animate(job, content, sha256)
        except OSError as error:
            return Outcome(job, Status.FAILED, f"{error.strerror or error}: {error.filename or job.output}")

    def _skipped(self, job: Job, sha256: str) -> Outcome | None:
        if self._manifest and (done := self._manifest.find(sha256, self._kind)):
            return Outcome(job, Status.SKIPPED, f"done before: {done}")
        first = self._seen.setdefault(sha256, job.photo)
        if first != job.photo:
            return Outcome(job, Status.SKIPPED, f"the same photo as {first}")
        return None

    async def _animate(self, job: Job, content: bytes, sha256: str) -> Outcome:
        try:
            made = await self._client.animate(content, self._kind, to=job.output)
        except LivePhotoError as error:
            self._note(job, sha256, error)
            return Outcome(job, Status.FAILED, str(error), error)
        self._note(job, sha256, made)
        return Outcome(job, Status.DONE)

    def _note(self, job: Job, sha256: str, result: LivePhoto | LivePhotoError) -> None:
        if not self._manifest:
            return
        error = result if isinstance(result, LivePhotoError) else None
        self._manifest.add(
            Entry(
                photo=str(job.photo),
                sha256=sha256,
                type=self._kind.value,
                output=job.output.name,
                status="failed" if error else "done",
                request_id=result.request_id,
                log_id=result.log_id,
                error=str(error) if error else None,
                maybe_billed=bool(error and error.maybe_billed),
            )
        )
