from __future__ import annotations

from livephoto.contract import load_edition
from mock_server.credits import PLENTY, Ledger
from mock_server.settings import Settings

EDITION = load_edition()
PRICE = EDITION.billing.credits_per_success


def ledger(**settings):
    return Ledger(Settings(**settings), EDITION)


def test_the_price_is_the_editions():
    assert PRICE == 22


def test_each_key_has_an_account_of_its_own():
    book = ledger(credits=PRICE)
    assert book.charge("one")
    assert not book.charge("one")
    assert book.charge("two")
    assert (book.account("one").balance, book.account("three").balance) == (0, PRICE)


def test_what_was_charged_can_be_given_back():
    book = ledger(credits=PRICE)
    assert book.charge("one")
    book.refund("one")
    assert book.account("one").balance == PRICE
    assert book.charge("one")


def test_without_a_limit_credits_never_run_out_but_are_counted():
    book = ledger()
    assert all(book.charge("one") for _ in range(5))
    assert book.account("one").balance == PLENTY - 5 * PRICE


def test_nobody_owns_an_empty_key_or_one_that_begins_with_invalid():
    assert ledger().account("") is None
    assert ledger().account("invalid-key") is None
    assert ledger(api_keys=("a",)).account("b") is None
    assert not ledger().charge("invalid-key")


def test_keys_that_only_ask_leave_nothing_behind():
    book = ledger(credits=0)
    for number in range(100):
        assert not book.charge(f"key-{number}")
    assert not book._accounts


def test_a_locked_key_is_known_and_locked():
    book = ledger(api_keys=("a",), locked_keys=("b",))
    assert book.account("b").locked
    assert not book.account("a").locked
