"""Recorded exchanges: HAR files beside the bodies that they name by hash, without keys and without faces."""

from livephoto.recordings.captured import Captured, CapturedFile, CapturedForm, recaptured
from livephoto.recordings.har import read_har, to_har
from livephoto.recordings.model import (
    Content,
    FilePart,
    RecordedAnswer,
    RecordedExchange,
    RecordedRequest,
    RecordingError,
    Splice,
    StoredBody,
)
from livephoto.recordings.reading import read_recordings, recording_files
from livephoto.recordings.redaction import recorded_request, redacted
from livephoto.recordings.scan import suspicions
from livephoto.recordings.scan_folder import folder_suspicions
from livephoto.recordings.store import Store

__all__ = [
    "Captured",
    "CapturedFile",
    "CapturedForm",
    "Content",
    "FilePart",
    "RecordedAnswer",
    "RecordedExchange",
    "RecordedRequest",
    "RecordingError",
    "Splice",
    "Store",
    "StoredBody",
    "folder_suspicions",
    "read_har",
    "read_recordings",
    "recaptured",
    "recorded_request",
    "recording_files",
    "redacted",
    "suspicions",
    "to_har",
]
