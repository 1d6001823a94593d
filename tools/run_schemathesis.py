"""Run Schemathesis on the exported OpenAPI document of every edition, each against a mock of that edition.

python tools/run_schemathesis.py [more options of `schemathesis run`]; one line an edition, and all that Schemathesis
said where anything fails, which leaves with 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from livephoto.contract import load_editions
from mock_server import Settings, create_app, running

KEY = "the-only-key"
TOOLS = Path(__file__).parent


def main(options: list[str]) -> int:
    """Run every edition, the failing ones too, and return the exit status."""
    failed = [edition.id for edition in load_editions() if not passes(edition.id, edition.request.key_header, options)]
    sys.stdout.write(f"failed: {', '.join(failed)}\n" if failed else "no failures in any edition\n")
    return 1 if failed else 0


def passes(edition: str, key_header: str, options: list[str]) -> bool:
    """Tell whether Schemathesis finds no failure in one edition."""
    # Only one key is known: with every key known, the check for ignored keys would rightly fail.
    settings = Settings(edition=edition, engine="canned", api_keys=(KEY,))
    with tempfile.TemporaryDirectory() as folder, running(create_app(settings)) as url:
        document = Path(folder) / "openapi.json"
        livephoto = [sys.executable, "-m", "livephoto", "contract", "export", "--format", "openapi"]
        subprocess.run([*livephoto, edition, "-o", str(document)], check=True)  # noqa: S603 - our own command
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(TOOLS / "schemathesis.toml"), "run"]
        command += [str(document), "--url", url, "--header", f"{key_header}: {KEY}", "--continue-on-failure", *options]
        python_path = os.pathsep.join(filter(None, (str(TOOLS), os.environ.get("PYTHONPATH"))))
        environment = os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": python_path}
        done = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        sys.stdout.write(done.stdout + done.stderr)
    sys.stdout.write(f"{edition}: {said(done.stdout) if done.returncode == 0 else 'failed'}\n")
    return done.returncode == 0


def said(output: str) -> str:
    """Return how many cases Schemathesis generated and what became of them, in its own words."""
    return next((line.strip() for line in output.splitlines() if " generated, " in line), "nothing was generated")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
