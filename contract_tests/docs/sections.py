"""Walks a page's blocks with the section that each stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contract_tests.docs.blocks import Block, Document, Heading
from contract_tests.docs.words import Section, section_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, the section that it stands in (None before the first that is known), and the heading above it."""

    block: Block
    section: Section | None
    heading: str


def placed(document: Document) -> Iterator[Placed]:
    """Yield the page's blocks in order; a heading that is not known leaves its section behind."""
    section: Section | None = None
    heading = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            section, heading = section_of(block.text), block.text
        yield Placed(block, section, heading)
