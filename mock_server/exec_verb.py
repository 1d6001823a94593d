"""The verb `exec`: runs a command, in whatever language, against a mock of its own. Light to import."""

from __future__ import annotations

from typing import Annotated

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import DEFAULT_EDITION, EDITION_ORDER, ContractError
from mock_server.commands import EngineName, byte_size


def exec_(
    command: Annotated[list[str], typer.Argument(metavar="COMMAND", help="What to run, with its arguments, behind --")],
    edition: Annotated[
        str, typer.Option(help=f"Edition to behave like: {', '.join(EDITION_ORDER)}.")
    ] = DEFAULT_EDITION,
    engine: Annotated[
        EngineName | None, typer.Option(help="What makes the video; animated where it is installed, else canned.")
    ] = None,
    scenario: Annotated[
        list[str] | None, typer.Option(metavar="FILE|NAME", help="What acts on all calls; repeat for more.")
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
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="Port; 0 takes a free one.")] = 0,
    audit: Annotated[
        bool,
        typer.Option(
            "--audit", help="Tell what the command did wrong; exit with 1 for an error where it succeeded itself."
        ),
    ] = False,
) -> None:
    """Run a command against a mock of the API that lives as long as it does.

    The command finds the mock in LIVEPHOTO_BASE_URL, and a key in AILAB_API_KEY, where none is set. Its standard
    streams are its own; what it cost is told on standard error at its end. Exits with its status, and with 128 plus
    the signal's number where one ended it; 127 where it is not found, 126 where it cannot be run.

    \b
    Examples:
      livephoto exec -- npm test
      livephoto exec --edition 2026-02-retired -- pytest -x
      livephoto exec --scenario flaky --audit -- ./import-portraits.sh
    """
    from livephoto.listening import AddressError
    from mock_server.engines.base import EngineError
    from mock_server.executing import Unrunnable, execute
    from mock_server.settings import Settings, SettingsError

    bound = byte_size(max_body)
    try:
        settings = Settings(
            edition=edition,
            engine=engine.value if engine else None,
            scenarios=tuple(scenario or ()),
            api_keys=tuple(api_key or ()),
            locked_keys=tuple(locked_key or ()),
            credits=credits,
            max_body=bound,
        )
        status = execute(command, settings, port, audited=audit, say=lambda line: typer.echo(line, err=True))
    except Unrunnable as error:
        raise CommandError(str(error), error.exit_code) from None
    except (ContractError, SettingsError, EngineError, AddressError) as error:
        raise CommandError(str(error)) from None
    raise typer.Exit(status)
