from __future__ import annotations

import io
from contextlib import suppress

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.engines.mp4 import index_first


def plain_mp4() -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for number in range(5):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number * 40, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def pictures(video: bytes) -> list[bytes]:
    with av.open(io.BytesIO(video), "r") as container:
        return [frame.to_ndarray(format="rgb24").tobytes() for frame in container.decode(video=0)]


def test_the_index_comes_first_and_every_picture_is_still_found():
    before = plain_mp4()
    after = index_first(before)
    assert before.index(b"moov") > before.index(b"mdat")
    assert after.index(b"moov") < after.index(b"mdat")
    assert len(after) == len(before)
    assert pictures(after) == pictures(before)
    assert len(pictures(after)) == 5


def test_a_file_that_has_its_index_first_stays_as_it_is():
    once = index_first(plain_mp4())
    assert index_first(once) is once


def test_wide_offsets_and_sizes_are_moved_too():
    table = (
        (32).to_bytes(4, "big") + b"co64" + bytes(4) + (2).to_bytes(4, "big") + bytes(7) + b"\x20" + bytes(7) + b"\x30"
    )
    moov = (8 + len(table)).to_bytes(4, "big") + b"moov" + table
    mdat = (1).to_bytes(4, "big") + b"mdat" + (20).to_bytes(8, "big") + b"data"
    moved = index_first(mdat + moov)
    assert moved.endswith(mdat)
    assert moved[: len(moov)].endswith((0x20 + len(moov)).to_bytes(8, "big") + (0x30 + len(moov)).to_bytes(8, "big"))


@pytest.mark.parametrize("data", [b"", b"no mp4 at all, but long enough", (8).to_bytes(4, "big") + b"moov"])
def test_what_is_no_such_file_is_refused(data):
    with pytest.raises(ValueError, match=r"box|MP4"):
        index_first(data)


@given(st.binary(max_size=100))
def test_no_bytes_whatever_raise_anything_else(data):
    with suppress(ValueError):
        assert len(index_first(data)) == len(data)
