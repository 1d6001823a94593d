"""The bound: an ASGI app that reads the body, looks at nothing, and sends the bytes that the mock sent.

    python bare.py PORT FOLDER

Served as the mock is: same server, parser, event loop and settings. Only the allocator is left as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uvicorn

_CAN_HOLD_A_PHOTO = 1000
"""Bytes of a body."""

Messages = tuple[dict[str, Any], dict[str, Any]]


class Bare:
    """Answers by the length of the body."""

    def __init__(self, folder: Path) -> None:
        self._success = _messages(folder, "success")
        self._refusal = _messages(folder, "refusal")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        received = 0
        while True:
            message = await receive()
            received += len(message["body"])
            if not message["more_body"]:
                break
        for message in self._success if received > _CAN_HOLD_A_PHOTO else self._refusal:
            await send(message)


def _messages(folder: Path, name: str) -> Messages:
    status, *lines = (folder / f"{name}.head").read_text().splitlines()
    headers = [tuple(part.strip().encode() for part in line.split(":", 1)) for line in lines]
    return (
        {"type": "http.response.start", "status": int(status), "headers": headers},
        {"type": "http.response.body", "body": (folder / f"{name}.json").read_bytes()},
    )


if __name__ == "__main__":
    uvicorn.run(
        Bare(Path(sys.argv[2])),
        port=int(sys.argv[1]),
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
    )
