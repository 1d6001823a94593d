"""The verbs that this package brings to the `livephoto` command. Light to import: the work is loaded when called."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import DEFAULT_EDITION, EDITION_ORDER, ContractError

_UNITS = {"": 1, "B": 1, "KB": 1000, "KIB": 1024, "MB": 1000**2, "MIB": 1024**2, "GB": 1000**3, "GIB": 1024**3}


class EngineName(StrEnum):
    """Engines that `--engine` takes."""

    CANNED = "canned"
    ANIMATED = "animated"


def byte_size(text: str) -> int:
    """Return the bytes that a text such as 64MiB, 5MB or 5242880 stands for."""
    found = re.fullmatch(r"([0-9]+)\s*([a-z]*)", text.strip(), re.IGNORECASE)
    if not found or found[2].upper() not in _UNITS:
        raise typer.BadParameter(f"--max-body {text!r} is no size; write bytes or a unit: 5242880, 5MiB, 64MiB")
    return int(found[1]) * _UNITS[found[2].upper()]


def mock(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="Port; 0 takes a free one.")] = 8300,
    edition: Annotated[
        str, typer.Option(help=f"Edition to behave like: {', '.join(EDITION_ORDER)}.")
    ] = DEFAULT_EDITION,
    engine: Annotated[
        EngineName | None, typer.Option(help="What makes the video; animated where it is installed, else canned.")
    ] = None,
    api_key: Annotated[
        list[str] | None,
        typer.Option(help="A key that is known; repeat for more. Without one, all are but those that begin invalid-."),
    ] = None,
    locked_key: Annotated[list[str] | None, typer.Option(help="A key whose account is locked; repeatable.")] = None,
    credits: Annotated[  # noqa: A002 - the flag's name
        int | None, typer.Option(min=0, help="Credits that each key starts with; without it they never run out.")
    ] = None,
    max_body: Annotated[str, typer.Option(help="Longest request body that is read.")] = "64MiB",
    reading: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE=CODE", help="Answer a rule with another code; repeatable. See `contract show`."),
    ] = None,
) -> None:
    """Serve a mock of the API: refusals, credits, retirement, and a real video of the photo that was sent.

    The first line on standard output ends with the base URL. Any error can be asked for: with the header
    `Prefer: error=ERROR_NO_FACE_IN_FILE` or `Prefer: code=422`, or with the key `mock-ERROR_NO_FACE_IN_FILE`.

    Examples:

        livephoto mock

        livephoto mock --port 0 --credits 44 --api-key my-key

        livephoto mock --edition 2026-02-retired --engine canned
    """
    from mock_server.building import create_service
    from mock_server.engines.base import EngineError
    from mock_server.serving import AddressError, LeanApp, bind, serve, url_of
    from mock_server.settings import Settings, SettingsError

    bound, readings = byte_size(max_body), dict(_reading(text) for text in reading or ())
    try:
        settings = Settings(
            edition=edition,
            engine=engine.value if engine else None,
            api_keys=tuple(api_key or ()),
            locked_keys=tuple(locked_key or ()),
            credits=credits,
            max_body=bound,
            readings=readings,
        )
        app = LeanApp(create_service(settings))
        listener = bind(host, port)
    except (ContractError, SettingsError, EngineError, AddressError) as error:
        raise CommandError(str(error)) from None

    def announce() -> None:
        service = app.service
        typer.echo(f"livephoto mock listening on {url_of(listener)}")
        left = "credits never run out" if credits is None else f"{credits} credits a key"
        typer.echo(f"edition {service.edition.id}, engine {service.engine.name}, {left}; Ctrl-C stops it", err=True)

    serve(app, listener, announce)


def _reading(text: str) -> tuple[str, str]:
    rule, separator, code = text.partition("=")
    if not separator or not rule or not code:
        raise typer.BadParameter(f"--reading takes RULE=CODE, as in image_missing=MISSING_PARAMETERS, not {text!r}")
    return rule.strip(), code.strip()


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the videos and the contact sheet.")] = Path(
        "livephoto-demo"
    ),
) -> None:
    """Show the whole of it in one go: a mock, a portrait, both videos, three refusals and the bill.

    Needs no network and no key: the mock runs on a free port of this machine for as long as the demo does.

    Examples:

        livephoto demo

        livephoto demo --out /tmp/demo
    """
    from mock_server.demo import run

    run(out)
