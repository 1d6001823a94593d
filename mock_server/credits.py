"""The credits ledger: who has what left, 22 a success, nothing a failure. In memory, one for each server."""

from __future__ import annotations

from dataclasses import dataclass

from livephoto.contract import Edition
from mock_server.settings import UNKNOWN_KEY_PREFIX, Settings

PLENTY = 1_000_000_000
"""Credits shown as the total of an account that never runs out."""


@dataclass(slots=True)
class Account:
    """One key's account."""

    total: int
    """Credits that it started with."""
    spent: int = 0
    """Credits spent since."""
    locked: bool = False

    @property
    def balance(self) -> int:
        """Credits left."""
        return self.total - self.spent


class Ledger:
    """Accounts by key, opened when a key is first seen."""

    def __init__(self, settings: Settings, edition: Edition) -> None:
        self._known = frozenset(settings.api_keys) | frozenset(settings.locked_keys)
        self._open_to_all = not settings.api_keys
        self._locked = frozenset(settings.locked_keys)
        self._total = PLENTY if settings.credits is None else settings.credits
        self._price = edition.billing.credits_per_success
        self._accounts: dict[str, Account] = {}

    def account(self, key: str) -> Account | None:
        """Return the account that `key` opens, None for a key that nobody owns."""
        found = self._accounts.get(key)
        if found is not None:
            return found
        if not key or key.startswith(UNKNOWN_KEY_PREFIX) or not (self._open_to_all or key in self._known):
            return None
        return Account(self._total, locked=key in self._locked)

    def covers_a_call(self, account: Account) -> bool:
        """Tell whether the balance covers one successful call."""
        return account.balance >= self._price

    def charge(self, key: str) -> bool:
        """Take the price of one success; False, and nothing taken, where the balance does not cover it."""
        account = self.account(key)
        if account is None or not self.covers_a_call(account):
            return False
        # Kept from the first charge on: keys that only fail take no memory.
        self._accounts[key] = account
        account.spent += self._price
        return True

    def refund(self, key: str) -> None:
        """Give the price of one call back: it was charged, then failed."""
        self._accounts[key].spent -= self._price
