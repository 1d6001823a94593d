from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mock_server.engines import Level
from mock_server.engines.face.finding import Face, find_faces
from mock_server.engines.face.mean_face import mean_face
from mock_server.engines.face.points import CHIN, MOUTH, NOSE, SIDES
from mock_server.engines.motion.depth import mean_depth, mesh_depth
from mock_server.engines.motion.face_frame import face_frame
from mock_server.engines.motion.fields import drift_fields, face_fields
from mock_server.engines.motion.grid import STEP, Grid


@pytest.fixture(scope="module")
def face(portrait):
    with Image.open(io.BytesIO(portrait("close-up"))) as image:
        return find_faces(np.asarray(image)).largest


GRID = Grid(480, 600)


def at(field, point):
    column, row = np.rint((point[:2] + 0.5) / STEP - 0.5).astype(int)
    return field[..., row, column]


def test_a_nod_takes_the_nose_further_down_than_the_ears(face):
    nod = face_fields(face, GRID, breathes=False)["nod"]
    assert at(nod, face.points[NOSE])[1] > 2 * at(nod, face.points[SIDES[0]])[1] > 0


def test_a_smile_takes_the_corners_of_the_mouth_up_and_apart(face):
    smile = face_fields(face, GRID, breathes=False)["smile"]
    left, right = (at(smile, face.points[number]) for number in MOUTH)
    assert left[0] < 0 < right[0]
    assert left[1] < -1
    assert right[1] < -1
    assert np.abs(at(smile, face.points[CHIN])).max() < 1


def test_only_a_body_breathes_and_only_below_the_face(face):
    assert "breath" not in face_fields(face, GRID, breathes=False)
    breath = face_fields(face, GRID, breathes=True)["breath"]
    assert breath.min() < -0.2
    assert not at(breath, face.points[NOSE]).any()


def test_nothing_moves_at_the_edge_of_the_picture(face):
    for field in face_fields(face, GRID, breathes=True).values():
        for edge in (field[:, 0], field[:, -1], field[:, :, 0], field[:, :, -1]):
            assert np.abs(edge).max() < 0.1


def test_a_mean_head_stands_out_as_a_measured_one_does(face):
    frame = face_frame(face.points)
    u, v = frame.uv(*GRID.nodes())
    measured, mean = mesh_depth(frame, face.points, u, v), mean_depth(frame, u, v)
    inside = frame.outline(u, v) < 0.8
    assert np.sqrt(np.mean((measured - mean)[inside] ** 2)) < 0.08
    assert at(measured, face.points[NOSE]) == pytest.approx(measured.max(), abs=0.08)
    outside = frame.outline(u, v) > 1.3
    assert measured[outside].max() == mean[outside].max() == 0


def test_a_face_of_four_points_moves_as_well():
    known = np.array([[200, 250], [290, 250], [245, 300], [245, 350]], np.float32)
    points = mean_face(known)
    fields = face_fields(Face((200, 250), points, Level.POINTS), GRID, breathes=True)
    assert set(fields) == {"nod", "turn", "smile", "breath"}
    assert all(np.isfinite(field).all() for field in fields.values())
    assert at(fields["nod"], points[NOSE])[1] > 3


@pytest.mark.parametrize("size", [(64, 64), (1280, 64), (410, 512)])
def test_a_picture_that_comes_nearer_never_shows_what_lies_beyond_it(size):
    grid = Grid(*size)
    x, y = np.meshgrid(*grid.nodes())
    for zoom, sway in ((1, 0.65), (1, -0.65), (0.5, 0.5), (0.5, -0.5)):
        fields = drift_fields(grid)
        across, along = zoom * fields["zoom"] + sway * fields["sway"]
        assert (x - across)[:, 0].min() >= 0
        assert (x - across)[:, -1].max() <= x.max()
        assert (y - along)[0].min() >= 0
