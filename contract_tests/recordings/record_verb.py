"""The verb `record`. Light to import: the work is loaded when it is called."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from livephoto.contract.loader import DEFAULT_EDITION, EDITION_ORDER


class FallbackName(StrEnum):
    """What `--fallback` takes."""

    MOCK = "mock"


def record(
    upstream: Annotated[str, typer.Option(metavar="URL", help="The server that requests go to, without a path.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the recordings.")],
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="Port; 0 takes a free one.")] = 8310,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    edition: Annotated[
        str, typer.Option(metavar="ID", help=f"The edition that answers are held against: {', '.join(EDITION_ORDER)}.")
    ] = DEFAULT_EDITION,
    keep_photos: Annotated[
        bool, typer.Option("--keep-photos", help="Store uploads too; else only their hash, format, bytes and pixels.")
    ] = False,
    fallback: Annotated[
        FallbackName | None,
        typer.Option(
            help="Who answers where the upstream says that the endpoint is retired; the recording is of that."
        ),
    ] = None,
) -> None:
    """Pass an app's requests on to a server, and record each exchange as it passes.

    Point the app, in whatever language, at the base URL that the first line on standard output ends with. Bytes go
    through unchanged both ways, with the app's own key, which is written nowhere. Each answer is recorded and judged
    before the app gets it: the header X-Livephoto-Findings tells what differs from the edition, as does the terminal.
    Connects to the server directly, by no proxy of the environment's.

    \b
    Examples:
      livephoto record --upstream https://www.ailabapi.com --out recordings
      livephoto record --upstream http://127.0.0.1:8300 --out recordings --port 0
      livephoto record --upstream https://www.ailabapi.com --out recordings --fallback mock
    """
    from contract_tests.recordings.record_command import Options, run

    run(Options(upstream, out, host, port, edition, keep_photos, fallback is not None))
