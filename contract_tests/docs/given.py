"""Pages that a user named, with errors as commands tell them."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.docs.endpoint import endpoint_of
from contract_tests.docs.facts import DocFacts, DocsError, PageUnreachableError
from contract_tests.docs.fetching import is_url
from contract_tests.docs.reading import read_documents
from contract_tests.docs.sources import gather
from contract_tests.outputs import UNREACHABLE
from contract_tests.target_name import without_secrets
from livephoto.commands.console import CommandError
from livephoto.contract.model import Edition


def read_pages(targets: Sequence[str], edition: Edition) -> DocFacts:
    """Return what files, folders and URLs say of an edition's endpoint. Raises CommandError."""
    try:
        return read_documents(targets, edition)
    except PageUnreachableError as error:
        raise CommandError(str(error), UNREACHABLE) from None
    except DocsError as error:
        raise CommandError(str(error)) from None


def files_of(targets: Sequence[str], edition: Edition) -> list[str]:
    """Return the files and URLs that would be read: of a folder, what speaks of the endpoint. Raises CommandError."""
    return [file for target in targets for file in _files(target, edition)]


def _files(target: str, edition: Edition) -> list[str]:
    if is_url(target):
        return [without_secrets(target)]
    try:
        return [text.file for text in gather([target], endpoint_of(edition))]
    except DocsError as error:
        raise CommandError(str(error)) from None
