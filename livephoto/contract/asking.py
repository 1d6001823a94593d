"""How a caller asks a mock for an error: words that the mock and the exports for other tools share."""

from __future__ import annotations

MOCK_KEY_PREFIX = "mock-"
"""A key that begins so asks for the error that it names."""

UNKNOWN_KEY_PREFIX = "invalid-"
"""A key that begins so is nobody's."""

PREFERENCE = "error"
"""`Prefer: error=NAME` asks for the error NAME."""
