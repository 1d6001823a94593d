from __future__ import annotations

import ctypes

from mock_server.malloc import keep_pages, return_large


def test_pages_are_kept_where_the_c_library_can():
    assert keep_pages() is hasattr(ctypes.CDLL(None), "mallopt")


def test_large_blocks_are_returned_where_the_c_library_can():
    assert return_large() is hasattr(ctypes.CDLL(None), "mallopt")


def test_a_platform_without_it_is_no_error(monkeypatch):
    def none(_: object) -> None:
        raise TypeError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", none)
    assert keep_pages() is False
    assert return_large() is False
