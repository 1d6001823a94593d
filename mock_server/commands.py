"""The verbs that this package brings to the `livephoto` command. Light to import: the work is loaded when called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import DEFAULT_EDITION, EDITION_ORDER
from mock_server.clip_options import FACES_METAVAR, SECONDS_HELP, CodecName, Fps, Size, clip_options

_UNITS = {"": 1, "B": 1, "KB": 1000, "KIB": 1024, "MB": 1000**2, "MIB": 1024**2, "GB": 1000**3, "GIB": 1024**3}


class LogFormat(StrEnum):
    """Forms that `--log-format` takes."""

    TEXT = "text"
    JSON = "json"


class AuditForm(StrEnum):
    """What `audit --format` takes."""

    TEXT = "text"
    JSON = "json"


class AuditFailOn(StrEnum):
    """What `audit --fail-on` takes."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


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
    clip_seconds: Annotated[float | None, typer.Option(metavar="S", help=SECONDS_HELP)] = None,
    fps: Fps = None,
    size: Size = None,
    codec: CodecName = None,
    faces: Annotated[
        str | None,
        typer.Option(
            metavar=FACES_METAVAR,
            help="strict refuses photos without a face, any moves them as a picture. strict without it.",
        ),
    ] = None,
    engine_workers: Annotated[
        int | None,
        typer.Option(metavar="N", help="Processes that make videos, in each worker; as many as there are cores for."),
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
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|NAME",
            help="What goes wrong, and when: a file (JSON or TOML, read anew when it changes) or a ready-made one.",
        ),
    ] = None,
    recordings: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Answer requests that were recorded there with their recorded answers."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that answer.")] = 1,
    state: Annotated[
        str, typer.Option(metavar="URL", help="Where it remembers; redis://HOST shares it among workers and replicas.")
    ] = "memory://",
    journal_size: Annotated[
        int, typer.Option(min=0, metavar="N", help="Calls that the journal keeps; 0 keeps none.")
    ] = 1000,
    admin_token: Annotated[
        str | None,
        typer.Option(
            metavar="TOKEN",
            envvar="LIVEPHOTO_ADMIN_TOKEN",
            show_default=False,
            help="What the control API asks for; made up and told where --host is not loopback.",
        ),
    ] = None,
    log_format: Annotated[LogFormat | None, typer.Option(help="Log each call on standard error, a line each.")] = None,
    print_url: Annotated[
        bool, typer.Option("--print-url", help="Print the base URL alone on standard output, for scripts.")
    ] = False,
) -> None:
    """Serve a mock of the API: refusals, credits, retirement, and a real video of the photo that was sent.

    The first line on standard output ends with the base URL. Any error can be asked for: with the header
    `Prefer: error=ERROR_NO_FACE_IN_FILE` or `Prefer: code=422`, or with the key `mock-ERROR_NO_FACE_IN_FILE`. Open the
    URL in a browser for a page to try it on; /__admin/docs describes the control API.

    Examples:

        livephoto mock

        livephoto mock --port 0 --credits 44 --api-key my-key

        livephoto mock --edition 2026-02-retired --engine canned

        livephoto mock --engine animated --faces any --codec vp9

        livephoto mock --scenario flaky --log-format text

        livephoto mock --workers 4 --state redis://127.0.0.1
    """
    bound, readings = byte_size(max_body), dict(_reading(text) for text in reading or ())
    given = {"seconds": clip_seconds, "fps": fps, "size": size, "codec": codec, "faces": faces}
    from mock_server import mock_command
    from mock_server.settings import Settings, SettingsError

    try:
        settings = Settings(
            edition=edition,
            engine=_engine(engine, [*given.values(), engine_workers]),
            clip=clip_options(Settings().clip, **given),
            engine_workers=engine_workers,
            api_keys=tuple(api_key or ()),
            locked_keys=tuple(locked_key or ()),
            credits=credits,
            max_body=bound,
            readings=readings,
            scenarios=tuple(scenario or ()),
            recordings=recordings,
            workers=workers,
            state=state,
            journal_size=journal_size,
            admin_token=admin_token,
            log_format=log_format.value if log_format else None,
        )
    except SettingsError as error:
        raise CommandError(str(error)) from None
    mock_command.run(settings, host, port, print_url=print_url)


def _engine(named: EngineName | None, choices: Sequence[object]) -> str | None:
    """Return the engine's name: whoever chooses how clips are made asks for the one that makes them."""
    if all(choice is None for choice in choices):
        return named.value if named else None
    if named is EngineName.CANNED:
        raise CommandError(
            "the canned engine's clips are fixed: --clip-seconds, --fps, --size, --codec, --faces and "
            "--engine-workers are for --engine animated"
        )
    return EngineName.ANIMATED.value


def _reading(text: str) -> tuple[str, str]:
    rule, separator, code = text.partition("=")
    if not separator or not rule or not code:
        raise typer.BadParameter(f"--reading takes RULE=CODE, as in image_missing=MISSING_PARAMETERS, not {text!r}")
    return rule.strip(), code.strip()


def audit(
    url: Annotated[
        str, typer.Option(envvar="LIVEPHOTO_BASE_URL", metavar="URL", help="The mock's base URL.")
    ] = "http://127.0.0.1:8300",
    token: Annotated[
        str | None,
        typer.Option(
            envvar="LIVEPHOTO_ADMIN_TOKEN", metavar="TOKEN", show_default=False, help="Its control API's token."
        ),
    ] = None,
    key: Annotated[str | None, typer.Option(metavar="KEY", help="Look only at calls with this key.")] = None,
    form: Annotated[AuditForm, typer.Option("--format", help="How the audit is printed.")] = AuditForm.TEXT,
    fail_on: Annotated[
        AuditFailOn, typer.Option(help="The least severity that makes the exit status 1.")
    ] = AuditFailOn.WARNING,
) -> None:
    """Audit how a client retried, from a mock's journal: what it did wrong, in which calls, and what it would cost.

    Finds calls billed twice, retries of errors that can never succeed, a `Retry-After` that was not kept, retries
    without backoff and retries without end, of a client in any language.

    \b
    Examples:
      livephoto audit
      livephoto audit --url http://127.0.0.1:8300 --format json
      livephoto audit --key my-key --fail-on error

    Exit status: 0 nothing found (see --fail-on), 1 findings, 2 wrong use, 3 the mock cannot be reached.
    """
    from livephoto.commands.console import show_json
    from mock_server.audit_verb import Asked, AuditFailed, ask, exit_status, text

    try:
        found = ask(Asked(url, token, key))
    except AuditFailed as error:
        raise CommandError(str(error), error.exit_code) from None
    if form is AuditForm.JSON:
        show_json(found)
    else:
        typer.echo(text(found))
    raise typer.Exit(exit_status(found, fail_on.value))


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
