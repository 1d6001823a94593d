"""Searches for the real limit where one is not where the edition has it, at the price of one photo at most.

A search needs an answer on either side of the limit, and on the lower side an ordinary photo would be billed. So it
sends disguises: files of the wanted measure that no server can bring to life, whose answers below the limit differ
from those above it because the limit is looked at first. For bytes that is noise, free on any server. For pixels it
is a photo that ends with its header: a server that animates even that takes the price, once, and the search ends.
Where a server finds the fault of the disguise first, its limit cannot be found without paying for every step, and
the search says so. At the end two whole photos confirm what was found: one just above the limit, which costs nothing
if it is refused as expected, then one at the limit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from dataclasses import dataclass

from contract_tests.exchange import Answer, Asked
from contract_tests.finding import Finding
from contract_tests.no_answer import NoAnswer
from contract_tests.photos import Damage, PhotoSpec, build
from contract_tests.probes import Cost, Probe
from contract_tests.purse import may_be_billed
from contract_tests.report import Limit
from livephoto.contract.model import Edition

Ask = Callable[[Probe], Awaitable[Answer | NoAnswer | None]]
"""Sends a probe; None where the credits do not cover what it could cost."""

_MEASURES = {
    "image-too-large": "bytes",
    "success-largest": "bytes",
    "image-truncated-largest": "bytes",
    "image-too-wide": "width",
    "image-truncated-widest": "width",
    "success-widest": "width",
    "image-too-high": "height",
    "image-truncated-highest": "height",
    "success-highest": "height",
}
"""What the probe of a finding measures, by how its id begins."""
_MOVED = ("limit_tightened", "limit_relaxed")
_JPEG_WITHOUT_HEADER = b"\xff\xd8\xff\xe0"
_LEAST_BYTES, _MOST_TIMES_BYTES = 16 * 1024, 4
_LEAST_PX, _MOST_PX, _OTHER_SIDE = 64, 16_383, 64

Photo = Callable[[int], bytes]
"""Makes a file of a measure."""


def bisect(low: int, high: int) -> Generator[int, bool, int]:
    """Return the largest measure that is taken, given that `low` is and `high` is not.

    Yields the measures to try, and is sent whether each was taken: about log2(high - low) of them.
    """
    while high - low > 1:
        middle = (low + high) // 2
        if (yield middle):
            low = middle
        else:
            high = middle
    return low


def search(low: int, first: int, high: int) -> Generator[int, bool, int]:
    """Return the same as `bisect`, for limits that lie near `first` more often than near `high`.

    Yields `first`, then twice as much again and again while it is taken, and bisects the last step.
    """
    measure = first
    while measure < high and (yield measure):
        low, measure = measure, 2 * measure
    return (yield from bisect(low, min(measure, high)))


async def explore(findings: Iterable[Finding], edition: Edition, ask: Ask) -> tuple[Limit, ...]:
    """Return where the limits lie that `findings` report as moved, in the order of their names."""
    moved = {name for finding in findings if finding.kind in _MOVED for name in _measures(finding.probe)}
    return tuple([await _Explorer(_quest(name, edition), ask).find() for name in sorted(moved)])


def _measures(probe: str) -> set[str]:
    return {name for start, name in _MEASURES.items() if probe.startswith(start)}


@dataclass(frozen=True, slots=True)
class _Quest:
    """What is searched for."""

    name: str
    field: str
    """The form field of the photo."""
    least: int
    first: int
    """The smallest measure that the edition refuses."""
    most: int
    disguises: Sequence[tuple[Cost, Photo]]
    photo: Photo

    def probe(self, cost: Cost, photo: Photo, measure: int) -> Probe:
        """Return the call that sends a photo of that measure."""
        parts = ((self.field, "portrait.jpg", lambda: photo(measure)),)
        return Probe(f"explore-{self.name}-{measure}", Asked(), cost, parts=parts)


def _quest(name: str, edition: Edition) -> _Quest:
    limits, field = edition.request.image, edition.request.image_field.name
    if name == "bytes":
        first = limits.max_bytes + 1
        noise: tuple[Cost, Photo] = ("free", lambda size: build(PhotoSpec(damage="garbage", size=size)))
        broken: tuple[Cost, Photo] = (
            "free",
            lambda size: _JPEG_WITHOUT_HEADER + bytes(size - len(_JPEG_WITHOUT_HEADER)),
        )
        most = _MOST_TIMES_BYTES * limits.max_bytes
        return _Quest(name, field, _LEAST_BYTES, first, most, (noise, broken), lambda size: build(PhotoSpec(size=size)))
    headless: tuple[Cost, Photo] = ("risky", lambda side: build(_of_side(name, side, damage="header-only")))
    return _Quest(
        name, field, _LEAST_PX, limits.max_side, _MOST_PX, (headless,), lambda side: build(_of_side(name, side))
    )


def _of_side(name: str, side: int, damage: Damage = "none") -> PhotoSpec:
    width, height = (side, _OTHER_SIDE) if name == "width" else (_OTHER_SIDE, side)
    return PhotoSpec(width=width, height=height, damage=damage)


class _SearchError(Exception):
    """The search cannot go on; the message says why."""


@dataclass(slots=True)
class _Explorer:
    """One search, with its calls counted."""

    quest: _Quest
    ask: Ask
    calls: int = 0
    paid: int = 0

    async def find(self) -> Limit:
        """Return the limit, or why it was not found."""
        name = self.quest.name
        try:
            largest = await self._largest()
        except _SearchError as error:
            says = f"where the limit of {name} lies was not found: {error}"
            return Limit(name, None, False, self.calls, self.paid, False, says)
        confirmed = await self._confirm(largest)
        # One of two neighbours is even, and so is every limit that people write down.
        inclusive = largest % 2 == 0
        value = largest if inclusive else largest + 1
        says = f"{name} {'up to and including' if inclusive else 'under'} {value:,} are taken"
        says += "" if confirmed else "; no whole photo confirmed it"
        return Limit(name, value, inclusive, self.calls, self.paid, confirmed, says)

    async def _largest(self) -> int:
        quest = self.quest
        for cost, disguise in quest.disguises:
            below = await self._sign(cost, disguise, quest.least)
            if await self._sign(cost, disguise, quest.most) == below:
                continue
            steps = search(quest.least, quest.first, quest.most)
            try:
                measure = next(steps)
                while True:
                    measure = steps.send(await self._sign(cost, disguise, measure) == below)
            except StopIteration as found:
                return int(found.value)
        raise _SearchError(f"up to {quest.most:,}, files that cost nothing are all answered alike")

    async def _sign(self, cost: Cost, photo: Photo, measure: int) -> tuple[int, str | None]:
        """Return what the answer to a disguise shows. Raises _SearchError."""
        answer = await self._send(cost, photo, measure)
        if answer is None:
            raise _SearchError("a call of the search could cost credits that are not left to spend")
        if isinstance(answer, NoAnswer):
            raise _SearchError(answer.says)
        if may_be_billed(answer):
            raise _SearchError("the server may have billed even a photo that ends with its header")
        return answer.status, answer.code

    async def _confirm(self, largest: int) -> bool:
        """Tell whether whole photos are refused above the limit, and taken at it."""
        above = await self._send("risky", self.quest.photo, largest + 1)
        if not isinstance(above, Answer) or may_be_billed(above):
            return False
        at_it = await self._send("paid", self.quest.photo, largest)
        return isinstance(at_it, Answer) and at_it.succeeded

    async def _send(self, cost: Cost, photo: Photo, measure: int) -> Answer | NoAnswer | None:
        answer = await self.ask(self.quest.probe(cost, photo, measure))
        if answer is not None:
            self.calls += 1
            self.paid += cost != "free" and may_be_billed(answer)
        return answer
