from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from livephoto import AsyncClient, Client, EndpointRetired, LivePhoto, OutOfCredits, Retry, WrongImage
from livephoto.contract import EDITION_ORDER, Edition, load_edition
from livephoto.errors import ApiError, error_class

ONCE = Retry(attempts=1)


@pytest.fixture(scope="module")
def portrait() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 80), "tan").save(made, "JPEG")
    return made.getvalue()


def refusals(edition: Edition) -> list[str]:
    return [] if edition.retired else [*edition.errors]


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_one_client_works_with_every_edition(mocks: Callable[..., Any], portrait: bytes, edition: str) -> None:
    with Client("a-key", base_url=mocks(edition=edition).base_url, trust_env=False, retry=ONCE) as client:
        if load_edition(edition).retired:
            with pytest.raises(EndpointRetired) as caught:
                client.animate(portrait)
            assert caught.value.request_id
            return
        made = client.animate(portrait)
    assert made.media_type == "video/mp4"
    assert made.request_id


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_every_error_that_can_be_asked_for_is_raised_as_its_class(
    mocks: Callable[..., Any], portrait: bytes, edition: str
) -> None:
    url = mocks(edition=edition).base_url
    for code in refusals(load_edition(edition)):
        with (
            Client(f"mock-{code}", base_url=url, trust_env=False, retry=ONCE) as client,
            pytest.raises(ApiError) as caught,
        ):
            client.animate(portrait)
        assert (type(caught.value), caught.value.code) == (error_class(code, 0), code)
        assert not caught.value.maybe_billed


def test_many_photos_are_animated_at_a_time_into_files(mock: Any, portrait: bytes, tmp_path: Path) -> None:
    async def main() -> list[LivePhoto]:
        async with AsyncClient("a-key", base_url=mock.base_url, trust_env=False) as client:
            return await asyncio.gather(*(client.animate(portrait, to=tmp_path / f"{n}.mp4") for n in range(8)))

    made = asyncio.run(main())
    assert len({each.video for each in made}) == 1
    assert len({each.request_id for each in made}) == 8
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"{n}.mp4" for n in range(8)]


def test_credits_run_down_with_each_success_and_with_no_failure(mocks: Callable[..., Any], portrait: bytes) -> None:
    price = load_edition().billing.credits_per_success
    url = mocks(credits=price + 1).base_url
    with Client("counted", base_url=url, trust_env=False, retry=ONCE) as client:
        assert client.credits().balance == price + 1
        with pytest.raises(WrongImage):
            client.animate(b"GIF89a", check=False)
        client.animate(portrait)
        assert client.credits().balance == 1
        with pytest.raises(OutOfCredits):
            client.animate(portrait)
