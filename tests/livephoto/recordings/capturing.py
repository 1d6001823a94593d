from __future__ import annotations

import hashlib
import io
import json
import random
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from PIL import Image

from livephoto.recordings.captured import Captured
from livephoto.recordings.form import read_form

KEY = "Zx81KqPv7Lm20RtYw9BcDe44"
URL = "https://www.ailabapi.com/api/portrait/effects/live-photo"
STARTED = datetime(2026, 1, 8, 10, 11, 12, 345678, tzinfo=UTC)


@cache
def a_photo(colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


@cache
def a_video(size: int = 9000) -> bytes:
    return b"\x00\x00\x00\x18ftypisom" + random.Random(4).randbytes(size - 12)


def success(video: bytes) -> bytes:
    envelope = {
        "request_id": "f0e1d2c3b4a5968778695a4b3c2d1e0f",
        "log_id": "A7C1E2",
        "error_code": 0,
        "data": {"video": b64encode(video).decode()},
    }
    return json.dumps(envelope).encode()


def multipart(photo: bytes, boundary: str = "one", name: str = "anna-passport.jpg", kind: str = "0") -> bytes:
    return (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="type"\r\n\r\n{kind}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        ).encode()
        + photo
        + f"\r\n--{boundary}--\r\n".encode()
    )


def capture(photo: bytes | None = None, boundary: str = "one", **changes: Any) -> Captured:
    """Make a success as a recorder saw it, with changes."""
    content_type = f"multipart/form-data; boundary={boundary}"
    body = multipart(photo or a_photo(), boundary)
    captured = Captured(
        method="POST",
        url=URL,
        request_headers=(("ailabapi-api-key", KEY), ("Content-Type", content_type), ("Accept", "*/*")),
        form=read_form(content_type, body),
        request_body_sha256=hashlib.sha256(body).hexdigest(),
        request_body_size=len(body),
        status=200,
        answer_headers=(("Content-Type", "application/json"), ("Set-Cookie", "session=1")),
        body=success(a_video()),
        cut=False,
        started=STARTED,
        seconds=1.5,
        edition="2026-01",
    )
    return replace(captured, **changes)
