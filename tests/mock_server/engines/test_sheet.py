from __future__ import annotations

import io

from PIL import Image

from livephoto.contract import LivePhotoType
from mock_server.engines import create_engine
from mock_server.engines.sheet import contact_sheet


def test_a_sheet_has_a_row_a_video_and_a_column_a_frame():
    clips = {kind.name: create_engine("canned").render(b"", kind) for kind in LivePhotoType}
    with Image.open(io.BytesIO(contact_sheet(clips, columns=4))) as sheet:
        assert sheet.format == "PNG"
        assert sheet.width == 4 * 132 + 4
        assert sheet.height == (18 + 128 + 4) + (18 + 160 + 4) + 4
        assert len(set(sheet.convert("L").crop((4, 22, 132, 150)).tobytes())) > 50
