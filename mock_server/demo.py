"""The demonstration: the reference client against a mock of its own, on a real portrait."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

from rich.console import Console

from livephoto.client import Client
from livephoto.commands.console import CommandError, heading, show, table
from livephoto.contract import LivePhotoType, load_edition
from livephoto.errors import ApiError
from livephoto.listening import AddressError
from livephoto.video import LivePhoto
from mock_server.app import create_app
from mock_server.engines.base import EngineError
from mock_server.engines.sheet import contact_sheet
from mock_server.serving import running
from mock_server.settings import Settings

_KEY = "demo-key"


def run(out: Path) -> None:
    """Run the demonstration and leave its files in `out`. Raises CommandError where it cannot."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        _run(out)
    except OSError as error:
        raise CommandError(f"cannot write to {out}: {(error.strerror or str(error)).lower()}", 1) from error
    except (AddressError, EngineError) as error:
        raise CommandError(str(error), 1) from error


def _run(out: Path) -> None:
    progress = Console(stderr=True, highlight=False)
    portrait = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()
    edition = load_edition()
    price = edition.billing.credits_per_success
    budget = price * len(LivePhotoType)
    started = time.monotonic()
    with running(create_app(Settings(engine="animated", credits=budget))) as base_url:
        progress.print(f"A mock of the API is up on {base_url} (edition {edition.id}).")
        with Client(api_key=_KEY, base_url=base_url, trust_env=False) as client:
            videos = _animate(client, portrait, out, progress)
            refusals = _refusals(base_url, portrait)
            balance = client.credits().balance
    sheet = out / "contact-sheet.png"
    sheet.write_bytes(contact_sheet({path.stem: video.video for path, video in videos.items()}))
    show(
        heading("Two videos of one portrait"),
        table(("file", "bytes", "request_id"), [(path, len(it.video), it.request_id) for path, it in videos.items()]),
        f"{sheet}: ten frames of each, side by side",
        heading(f"{len(refusals)} refusals, and what the client makes of them"),
        table(("sent", "status", "code", "exception", "retry"), [_row(what, error) for what, error in refusals]),
        heading("The bill"),
        f"{budget - balance:.0f} credits for {len(videos)} videos at {price} each, nothing for the refusals; "
        f"{balance:.0f} left",
    )
    progress.print(f"Took {time.monotonic() - started:.1f} s.")


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
        ("a third photo, credits spent", _KEY, portrait),
    ]
    refused = []
    for what, key, photo in attempts:
        with Client(api_key=key, base_url=base_url, check=False, trust_env=False) as client:
            try:
                client.animate(photo)
            except ApiError as error:
                refused.append((what, error))
    return refused


def _row(what: str, error: ApiError) -> tuple[object, ...]:
    return what, error.status, error.code, type(error).__name__, "may help" if error.retryable else "no use"
