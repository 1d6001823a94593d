from __future__ import annotations

import pytest

from contract_tests.photos.building import build, minimum_size
from contract_tests.photos.spec import PhotoSpec

_GIF = PhotoSpec("gif", mode="palette")


def _padding_blocks(file: bytes) -> list[int]:
    at = file.index(b"\x21\xff\x0bLIVEPHOTPAD") + 14
    lengths = []
    while file[at]:
        lengths.append(file[at])
        at += 1 + file[at]
    # The next thing is a graphic control extension or the frame itself.
    assert file[at + 1] in b"\x21\x2c"
    return lengths


@pytest.mark.parametrize(("extra", "blocks"), [(0, 1), (254, 1), (255, 2), (256, 2), (510, 2), (511, 3), (70_000, 274)])
def test_padding_is_one_application_extension_in_legal_blocks(extra: int, blocks: int) -> None:
    file = build(PhotoSpec("gif", mode="palette", size=minimum_size(_GIF) + extra))
    lengths = _padding_blocks(file)
    assert len(lengths) == blocks
    assert sum(lengths) + len(lengths) == 2 + extra
    assert file.startswith(b"GIF89a")
    assert file.endswith(b"\x3b")
