"""Tells glibc's malloc to keep its pages."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_MEBIBYTE = 1 << 20


def keep_pages() -> bool:
    """Make freed memory stay with the process; False where the C library has no such switch (musl, macOS, Windows).

    Uploads arrive in pieces of 64 to 256 KiB, and by default glibc asks the kernel for fresh pages for each and
    gives them back: about 50 page faults for a 200 KB photo, 1,200 for 5 MB, a third to a half of a request's CPU.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    wishes = ((_MMAP_THRESHOLD, 32 * _MEBIBYTE), (_TRIM_THRESHOLD, 256 * _MEBIBYTE), (_TOP_PAD, 16 * _MEBIBYTE))
    return all(mallopt(name, value) == 1 for name, value in wishes)
