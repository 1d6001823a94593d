"""What the verb `mock` does: a socket first, then the mock on it, in one process or several."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import ContractError
from livephoto.listening import AddressError, bind, url_of
from mock_server.building import create_service
from mock_server.control.token import token_for
from mock_server.engines.base import EngineError
from mock_server.serving import LeanApp, serve
from mock_server.settings import Settings, SettingsError
from mock_server.state.base import StateError
from mock_server.workers import WorkersError, serve_workers


def run(settings: Settings, host: str, port: int, *, print_url: bool = False) -> None:
    """Serve the mock until it is told to stop.

    print_url: standard output gets the base URL alone. Raises CommandError, with status 2 where the settings or the
    address cannot be used, 1 where a worker does not come up.
    """
    try:
        given, settings = settings.admin_token, replace(settings, admin_token=token_for(host, settings.admin_token))
        app = LeanApp(create_service(settings))
        listener = bind(host, port)
    except (ContractError, SettingsError, EngineError, StateError, AddressError) as error:
        raise CommandError(str(error)) from None

    def announce() -> None:
        url = url_of(listener)
        typer.echo(url if print_url else f"livephoto mock listening on {url}")
        typer.echo(_about(app, settings), err=True)
        if settings.admin_token != given:
            typer.echo(f"control API token: {settings.admin_token}", err=True)

    _serve(app, settings, listener, announce)


def _serve(app: LeanApp, settings: Settings, listener: socket.socket, announce: Callable[[], None]) -> None:
    if settings.workers == 1:
        serve(app, listener, announce)
        return
    app.service.close()
    try:
        serve_workers(settings, listener, announce)
    except WorkersError as error:
        raise CommandError(str(error), 1) from None


def _about(app: LeanApp, settings: Settings) -> str:
    left = "credits never run out" if settings.credits is None else f"{settings.credits} credits a key"
    workers = f", {settings.workers} workers" if settings.workers > 1 else ""
    return f"edition {app.service.edition.id}, engine {app.service.engine.name}, {left}{workers}; Ctrl-C stops it"
