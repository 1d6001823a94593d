from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mock_server.engines import Level
from mock_server.engines.face import finding
from mock_server.engines.face.finding import find_faces
from mock_server.engines.face.points import CHIN, FOREHEAD, MOUTH, NOSE, OUTER_EYES


def rgb(photo: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(photo)) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize(
    "name", ["plain", "mirrored", "tilted", "far-tilted", "grey", "small", "dark", "close-up", "wide"]
)
def test_a_face_is_found_with_all_its_points(name, portrait):
    found = find_faces(rgb(portrait(name)))
    assert found.level is Level.MESH
    face = found.largest
    assert len(found.sizes) == 1
    assert np.isfinite(face.points).all()
    assert face.points[OUTER_EYES[0], 0] < face.points[OUTER_EYES[1], 0]
    assert face.points[FOREHEAD, 1] < face.points[NOSE, 1] < face.points[CHIN, 1]


def test_a_face_that_is_small_in_its_photo_is_found_too(portrait):
    wide = np.full((1600, 1200, 3), 150, np.uint8)
    with Image.open(io.BytesIO(portrait("plain"))) as image:
        wide[900:1312, 600:930] = np.asarray(image.resize((330, 412)))
    (size,) = find_faces(wide).sizes
    assert 60 < size[0] < 110


@pytest.mark.parametrize("seed", range(5))
def test_noise_and_stars_are_no_faces(seed):
    chance = np.random.default_rng(seed)
    sky = np.zeros((400, 400, 3), np.uint8)
    sky[tuple(chance.integers(0, 400, (2, 300)))] = 255
    for picture in (sky, chance.integers(0, 256, (300, 300, 3)).astype(np.uint8)):
        assert find_faces(picture).level is Level.NO_FACE


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (3000, 2), (40, 40)])
def test_pictures_of_any_shape_are_looked_at(size):
    assert find_faces(np.full((*size, 3), 90, np.uint8)).sizes == ()


@pytest.mark.parametrize("name", ["plain", "tilted", "close-up"])
def test_where_the_mesh_does_not_fit_a_mean_face_is_near_it(name, portrait, monkeypatch):
    picture = rgb(portrait(name))
    mesh = find_faces(picture).largest.points
    monkeypatch.setattr(finding, "_BOTH_SURE", 2)
    found = find_faces(picture)
    assert found.level is Level.POINTS
    between_eyes = np.linalg.norm(mesh[OUTER_EYES[1], :2] - mesh[OUTER_EYES[0], :2])
    for number in (*OUTER_EYES, *MOUTH, NOSE, CHIN):
        assert np.linalg.norm(found.largest.points[number, :2] - mesh[number, :2]) < 0.25 * between_eyes
