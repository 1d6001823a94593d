"""Locks on open files that the system lets go of when the process ends, however it ends."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """The byte that is locked: beyond any content, since nobody else can read a locked one there."""

    def try_lock(file: BinaryIO) -> bool:
        """Lock `file` until it is closed; return whether nobody else has it. Raises OSError where nothing can be."""
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(file.fileno(), 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(file: BinaryIO) -> bool:
        """Lock `file` until it is closed; return whether nobody else has it. Raises OSError where nothing can be."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
