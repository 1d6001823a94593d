"""Hypothesis strategies for property tests of whatever talks to the API, or stands in for it.

Photos and bodies are drawn as a few integers and words, so that they shrink, and built outside of the engine; no
example draws more than some kilobytes.

from contract_tests.strategies import answers, photo_bytes

@given(photo_bytes(), answers())
def test_my_upload_never_crashes(photo, answer): ...
"""

from __future__ import annotations

from contract_tests.strategies.answers import answers, envelopes
from contract_tests.strategies.hostile import RawForm, hostile_multipart
from contract_tests.strategies.photos import photo_bytes, photos
from contract_tests.strategies.submissions import Submission, submissions, type_texts

__all__ = [
    "RawForm",
    "Submission",
    "answers",
    "envelopes",
    "hostile_multipart",
    "photo_bytes",
    "photos",
    "submissions",
    "type_texts",
]
