from __future__ import annotations

import asyncio

import pytest

from contract_tests.recordings.guard import PrivateAddressError, addresses_of, is_public_address, is_public_name


def look_up(*found: str):
    async def answer(host: str, port: int) -> list[str]:
        return list(found)

    return answer


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "ff02::1"),
    ],
)
def test_an_address_of_a_private_network_is_not_public_however_it_is_dressed(address):
    assert not is_public_address(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_public_network_is_public(address):
    assert is_public_address(address)


@pytest.mark.parametrize("host", ["localhost", "api.localhost", "LOCALHOST.", "127.0.0.1", "::1", "[::1]", "mock"])
def test_what_only_this_network_can_mean_is_taken_as_given(host):
    assert not is_public_name(host)
    assert asyncio.run(addresses_of(host, 80, look_up("never asked"))) == [host]


@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:192.168.0.1"]])
def test_a_public_name_that_leads_into_a_private_network_is_refused(found):
    with pytest.raises(PrivateAddressError, match=r"api\.example\.org leads to .*, which is no public address"):
        asyncio.run(addresses_of("api.example.org", 443, look_up(*found)))


def test_a_public_name_is_connected_to_at_the_addresses_that_were_looked_at():
    found = ["93.184.216.34", "2606:4700::1111"]
    assert asyncio.run(addresses_of("api.example.org", 443, look_up(*found))) == found
