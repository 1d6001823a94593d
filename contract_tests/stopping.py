"""When going on is pointless: what the first answers say about the target as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from contract_tests.base_url import TargetError, read_base_url
from contract_tests.exchange import Exchange
from contract_tests.no_answer import NoAnswer
from contract_tests.report import Stop
from livephoto.contract.families import family_of
from livephoto.contract.model import Edition

SENTINELS = ("image-missing", "image-not-an-image")
"""Probes with the good key that no server can bill, against rules of different codes: they decide whether to go on."""
WITNESS = "credits-query"
"""The probe of another endpoint that is asked before a target is given up for anything but a retirement or silence."""

_GATEWAY = (500, 501, 502, 503, 504)
_FIREWALL = (401, 403, 406, 451)
_OF_FAMILY = {
    "not_authorised": ("key_refused", "the key is refused with {answer}: check it, and its account"),
    "out_of_credits": ("no_credits", "the account has no credits ({answer}): buy some, or give another key"),
    "slow_down": ("slow_down", "the target asks to slow down ({answer}): try again later, with a lower --rate-limit"),
    "service_trouble": ("outage", "the service is in trouble ({answer} to every call): try again later"),
}
_DOUBTFUL = ("key_refused", "outage", "gateway", "firewall", "wrong_path", "redirect", "not_the_api")
"""Reasons that the answer of another endpoint may speak against."""


def reason_to_stop(first: Sequence[Exchange | NoAnswer], edition: Edition, base_url: str) -> Stop | None:
    """Return why the check ends after its sentinels, None where it goes on. All answers must agree on it."""
    exchanges = [answer for answer in first if isinstance(answer, Exchange)]
    silent = [answer for answer in first if isinstance(answer, NoAnswer)]
    if not first or (exchanges and silent):
        return None
    if silent:
        return Stop(silent[0].reason, silent[0].says)
    if all(exchange.answer.cut for exchange in exchanges):
        return Stop("cut_off", f"{base_url} never ends its answers, or breaks them off")
    families = {family_of(exchange.answer.code, exchange.answer.status).name for exchange in exchanges}
    if families == {"endpoint_retired"}:
        return None if edition.retired else _retired(exchanges[0])
    if all(_is_ours(exchange) for exchange in exchanges):
        return _refused(exchanges[0], families.pop()) if len(families) == 1 else None
    if any(_is_ours(exchange) for exchange in exchanges):
        return None
    return _not_the_api(exchanges[0], base_url)


def needs_witness(stop: Stop) -> bool:
    """Tell whether the witness may still speak against a reason to stop."""
    return stop.reason in _DOUBTFUL


def speaks_against(witness: Exchange, stop: Stop) -> bool:
    """Tell whether the witness's answer shows that the API is there, and lets the key in."""
    lets_in = witness.answer.succeeded or stop.reason not in ("key_refused", "outage")
    return _is_ours(witness) and lets_in


def _retired(exchange: Exchange) -> Stop:
    return Stop("retired", f"every call is answered with {_short(exchange)}: the endpoint was retired")


def _refused(exchange: Exchange, family: str) -> Stop | None:
    if family not in _OF_FAMILY:
        return None
    reason, says = _OF_FAMILY[family]
    return Stop(reason, says.format(answer=_short(exchange)))


def _short(exchange: Exchange) -> str:
    answer = exchange.answer
    return f"{answer.status} {answer.code or ''}".strip()


def _is_ours(exchange: Exchange) -> bool:
    """Tell whether any field of the envelope is there: a gateway's own JSON has none."""
    return bool({"error_code", "error_detail", "request_id", "log_id"} & set(exchange.answer.envelope or ()))


def _not_the_api(exchange: Exchange, base_url: str) -> Stop | None:
    answer = exchange.answer
    status = answer.status
    page = f"{base_url} answers {status} with {answer.media_type or 'no media type'}, not with the API's envelope"
    if status in _GATEWAY:
        return Stop("gateway", f"{page}: a gateway in front of it cannot reach the service; try again later")
    if status == 429:
        return Stop("slow_down", f"{page}: a gateway asks to slow down; try again later, with a lower --rate-limit")
    if status in _FIREWALL:
        return Stop("firewall", f"{page}: a firewall or gateway refuses the call before it reaches the service")
    if status in (404, 405):
        return Stop("wrong_path", f"{page}: this is no server of the API; is the base URL right?")
    if 300 <= status < 400:
        return Stop("redirect", f"{page}, but leads {_elsewhere(exchange)}; the key is sent nowhere else")
    if status < 300 or answer.envelope is None:
        return Stop("not_the_api", f"{page}: another server, or a network's login page, answers in its place")
    return None


def _elsewhere(exchange: Exchange) -> str:
    """Return where a redirect leads, in words: the server's root, or nothing of a text that is no URL."""
    try:
        place = urlsplit(exchange.answer.headers.get("location", ""))
        return f"to {read_base_url(f'{place.scheme}://{place.netloc}')}: give the final address"
    except (ValueError, TargetError):
        return "elsewhere: give the final address"
