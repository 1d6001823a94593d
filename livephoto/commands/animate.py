"""The verb `animate`: photos in, videos out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import LivePhotoType, load_edition

if TYPE_CHECKING:
    from livephoto.async_client import AsyncClient
    from livephoto.commands.animate_manifest import Manifest
    from livephoto.commands.animate_plan import Plan
    from livephoto.retry import Retry

_TYPES = {"avatar": LivePhotoType.AVATAR, "full-body": LivePhotoType.FULL_BODY}


def animate(
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO...", help="Photos, or folders of photos.", show_default=False)
    ],
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="OUT", help="The video's file; a folder, or NEW/, for several photos."),
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
        int, typer.Option(min=0, metavar="N", help="How often to try again; not where it may cost twice.")
    ] = 3,
    retry_unanswered: Annotated[
        bool, typer.Option("--retry-unanswered", help="Also send again what may have been billed without a video.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")] = False,
) -> None:
    """Animate photos: one request and one short video each.

    The paths of the videos go to standard output, one a line; everything else goes to standard error. A folder of
    videos also gets livephoto-manifest.jsonl, from which a later run knows what was done, or sent without an answer,
    and pays for nothing twice.

    \b
    Examples:
      livephoto animate portrait.jpg
      livephoto animate portrait.jpg -o moving.mp4 --type full-body
      livephoto animate holiday/ -o videos/ --concurrency 8
      livephoto animate portrait.jpg --base-url http://127.0.0.1:8300 --api-key any

    Exit status: 0 all done, 1 some failed, 2 wrong use, 3 server unreachable, 130 or 143 interrupted.
    """
    from livephoto.commands.animate_batch import Batch
    from livephoto.commands.animate_lock import alone_in
    from livephoto.commands.animate_plan import make_plan
    from livephoto.commands.animate_report import Reporter, exit_code, summary
    from livephoto.commands.interruptible import run_until_interrupted
    from livephoto.sink import sweep

    wanted = _type_of(kind)
    plan = make_plan(photos, out)
    client = _client(api_key, base_url, timeout=timeout, retry=_retry(retries, timeout, retry_unanswered), check=check)
    if not overwrite:
        _refuse_to_overwrite(plan, _manifest(plan))
    edition, total = load_edition(), len(plan.jobs)
    reporter = Reporter(total)
    with alone_in(plan.folder):
        for folder in {job.output.parent for job in plan.jobs}:
            sweep(folder)
        batch = Batch(
            client,
            wanted,
            limit=edition.request.image.max_bytes if check else None,
            manifest=_manifest(plan),
            overwrite=overwrite,
            retry_unanswered=retry_unanswered,
            report=reporter.add,
        )
        with reporter.bar():
            interrupted = run_until_interrupted(batch.run(plan.jobs, concurrency))
    for line in summary(reporter.outcomes, total, edition.billing.credits_per_success):
        typer.echo(line, err=True)
    if reporter.unprinted and not interrupted:
        raise reporter.unprinted
    raise typer.Exit(interrupted or exit_code(reporter.outcomes, total))


def _retry(retries: int, timeout: float, unanswered: bool) -> Retry:
    from livephoto.retry import Retry

    attempts = retries + 1
    deadline = attempts * (timeout + Retry().longest_pause)
    return Retry(attempts=attempts, deadline=deadline, retry_unanswered=unanswered)


def _client(api_key: str | None, base_url: str | None, *, timeout: float, retry: Retry, check: bool) -> AsyncClient:
    import httpx

    from livephoto.async_client import AsyncClient
    from livephoto.errors import SettingsError

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
        return Manifest(plan.folder)
    except OSError as error:
        raise CommandError(f"cannot read the manifest in {plan.folder}: {error.strerror}") from None


def _refuse_to_overwrite(plan: Plan, manifest: Manifest | None) -> None:
    for job in plan.jobs:
        if job.output.exists() and not (manifest and manifest.wrote(job.output)):
            raise CommandError(f"{job.output} exists; --overwrite replaces it, -o names another")
