"""Loaded by Schemathesis (SCHEMATHESIS_HOOKS): real photos, since OpenAPI has no words for what an image is."""

from __future__ import annotations

import schemathesis

from contract_tests.strategies import photo_bytes
from livephoto.contract.image_header import MEDIA_TYPES

for name in MEDIA_TYPES.values():
    schemathesis.openapi.media_type(name, photo_bytes(allowed_only=True))
