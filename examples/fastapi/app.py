"""A small app: a portrait is put in, its living version comes out. It calls the Live Photos API with plain httpx.

LIVEPHOTO_BASE_URL=https://www.ailabapi.com AILAB_API_KEY=... uvicorn --factory app:from_environment
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable

import httpx
from fastapi import FastAPI, Request, Response

PauseAfter = Callable[[httpx.Response, int], float | None]
"""Seconds to wait after the n-th answer before the request is sent again; None gives up."""


def stubborn(answer: httpx.Response, attempt: int) -> float | None:
    """The bug: whatever went wrong, again, and again, at a steady beat."""
    return 0.02 if attempt < 4 else None


def sensible(answer: httpx.Response, attempt: int) -> float | None:
    """Try again only what may pass by itself, less and less often, and never before the server wants it."""
    if attempt == 4 or answer.status_code not in (429, 500, 502, 503, 504):
        return None
    return max(float(answer.headers.get("retry-after", 0)), 0.1 * 2**attempt)


def create_app(base_url: str, api_key: str, pause_after: PauseAfter = sensible) -> FastAPI:
    """Return the app."""
    app = FastAPI()
    url = f"{base_url}/api/portrait/effects/live-photo"

    async def animate(photo: bytes) -> httpx.Response:
        headers, attempt = {"ailabapi-api-key": api_key}, 1
        async with httpx.AsyncClient(timeout=120) as http:
            while True:
                answer = await http.post(url, headers=headers, data={"type": "0"}, files={"image_target": photo})
                pause = None if answer.is_success else pause_after(answer, attempt)
                if pause is None:
                    return answer
                await asyncio.sleep(pause)
                attempt += 1

    @app.put("/portraits/{name}")
    async def bring_to_life(name: str, request: Request) -> Response:
        answer = await animate(await request.body())
        body = answer.json()
        if answer.is_success:
            return Response(base64.b64decode(body["data"]["video"]), media_type="video/mp4")
        return Response(body["error_code_str"] or "refused", answer.status_code, media_type="text/plain")

    return app


def from_environment() -> FastAPI:
    """Return the app as the environment configures it."""
    return create_app(os.environ.get("LIVEPHOTO_BASE_URL", "https://www.ailabapi.com"), os.environ["AILAB_API_KEY"])
