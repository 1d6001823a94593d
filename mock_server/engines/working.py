"""What a process of the pool does, from its first moment to its last: photos come in, films go out, by its own pipes.

It ends with the pipe that photos come by, so with the server, however that ends. Light to import: the server reads its
forms here too.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from binascii import b2a_base64
from enum import IntEnum
from queue import SimpleQueue
from struct import Struct
from threading import Thread
from typing import BinaryIO

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Level, NoFaceError, UndecodablePhotoError
from mock_server.engines.options import Options

ORDER = Struct(">BI")
"""Before a photo: the type, and the photo's bytes."""
RESULT = Struct(">BBI")
"""Before what came of it: the outcome, the level, and the bytes that follow."""


class Outcome(IntEnum):
    """What came of a photo, and so what follows: the film's data, or a message."""

    READY = 0
    """Of no photo yet: all is loaded."""
    FILM = 1
    UNDECODABLE = 2
    NO_FACE = 3


def arguments(options: Options, ending: bytes) -> list[str]:
    """Return what `main` takes from the command line."""
    chosen = {name: getattr(options, name) for name in Options.__slots__}
    return [json.dumps({"path": sys.path, "options": chosen, "ending": ending.decode("latin-1")})]


def main(told: dict[str, object]) -> None:
    """Work until the server ends. told: as `arguments` has it."""
    # Whoever stops the server stops it alone: this process ends when it lets go.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    orders, results = _pipes()
    photos: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
    Thread(target=_take_in, args=(orders, photos), name="orders", daemon=True).start()
    options = Options(**told["options"])  # type: ignore[arg-type]
    try:
        _work(photos, results, options, str(told["ending"]).encode("latin-1"))
    except Exception:
        # Nobody knows what state it is in after what was not foreseen. The server starts another.
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _work(photos: SimpleQueue[tuple[int, bytes]], results: BinaryIO, options: Options, ending: bytes) -> None:
    from mock_server.engines.rendering import warm_up

    warm_up()
    _send(results, Outcome.READY)
    while True:
        kind, photo = photos.get()
        _send(results, *_result(photo, LivePhotoType(kind), options, ending))


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes, and keep what libraries print out of them."""
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, results


def _take_in(orders: BinaryIO, photos: SimpleQueue[tuple[int, bytes]]) -> None:
    while len(head := orders.read(ORDER.size)) == ORDER.size:
        kind, size = ORDER.unpack(head)
        photos.put((kind, orders.read(size)))
    os._exit(0)


def _result(photo: bytes, kind: LivePhotoType, options: Options, ending: bytes) -> tuple[Outcome, int, bytes]:
    from mock_server.engines.rendering import render_clip

    try:
        clip = render_clip(photo, kind, options)
    except UndecodablePhotoError as error:
        return Outcome.UNDECODABLE, 0, str(error).encode()
    except NoFaceError as error:
        return Outcome.NO_FACE, Level.NO_FACE, str(error).encode()
    return Outcome.FILM, clip.level, b2a_base64(clip.video, newline=False) + ending


def _send(results: BinaryIO, outcome: Outcome, level: int = 0, data: bytes = b"") -> None:
    results.write(RESULT.pack(outcome, level, len(data)))
    results.write(data)
    results.flush()
