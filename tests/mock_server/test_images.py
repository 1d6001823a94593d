from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition, read_header
from mock_server.images import decode, look_at
from mock_server.submission import KEPT_END, Upload

LIMITS = load_edition().request.image


def upload(data: bytes, *, kept: bool = True) -> Upload:
    ends = (data, data) if kept else (data[:KEPT_END], data[-KEPT_END:])
    return Upload(True, len(data), *ends, whole=data if kept else None, header=read_header(data))


@pytest.mark.parametrize("format", ["jpeg", "png", "bmp"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_whole_file_is_known_without_decoding(format, kept):
    facts = look_at(upload(build(PhotoSpec(format=format)), kept=kept))
    assert facts.format == format.upper()
    assert facts.whole is True


@pytest.mark.parametrize("format", ["jpeg", "png", "bmp"])
def test_a_big_file_that_was_cut_short_is_known_by_its_end(format):
    cut = build(PhotoSpec(format=format, width=1300, height=1300, size=3_000_000, damage="truncated"))
    assert look_at(upload(cut, kept=False)).whole is False


@pytest.mark.parametrize("format", ["jpeg", "png"])
def test_a_small_doubtful_file_is_left_to_the_decoder(format):
    cut = build(PhotoSpec(format=format, damage="truncated"))
    assert look_at(upload(cut)).whole is None
    assert decode(cut, LIMITS).whole is False
    trailed = build(PhotoSpec(format=format)) + b"and more"
    assert look_at(upload(trailed)).whole is None
    assert decode(trailed, LIMITS).whole is True


def test_a_jpeg_that_is_only_a_header_is_not_whole():
    assert look_at(upload(build(PhotoSpec(damage="header-only")))).whole is not True


def test_a_png_with_a_wrong_checksum_is_not_whole():
    assert look_at(upload(build(PhotoSpec(format="png", damage="bad-crc")))).whole is False


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b""]), st.binary(max_size=400), st.booleans())
def test_no_bytes_whatever_make_the_look_or_the_decoder_fail(magic, data, kept):
    facts = look_at(upload(magic + data, kept=kept))
    assert facts.format in (None, "JPEG", "PNG", "BMP")
    assert decode(magic + data, LIMITS).whole in (True, False)
