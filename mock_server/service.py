"""The mock of the API: one request in, one answer out. The walk that design and docs describe, in one place."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from livephoto.contract import Edition, LivePhotoType, Rule
from mock_server.answers import Answer, Answers, Headers
from mock_server.call import Call
from mock_server.credits import Account, Ledger
from mock_server.engines.base import (
    Engine,
    Film,
    Level,
    NoFaceError,
    TooSlowError,
    UndecodablePhotoError,
    WorkerLostError,
)
from mock_server.engines.pool import PoolFull
from mock_server.images import ImageFacts, decode, look_at
from mock_server.journal.journal import Journal
from mock_server.metrics import Metrics
from mock_server.photo_hash import PhotoHashes
from mock_server.preferences import asked_for
from mock_server.receive import KEEP_WHOLE, ClientGone, Receive, Receiver, Scope, until_gone
from mock_server.rules import Case, Rulebook
from mock_server.scenarios.registry import Scenarios
from mock_server.settings import Settings, SettingsError
from mock_server.state.base import State, StateError
from mock_server.studio import Studio, Unwanted
from mock_server.submission import Submission, Upload

if TYPE_CHECKING:
    from mock_server.recorded import Recorded

_RULES: dict[type[Exception], str] = {
    UndecodablePhotoError: "image_undecodable",
    NoFaceError: "no_face",
    PoolFull: "upstream_busy",
    TooSlowError: "upstream_timeout",
}
"""What answers when the engine makes no film; whatever else goes wrong is `upstream_error`."""

_log = logging.getLogger("livephoto.mock")


class Service:
    """Behaves like one edition of the API."""

    def __init__(self, settings: Settings, edition: Edition, engine: Engine, state: State) -> None:
        self.settings = settings
        self.edition = edition
        self.state = state
        self.journal = Journal(state, edition)
        self.metrics = Metrics()
        self.journal.watchers.append(self.metrics.count)
        self.stop: Callable[[], None] | None = None
        """Ends the server that it runs in; None where it runs inside another program."""
        self.scenarios = Scenarios(edition, state, settings.scenarios)
        self.recorded = _recorded(settings, edition)
        self.engine = engine
        self.started = time.monotonic()
        self._type = edition.request.type_field
        self.ledger = Ledger(settings, edition, state)
        self._answers = Answers(edition)
        self._rulebook = Rulebook(edition)
        self.after_video = self._answers.after_video
        """What follows the video in the body of a success."""
        self._studio = Studio(engine, settings, self.after_video)
        keep = edition.request.image.max_bytes if engine.needs_photo else KEEP_WHOLE
        self._hashing_receiver = Receiver(edition, settings.max_body, keep, PhotoHashes())
        hashed = engine.needs_photo or settings.journal_size > 0
        self._receiver = self._hashing_receiver if hashed else replace(self._hashing_receiver, hashes=None)

    def start(self) -> None:
        """Warm the engine up, in the background; without it, it is when it is first needed."""
        self._studio.start()

    def open(self) -> Call:
        """Return a call that begins now."""
        return Call(at=time.time(), started=time.monotonic())

    async def answer(self, call: Call, scope: Scope, receive: Receive) -> Answer:
        """Return the answer to one HTTP request. Raises ClientGone where nobody waits for it."""
        submission, announced = self.open_request(call, scope)
        await self._receiver.fill(submission, announced, receive)
        return await self.respond(call, submission)

    def open_request(self, call: Call, scope: Scope) -> tuple[Submission, int]:
        """Return the submission as the request's head tells it, and the length that it announces for its body."""
        submission, announced = self._receiver.open(scope)
        call.submission = submission
        return submission, announced

    async def read_body(self, submission: Submission, announced: int, receive: Receive) -> None:
        """Read the body into an opened submission, and its photo's digest in any case. Raises ClientGone."""
        await self._hashing_receiver.fill(submission, announced, receive)

    async def respond(self, call: Call, submission: Submission) -> Answer:
        """Return the answer to a request that was read: the error it asks for, or what the rules say."""
        ask = asked_for(self.edition, submission.prefer, submission.key)
        if ask is None:
            return await self._judge(call, submission)
        if ask.code is not None:
            call.asked = ask.preference or "key"
            return self.error(call, ask.code, ask.rule, _said(b"preference-applied", ask.preference))
        if ask.preference is None:  # a key that asks for an error that there is none of
            return self._refuse(call, "key_unknown")
        answer = await self._judge(call, submission)
        return replace(answer, headers=[*answer.headers, *_said(b"x-livephoto-ignored", ask.preference)])

    def error(self, call: Call, code: str, rule: Rule | None, headers: Headers | None = None) -> Answer:
        """Return the answer with an error that was asked for, not found."""
        call.rule, call.code = rule, code
        return self._answers.refusal(code, rule, headers or ())

    async def settle(self, call: Call) -> None:
        """Say that a call is being answered: what was reserved for it is spent."""
        if call.reservation is not None:
            await self.state.settle(call.reservation)

    async def _judge(self, call: Call, submission: Submission) -> Answer:
        if self.recorded is not None and call.watched is not None and not submission.overlong:
            answer = await self.recorded.answer(call.watched)
            if answer is not None:
                return answer
        account = await self.ledger.account(submission.key)
        broken = self._rulebook.first_broken(await self._case(call, submission, account))
        if broken is not None:
            return self._refuse(call, broken.name)
        if submission.path == self.edition.credits_query.path:
            return self._answers.data([self._pool_of(account)])
        return await self._animate(call, submission, account)

    def fault(self, rule: str = "server_fault") -> Answer:
        """Return the refusal of `rule`, for what goes wrong outside the rules."""
        found = self.edition.rules[rule]
        return self._answers.refusal(found.code, found)

    async def failed(self, call: Call) -> Answer:
        """Return the answer to a call that failed inside the mock, to be called where the exception is handled.

        What was reserved for it is given back, where the state can still be reached; else the state does so by itself.
        """
        error = sys.exception()
        if isinstance(error, StateError):
            _log.error("%s", error)
        else:
            _log.exception("a call failed inside the mock; it is not charged")
        if call.reservation is not None:
            with suppress(StateError):
                await self.state.release(call.reservation)
            call.reservation = None
        call.rule = self.edition.rules["server_fault"]
        call.code = call.rule.code
        return self.fault()

    def preflight(self, asked: Mapping[bytes, bytes]) -> Answer:
        """Return the answer to a browser's CORS preflight with these headers."""
        return self._answers.preflight(asked)

    def close(self) -> None:
        """End the engine's processes, and let go of who watches the journal."""
        self._studio.close()
        self.journal.close()

    async def _case(self, call: Call, submission: Submission, account: Account | None) -> Case:
        solvent = account is not None and self.ledger.covers_a_call(account)
        call.image = await self._examine(submission.image) if submission.image else None
        return self._rulebook.case(submission, account, solvent=solvent, image=call.image)

    async def _examine(self, upload: Upload) -> ImageFacts | None:
        limits = self.edition.request.image
        if not upload.is_file or not limits.bytes_allowed(upload.size):
            return None
        facts = look_at(upload)
        header = facts.header
        # Never decode what is refused for its size: a small file can hold a picture of any number of pixels.
        small = header is None or limits.sides_allowed(header.width, header.height)
        if facts.whole is None and upload.whole is not None and small:
            return await asyncio.to_thread(decode, upload.whole, limits)
        return facts

    def _refuse(self, call: Call, rule: str) -> Answer:
        call.rule = self.edition.rules[rule]
        call.code = call.rule.code
        overlong = call.submission is not None and call.submission.overlong
        return self._answers.refusal(call.code, call.rule, [(b"connection", b"close")] if overlong else ())

    async def _animate(self, call: Call, submission: Submission, account: Account | None) -> Answer:
        call.reservation = await self.ledger.charge(account) if account else None
        if call.reservation is None:
            return self._refuse(call, "credits_short")
        begun = time.monotonic()
        try:
            film = await self._film(call, submission)
        except Unwanted as unwanted:
            # As with the vendor: what is made is charged, whether anybody waits for it or not.
            await (self.settle(call) if unwanted.begun else self._give_back(call))
            raise ClientGone from None
        except Exception as error:
            await self._give_back(call)
            return self._refuse(call, self._rule_of(error, call))
        call.render_seconds = time.monotonic() - begun
        call.level = film.level
        return self._answers.video(film, self.engine.name)

    async def _film(self, call: Call, submission: Submission) -> Film:
        upload, kind = submission.image, self._type_of(submission)
        digest = upload.sha256 if upload else None
        film = self._studio.at_once(digest, kind)
        if film is not None:
            return film
        if upload is None or digest is None:
            raise RuntimeError("the engine needs a photo, and none was kept")
        gone = partial(until_gone, call.receive) if call.receive else None
        return await self._studio.film(upload.take(), digest, kind, gone)

    def _rule_of(self, error: Exception, call: Call) -> str:
        """Return the rule that answers what the engine raised."""
        if isinstance(error, NoFaceError):
            call.level = Level.NO_FACE
        rule = next((rule for kind, rule in _RULES.items() if isinstance(error, kind)), "upstream_error")
        if isinstance(error, WorkerLostError):
            _log.error("%s; another takes its place, and the call is not charged", error)
        elif rule == "upstream_error":
            _log.error("the %s engine failed; the call is not charged", self.engine.name, exc_info=error)
        return rule

    async def _give_back(self, call: Call) -> None:
        if call.reservation is not None:
            await self.state.release(call.reservation)
            call.reservation = None

    def _type_of(self, submission: Submission) -> LivePhotoType:
        return LivePhotoType(int(submission.texts.get(self._type.name, self._type.default or 0)))

    def _pool_of(self, account: Account | None) -> dict[str, object]:
        total, balance = (account.total, account.balance) if account else (0, 0)
        known: dict[str, object] = {
            "unique_sign": self.edition.billing.unique_sign,
            "name": self.edition.billing.name,
            "balance": balance,
            "total": total,
            "last_recharge_balance": total,
        }
        return {name: known.get(name, 0) for name in self.edition.credits_query.fields}


def _recorded(settings: Settings, edition: Edition) -> Recorded | None:
    if settings.recordings is None:
        return None
    from livephoto.recordings.model import RecordingError  # what most mocks never need
    from mock_server.recorded import Recorded

    try:
        return Recorded(settings.recordings, edition)
    except RecordingError as error:
        raise SettingsError(f"--recordings: {error}") from None


def _said(header: bytes, preference: str | None) -> Headers:
    return [(header, preference.encode("latin-1", "ignore"))] if preference else []
