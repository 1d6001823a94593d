"""When going on is pointless: what the first answers say about the target as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.exchange import Exchange
from contract_tests.report import Stop
from contract_tests.target import NoAnswer
from livephoto.contract.model import Edition

SENTINELS = ("image-missing", "image-empty")
"""Probes with the good key that no server can bill: their answers decide whether to go on."""

_GATEWAY = (500, 501, 502, 503, 504)
_FIREWALL = (403, 406, 429)


def reason_to_stop(first: Sequence[Exchange | NoAnswer], edition: Edition, base_url: str) -> Stop | None:
    """Return why the check ends after its sentinels, None where it goes on. Two answers must agree on it."""
    trouble = next((answer for answer in first if isinstance(answer, NoAnswer)), None)
    if trouble is not None:
        return Stop(trouble.reason, trouble.says)
    exchanges = [answer for answer in first if isinstance(answer, Exchange)]
    if all(_is_retired(exchange, edition) for exchange in exchanges) and not edition.retired:
        rule = edition.rules["endpoint_retired"]
        says = f"every call is answered with {edition.status_of(rule.code)} {rule.code}: the endpoint was retired"
        return Stop("retired", says)
    if all(exchange.answer.status in (401, 403) and exchange.answer.code for exchange in exchanges):
        answer = exchanges[0].answer
        return Stop("key_refused", f"the key is refused with {answer.status} {answer.code}: check it, and its account")
    if all(exchange.answer.envelope is None or not _is_ours(exchange) for exchange in exchanges):
        return _not_the_api(exchanges[0], base_url)
    return None


def _is_retired(exchange: Exchange, edition: Edition) -> bool:
    rule = edition.rules["endpoint_retired"]
    return exchange.answer.code == rule.code and exchange.answer.status in (404, 410)


def _is_ours(exchange: Exchange) -> bool:
    """Tell whether any field of the envelope is there: a gateway's own JSON has none."""
    return bool({"error_code", "error_detail", "request_id", "log_id", "data"} & set(exchange.answer.envelope or ()))


def _not_the_api(exchange: Exchange, base_url: str) -> Stop | None:
    status, kind = exchange.answer.status, exchange.answer.media_type or "no media type"
    page = f"{base_url} answers {status} with {kind}, not with the API's envelope"
    if status in _GATEWAY:
        return Stop("gateway", f"{page}: a gateway in front of it cannot reach the service; try again later")
    if status in _FIREWALL:
        return Stop("firewall", f"{page}: a firewall or gateway refuses the call before it reaches the service")
    if status in (404, 405):
        return Stop("wrong_path", f"{page}: this is no server of the API; is the base URL right?")
    if 300 <= status < 400:
        return Stop("redirect", f"{page}, but leads elsewhere: give the final address; the key is sent nowhere else")
    return None
