"""The three requests that are measured, and with how many connections."""

from __future__ import annotations

from dataclasses import dataclass

from livephoto.contract import Edition
from measuring.photos import photo

# As curl makes them: a parser searches the whole file for it, so its length counts.
_BOUNDARY = "------------------------d74496d66958873e"
_KEY = "bench-key"
_SMALL_PHOTO = 200_000


@dataclass(frozen=True, slots=True)
class Load:
    """One request, sent again and again over some connections that stay open."""

    name: str
    says: str
    connections: int
    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    """The status of the right answer."""

    @property
    def refused(self) -> bool:
        """Tell whether the right answer is a refusal."""
        return self.status >= 400


def make_loads(edition: Edition) -> tuple[Load, Load, Load]:
    """Return a small photo, the largest that the edition takes, and a form without a file."""
    small, large = photo(_SMALL_PHOTO), photo(edition.request.image.max_bytes)
    refused = edition.status_of(edition.rules["image_missing"].code)
    return (
        _load("small", f"photo of {len(small) / 1e3:.0f} KB", 16, edition, small, 200),
        _load("large", f"photo of {len(large) / 1e6:.1f} MB", 4, edition, large, 200),
        _load("refused", "no file in the form", 16, edition, None, refused),
    )


def _load(name: str, says: str, connections: int, edition: Edition, file: bytes | None, status: int) -> Load:
    request = edition.request
    headers = {
        "content-type": f"{request.media_type}; boundary={_BOUNDARY}",
        request.key_header: _KEY,
    }
    return Load(name, says, connections, request.path, headers, _form(edition, file), status)


def _form(edition: Edition, file: bytes | None) -> bytes:
    parts = [_part(f'name="{edition.request.type_field.name}"', b"0")]
    if file is not None:
        name = edition.request.image_field.name
        parts.append(_part(f'name="{name}"; filename="portrait.jpg"\r\nContent-Type: image/jpeg', file))
    return b"".join((*parts, f"--{_BOUNDARY}--\r\n".encode()))


def _part(disposition: str, content: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return b"".join((head.encode(), content, b"\r\n"))
