from __future__ import annotations

from mock_server.json_text import dumps


def test_json_is_one_short_line():
    assert dumps({"a": [1, "\n"], "b": "ü"}) == '{"a":[1,"\\n"],"b":"ü"}'
