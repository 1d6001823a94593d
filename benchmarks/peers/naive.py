"""A mock as one would write it in an afternoon with FastAPI: declared form fields, base64 and JSON made each time.

    python naive.py PORT FOLDER

FOLDER holds the clip, clip.mp4.
"""

from __future__ import annotations

import base64
import sys
import uuid
from pathlib import Path
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import FastAPI, Form, Header, HTTPException, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

_LARGEST_PHOTO = 5 * 1024 * 1024

app = FastAPI()


def _envelope(status: int, message: str, data: dict[str, str] | None = None) -> JSONResponse:
    body: dict[str, Any] = {
        "request_id": str(uuid.uuid4()),
        "log_id": str(uuid.uuid4()),
        "error_code": 0 if status == 200 else status,
        "error_msg": message,
        "error_detail": {"status_code": status, "code": "", "code_message": message, "message": message},
    }
    return JSONResponse(body | ({"data": data} if data else {}), status)


@app.exception_handler(RequestValidationError)
async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
    return _envelope(400, str(error.errors()[0]["msg"]))


@app.exception_handler(HTTPException)
async def _refused(_: Request, error: HTTPException) -> JSONResponse:
    return _envelope(error.status_code, str(error.detail))


@app.post("/api/portrait/effects/live-photo")
async def live_photo(
    image_target: UploadFile,
    type: Annotated[Literal["0", "1"], Form()] = "0",  # noqa: A002 - the field's name
    ailabapi_api_key: Annotated[str | None, Header()] = None,
) -> JSONResponse:
    """Answer with the clip."""
    if not ailabapi_api_key:
        raise HTTPException(401, "no key")
    if len(await image_target.read()) > _LARGEST_PHOTO:
        raise HTTPException(413, "image too large")
    clip = (Path(sys.argv[2]) / "clip.mp4").read_bytes()
    return _envelope(200, "", {"video": base64.b64encode(clip).decode()})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_config=None)
