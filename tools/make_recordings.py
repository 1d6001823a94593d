"""Makes fixtures/recordings: the probes' exchanges with the mock of each edition, and a note on where they come from.

python tools/make_recordings.py [EDITION...]

Free and paid probes, and errors that no request brings about, all with the canned engine. Dates and ids are fixed, and
a file that is right but for the version that made it is left as it is: made twice, they are the same to the byte.
Photos are not stored; they are built anew from the probe that a file is named after, and drawn ones may differ with
another Pillow.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from contract_tests.exchange import Answer, Asked
from contract_tests.no_answer import NoAnswer
from contract_tests.probes import Probe, probes
from contract_tests.target import Target
from livephoto.client import Client
from livephoto.contract.loader import DEFAULT_EDITION, EDITION_ORDER, load_edition
from livephoto.contract.model import Edition
from livephoto.errors import LivePhotoError
from livephoto.recordings.captured import Captured
from livephoto.recordings.form import read_form
from livephoto.recordings.planning import BODIES
from livephoto.recordings.store import Store
from livephoto.retry import Retry
from mock_server.app import create_app
from mock_server.settings import Settings

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "recordings"
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
"""The date of every recording: any that does not change will do."""
URL, KEY = "http://127.0.0.1:8300", "a-key-of-the-mock"
_IDS = ("request_id", "log_id")
_DEFAULT, _FULL_BODY, _ASKED = "success-default", "success-full-body", "asked-"
_OF_THE_ACCOUNT = ("user_locked", "credits_short", "no_face")
"""Rules that a request does not show to be broken, beside those that only trouble brings about."""

PROVENANCE = """\
# Where these recordings come from

From this project's own mock (`livephoto mock --engine canned`), one folder for each edition of the contract that it can
be. None is a capture of the vendor's service: they show what contract, mock and client agree on, and no more.

`python tools/make_recordings.py` makes them; a test says when that is due. Each file is named after the probe
(`contract_tests/probes.py`) that was sent, or after the rule that the mock was asked to answer with. `_outcome` is what
the client makes of the answer: `LivePhoto`, `Credits`, or the class of the error and its code. Times and ids are fixed:
each is dated 2026-01-01 and took no time.

