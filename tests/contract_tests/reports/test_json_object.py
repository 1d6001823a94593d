from __future__ import annotations

import json

from contract_tests.reports.json_object import render


def test_it_is_the_reports_own_object(make_report):
    report = make_report()
    assert json.loads(render(report)) == json.loads(json.dumps(report.to_dict()))


def test_whatever_a_server_says_can_be_written_and_read(make_report, hostile):
    text = render(make_report(hostile))
    assert text.isascii()
    assert json.loads(text)["findings"][0]["observed"] == hostile
