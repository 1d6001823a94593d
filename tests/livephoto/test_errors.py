from __future__ import annotations

import copy
import inspect
import pickle

import pytest

import livephoto
from livephoto import errors
from livephoto.contract import Family, load_editions, load_families

FAMILIES = load_families().values()


def test_each_family_has_one_class_and_each_class_a_family() -> None:
    assert {kind.family for kind in errors.ApiError.__subclasses__()} == set(load_families())
    assert len(errors.ApiError.__subclasses__()) == len(load_families())


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_each_listed_code_maps_to_the_class_of_its_family_whatever_the_status(family: Family) -> None:
    for code in family.codes:
        assert {errors.error_class(code, status).family for status in (200, 400, 429, 503)} == {family.name}


def test_each_code_of_each_edition_is_listed() -> None:
    listed = {code for family in FAMILIES for code in family.codes}
    assert {code for edition in load_editions() for code in edition.errors} <= listed


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_code_of_no_table_maps_by_its_status(family: Family) -> None:
    for status in family.statuses:
        assert errors.error_class("BRAND_NEW", status).family == family.name


def test_the_tree_drawn_in_the_docstring_names_every_class() -> None:
    classes = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]
    assert all(f" {kind.__name__} " in f"{errors.__doc__} ".replace("\n", " ") for kind in classes)
    assert {kind.__name__ for kind in classes} <= set(livephoto.__all__)


def test_an_error_shows_status_code_message_and_ids() -> None:
    error = errors.WrongImage(
        "pic not has face", status=422, code="ERROR_NO_FACE_IN_FILE", request_id="r-1", log_id="l-1"
    )
    assert str(error) == "422 ERROR_NO_FACE_IN_FILE: pic not has face (request_id r-1, log_id l-1)"


def test_a_refusal_of_our_own_does_not_read_like_the_servers() -> None:
    error = errors.WrongImage("not sent: the file is empty", code="ERROR_INVALID_FILE")
    assert str(error) == "not sent: the file is empty (code ERROR_INVALID_FILE)"


def test_any_exception_can_tell_that_money_may_be_gone() -> None:
    stop = KeyboardInterrupt()
    assert not errors.maybe_billed(stop)
    errors.note_billing(stop)
    assert errors.maybe_billed(stop)
    assert errors.maybe_billed(errors.TransportTrouble("cut off", maybe_billed=True))


def test_an_error_says_that_money_may_be_gone() -> None:
    assert str(errors.TransportTrouble("cut off", maybe_billed=True)) == "cut off; it may have been billed"


def test_an_error_survives_copying_and_pickling_with_what_it_carries() -> None:
    slow = errors.SlowDown("later", status=429, code="EXCEEDING_LIMITS", retry_after=3.0, retryable=True)
    for error in (slow, errors.TransportTrouble("cut", reached=True), errors.NotSaved("full", maybe_billed=True)):
        for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
            assert type(twin) is type(error)
            assert vars(twin) == vars(error)
            assert str(twin) == str(error)


def test_a_settings_error_is_a_value_error() -> None:
    assert issubclass(errors.SettingsError, ValueError)
