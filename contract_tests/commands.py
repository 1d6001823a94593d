"""The verbs that this package brings to the `livephoto` command. Light to import: the work is loaded when called."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from livephoto.commands.console import CommandError
from livephoto.contract.loader import DEFAULT_EDITION, EDITION_ORDER


class Form(StrEnum):
    """What `check --format` takes."""

    TEXT = "text"
    JSON = "json"


class FailOn(StrEnum):
    """What `check --fail-on` takes."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    INFO = "info"


def check(
    ctx: typer.Context,
    pages: Annotated[list[str] | None, typer.Argument(metavar="FILE_OR_URL", help="More pages, behind --docs.")] = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", envvar="LIVEPHOTO_BASE_URL", help="The server, without a path."),
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(metavar="KEY", envvar="AILAB_API_KEY", help="Its API key. Shown nowhere.", show_default=False),
    ] = None,
    edition: Annotated[
        str, typer.Option(metavar="ID", help=f"The edition that it ought to keep to: {', '.join(EDITION_ORDER)}.")
    ] = DEFAULT_EDITION,
    max_credits: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Credits never exceeded; else the price of one success.")
    ] = None,
    docs: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE_OR_URL", help="Pages of the vendor: files, folders, URLs; repeatable."),
    ] = None,
    recordings: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="With --docs: recordings to compare the pages with; repeatable."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and its price; send nothing.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How the report is printed.")] = Form.TEXT,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=PATH", help="Also write json, junit, html, sarif or markdown; repeatable."),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="The least severity that makes the exit status 1.")] = FailOn.BREAKING,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Findings that are accepted until a date, with a reason.")
    ] = None,
    baseline_update: Annotated[
        bool, typer.Option("--baseline-update", help="Write the findings of this run into the baseline.")
    ] = False,
    history: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append the verdict here; `livephoto history FILE` shows it.")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Record results here; what it holds is not asked again.")
    ] = None,
    rate_limit: Annotated[
        str | None, typer.Option(metavar="N/s", help="Calls a second (2/s) or a minute (10/m); 2/s but on loopback.")
    ] = None,
    concurrency: Annotated[
        int | None, typer.Option(min=1, max=64, metavar="N", help="Calls at a time; 2, on loopback 8.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="How long an answer may take.")] = 30.0,
    explore: Annotated[
        bool, typer.Option("--explore", help="Where a limit no longer holds, search for the real one.")
    ] = False,
    photo: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A JPEG of a face, instead of the portrait that comes with us.")
    ] = None,
) -> None:
    """Check a server, or the vendor's pages, against an edition: what differs, how badly, and which edition it is.

    Probes that no server can bill come first. The credits allowed are never exceeded, not even by a probe that ought
    to be refused; what they did not reach is listed as not checked.

    With --docs the pages are checked: Markdown, HTML, text copied from a browser, openapi.json. A server is asked as
    well only where --base-url stands beside it, and then the report says who agrees with whom.

    \b
    Examples:
      livephoto check --base-url http://127.0.0.1:8300 --api-key any
      livephoto check --base-url http://127.0.0.1:8300 --max-credits 0 --format json
      livephoto check --report junit=check.xml --report html=check.html
      livephoto check --dry-run --max-credits 308
      livephoto check --resume run.ndjson --max-credits 44
      livephoto check --docs live-photo.mdx response-description.mdx
      livephoto check --docs ../ailabtools-docs --recordings recordings
      livephoto check --docs ../ailabtools-docs --base-url http://127.0.0.1:8300 --api-key any

    Exit status: 0 nothing breaking (see --fail-on), 1 breaking drift or retired, 2 wrong use, 3 target unreachable.
    """
    from contract_tests import check_command, check_docs
    from contract_tests.check_options import Options

    # A server that only the environment names is not asked beside pages: it could cost credits that nobody meant.
    source = ctx.get_parameter_source("base_url")
    by_environment = source is not None and source.name == "ENVIRONMENT"
    options = Options(
        base_url=None if docs and by_environment else base_url,
        api_key=api_key,
        edition=edition,
        max_credits=max_credits,
        as_json=form is Form.JSON,
        reports=tuple(report or ()),
        fail_on=fail_on.value,
        baseline=baseline,
        update_baseline=baseline_update,
        history=history,
        resume=resume,
        rate_limit=rate_limit,
        concurrency=concurrency,
        timeout=timeout,
        photo=photo,
        explore=explore,
        docs=(*(docs or ()), *(pages or ())),
        recordings=tuple(recordings or ()),
    )
    if pages and not docs:
        raise CommandError(f"what is {pages[0]}? pages go behind --docs, a server behind --base-url")
    if recordings and not docs:
        raise CommandError("--recordings goes with --docs; `livephoto replay` judges recordings alone")
    verb = check_docs if docs else check_command
    raise typer.Exit(verb.plan(options) if dry_run else verb.check(options))


def sample(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The file; else sample.jpg, .png and so on.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="jpeg, png, bmp, gif, webp or tiff.")] = "jpeg",
    size: Annotated[
        int | None, typer.Option("--bytes", metavar="N", help="Exact length of the file; else as short as it can be.")
    ] = None,
    width: Annotated[int, typer.Option(metavar="PX", help="Stored pixels from left to right.")] = 256,
    height: Annotated[int, typer.Option(metavar="PX", help="Stored pixels from top to bottom.")] = 256,
    mode: Annotated[
        str | None, typer.Option(help="rgb, grey, cmyk, rgba or palette; else what is usual for the format.")
    ] = None,
    progressive: Annotated[bool, typer.Option("--progressive", help="A progressive JPEG.")] = False,
    orientation: Annotated[int, typer.Option(metavar="1-8", help="EXIF orientation; 1 writes no tag.")] = 1,
    damage: Annotated[str, typer.Option(help="none, truncated, header-only, bad-crc or garbage.")] = "none",
    seed: Annotated[int, typer.Option(metavar="N", help="Varies colours and pose.")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there already.")] = False,
) -> None:
    """Write a photo made to measure: exact bytes and pixels, whole or damaged on purpose.

    \b
    Examples:
      livephoto sample -o portrait.jpg
      livephoto sample --format jpeg --bytes 5242881 -o too-large.jpg
      livephoto sample --format png --width 4096 --height 64 -o too-wide.png
      livephoto sample --format png --damage truncated -o broken.png
      livephoto sample --mode cmyk --orientation 6 -o turned.jpg

    Equal flags give equal bytes under one version of Pillow. Exit status: 0 written, 2 wrong use.
    """
    from contract_tests import sample_command

    line = sample_command.sample(
        out,
        {
            "format": form,
            "size": size,
            "width": width,
            "height": height,
            "mode": mode,
            "progressive": progressive,
            "orientation": orientation,
            "damage": damage,
            "seed": seed,
        },
        overwrite=overwrite,
    )
    typer.echo(line)
