"""A server that behaves like a chosen edition of the Live Photos API, for development and tests.

from mock_server import Settings, create_app, running

with running(create_app(Settings(edition="2026-01"))) as base_url:
    ...
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from livephoto.listening import AddressError
    from mock_server.app import create_app
    from mock_server.serving import running, serve
    from mock_server.settings import Settings

__all__ = ["AddressError", "Settings", "create_app", "running", "serve"]

# Loaded when first asked for: the command's verbs live in this package too, and `--help` needs no web framework.
_HOMES = {
    "AddressError": "serving",
    "Settings": "settings",
    "create_app": "app",
    "running": "serving",
    "serve": "serving",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
