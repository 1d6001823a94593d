"""The demonstration: the reference client against a mock of its own, on a real portrait."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from livephoto import ApiError, Client, LivePhoto, LivePhotoType
from livephoto.contract import load_edition
from mock_server.app import create_app
from mock_server.engines.sheet import contact_sheet
from mock_server.serving import AddressError, running
from mock_server.settings import Settings

_KEY = "demo-key"


def run(out: Path) -> None:
    """Run the demonstration and leave its files in `out`. Raises typer.Exit where it cannot."""
    console, progress = Console(), Console(stderr=True)
    portrait = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()
    price = load_edition().billing.credits_per_success
    budget = price * len(LivePhotoType)
    started = time.monotonic()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with running(create_app(Settings(engine="animated", credits=budget))) as base_url:
            progress.print(f"A mock of the API is up on {base_url} (edition {load_edition().id}).", highlight=False)
            with Client(api_key=_KEY, base_url=base_url) as client:
                videos = _animate(client, portrait, out, progress)
                refusals = _refusals(base_url, portrait)
                balance = client.credits().balance
    except (OSError, AddressError) as error:
        typer.echo(f"livephoto demo: {error}", err=True)
        raise typer.Exit(1) from None
    sheet = out / "contact-sheet.png"
    sheet.write_bytes(contact_sheet({path.stem: video.video for path, video in videos.items()}))
    console.print(_results(videos, sheet))
    console.print(_refusal_table(refusals))
    spent = budget - int(balance)
    console.print(
        f"The bill: {spent} credits for {len(videos)} videos at {price} each, nothing for {len(refusals)} refusals; "
        f"{balance:.0f} left. Took {time.monotonic() - started:.1f} s.",
        highlight=False,
    )


def _animate(client: Client, portrait: bytes, out: Path, progress: Console) -> dict[Path, LivePhoto]:
    videos = {}
    for kind in LivePhotoType:
        path = out / f"{kind.name.lower().replace('_', '-')}.mp4"
        with progress.status(f"Animating the portrait: {path.stem}"):
            videos[path] = client.animate(portrait, type=kind)
        videos[path].save(path)
    return videos


def _refusals(base_url: str, portrait: bytes) -> list[tuple[str, ApiError]]:
    attempts = [
        ("half of the photo", "another-key", portrait[: len(portrait) // 2]),
        ("a key that nobody owns", "invalid-demo", portrait),
        ("a third photo, for which the credits are short", _KEY, portrait),
    ]
    refused = []
    for what, key, photo in attempts:
        with Client(api_key=key, base_url=base_url, check=False) as client:
            try:
                client.animate(photo)
            except ApiError as error:
                refused.append((what, error))
    return refused


def _results(videos: dict[Path, LivePhoto], sheet: Path) -> Table:
    table = Table(title="Two videos of one portrait", title_justify="left")
    for heading in ("file", "kB", "request_id"):
        table.add_column(heading, overflow="fold")
    for path, video in videos.items():
        table.add_row(str(path), f"{len(video.video) / 1000:.0f}", video.request_id or "")
    table.add_row(str(sheet), f"{sheet.stat().st_size / 1000:.0f}", "ten frames of each, side by side")
    return table


def _refusal_table(refusals: list[tuple[str, ApiError]]) -> Table:
    table = Table(title="Three refusals, and what the client makes of them", title_justify="left")
    for heading in ("sent", "HTTP", "code", "exception", "retry?"):
        table.add_column(heading, overflow="fold")
    for what, error in refusals:
        retry = "may help" if error.retryable else "no use"
        table.add_row(what, str(error.status), error.code or "", type(error).__name__, retry)
    return table
