from __future__ import annotations

from mock_server.audit.request_runs import LONGEST_PAUSE, identity, runs


def numbers(entries):
    return [[attempt.number for attempt in run] for run in runs(entries)]


def failed(entry, began, **changes):
    return entry(began, **{"status": 503, "code": "ERROR_RESOURCE_IN_TRANSIT", "credits": 0, **changes})


def test_attempts_at_one_request_are_a_run_and_a_success_ends_it(entry):
    calls = [failed(entry, 0), failed(entry, 1), entry(2), entry(3)]
    assert numbers(calls) == [[1, 11, 21], [31]]


def test_runs_of_several_requests_may_be_mixed(entry):
    calls = [failed(entry, 0), failed(entry, 0.5, sha="cd" * 32), failed(entry, 1), failed(entry, 1.5, key="key-b")]
    assert sorted(numbers(calls)) == [[1, 11], [6], [16]]


def test_a_long_pause_ends_a_run_unless_the_server_asked_for_it(entry):
    late = LONGEST_PAUSE + 10
    assert len(numbers([failed(entry, 0), failed(entry, late)])) == 2
    assert len(numbers([failed(entry, 0, retryAfter=late - 5), failed(entry, late)])) == 1


def test_calls_are_put_in_the_order_in_which_they_began(entry):
    assert numbers([failed(entry, 1), failed(entry, 0)]) == [[1, 11]]


def test_a_form_without_a_type_asks_for_the_default(entry):
    assert identity(entry()) == identity(entry(5, fields={"type": "0"})) != identity(entry(fields={"type": "1"}))


def test_a_request_that_was_mended_is_another(entry):
    text, file = (
        {"name": "image_target", "kind": kind, "filename": None, "declaredType": None, "bytes": 5}
        for kind in ("text", "file")
    )
    assert identity(entry(parts=[text])) != identity(entry(parts=[file]))
    assert identity(entry(key=None, keyElsewhere="the header authorization")) != identity(entry(key=None))


def test_uploads_that_were_cut_off_are_one_request_wherever_they_were(entry):
    cut = {"photo": None, "multipart": False, "verdict": "fault", "status": None}
    part = {"name": "image_target", "kind": "file", "filename": "a", "declaredType": None, "bytes": 5}
    assert identity(entry(parts=[part], **cut)) == identity(entry(parts=[{**part, "bytes": 9}], **cut))


def test_requests_without_a_photo_are_told_apart_by_their_shape(entry):
    part = {"name": "image", "kind": "file", "filename": "a", "declaredType": None, "bytes": 5}
    shapes = [
        entry(photo=None),
        entry(photo=None, contentType="application/json"),
        entry(photo=None, parts=[part]),
        entry(photo=None, parts=[{**part, "bytes": 6}]),
        entry(photo=None, multipart=False),
    ]
    assert len({identity(shape) for shape in shapes}) == len(shapes)
    assert identity(shapes[0]) == identity(entry(photo=None, contentType="multipart/form-data; boundary=another"))
