"""A call in which scenarios, or its own preferences, have a say: decided in two steps, before its body and after."""

from __future__ import annotations

from collections.abc import Mapping

from livephoto.pseudonym import pseudonym
from mock_server.answers import Answer, Headers
from mock_server.call import Call
from mock_server.connection import connection_of
from mock_server.delivery import ConnectionCut, Delivery, Sleep, send_answer
from mock_server.preferences import Wish, asked_for, wished_for
from mock_server.receive import ClientGone, Receive, Scope, Send
from mock_server.scenarios.choosing import Plan, Seen, Tries, choose
from mock_server.scenarios.damage import Damage, page, with_headers
from mock_server.scenarios.faults import Fault
from mock_server.service import Service
from mock_server.submission import Submission


class Directing:
    """Answers calls as scenarios want it."""

    def __init__(self, service: Service, sleep: Sleep | None = None) -> None:
        """sleep: waits so many seconds; for tests."""
        self._service = service
        self._sleep = sleep
        self._damage = Damage(service.edition, service.after_video)
        self._type = service.edition.request.type_field
        self._types: dict[bytes | None, int | None] = {None: self._type.default}
        self._types |= {b"%d" % kind: kind for kind in self._type.allowed}

    async def perform(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call. Raises ConnectionCut where a fault cannot be shown on a connection of ours."""
        image_name = self._service.edition.request.image_field.name
        delivery = Delivery(scope, receive, send, image_name, self._sleep)
        try:
            plan = await self._prepare(call, scope, receive, delivery)
            if plan is not None and call.answer is None:
                await delivery.break_off(plan)
            elif plan is not None and call.answer is not None:
                await delivery.answer(call.answer, plan)
            elif call.answer is not None:
                await send_answer(call.answer, send)
        except ClientGone:
            call.verdict = "client gone"
        except ConnectionCut:
            call.verdict = "fault"
            if connection_of(scope) is None:
                raise

    async def _prepare(self, call: Call, scope: Scope, receive: Receive, delivery: Delivery) -> Plan | None:
        """Do all that comes before the first byte of the answer; return what is left to be done to it."""
        try:
            plan = await self._decide(call, scope, receive, delivery)
            if plan is not None:
                await self._hold_back(call, delivery, plan)
            await self._service.settle(call)
        except (ClientGone, ConnectionCut):
            raise
        except Exception:
            call.answer = await self._service.failed(call)
            return None
        return plan

    async def _decide(self, call: Call, scope: Scope, receive: Receive, delivery: Delivery) -> Plan | None:
        service, tries = self._service, Tries()
        submission, announced = service.open_request(call, scope)
        if service.scenarios.busy:
            await service.scenarios.refresh()
        wish = wished_for(service.edition, submission.prefer)
        plan = await self._plan(submission, wish, tries, early=True)
        if plan is not None:
            call.scenario = plan.scenario
            await delivery.before_reading(plan)
            if plan.effect.fault is Fault.EARLY_REFUSAL:
                call.answer = self._adorned(call, self._instead(call, plan), plan, wish)
                return plan
        await service.read_body(submission, announced, delivery.reading(plan) if plan else receive)
        plan = plan or await self._plan(submission, wish, tries, early=False)
        if plan is None:
            call.answer = self._usual_with(await service.respond(call, submission), wish)
            return None
        call.scenario = plan.scenario
        answer = await self._answer(call, submission, plan)
        call.answer = self._adorned(call, answer, plan, wish)
        return plan

    async def _hold_back(self, call: Call, delivery: Delivery, plan: Plan) -> None:
        try:
            await delivery.before_answer(plan)
        except ClientGone:
            # As with the vendor: whoever does not wait for what was made has been charged.
            await self._service.settle(call)
            raise

    async def _plan(self, submission: Submission, wish: Wish | None, tries: Tries, *, early: bool) -> Plan | None:
        scenarios, state = self._service.scenarios, self._service.state
        if wish is not None and wish.effect is not None:
            if wish.effect.early is not early or not wish.applied:
                return None
            return Plan(wish.effect, wish.effect.delay.middle if wish.effect.delay else 0.0, applied=wish.applied)
        seen = self._seen(submission)
        if wish is not None:
            asked = scenarios.asked(wish.scenario or "")
            return await choose([asked], seen, state, early=early, tries=tries) if asked is not None else None
        if not scenarios.active or asked_for(self._service.edition, submission.prefer, submission.key) is not None:
            return None
        return await choose(scenarios.active, seen, state, early=early, tries=tries)

    def _seen(self, submission: Submission) -> Seen:
        spelled = submission.texts.get(self._type.name)
        image = submission.image
        return Seen(
            submission.method,
            submission.path,
            pseudonym(submission.key) if submission.key else "",
            self._types.get(spelled),
            image.sha256 if image is not None else None,
        )

    async def _answer(self, call: Call, submission: Submission, plan: Plan) -> Answer | None:
        effect = plan.effect
        if not effect.keeps_usual:
            if effect.billed:
                await self._service.respond(call, submission)
            return self._instead(call, plan)
        usual = await self._service.respond(call, submission)
        return self._damage.done(usual, effect.fault, video=call.reservation is not None)

    def _instead(self, call: Call, plan: Plan) -> Answer | None:
        """Return what comes in the place of the usual answer; None where that is no answer."""
        effect = plan.effect
        call.rule = call.code = None
        call.asked = plan.applied or "scenario"
        if effect.error is not None:
            answer = self._service.error(call, effect.error.code, effect.error.rule)
            return self._damage.done(answer, effect.fault, video=False)
        return page(effect.fault) if effect.fault is not None else None

    def _adorned(self, call: Call, answer: Answer | None, plan: Plan, wish: Wish | None) -> Answer | None:
        if answer is None:
            return None
        effect, more = plan.effect, list(plan.effect.headers)
        if effect.sunset is not None:
            more.append((b"sunset", _http_date(call.at + effect.sunset)))
        if plan.scenario is not None:
            more += [(b"x-livephoto-scenario", plan.scenario.encode()), (b"x-livephoto-stub", b"%d" % plan.stub)]
        headers = with_headers(answer.headers, [*more, *_said(wish, known=True)])
        return Answer(effect.status or answer.status, headers, answer.pieces)

    def _usual_with(self, answer: Answer, wish: Wish | None) -> Answer:
        if wish is None:
            return answer
        known = wish.scenario is None or self._service.scenarios.asked(wish.scenario) is not None
        return Answer(answer.status, with_headers(answer.headers, _said(wish, known=known)), answer.pieces)


def _said(wish: Wish | None, *, known: bool) -> Headers:
    """Return what to say of preferences. known: there is such a scenario."""
    if wish is None:
        return []
    applied, ignored = (wish.applied, wish.ignored) if known else ("", wish.applied)
    said: Mapping[bytes, str] = {b"preference-applied": applied, b"x-livephoto-ignored": ignored}
    return [(name, text.encode("latin-1", "ignore")) for name, text in said.items() if text]


def _http_date(seconds: float) -> bytes:
    from email.utils import formatdate  # slow to import, and seldom needed

    return formatdate(seconds, usegmt=True).encode()
