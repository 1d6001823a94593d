from __future__ import annotations

import pytest

from livephoto.pseudonym import pseudonym


def test_balances_are_shown_by_pseudonym(benches):
    bench = benches(credits=50, api_keys=("mine", "other"))
    bench.call("mine")
    body = bench.get("/credits")
    assert body["price"] == 22
    assert body["accounts"] == [
        {"account": pseudonym("mine"), "total": 50, "spent": 22, "balance": 28},
        {"account": pseudonym("other"), "total": 50, "spent": 0, "balance": 50},
    ]
    assert bench.get(f"/credits/{pseudonym('mine')}") == body["accounts"][0]
    assert "mine" not in str(body)


@pytest.mark.parametrize("name", ["k", pseudonym("k")])
def test_a_balance_can_be_set(bench, name):
    bench.call()
    answer = bench.admin("PUT", "/credits", {"key": name, "credits": 30})
    assert answer.json() == {"account": pseudonym("k"), "total": 52, "spent": 22, "balance": 30}
    assert [bench.call().status_code for _ in range(2)] == [200, 429]
    assert bench.call("another").status_code == 200


def test_credits_without_end_have_no_balance(bench):
    bench.call()
    (account,) = bench.get("/credits")["accounts"]
    assert (account["total"], account["balance"], account["spent"]) == (None, None, 22)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"key": "k", "credits": -1}, "credits: it should be greater than or equal to 0"),
        ({"key": "", "credits": 1}, "key: "),
        ({"credits": 1}, "key: Field required"),
        ({"key": "k", "credits": 1, "total": 1}, "total: there is no such field"),
    ],
)
def test_nonsense_is_one_clear_line(shared, body, says):
    answer = shared.admin("PUT", "/credits", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"].startswith(says)
