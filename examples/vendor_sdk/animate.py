"""Brings a portrait to life with the vendor's own SDK: pip install ailabtools-sdk

livephoto exec -- python animate.py portrait.jpg portrait.mp4
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from pathlib import Path

from ailabtools import AILabClient


async def animate(photo: bytes) -> bytes:
    """Return the video of a portrait. Raises AILabApiError where the API refuses it."""
    client = AILabClient(os.environ["AILAB_API_KEY"], os.environ["LIVEPHOTO_BASE_URL"])
    try:
        answer = await client.portrait.portraitLivePhotos({"imageTarget": photo, "type": 0})
    finally:
        await client.aclose()
    return base64.b64decode(answer["data"]["video"])


if __name__ == "__main__":
    portrait, video = map(Path, sys.argv[1:])
    video.write_bytes(asyncio.run(animate(portrait.read_bytes())))
