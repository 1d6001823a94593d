"""Which endpoint the pages are read for, as an edition names it."""

from __future__ import annotations

from dataclasses import dataclass

from livephoto.contract.model import Edition


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The endpoint's path, and the names that price tables and lists of signs know it by, in lower case."""

    path: str
    names: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The last part of the path, which a page's address carries too."""
        return self.path.rpartition("/")[2]

    def answers_to(self, path: str) -> bool:
        """Tell whether `path` is this endpoint's: the same, or one that ends alike after a move."""
        return path == self.path or path.rstrip("/").rpartition("/")[2] == self.slug


def endpoint_of(edition: Edition) -> Endpoint:
    """Return the endpoint of an edition; its path is the same in all that ship."""
    name, sign = edition.billing.name.casefold(), edition.billing.unique_sign.casefold()
    return Endpoint(edition.request.path, (name, f"{name} api", sign))
