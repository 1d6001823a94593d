from __future__ import annotations

import random
import tracemalloc
from base64 import b64encode, encodebytes, urlsafe_b64encode
from uuid import UUID

import pytest
from capturing import KEY, a_photo, a_video

from livephoto.recordings.scan import suspicions


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("write to anna.maier@firma.de", "an e-mail address"),
        ("anna@my-example.de", "an e-mail address"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x", "a JSON Web Token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("Bearer abcdefghijklmn", "a bearer token"),
        ("sk-proj-abcdefghijklmnop", "a key"),
        ("ghp_abcdefghijklmnopqrstuvwxyz", "a key"),
        ("AKIAABCDEFGHIJKLMNOP", "a key"),
        (KEY, "a word of 24 characters that looks like a key"),
        ("5f4dcc3b5aa765d61d8327deb882cf99", "a word of 32 characters that looks like a key"),
        ("abcDEF123_abcDEF123_abcDEF123_abcDEF1", "looks like a key"),
        (b64encode(a_photo()).decode(), "a picture in base64"),
        (b64encode(a_photo()).decode().replace("/", "\\/"), "a picture in base64"),
        (urlsafe_b64encode(a_photo()).decode(), "a picture in base64"),
        (encodebytes(a_photo()).decode(), "a picture in base64"),
    ],
)
def test_what_looks_like_a_secret_is_told_without_showing_it(text: str, says: str) -> None:
    found = suspicions({"log": {"entries": [{"text": f"it says: {text} !"}]}})

    assert any(says in each for each in found)
    assert all("at log.entries[0].text" in each for each in found)
    assert not any(text in each for each in found)


@pytest.mark.parametrize(
    "value",
    [
        "key-0a1b2c3d",
        str(UUID(int=2**127 + 12345678901234567890)),
        {"_sha256": "ab12" * 16, "_file": f"bodies/{'ab12' * 16}.mp4"},
        {"request_id": "5f4dcc3b5aa765d61d8327deb882cf99", "log_id": "A1B2" * 8},
        '{"request_id": "5f4dcc3b5aa765d61d8327deb882cf99", "logId":"5f4dcc3b5aa765d61d8327deb882cf99"}',
        '{\\"request_id\\": \\"5f4dcc3b5aa765d61d8327deb882cf99\\"}',
        "commit 4f4614b87066dd564920a4a40318b4f915840756 (public file)",
        "ERROR_MASK_IMAGE_RESOLUTION_MISMATCH and portrait-effects-live-photo-2026-01-08T10-11-12",
        "somebody@mail.example.com",
        "page@5f4dcc3b5aa765d61d8327deb882cf99",
        'sha256 = "' + "ab12" * 16 + '"',
        b64encode(random.Random(1).randbytes(5000)).decode(),
        b64encode(random.Random(1).randbytes(5000)).decode().replace("/", "\\/"),
        "\r\n".join([b64encode(random.Random(1).randbytes(57)).decode()] * 50),
        b64encode(a_video()).decode()[:800],
        "multipart/form-data; boundary=5f4dcc3b5aa765d61d8327deb882cf99",
        "--5f4dcc3b5aa765d61d8327deb882cf99\r\nContent-Disposition: form-data",
        "------WebKitFormBoundary7MA4YWxkTrZu0gW--",
        "AI service internal error ... - 500 - File type not supported",
        5,
        None,
    ],
)
def test_hashes_ids_pseudonyms_and_videos_are_no_secrets(value: object) -> None:
    assert suspicions(value) == []


def test_a_secret_in_a_name_or_under_a_name_that_means_no_hash_is_found() -> None:
    assert suspicions({"anna@firma.de": 1}) == ["an e-mail address in a name"]
    assert len(suspicions({"_sha256": KEY, "_file": f"bodies/{KEY}", "request_id": "anna@firma.de"})) == 3


def test_each_suspicion_is_told_once() -> None:
    assert suspicions("a@firma.de, b@firma.de") == ["an e-mail address"]


def test_a_body_in_base64_is_looked_through_as_what_it_stands_for() -> None:
    def held(body: bytes) -> dict[str, str]:
        return {"text": b64encode(body).decode(), "encoding": "base64"}

    assert suspicions(held("ungültige Eingabe, bitte prüfen".encode("latin-1"))) == []
    assert suspicions(held(random.Random(1).randbytes(300))) == []
    assert suspicions(held("schön: ".encode("latin-1") * 200 + b"anna@firma.de")) == ["an e-mail address at text"]
    assert "a picture in base64 at text" in suspicions(held(a_photo()))


def test_a_long_run_of_base64_takes_no_memory_to_pass_over() -> None:
    text = "A" * 2_000_000
    tracemalloc.start()
    assert suspicions(text) == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 20_000_000
