"""Makes the portrait and the canned clips that ship in mock_server/assets, and writes where they come from.

python -m pip download --no-deps scikit-image==0.26.0
python -m zipfile -e scikit_image-*.whl unpacked
python tools/make_assets.py unpacked/skimage/data/astronaut.png
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from PIL import Image

from livephoto.contract import LivePhotoType
from mock_server.engines.factory import animate

ASSETS = Path(__file__).resolve().parent.parent / "mock_server" / "assets"
SOURCE_SHA256 = "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"
UPRIGHT = (40, 0, 450, 512)
CLIPS = {LivePhotoType.AVATAR: "avatar.mp4", LivePhotoType.FULL_BODY: "full-body.mp4"}

PROVENANCE = """\
# Where these files come from

The photograph is NASA's portrait of the astronaut Eileen Collins, in the public domain (NASA Great Images; no known
copyright restrictions). It was taken from the scikit-image 0.26.0 wheel on PyPI, file `skimage/data/astronaut.png`,
SHA-256 `{source}`. It shows a person and NASA's
insignia; neither endorses this project.

`python tools/make_assets.py astronaut.png` makes all three files.

| file | what | SHA-256 |
| --- | --- | --- |
"""

ROWS = {
    "portrait.jpg": "the middle of the photograph as JPEG, quality 92, 410 x 512 px",
    "avatar.mp4": "the animated engine's clip of it, type 0; what the canned engine answers",
    "full-body.mp4": "the animated engine's clip of it, type 1; what the canned engine answers",
}


def main(source: Path) -> None:
    """Make the assets from the photograph at `source`."""
    if digest(source) != SOURCE_SHA256:
        sys.exit(f"{source} is not the photograph that the assets are made from: its SHA-256 is {digest(source)}")
    portrait = ASSETS / "portrait.jpg"
    with Image.open(source) as image:
        # Upright, so that a square cut out of it and the whole of it differ in shape.
        image.convert("RGB").crop(UPRIGHT).save(portrait, quality=92, optimize=True)
    for kind, name in CLIPS.items():
        (ASSETS / name).write_bytes(animate(portrait.read_bytes(), kind, faces="strict"))
    rows = "".join(f"| `{name}` | {what} | `{digest(ASSETS / name)}` |\n" for name, what in ROWS.items())
    (ASSETS / "PROVENANCE.md").write_text(PROVENANCE.format(source=SOURCE_SHA256) + rows, encoding="utf-8")


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
