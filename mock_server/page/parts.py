"""What each part of the page is rendered from."""

from __future__ import annotations

from typing import Any

from livephoto._version import __version__
from livephoto.pseudonym import pseudonym
from mock_server.audit.auditing import audit
from mock_server.control.credits import accounts
from mock_server.page.choices import editions, preferences
from mock_server.page.rows import rows
from mock_server.service import Service

Part = dict[str, Any]
"""A template's names and their values."""

_ROWS = 100
"""Calls that are shown when the page is opened."""


async def workbench(service: Service) -> Part:
    """Return all that the page shows when it is opened."""
    edition, settings = service.edition, service.settings
    await service.scenarios.refresh()
    return {
        "version": __version__,
        "edition": edition,
        "engine": service.engine.name,
        "editions": editions(),
        "preferences": preferences(service.scenarios, edition),
        "active": [scenario.name for scenario in service.scenarios.active],
        "known_keys": len({*settings.api_keys, *settings.locked_keys}) if settings.api_keys else 0,
        "video": next(item for item in edition.response.data.values() if item.encoding == "base64"),
        **await journal(service),
        **await credits_of(service, ""),
        **await findings(service),
    }


async def journal(service: Service) -> Part:
    """Return the newest calls, and the number of the last."""
    entries = await service.journal.entries()
    last = entries[-1]["number"] if entries else 0
    kept = service.settings.journal_size
    return {"rows": rows(entries[-_ROWS:], service.edition), "last": last, "kept": kept}


async def credits_of(service: Service, key: str) -> Part:
    """Return the accounts, that of `key` first."""
    mine = pseudonym(key) if key else None
    return {
        "accounts": await accounts(service, mine),
        "mine": mine,
        "price": service.edition.billing.credits_per_success,
    }


async def findings(service: Service) -> Part:
    """Return what the auditor makes of the journal."""
    entries = await service.journal.entries()
    return {"audit": audit(entries, service.edition), "kept": service.settings.journal_size}
