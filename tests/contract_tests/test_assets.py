from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from livephoto.contract import read_header

OURS = files("contract_tests").joinpath("assets")


def test_the_portrait_is_the_mocks_own():
    theirs = files("mock_server").joinpath("assets/portrait.jpg").read_bytes()
    assert OURS.joinpath("portrait.jpg").read_bytes() == theirs


def test_the_portraits_provenance_names_its_hash():
    digest = sha256(OURS.joinpath("portrait.jpg").read_bytes()).hexdigest()
    assert digest in OURS.joinpath("PROVENANCE.md").read_text(encoding="utf-8")


def test_the_portrait_is_a_jpeg():
    header = read_header(OURS.joinpath("portrait.jpg").read_bytes())
    assert header is not None
    assert (header.format, header.width, header.height) == ("JPEG", 410, 512)
