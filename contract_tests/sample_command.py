"""What the verb `sample` does: builds one photo and writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contract_tests.files import write_file
from contract_tests.photos.building import build
from contract_tests.photos.spec import ABILITIES, PhotoSpec
from livephoto.commands.console import CommandError
from livephoto.contract.image_header import read_header

_SUFFIXES = {"jpeg": "jpg", "tiff": "tif"}


def sample(out: Path | None, given: dict[str, Any], *, overwrite: bool) -> str:
    """Write the photo that the fields of a PhotoSpec describe; return one line of its path and facts.

    Raises CommandError where the fields do not go together, or the file is there or cannot be written.
    """
    try:
        spec = PhotoSpec(**given | {"mode": given["mode"] or _usual_mode(given["format"])})
        content = build(spec)
    except ValueError as error:
        raise CommandError(str(error)) from None
    path = out or Path(f"sample.{_SUFFIXES.get(spec.format, spec.format)}")
    if path.exists() and not overwrite:
        raise CommandError(f"{path} exists; --overwrite replaces it, -o names another")
    write_file(path, content)
    return f"{path}: {_facts(spec, content)}, {len(content)} bytes"


def _usual_mode(form: str) -> str:
    return ABILITIES[form].modes[0] if form in ABILITIES else "rgb"  # type: ignore[index]


def _facts(spec: PhotoSpec, content: bytes) -> str:
    if spec.damage == "garbage":
        return "garbage, no image"
    damage = f", {spec.damage}" if spec.damage != "none" else ""
    header = read_header(content)
    width, height = (header.width, header.height) if header else (spec.width, spec.height)
    return f"{spec.format}, {width} x {height} px{damage}"
