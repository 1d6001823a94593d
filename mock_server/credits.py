"""The credits ledger: who has what left, 22 a success, nothing a failure."""

from __future__ import annotations

from dataclasses import dataclass

from livephoto.contract import Edition
from livephoto.contract.asking import UNKNOWN_KEY_PREFIX
from livephoto.pseudonym import pseudonym
from mock_server.settings import Settings
from mock_server.state.base import Reservation, State

PLENTY = 1_000_000_000
"""Credits shown as the total of an account that never runs out."""


@dataclass(frozen=True, slots=True)
class Account:
    """One key's account, as it was when it was looked at."""

    name: str
    """The key's pseudonym."""
    total: int
    """Credits that it started with."""
    spent: int = 0
    """Credits spent since, or reserved for calls that are not answered yet."""
    locked: bool = False

    @property
    def balance(self) -> int:
        """Credits left."""
        return self.total - self.spent


class Ledger:
    """Accounts by key, opened when a key is first seen; the state remembers what was spent."""

    def __init__(self, settings: Settings, edition: Edition, state: State) -> None:
        self._known = frozenset(settings.api_keys) | frozenset(settings.locked_keys)
        self._open_to_all = not settings.api_keys
        self._locked = frozenset(settings.locked_keys)
        self._total = PLENTY if settings.credits is None else settings.credits
        self._price = edition.billing.credits_per_success
        self._state = state

    @property
    def total(self) -> int | None:
        """What an account that nobody has set begins with; None: credits never run out."""
        return None if self._total == PLENTY else self._total

    def start_with(self, total: int | None) -> None:
        """Let accounts that nobody has set begin with `total` credits from now on; None: they never run out."""
        self._total = PLENTY if total is None else total

    async def account(self, key: str) -> Account | None:
        """Return the account that `key` opens, None for a key that nobody owns."""
        if not key or key.startswith(UNKNOWN_KEY_PREFIX) or not (self._open_to_all or key in self._known):
            return None
        name = pseudonym(key)
        granted, spent = await self._state.granted(name), await self._state.spent(name)
        return Account(name, self._total if granted is None else granted, spent, key in self._locked)

    def covers_a_call(self, account: Account) -> bool:
        """Tell whether the balance covers one successful call."""
        return account.balance >= self._price

    async def charge(self, account: Account) -> Reservation | None:
        """Take the price of one success; None, and nothing taken, where the balance no longer covers it."""
        return await self._state.reserve(account.name, self._price, account.total)
