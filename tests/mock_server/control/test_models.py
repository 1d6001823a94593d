from __future__ import annotations

from typing import get_args, get_type_hints

import pytest
from pydantic.alias_generators import to_camel

from mock_server.control import models
from mock_server.journal import entry as journal


@pytest.mark.parametrize("name", ["Entry", "PartSeen", "Photo", "Duration"])
def test_what_is_documented_of_an_entry_is_what_the_journal_writes(name):
    documented, written = getattr(models, name), get_type_hints(getattr(journal, name))
    fields = {to_camel(field): info for field, info in documented.model_fields.items()}
    assert list(fields) == list(written)
    for field, info in fields.items():
        assert (type(None) in get_args(info.annotation)) is (type(None) in get_args(written[field])), field


def test_a_real_entry_is_a_valid_one(bench):
    bench.call()
    models.Entry.model_validate(bench.get("/requests/1"), strict=True)
