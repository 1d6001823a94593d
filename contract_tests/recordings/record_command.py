"""What the verb `record` does: options in, a proxy until Ctrl-C, and how many exchanges it recorded."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from contract_tests.base_url import TargetError, is_loopback
from contract_tests.recordings.guard import PrivateAddressError
from contract_tests.recordings.listening import serve
from contract_tests.recordings.proxy import Proxy
from contract_tests.recordings.recorder import Recorder
from contract_tests.recordings.upstream import Upstream
from livephoto.commands.console import CommandError
from livephoto.contract.loader import load_edition
from livephoto.contract.model import Edition
from livephoto.contract.strict import ContractError
from livephoto.listening import AddressError, bind, url_of
from livephoto.recordings.model import RecordingError
from livephoto.recordings.store import Store

if TYPE_CHECKING:
    from contract_tests.recordings.fallback import Fallback


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said."""

    upstream: str
    out: Path
    host: str
    port: int
    edition: str
    keep_photos: bool
    fallback: bool


def run(options: Options) -> None:
    """Serve the proxy until it is stopped. Raises CommandError."""
    try:
        edition = load_edition(options.edition)
        upstream = Upstream(options.upstream)
        _look_up(upstream)
        options.out.mkdir(parents=True, exist_ok=True)
        recorder = Recorder(Store(options.out, keep_photos=options.keep_photos), edition)
        fallback = _fallback(edition) if options.fallback else None
        listener = bind(options.host, options.port)
    except (ContractError, TargetError, PrivateAddressError, RecordingError, AddressError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"cannot record in {options.out}: {error.strerror or error}") from None
    _refuse_itself(upstream, listener)

    def announce() -> None:
        typer.echo(f"livephoto record listening on {url_of(listener)}")
        typer.echo(
            f"upstream {upstream.base_url}, edition {edition.id}, recordings in {options.out}; Ctrl-C stops it",
            err=True,
        )

    serve(Proxy(upstream, recorder, options.keep_photos, fallback, say=_say), listener, announce)
    if fallback:
        fallback.close()
    count = "1 exchange" if recorder.recorded == 1 else f"{recorder.recorded} exchanges"
    lost = f", {recorder.lost} not recorded: see above" if recorder.lost else ""
    _say(f"{count} recorded in {options.out}{lost}")


def _look_up(upstream: Upstream) -> None:
    """Refuse a public name that leads into a private network; one that is not known may be so by the first request."""
    try:
        asyncio.run(upstream.addresses())
    except OSError:
        _say(f"the name {upstream.host} cannot be looked up just now; requests are answered with 502 until it can")


def _refuse_itself(upstream: Upstream, listener: socket.socket) -> None:
    if is_loopback(upstream.base_url) and upstream.port == listener.getsockname()[1]:
        listener.close()
        raise CommandError(f"{upstream.base_url} would be this proxy itself; choose another --port, 0 for a free one")


def _fallback(edition: Edition) -> Fallback:
    """Return the mock. Raises CommandError where it is not installed."""
    try:
        from contract_tests.recordings.fallback import Fallback
    except ImportError as error:
        raise CommandError(f"--fallback mock needs: pip install 'livephoto[mock]' ({error})") from None
    return Fallback(edition)


def _say(line: str) -> None:
    typer.echo(line, err=True)
