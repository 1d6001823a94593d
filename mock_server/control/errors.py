"""The control API's errors: `{"errors": [{"title", "detail"}]}`, one clear line each, never a page of a framework."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from mock_server.journal.query import QueryError
from mock_server.scenarios.errors import UnknownScenario
from mock_server.settings import SettingsError
from mock_server.state.base import StateError

_log = logging.getLogger("livephoto.mock")


class Problem(BaseModel):
    """One thing that is wrong."""

    title: str
    detail: str


class Problems(BaseModel):
    """What every error of the control API looks like."""

    errors: list[Problem]


class Refused(Exception):  # noqa: N818 - an answer of the control API, not a failure
    """The control API cannot do what was asked: `status` and a line that says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def problems(status: int, details: Iterable[str], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the answer with these lines."""
    title = HTTPStatus(status).phrase
    body = {"errors": [{"title": title, "detail": detail} for detail in details]}
    return JSONResponse(body, status, headers=dict(headers or {}))


def install(app: FastAPI) -> None:
    """Let `app` answer every error so."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(QueryError, _unprocessable)
    app.add_exception_handler(SettingsError, _unprocessable)
    app.add_exception_handler(UnknownScenario, _not_found)
    app.add_exception_handler(StateError, _no_state)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)  # noqa: S101 - for the type checker
    return problems(error.status, [str(error)])


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    says = {
        404: f"the control API has no {request.url.path}; GET /__admin/docs lists what it has",
        405: f"{request.url.path} does not take {request.method}; GET /__admin/docs lists what it takes",
    }
    return problems(error.status_code, [says.get(error.status_code, str(error.detail))], error.headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return problems(422, [_line(item) for item in error.errors()])


async def _unprocessable(_: Request, error: Exception) -> JSONResponse:
    return problems(422, [str(error)])


async def _not_found(_: Request, error: Exception) -> JSONResponse:
    return problems(404, [str(error)])


async def _no_state(_: Request, error: Exception) -> JSONResponse:
    _log.error("%s", error)
    return problems(503, [str(error)])


def _line(item: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in item["loc"][1:] if isinstance(part, str | int))
    message = str(item["msg"]).removeprefix("Value error, ").replace("Input should be", "it should be")
    if item["type"] == "json_invalid":
        return f"the body is not JSON: {item.get('ctx', {}).get('error', message)}"
    if item["type"] == "extra_forbidden":
        return f"{where}: there is no such field"
    return f"{where or 'the body'}: {message}"
