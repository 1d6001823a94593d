"""Drives wrk, the load generator, with a script made for one load."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from measuring.loads import Load

_SLOWEST_ANSWER = 60
"""Seconds after which wrk would count an answer as lost; it still stops at the end of its time."""

_SCRIPT = """\
wrk.method = "POST"
%(headers)s
local file = assert(io.open(%(body)s, "rb"))
wrk.body = file:read("*a")
file:close()

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  local line = '{"requests": %%d, "seconds": %%f, "p50_ms": %%f, "p99_ms": %%f, "refusals": %%d, "lost": %%d}'
  io.write("\\n", string.format(line, summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, summary.errors.status, lost), "\\n")
end
"""


class LoadError(Exception):
    """wrk is missing, or a server under load did not do what it did when it was asked once."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What wrk saw in one run."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    refusals: int
    """Answers with a status of 400 or more."""
    lost: int
    """Connections that failed, and answers that did not come."""

    def fault_under(self, load: Load, *, may_lose: bool) -> str | None:
        """Return what went wrong, None where every answer came, or may be lost, and was of the right kind."""
        expected = self.requests if load.refused else 0
        if self.refusals == expected and (may_lose or not self.lost):
            return None
        told = f"of {self.requests} answers {self.refusals} were errors where {expected} should be"
        return f"{load.says}: {told}, and {self.lost} were lost"


class Wrk:
    """wrk, with one script a load. Raises LoadError where wrk is not installed."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("wrk")
        if found is None:
            raise LoadError("wrk is not installed, and it makes the load: apt-get install wrk (Debian, Ubuntu)")
        self._command = found
        self._folder = folder

    def version(self) -> str:
        """Return wrk's version."""
        said = subprocess.run([self._command, "-v"], capture_output=True, text=True, check=False).stdout
        return said.split()[1] if said.startswith("wrk ") else "unknown"

    def burst(self, port: int, load: Load, seconds: int) -> Burst:
        """Send `load` for some seconds. Raises LoadError where wrk fails."""
        command = [self._command, "--threads=1", f"--connections={load.connections}", f"--duration={seconds}s"]
        command += [f"--timeout={_SLOWEST_ANSWER}s", f"--script={self._script(load)}"]
        command.append(f"http://127.0.0.1:{port}{load.path}")
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + 30)
        if done.returncode:
            raise LoadError(f"wrk ended with {done.returncode}: {(done.stderr or done.stdout).strip()}")
        return Burst(**json.loads(done.stdout.splitlines()[-1]))

    def _script(self, load: Load) -> Path:
        body, script = self._folder / f"{load.name}.body", self._folder / f"{load.name}.lua"
        if not script.exists():
            body.write_bytes(load.body)
            headers = "\n".join(f"wrk.headers[{_lua(name)}] = {_lua(value)}" for name, value in load.headers.items())
            script.write_text(_SCRIPT % {"headers": headers, "body": _lua(str(body))})
        return script


def _lua(text: str) -> str:
    return json.dumps(text)
