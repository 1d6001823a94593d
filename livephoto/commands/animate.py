"""The verb `animate`: photos in, videos out."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import LivePhotoType, load_edition

if TYPE_CHECKING:
    from livephoto.async_client import AsyncClient
    from livephoto.commands.animate_manifest import Manifest
    from livephoto.commands.animate_plan import Plan

_TYPES = {"avatar": LivePhotoType.AVATAR, "full-body": LivePhotoType.FULL_BODY}
_INTERRUPTED = 130


def animate(
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO...", help="Photos, or folders of photos.", show_default=False)
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="OUT", help="The video's file; a folder for several photos.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--type", metavar="avatar|full-body", help="What part of the photo is brought to life.")
    ] = "avatar",
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", envvar="LIVEPHOTO_BASE_URL", help="Where the API is; else the vendor.")
    ] = None,
    api_key: Annotated[
        str | None, typer.Option(metavar="KEY", envvar="AILAB_API_KEY", help="The API key.", show_default=False)
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, metavar="N", help="Photos on their way at a time.")] = 4,
    check: Annotated[bool, typer.Option("--check/--no-check", help="Look at a photo before it is uploaded.")] = True,
    timeout: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="How long to wait for an answer.")] = 120.0,
    retries: Annotated[
        int, typer.Option(min=0, metavar="N", help="How often to try again; never where it may cost twice.")
    ] = 3,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")] = False,
) -> None:
    """Animate photos: one request and one short video each.

    The paths of the videos go to standard output, one a line; everything else goes to standard error. A folder of
    videos also gets livephoto-manifest.jsonl, from which a later run knows what was done and pays for nothing twice.

    \b
    Examples:
      livephoto animate portrait.jpg
      livephoto animate portrait.jpg -o moving.mp4 --type full-body
      livephoto animate holiday/ -o videos/ --concurrency 8
      livephoto animate portrait.jpg --base-url http://127.0.0.1:8300 --api-key any

    Exit status: 0 all done, 1 some failed, 2 wrong use, 3 server unreachable.
    """
    from livephoto.commands.animate_batch import Batch
    from livephoto.commands.animate_plan import make_plan
    from livephoto.commands.animate_report import Reporter, exit_code, summary

    wanted = _type_of(kind)
    plan = make_plan(photos, out)
    client = _client(api_key, base_url, timeout=timeout, retries=retries, check=check)
    manifest = _manifest(plan)
    if not overwrite:
        _refuse_to_overwrite(plan, manifest)
    edition, total = load_edition(), len(plan.jobs)
    reporter = Reporter(total)
    limit = edition.request.image.max_bytes if check else None
    batch = Batch(client, wanted, limit=limit, manifest=manifest, overwrite=overwrite, report=reporter.add)
    with reporter.bar():
        interrupted = not _finished(batch.run(plan.jobs, concurrency))
    for line in summary(reporter.outcomes, total, edition.billing.credits_per_success):
        typer.echo(line, err=True)
    raise typer.Exit(_INTERRUPTED if interrupted else exit_code(reporter.outcomes, total))


def _finished(work: Coroutine[Any, Any, None]) -> bool:
    """Do the work; return whether it came to its end before the user pressed Ctrl-C."""
    import asyncio

    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        return False
    return True


def _client(api_key: str | None, base_url: str | None, *, timeout: float, retries: int, check: bool) -> AsyncClient:
    import httpx

    from livephoto.async_client import AsyncClient
    from livephoto.errors import SettingsError
    from livephoto.retry import Retry

    attempts = retries + 1
    retry = Retry(attempts=attempts, deadline=attempts * (timeout + Retry().longest_pause))
    wait = httpx.Timeout(timeout, connect=min(timeout, 10.0))
    try:
        return AsyncClient(api_key, base_url=base_url, timeout=wait, retry=retry, check=check)
    except SettingsError as error:
        raise CommandError(str(error)) from None


def _type_of(kind: str) -> LivePhotoType:
    known = _TYPES | {str(each.value): each for each in LivePhotoType}
    if kind not in known:
        raise CommandError(f"--type is {' or '.join(_TYPES)} ({' or '.join(map(str, map(int, LivePhotoType)))})")
    return known[kind]


def _manifest(plan: Plan) -> Manifest | None:
    from livephoto.commands.animate_manifest import Manifest

    if plan.folder is None:
        return None
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        return Manifest(plan.folder)
    except OSError as error:
        raise CommandError(f"cannot write to {plan.folder}: {error.strerror}") from None


def _refuse_to_overwrite(plan: Plan, manifest: Manifest | None) -> None:
    for job in plan.jobs:
        if job.output.exists() and not (manifest and manifest.wrote(job.output)):
            raise CommandError(f"{job.output} exists; --overwrite replaces it, -o names another")
