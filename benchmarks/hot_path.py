"""How much the mock server costs beside a bare ASGI app that reads the same bytes and sends the same bytes.

    python benchmarks/hot_path.py [--seconds 3] [--rounds 3] [--peers naive,prism,mockoon,wiremock]

Three loads: a photo of 200 KB, the largest photo that the API takes, and a form without a file. Servers are started
anew for each round and take turns under each load; figures are medians, ratios are to the bare app in the same round.
Needs Linux (CPU and memory are read from /proc) and wrk. How to install the peers: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from measuring.answers import Answer, ask
from measuring.conditions import conditions
from measuring.contestant import Contestant
from measuring.figures import Frame, Row, Verdict, frames, rows, verdicts
from measuring.loads import Load, make_loads
from measuring.processes import StartError, free_port, started
from measuring.rounds import Bench, Sample
from measuring.tables import report
from measuring.wrk import LoadError, Wrk
from peers import PEERS, AbsentError, Kit, bare, mock

from livephoto.contract import load_edition


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that a run found out."""

    conditions: dict[str, str]
    loads: Sequence[Load]
    table: Sequence[Row]
    processes: Sequence[Frame]
    bars: Sequence[Verdict]
    samples: Sequence[Sample]

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values, every sample included."""
        return {
            "conditions": self.conditions,
            "loads": [asdict(row) for row in self.table],
            "processes": [asdict(frame) for frame in self.processes],
            "bars": [{**asdict(bar), "kept": bar.kept} for bar in self.bars],
            "samples": [asdict(sample) for sample in self.samples],
        }


def main() -> int:
    """Measure, print, and return the exit status."""
    arguments = _arguments()
    try:
        with tempfile.TemporaryDirectory(prefix="livephoto-bench-") as folder:
            result = _measure(arguments, Path(folder))
    except (LoadError, StartError) as error:
        print(f"hot_path: {error}", file=sys.stderr)
        return 2
    print(report(result.conditions, result.loads, result.table, result.processes, result.bars))
    if arguments.json:
        arguments.json.write_text(json.dumps(result.as_json(), indent=1) + "\n")
    return 1 if arguments.hold and not all(bar.kept for bar in result.bars) else 0


def _measure(arguments: argparse.Namespace, folder: Path) -> Result:
    wrk, edition, ours = Wrk(folder), load_edition(), mock()
    loads = make_loads(edition)
    answers = _record(ours, loads, folder)
    kit = Kit(arguments.peers_home, folder, edition, answers["small"], answers["refused"])
    floor = bare(kit)
    peers, absent = _peers(arguments.peers, kit)
    contestants = [floor, ours, *peers]
    bench = Bench(contestants, loads, answers, wrk, folder, _say)
    starts = bench.starts(arguments.starts)
    samples = [each for number in range(1, arguments.rounds + 1) for each in bench.round(number, arguments.seconds)]
    table, processes = rows(samples, floor.name), frames(starts, samples, floor.name)
    about = conditions(contestants, samples, absent, seconds=arguments.seconds, wrk_version=wrk.version())
    return Result(about, loads, table, processes, verdicts(ours.name, table, processes), samples)


def _record(ours: Contestant, loads: Sequence[Load], folder: Path) -> dict[str, Answer]:
    """Return the mock's answer to each load, by the load's name."""
    port = free_port()
    with started(ours.name, ours.command(port), ours.environment, port, folder / "record.log") as server:
        server.first_answer(loads[0])
        return {load.name: ask(port, load) for load in loads}


def _peers(names: Sequence[str], kit: Kit) -> tuple[list[Contestant], dict[str, str]]:
    """Return the peers asked for that are installed, and for the others what to install."""
    found, absent = [], {}
    for name in names:
        try:
            found.append(PEERS[name](kit))
        except AbsentError as error:
            absent[name] = str(error)
    return found, absent


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no peer {', '.join(unknown)}; there are: {', '.join(PEERS)}")
    return names


def _arguments() -> argparse.Namespace:
    home = Path(tempfile.gettempdir()) / "livephoto-peers"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=3, help="length of one measurement (3)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each server under each load (3)")
    parser.add_argument("--starts", type=int, default=7, help="starts of each server (7)")
    parser.add_argument("--peers", type=_names, default=[], help=f"with commas between: {','.join(PEERS)}")
    parser.add_argument("--peers-home", type=Path, default=home, help=f"where they are installed ({home})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured to this file")
    parser.add_argument("--assert", dest="hold", action="store_true", help="exit with 1 if a bar is missed")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
