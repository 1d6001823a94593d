"""The flags of `check` as values: read, judged and made ready before anything is sent or paid for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from contract_tests.base_url import TargetError, read_base_url
from contract_tests.check_run import Wanted
from contract_tests.outputs import OutputOptions
from contract_tests.pace import Pace, usual_pace
from contract_tests.probes import Probe, probes
from contract_tests.resume import Record, ResumeError
from livephoto.commands.console import CommandError
from livephoto.contract.image_header import read_header
from livephoto.contract.model import Edition

_RATE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)/([sm])")
_UNITS = {"s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Options(OutputOptions):
    """The flags as they were given."""

    base_url: str | None
    api_key: str | None = field(repr=False)
    edition: str
    max_credits: int | None
    resume: Path | None
    rate_limit: str | None
    concurrency: int | None
    timeout: float
    photo: Path | None
    explore: bool
    docs: tuple[str, ...] = ()
    """Files, folders and URLs of the vendor's pages."""
    recordings: tuple[Path, ...] = ()
    """What pages are compared with where there is no server."""


def wanted_of(options: Options, edition: Edition) -> Wanted:
    """Return what is to be checked, and how. Raises CommandError."""
    base_url = base_url_of(options)
    if not options.api_key:
        raise CommandError("the server wants a key: set AILAB_API_KEY, or give --api-key")
    return Wanted(
        base_url,
        options.api_key,
        edition,
        probes_of(options, edition),
        credits_of(options, edition),
        pace_of(options, base_url),
        options.timeout,
        options.explore,
    )


def base_url_of(options: Options) -> str:
    """Return the root of the server to check. Raises CommandError."""
    if not options.base_url:
        raise CommandError("which server? set LIVEPHOTO_BASE_URL, or give --base-url")
    try:
        return read_base_url(options.base_url)
    except TargetError as error:
        raise CommandError(str(error)) from None


def credits_of(options: Options, edition: Edition) -> int:
    """Return the credits that may be spent: the price of one success where nothing else was said."""
    return edition.billing.credits_per_success if options.max_credits is None else options.max_credits


def probes_of(options: Options, edition: Edition) -> Sequence[Probe]:
    """Return an edition's probes around the photo asked for, or the one that comes with us. Raises CommandError."""
    if options.photo is None:
        return probes(edition, files("contract_tests").joinpath("assets/portrait.jpg").read_bytes())
    try:
        content = options.photo.read_bytes()
    except OSError as error:
        raise CommandError(f"cannot read {options.photo}: {error.strerror}") from None
    header, limits = read_header(content), edition.request.image
    if header is None or header.format != "JPEG":
        raise CommandError(f"{options.photo} is no JPEG; --photo takes a JPEG with one face")
    if not limits.bytes_allowed(len(content)) or not limits.sides_allowed(header.width, header.height):
        raise CommandError(
            f"{options.photo} is over the edition's limits: {limits.max_bytes} bytes, under {limits.max_side} px a side"
        )
    return probes(edition, content)


def pace_of(options: Options, base_url: str) -> Pace:
    """Return how hard the target is asked: politely, unless it is on this machine. Raises CommandError."""
    usual = usual_pace(base_url)
    apart = usual.apart
    if options.rate_limit is not None:
        found = _RATE.fullmatch(options.rate_limit.strip())
        if not found or float(found[1]) <= 0:
            raise CommandError("--rate-limit takes calls a second or a minute, as in 2/s or 10/m")
        apart = _UNITS[found[2]] / float(found[1])
    return Pace(options.concurrency or usual.at_a_time, apart)


def record_of(options: Options, base_url: str, edition: Edition) -> Record | None:
    """Return the record to resume from and to write, None where none was asked for. Raises CommandError."""
    try:
        return Record(options.resume, base_url, edition) if options.resume else None
    except ResumeError as error:
        raise CommandError(str(error)) from None
