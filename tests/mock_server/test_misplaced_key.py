from __future__ import annotations

import pytest

from mock_server.misplaced_key import key_elsewhere


@pytest.mark.parametrize(
    ("headers", "query", "where"),
    [
        ([(b"authorization", b"Bearer x")], b"", "the header authorization"),
        ([(b"x-api-key", b"x")], b"", "the header x-api-key"),
        ([(b"ailabapi_api_key", b"x")], b"", "the header ailabapi_api_key"),
        ([(b"accept", b"x")], b"a=1&apikey=x", "the query parameter apikey"),
        ([], b"access_token=x", "the query parameter access_token"),
        ([(b"accept", b"*/*"), (b"x-api-key", b"")], b"monkey=1", None),
        ([(b"ailabapi-api-key", b" ")], b"", None),
        ([(b"\xff", b"\xff")], b"\xff=\xff&%ff", None),
    ],
)
def test_a_key_in_another_place_is_found_and_only_the_place_is_told(headers, query, where):
    scope = {"headers": headers, "query_string": query}
    assert key_elsewhere(scope, "ailabapi-api-key") == where
