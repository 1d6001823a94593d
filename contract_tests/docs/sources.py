"""Gathers the texts of a set of documents: files, folders or checkouts of the docs, and URLs that were given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import httpx

from contract_tests.docs.endpoint import Endpoint
from contract_tests.docs.facts import DocsError
from contract_tests.docs.fetching import fetched, is_url
from contract_tests.target_name import without_secrets

MOST_BYTES = 8 * 1024 * 1024
"""The largest page that is read, in bytes; rendered pages with all their scripts stay under 3 MB."""

_SUFFIXES = frozenset({".md", ".mdx", ".html", ".htm", ".txt", ".json", ".yaml", ".yml"})
_TREES = frozenset({".json", ".yaml", ".yml"})
_NAVIGATION = frozenset({"docs.json", "mint.json"})
_LEFT_OUT = frozenset({"node_modules", "__pycache__"})
_MOST_FILES = 20_000
_IMPORTED = re.compile(r"^import\s.*?\sfrom\s+['\"]([^'\"]+)['\"]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file or URL. `named` is False for a file that was come across in a folder."""

    file: str
    text: str
    named: bool = True


def gather(targets: Sequence[str], endpoint: Endpoint, client: httpx.Client | None = None) -> tuple[SourceText, ...]:
    """Return the texts of `targets`. Of a folder: the endpoint's page and all that may belong to it, by content.

    Raises DocsError for what is not there, no text, empty or over 8 MB; PageUnreachableError where a URL gives no page.
    """
    return tuple(text for target in targets for text in _texts(target, endpoint, client))


def _texts(target: str, endpoint: Endpoint, client: httpx.Client | None) -> Iterator[SourceText]:
    if not target:
        raise DocsError("''", None, "names no file, folder or URL")
    if is_url(target):
        name = without_secrets(target)
        yield SourceText(name, decoded(fetched(target, MOST_BYTES, client), name))
    elif Path(target).is_dir():
        yield from _folder(Path(target), endpoint)
    else:
        yield SourceText(target, decoded(_read(Path(target)), target))


def decoded(raw: bytes, file: str) -> str:
    """Return the bytes as text with plain line ends. Raises DocsError where they are too many, none, or no text."""
    if len(raw) > MOST_BYTES:
        raise DocsError(file, None, f"over {MOST_BYTES // 1024**2} MB; no page of documentation is that large")
    if not raw.strip():
        raise DocsError(file, 1, "empty")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocsError(file, raw.count(b"\n", 0, error.start) + 1, "not text in UTF-8") from error
    if "\0" in text:
        raise DocsError(file, text.count("\n", 0, text.index("\0")) + 1, "binary data, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(path: Path) -> bytes:
    """Return the file's first bytes, one more than are read at most."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DocsError(str(path), None, f"cannot be read: {error.strerror}") from error


def _folder(folder: Path, endpoint: Endpoint) -> Iterator[SourceText]:
    files = list(_files(folder))
    wanted = {
        path: text for path in files if (text := _readable(path)) is not None and _may_matter(path, text, endpoint)
    }
    if not wanted:
        raise DocsError(str(folder), None, f"no page of {endpoint.path} and none of common fields, prices or a notice")
    names = {PurePosixPath(name).name for text in wanted.values() for name in _IMPORTED.findall(text)}
    for path in files:
        if path in wanted:
            yield SourceText(str(path), wanted[path], named=False)
        elif path.name in names and (text := _readable(path)) is not None:
            yield SourceText(str(path), text, named=False)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the folder's pages in order, without hidden folders. Raises DocsError where it is no folder of docs."""
    seen, waiting = 0, [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.name.startswith(".") or path.name in _LEFT_OUT or path.is_symlink():
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.suffix.lower() in _SUFFIXES:
                seen += 1
                if seen > _MOST_FILES:
                    raise DocsError(str(folder), None, f"more than {_MOST_FILES} files; name the folder of the docs")
                yield path


def _readable(path: Path) -> str | None:
    try:
        return decoded(_read(path), str(path))
    except DocsError:
        return None


def _may_matter(path: Path, text: str, endpoint: Endpoint) -> bool:
    """Tell whether a file is worth opening: it speaks of the endpoint, the envelope or prices, or lists pages."""
    if path.suffix.lower() in _TREES:
        return path.name in _NAVIGATION or "openapi" in text[:2000] or "swagger" in text[:2000]
    if endpoint.path in text or f"/{endpoint.slug}'" in text or f'/{endpoint.slug}"' in text:
        return True
    lowered = text.casefold()
    common = "error_detail" in lowered or "error_code_str" in lowered or ("credits" in lowered and "|" in text)
    return common or any(name in lowered for name in endpoint.names)
