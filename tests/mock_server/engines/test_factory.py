from __future__ import annotations

import subprocess
import sys

import pytest

from mock_server.engines import EngineError, create_engine


def test_without_a_name_the_animated_engine_is_taken_where_it_is_installed():
    assert create_engine().name == "animated"
    assert create_engine().needs_photo


def test_an_unknown_engine_is_refused_with_the_ones_there_are():
    with pytest.raises(EngineError, match="canned, animated"):
        create_engine("steam")


def test_the_canned_engine_needs_neither_numpy_nor_opencv_nor_av():
    code = """
import sys
from importlib.machinery import PathFinder
class Missing:
    def find_spec(name, path=None, target=None):
        return None if name.partition(".")[0] in ("av", "cv2", "numpy") else PathFinder.find_spec(name, path, target)
sys.meta_path = [finder for finder in sys.meta_path if finder is not PathFinder] + [Missing]
from mock_server.engines import EngineError, create_engine
from livephoto.contract import LivePhotoType
assert create_engine().name == "canned"
assert create_engine("canned").render(b"", LivePhotoType.AVATAR)[4:8] == b"ftyp"
try:
    create_engine("animated")
except EngineError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'pip install "livephoto[animated]"' in done.stdout


def test_importing_the_engines_loads_none_of_their_libraries():
    code = (
        "import sys; from mock_server.engines import animate, create_engine, render; create_engine('canned');"
        "print([name for name in ('av', 'cv2', 'numpy', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
