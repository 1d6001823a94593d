"""JSON on one line, as logs and event streams need it."""

from __future__ import annotations

import json
from typing import Any


def dumps(value: Any) -> str:
    """Return `value` as JSON without a line break or a needless space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
