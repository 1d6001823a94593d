from __future__ import annotations

import asyncio

from livephoto.contract import load_edition
from livephoto.pseudonym import pseudonym
from mock_server.credits import PLENTY, Ledger
from mock_server.settings import Settings
from mock_server.state.memory import MemoryState

EDITION = load_edition()
PRICE = EDITION.billing.credits_per_success


class Book:
    """A ledger in memory, asked without waiting."""

    def __init__(self, **settings):
        self.state = MemoryState(10)
        self._ledger = Ledger(Settings(**settings), EDITION, self.state)

    def account(self, key):
        return asyncio.run(self._ledger.account(key))

    def charge(self, key):
        account = self.account(key)
        return asyncio.run(self._ledger.charge(account)) if account else None


def test_the_price_is_the_editions():
    assert PRICE == 22


def test_each_key_has_an_account_of_its_own():
    book = Book(credits=PRICE)
    assert book.charge("one")
    assert not book.charge("one")
    assert book.charge("two")
    assert (book.account("one").balance, book.account("three").balance) == (0, PRICE)


def test_what_was_reserved_can_be_given_back():
    book = Book(credits=PRICE)
    asyncio.run(book.state.release(book.charge("one")))
    assert book.account("one").balance == PRICE
    assert book.charge("one")


def test_without_a_limit_credits_never_run_out_but_are_counted():
    book = Book()
    assert all(book.charge("one") for _ in range(5))
    assert book.account("one").balance == PLENTY - 5 * PRICE


def test_nobody_owns_an_empty_key_or_one_that_begins_with_invalid():
    assert Book().account("") is None
    assert Book().account("invalid-key") is None
    assert Book(api_keys=("a",)).account("b") is None


def test_keys_that_only_ask_leave_nothing_behind():
    book = Book(credits=0)
    for number in range(100):
        assert not book.charge(f"key-{number}")
    assert not book.state._spent


def test_a_locked_key_is_known_and_locked():
    book = Book(api_keys=("a",), locked_keys=("b",))
    assert book.account("b").locked
    assert not book.account("a").locked


def test_a_balance_can_be_set_whatever_was_spent():
    book = Book(credits=PRICE)
    book.charge("one")
    asyncio.run(book.state.grant(book.account("one").name, 100))
    assert book.account("one").balance == 100


def test_a_pseudonym_tells_keys_apart_and_tells_nothing_of_them():
    assert pseudonym("secret-1") == pseudonym("secret-1") != pseudonym("secret-2")
    assert "secret" not in pseudonym("secret-1")
