from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import livephoto.contract

HOME = Path(livephoto.contract.__file__).parents[1]

# The package's own face is left out: it belongs to the client, which needs more.
CODE = f"""
import importlib, pkgutil, sys, types

livephoto = types.ModuleType("livephoto")
livephoto.__path__ = [{str(HOME)!r}]
sys.modules["livephoto"] = livephoto
contract = importlib.import_module("livephoto.contract")
for found in pkgutil.iter_modules(contract.__path__, "livephoto.contract."):
    importlib.import_module(found.name)
assert len(contract.load_editions()) == 7
ours = sorted(name for name in sys.modules if name.startswith("livephoto."))
assert all(name.startswith("livephoto.contract") for name in ours), ours
"""


def test_the_contract_loads_without_any_installed_package() -> None:
    command = [sys.executable, "-I", "-S", "-c", CODE]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (result.returncode, result.stderr) == (0, "")
