from __future__ import annotations

import pytest

from mock_server.engines import Options, animate


def test_a_clip_has_fifty_frames_unless_told_otherwise():
    assert Options().frames == 50
    assert Options(seconds=1.5, fps=30).frames == 45


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ({"seconds": 0.9}, "seconds is 0.9; it must be from 1 to 6"),
        ({"seconds": 6.1}, "seconds is 6.1"),
        ({"seconds": float("nan")}, "seconds is nan"),
        ({"fps": 9}, "fps is 9; it must be from 10 to 50"),
        ({"fps": 51}, "fps is 51"),
        ({"fps": 25.5}, "whole numbers"),
        ({"size": 62}, "size is 62; it must be from 64 to 1024"),
        ({"size": 1026}, "size is 1026"),
        ({"size": 511}, "size is 511; it must be even"),
        ({"codec": "av1"}, "codec is 'av1'; it must be one of h264, vp9"),
        ({"faces": "all"}, "faces is 'all'; it must be one of any, strict"),
    ],
    ids=str,
)
def test_an_option_out_of_its_bounds_is_refused_before_the_photo_is_looked_at(option, says):
    with pytest.raises(ValueError, match=says):
        animate(b"", **option)


def test_a_type_that_the_api_does_not_have_is_refused():
    with pytest.raises(ValueError, match="7"):
        animate(b"", 7)
