"""`/__admin/credits`: who has what left. Keys are shown as pseudonyms."""

from __future__ import annotations

from fastapi import APIRouter

from livephoto.pseudonym import pseudonym
from mock_server.control import models
from mock_server.service import Service


def credits_router(service: Service) -> APIRouter:
    """Return the routes that show balances and set them."""
    router = APIRouter(prefix="/credits", tags=["credits"])

    @router.get("", summary="List the accounts of the keys in the journal and in the settings")
    async def show() -> models.Credits:
        return models.Credits(accounts=await accounts(service), price=service.edition.billing.credits_per_success)

    @router.get("/{account}", summary="Show one account, by its pseudonym")
    async def show_one(account: str) -> models.AccountState:
        return await _state(service, pseudonym(account))

    @router.put("", summary="Set the balance of a key")
    async def grant(wanted: models.Grant) -> models.AccountState:
        name = pseudonym(wanted.key)
        await service.state.grant(name, wanted.credits)
        return await _state(service, name)

    return router


async def accounts(service: Service, first: str | None = None) -> list[models.AccountState]:
    """Return the accounts of the keys in the settings and in the journal. first: the pseudonym of one more, on top."""
    names = await _names(service)
    return [await _state(service, name) for name in dict.fromkeys([first, *names] if first else names)]


async def _names(service: Service) -> list[str]:
    configured = [pseudonym(key) for key in (*service.settings.api_keys, *service.settings.locked_keys)]
    seen = [entry["key"] for entry in await service.journal.entries()]
    return list(dict.fromkeys([*configured, *(name for name in seen if name is not None)]))


async def _state(service: Service, name: str) -> models.AccountState:
    granted, spent = await service.state.granted(name), await service.state.spent(name)
    total = service.ledger.total if granted is None else granted
    balance = None if total is None else total - spent
    return models.AccountState(account=name, total=total, spent=spent, balance=balance)
