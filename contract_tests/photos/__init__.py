"""Photos made to measure: real image files of exact format, bytes and pixels, whole or damaged on purpose.

build(PhotoSpec("png", width=4095, height=16, size=5_242_880))
"""

from __future__ import annotations

from contract_tests.photos.building import build, minimum_size
from contract_tests.photos.spec import ABILITIES, Ability, Damage, Format, Mode, PhotoSpec

__all__ = ["ABILITIES", "Ability", "Damage", "Format", "Mode", "PhotoSpec", "build", "minimum_size"]