Photos are told of by hash, format, bytes and pixels only, and built anew from the probe where they are needed. The
clips are those of `mock_server/assets`, whose PROVENANCE.md says what they show; the long one, of type 1, is stored
with the newest edition in service alone.
"""


@dataclass(frozen=True, slots=True)
class _Seen:
    request: httpx.Request
    response: httpx.Response


class _Tapped(httpx.AsyncBaseTransport):
    """Passes calls on to a mock in this process, and keeps the last exchange."""

    def __init__(self, edition: Edition) -> None:
        self._mock = httpx.ASGITransport(create_app(Settings(edition=edition.id, engine="canned")))
        self.seen: _Seen | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        await request.aread()
        response = await self._mock.handle_async_request(request)
        content = await response.aread()
        self.seen = _Seen(request, httpx.Response(response.status_code, headers=response.headers, content=content))
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))


def wanted(edition: Edition) -> tuple[Probe, ...]:
    """Return the probes that are recorded for an edition; each is sent with its `key_of`."""
    portrait = files("contract_tests").joinpath("assets/portrait.jpg").read_bytes()
    every = tuple(probe for probe in probes(edition, portrait) if probe.cost != "risky")
    if edition.retired:
        return every
    default = next(probe for probe in every if probe.id == _DEFAULT)
    asked = [name for name, rule in edition.rules.items() if rule.asked_only or name in _OF_THE_ACCOUNT]
    refused = (replace(default, id=f"{_ASKED}{name}", asked=Asked(frozenset({name}))) for name in asked)
    with_clip = edition.id == DEFAULT_EDITION
    return (*(probe for probe in every if with_clip or probe.id != _FULL_BODY), *refused)


def key_of(probe: Probe) -> str:
    """Return the key that a probe is sent with: one that is known, or one that asks the mock for an error."""
    return f"mock-{probe.id.removeprefix(_ASKED)}" if probe.id.startswith(_ASKED) else KEY


async def sent(
    edition: Edition, base_url: str = URL, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[tuple[Probe, Answer | NoAnswer]]:
    """Send what is wanted of an edition to a mock; yield each probe with its answer."""
    async with AsyncExitStack() as stack:
        targets: dict[str, Target] = {}
        for probe in wanted(edition):
            key = key_of(probe)
            if key not in targets:
                target = Target(base_url, key, edition, transport=transport)
                targets[key] = await stack.enter_async_context(target)
            yield probe, await targets[key].send(probe)


def make(folder: Path, edition: Edition) -> None:
    """Record the probes of an edition into a folder, a file each."""
    asyncio.run(_make(folder, edition))


async def _make(folder: Path, edition: Edition) -> None:
    store, tapped = Store(folder), _Tapped(edition)
    async for probe, _ in sent(edition, transport=tapped):
        if tapped.seen is None:
            raise SystemExit(f"{edition.id}: the mock gave no answer to {probe.id}")
        captured = _captured(tapped.seen, edition, probe)
        store.add(captured).rename(folder / f"{probe.id}.har")


def _captured(seen: _Seen, edition: Edition, probe: Probe) -> Captured:
    request, response = seen.request, seen.response
    form = read_form(request.headers.get("content-type", ""), request.content, keep_files=False)
    body = fixed(response.content, f"{edition.id} {probe.id}")
    return Captured(
        method=request.method,
        url=str(request.url),
        request_headers=request.headers.multi_items(),
        form=form,
        request_body_sha256=_sha256(request.content),
        request_body_size=len(request.content),
        status=response.status_code,
        answer_headers=response.headers.multi_items(),
        body=body,
        cut=False,
        started=WHEN,
        seconds=0.0,
        edition=edition.id,
        outcome=outcome(response, edition, probe),
    )


def fixed(body: bytes, name: str) -> bytes:
    """Return a body whose ids are always the same: of the same form, made of a name."""
    envelope = json.loads(body)
    for field in _IDS:
        body = body.replace(str(envelope[field]).encode(), str(uuid5(NAMESPACE_URL, f"{name} {field}")).encode())
    return body


def outcome(response: httpx.Response, edition: Edition, probe: Probe) -> str:
    """Return what the client makes of an answer, whatever was asked: a class, and the code of an error."""
    again = httpx.Response(response.status_code, headers=response.headers, content=response.content)
    transport = httpx.MockTransport(lambda _: again)
    with Client(KEY, base_url=URL, retry=Retry(attempts=1), check=False, transport=transport) as client:
        try:
            queries = probe.path == edition.credits_query.path
            found: object = client.credits() if queries else client.animate(b"a photo")
        except LivePhotoError as error:
            found = error
    return " ".join(filter(None, (type(found).__name__, getattr(found, "code", None))))


def settled(har: dict[str, Any], *, photos: bool = True) -> dict[str, Any]:
    """Return a recording without the versions that made it; photos: with the hashes of what was uploaded."""
    har = json.loads(json.dumps(har))
    del har["log"]["creator"]["version"]
    for entry in har["log"]["entries"]:
        del entry["_tool"]
        answered = entry["response"]["headers"]
        answered[:] = [each for each in answered if each["name"] != "x-livephoto-mock"]
        if not photos:
            _without_hashes(entry["request"])
    return har


def _without_hashes(request: dict[str, Any]) -> None:
    del request["bodySize"]
    request["headers"] = [each for each in request["headers"] if each["name"] != "content-length"]
    for param in request.get("postData", {}).get("params", ()):
        param.pop("_sha256", None)
        param.pop("_size", None)


def put(made: Path, kept: Path) -> Iterator[str]:
    """Bring a folder up to what was made, and yield the names of files that came, changed or went."""
    (kept / BODIES).mkdir(parents=True, exist_ok=True)
    for file in sorted(made.rglob("*.*")):
        target = kept / file.relative_to(made)
        if not target.exists() or not _same(file, target):
            shutil.copyfile(file, target)
            yield target.name
    for file in sorted(kept.rglob("*.*")):
        if not (made / file.relative_to(kept)).exists():
            file.unlink()
            yield file.name


def _same(made: Path, kept: Path) -> bool:
    if made.suffix != ".har":
        return made.read_bytes() == kept.read_bytes()
    return settled(json.loads(made.read_bytes())) == settled(json.loads(kept.read_bytes()))


def _sha256(content: bytes) -> str | None:
    return hashlib.sha256(content).hexdigest() if content else None


def main(names: list[str]) -> None:
    """Make the recordings of the editions named, or of all."""
    for edition in map(load_edition, names or EDITION_ORDER):
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), edition)
            changed = list(put(Path(folder), FIXTURES / edition.id))
        print(f"{edition.id}: {len(changed)} files changed{': ' if changed else ''}{', '.join(changed[:5])}")  # noqa: T201
    (FIXTURES / "PROVENANCE.md").write_text(PROVENANCE, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
