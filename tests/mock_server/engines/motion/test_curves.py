from __future__ import annotations

import numpy as np
import pytest

from mock_server.engines.motion.curves import blink_curve, curves, drift_curves


def all_curves(frames, fps):
    return {**curves(frames, fps), **drift_curves(frames, fps), "blink": blink_curve(frames, fps)}


@pytest.mark.parametrize(("frames", "fps"), [(50, 25), (10, 10), (60, 10), (300, 50), (25, 25)])
def test_everything_begins_as_in_the_photo(frames, fps):
    for name, curve in all_curves(frames, fps).items():
        assert curve.shape == (frames,)
        assert curve[0] == 0, name


def test_the_loop_closes_in_value_and_in_slope():
    for name, curve in all_curves(2000, 1000).items():
        steps = np.diff(np.append(curve, curve[0]))
        fastest = np.abs(steps).max()
        assert abs(curve[-1]) <= 2 * fastest, name
        assert abs(steps[0]) <= 0.05 * fastest, name
        assert abs(steps[-1]) <= 0.05 * fastest, name


def test_a_blink_takes_its_time_however_long_the_clip_is():
    for frames in (100, 200, 600):
        closed = np.flatnonzero(blink_curve(frames, 100) > 0)
        assert 34 <= len(closed) <= 36
        assert blink_curve(frames, 100).max() == 1
