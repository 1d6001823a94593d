"""Takes the three face nets out of the mediapipe wheel on PyPI and writes where they come from beside them.

python tools/fetch_face_nets.py [WHEEL]

Without WHEEL, pip downloads it (36 MB). Nothing else fetches them: they ship in the package.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "mock_server" / "engines" / "assets"
VERSION = "0.10.21"  # the last whose wheel carries the nets as files of their own
WHEEL = f"mediapipe-{VERSION}-cp311-cp311-manylinux_2_28_x86_64.whl"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
LICENSE = f"mediapipe-{VERSION}.dist-info/LICENSE"
MODULES = "mediapipe/modules"

NETS = {
    "face_detection_short_range.tflite": (
        f"{MODULES}/face_detection/face_detection_short_range.tflite",
        "BlazeFace, short range: where faces are, and six points of each",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    ),
    "face_landmark.tflite": (
        f"{MODULES}/face_landmark/face_landmark.tflite",
        "Face Mesh: 468 points of a face with their depth",
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    ),
    "iris_landmark.tflite": (
        f"{MODULES}/iris_landmark/iris_landmark.tflite",
        "Iris: the contour of an eye",
        "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    ),
}

NOTICE = f"""\
The files *.tflite in this folder are neural networks of MediaPipe, https://github.com/google/mediapipe
Copyright The MediaPipe Authors. Licensed under the Apache License, Version 2.0: see LICENSE beside this file.
They are unchanged, as in the wheel of mediapipe {VERSION} on PyPI, which states that licence and carries no NOTICE
of its own. The rest of this project is not part of MediaPipe, and is not endorsed by its authors.
"""

PROVENANCE = f"""\
# Where these files come from

Unchanged from the wheel of mediapipe {VERSION} on PyPI, `{WHEEL}`, SHA-256
`{WHEEL_SHA256}`, whose metadata says "License: Apache 2.0". `LICENSE` is the wheel's own;
`NOTICE` is ours. `python tools/fetch_face_nets.py` makes this folder.

| file | what | in the wheel | SHA-256 |
| --- | --- | --- | --- |
"""


def main(wheel: Path | None) -> None:
    """Fill the folder from `wheel`, downloaded where it is None."""
    with tempfile.TemporaryDirectory() as folder:
        source = wheel or download(Path(folder))
        check(source.name, source.read_bytes(), WHEEL_SHA256)
        ASSETS.mkdir(exist_ok=True)
        with zipfile.ZipFile(source) as archive:
            for name, (path, _, digest) in NETS.items():
                net = archive.read(path)
                check(name, net, digest)
                (ASSETS / name).write_bytes(net)
            (ASSETS / "LICENSE").write_bytes(archive.read(LICENSE))
    rows = "".join(f"| `{name}` | {what} | `{path}` | `{digest}` |\n" for name, (path, what, digest) in NETS.items())
    (ASSETS / "NOTICE").write_text(NOTICE, encoding="utf-8")
    (ASSETS / "PROVENANCE.md").write_text(PROVENANCE + rows, encoding="utf-8")


def download(folder: Path) -> Path:
    """Return the wheel, downloaded to `folder`."""
    of_platform = ["--platform", "manylinux_2_28_x86_64", "--python-version", "311", "--only-binary=:all:"]
    command = [sys.executable, "-m", "pip", "download", "--no-deps", *of_platform, "--dest", str(folder)]
    subprocess.run([*command, f"mediapipe=={VERSION}"], check=True)  # noqa: S603 - our own words
    return folder / WHEEL


def check(name: str, content: bytes, digest: str) -> None:
    """End the run unless `content` has that SHA-256."""
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        sys.exit(f"{name} is not the file that was looked at: its SHA-256 is {found}, not {digest}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
