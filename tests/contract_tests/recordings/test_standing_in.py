from __future__ import annotations

import pytest

from contract_tests.recordings.standing_in import NoStandInError, upload_of
from livephoto.contract.image_header import ImageHeader
from livephoto.recordings.model import FilePart, StoredBody


def test_a_photo_that_says_to_be_huge_is_not_made():
    part = FilePart("image_target", "a.jpg", None, StoredBody("ab" * 32, 10**19), ImageHeader("JPEG", 64, 48))
    with pytest.raises(NoStandInError, match="bytes are too many to make another one"):
        upload_of(part, damaged=False)
