from __future__ import annotations

import asyncio
import base64

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import ContractError, LivePhotoType, load_edition, load_editions
from mock_server import Settings, create_app
from mock_server.building import with_readings
from mock_server.engines import Film
from mock_server.settings import SettingsError

PHOTO = build(PhotoSpec())


def test_a_success_is_the_documented_envelope_around_a_video(mock):
    answer = mock.post(PHOTO)
    body = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert list(body) == ["request_id", "log_id", "error_code", "error_code_str", "error_msg", "error_detail", "data"]
    assert (body["error_code"], body["error_code_str"], body["error_msg"]) == (0, "", "")
    assert body["error_detail"] == {"status_code": 200, "code": "", "code_message": "", "message": ""}
    assert base64.b64decode(body["data"]["video"], validate=True)[4:8] == b"ftyp"


def test_ids_are_fresh_with_every_answer(mock):
    bodies = [mock.post(PHOTO).json() for _ in range(3)] + [mock.post(None).json() for _ in range(3)]
    ids = {body[name] for body in bodies for name in ("request_id", "log_id")}
    assert len(ids) == 12


def test_every_answer_says_that_it_is_a_mock_and_of_which_edition(mock):
    for answer in (mock.post(PHOTO), mock.post(None), mock.http.get("/")):
        assert answer.headers["x-livephoto-mock"]
        assert answer.headers["x-livephoto-edition"] == "2026-01"
    assert mock.post(PHOTO).headers["x-livephoto-engine"] == "canned"


def test_a_success_costs_22_and_a_failure_nothing(mocks):
    mock = mocks(credits=50)
    assert mock.credits("payer") == 50
    assert mock.post(None, key="payer").status_code == 400
    assert mock.post(PHOTO, key="payer").status_code == 200
    assert mock.credits("payer") == 28
    assert mock.post(PHOTO, key="payer").status_code == 200
    assert mock.post(PHOTO, key="payer").status_code == 429
    assert mock.credits("payer") == 6
    assert mock.credits("another") == 50


def test_the_balance_query_has_the_vendors_fields(mock):
    query = mock.edition.credits_query
    body = mock.http.get(query.path, headers=mock.headers()).json()
    assert set(body["data"][0]) == set(query.fields)
    assert body["data"][0]["unique_sign"] == mock.edition.billing.unique_sign
    assert body["error_code"] == 0
    assert mock.http.get(query.path).status_code == 401


def test_calls_at_the_same_time_never_spend_more_than_there_is(monkeypatch):
    app = create_app(Settings(engine="canned", credits=22 * 3))
    path, header = app.service.edition.request.path, app.service.edition.request.key_header

    async def calls():
        rendering, go_on = [], asyncio.Event()

        async def film(*_: object) -> Film:
            rendering.append(1)
            await go_on.wait()
            return Film(b"")

        monkeypatch.setattr(app.service, "_film", film)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as http:
            sent = [
                asyncio.create_task(http.post(path, files={"image_target": PHOTO}, headers={header: "many"}))
                for _ in range(12)
            ]
            while len(rendering) + sum(call.done() for call in sent) < len(sent):
                await asyncio.sleep(0)
            go_on.set()
            return [answer.status_code for answer in await asyncio.gather(*sent)]

    assert sorted(asyncio.run(calls())) == [200] * 3 + [429] * 9
    assert asyncio.run(app.service.ledger.account("many")).balance == 0


def test_another_reading_of_a_rule_can_be_chosen(mocks):
    mock = mocks(readings={"image_missing": "MISSING_PARAMETERS"})
    answer = mock.post(None)
    assert answer.json()["error_detail"]["code"] == "MISSING_PARAMETERS"
    assert answer.headers["x-livephoto-basis"] == "assumed"


def test_a_reading_of_an_unknown_rule_or_code_is_refused():
    with pytest.raises(ContractError, match="no rule 'nonsense'"):
        with_readings(load_edition(), {"nonsense": "MISSING_PARAMETERS"})
    with pytest.raises(ContractError, match="it allows: MISSING_PARAMETERS, PARAMETERS_CANNOT_EMPTY"):
        with_readings(load_edition(), {"image_missing": "NONSENSE"})


def test_an_unknown_edition_is_refused_with_the_ones_there_are():
    with pytest.raises(ContractError, match="2026-01"):
        create_app(Settings(edition="2019-01", engine="canned"))


def test_a_fault_of_the_engine_is_one_documented_answer_and_is_not_charged(mocks, monkeypatch, caplog):
    app = create_app(Settings(engine="canned", credits=44))
    service = app.service

    async def fail(*_: object) -> Film:
        raise RuntimeError("out of film")

    monkeypatch.setattr(service, "_film", fail)

    async def call():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as http:
            path, header = service.edition.request.path, service.edition.request.key_header
            return await http.post(path, files={"image_target": PHOTO}, headers={header: "k"})

    answer = asyncio.run(call())
    assert answer.status_code == service.edition.status_of("AI_SERVICE_ERROR")
    assert answer.json()["error_detail"]["code"] == "AI_SERVICE_ERROR"
    assert asyncio.run(service.ledger.account("k")).spent == 0
    assert "out of film" in caplog.text


@pytest.mark.parametrize("key", ["", " key", "clé", "a\nb", "invalid-1", "mock-X"])
def test_a_key_that_no_request_could_carry_is_refused_at_the_start(key):
    with pytest.raises(SettingsError, match="a key"):
        Settings(api_keys=("good", key))


def test_the_types_of_the_code_are_the_types_of_every_edition():
    for edition in load_editions():
        assert list(edition.request.type_field.allowed) == list(LivePhotoType)


def test_settings_show_no_key():
    shown = repr(Settings(api_keys=("secret-one",), locked_keys=("secret-two",)))
    assert "secret" not in shown
