"""The console script `livephoto`, and `python -m livephoto`."""

from __future__ import annotations

import os
import sys

_WRONG_USE = 2


def main() -> None:
    """Run the command and exit with its status."""
    try:
        from livephoto.commands.group import app
    except ModuleNotFoundError as error:
        if error.name != "typer":
            raise
        sys.stderr.write('The livephoto command needs its extra: pip install "livephoto[cli]"\n')
        sys.exit(_WRONG_USE)
    try:
        app(prog_name="livephoto")
    finally:
        _flush()


def _flush() -> None:
    """Write out what is left; where nobody reads any more, drop it without the interpreter's complaint."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
