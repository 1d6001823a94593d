"""Tells glibc's malloc which pages to keep."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_MEBIBYTE = 1 << 20


def keep_pages() -> bool:
    """Make freed memory stay with the process; False where the C library has no such switch (musl, macOS, Windows).

    Uploads arrive in pieces of 64 to 256 KiB, and by default glibc asks the kernel for fresh pages for each and
    gives them back: about 50 page faults for a 200 KB photo, 1,200 for 5 MB, a third to a half of a request's CPU.
    """
    return _set((_MMAP_THRESHOLD, 32 * _MEBIBYTE), (_TRIM_THRESHOLD, 256 * _MEBIBYTE), (_TOP_PAD, 16 * _MEBIBYTE))


def return_large() -> bool:
    """Make freed blocks of 8 MiB or more go back to the kernel at once; False where there is no such switch.

    By default glibc comes to keep blocks of up to 32 MiB: a process that decodes large photos one after the other
    would hold a third more than it ever needs. Frames and planes are smaller, and stay.
    """
    return _set((_MMAP_THRESHOLD, 8 * _MEBIBYTE))


def _set(*wishes: tuple[int, int]) -> bool:
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return all(mallopt(name, value) == 1 for name, value in wishes)
