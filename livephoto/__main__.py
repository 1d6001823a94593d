"""The console script `livephoto`, and `python -m livephoto`."""

from __future__ import annotations

import errno
import io
import os
import sys

_FAILED, _WRONG_USE = 1, 2


def main() -> None:
    """Run the command and exit with its status."""
    try:
        from livephoto.commands.group import app
    except ModuleNotFoundError as error:
        if error.name != "typer":
            raise
        sys.stderr.write('The livephoto command needs its extra: pip install "livephoto[cli]"\n')
        sys.exit(_WRONG_USE)
    sys.stdout, sys.stderr = sys.stdout or _Closed(), sys.stderr or io.StringIO()
    try:
        app(prog_name="livephoto")
    except (OSError, SystemExit) as stop:
        lost = _flush() or _of_no_file(stop)
        if lost is None or isinstance(lost, BrokenPipeError):
            raise
        sys.stderr.write(f"livephoto: cannot write to standard output: {lost.strerror}\n")
        sys.exit(_FAILED)


def _of_no_file(error: BaseException) -> OSError | None:
    """Return an OSError that names no file: unbuffered output fails where it is written, not when it is flushed."""
    return error if isinstance(error, OSError) and error.filename is None else None


class _Closed(io.StringIO):
    """Stands for a standard output that was closed before we began: what is written to it is lost, and that is told."""

    def flush(self) -> None:
        if self.getvalue():
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _flush() -> OSError | None:
    """Write out what is left; return why that failed, and drop it then without the interpreter's complaint."""
    try:
        sys.stdout.flush()
    except OSError as error:
        if isinstance(sys.stdout, _Closed):
            sys.stdout = io.StringIO()
        else:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return error
    return None


if __name__ == "__main__":
    main()
