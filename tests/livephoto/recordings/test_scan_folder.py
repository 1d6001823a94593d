from __future__ import annotations

import hashlib
import json
from pathlib import Path

from capturing import KEY, a_photo, a_video, capture

from livephoto.recordings.scan_folder import folder_suspicions
from livephoto.recordings.store import Store


def test_pictures_videos_and_bytes_must_be_listed(tmp_path: Path) -> None:
    for name, content in {"a/face.txt": a_photo(), "b.mp4": a_video(), "c.bin": b"\xff\xfe"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    assert folder_suspicions(tmp_path, ()) == [
        "a/face.txt: a picture that is not on the list",
        "b.mp4: a video that is not on the list",
        "c.bin: no text, and not on the list",
    ]
    listed = {hashlib.sha256(content).hexdigest() for content in (a_photo(), a_video(), b"\xff\xfe")}
    assert folder_suspicions(tmp_path, listed) == []


def test_texts_are_looked_through(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("ask anna@firma.de")
    (tmp_path / "a.json").write_text(json.dumps({"key": KEY}))

    assert folder_suspicions(tmp_path, ()) == [
        f"a.json: a word of {len(KEY)} characters that looks like a key at key",
        "notes.md: an e-mail address",
    ]


def test_what_a_store_wrote_is_fit_to_be_published_but_for_its_videos(tmp_path: Path) -> None:
    Store(tmp_path).add(capture())

    assert folder_suspicions(tmp_path, {hashlib.sha256(a_video()).hexdigest()}) == []
    assert len(folder_suspicions(tmp_path, ())) == 1
