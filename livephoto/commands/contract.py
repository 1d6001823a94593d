"""The verb `contract`: list, show, compare, explain and export the editions of the API."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from livephoto.commands.console import CommandError, show, show_json
from livephoto.commands.loading import LoadingGroup
from livephoto.contract.loader import DEFAULT_EDITION, edition_files, load_edition, load_editions

SCHEMA = "livephoto-contract/1"
"""Names the shape of what `--json` prints; keys may be added to it, none is taken away."""

_EXAMPLES = """\b
Examples:
  livephoto contract list
  livephoto contract diff 2025-12 2026-01
  livephoto contract explain image_too_wide
"""


class ContractGroup(LoadingGroup):
    """Its own verbs, and those that other packages bring, such as `learn`."""

    brought_by = "livephoto.contract.commands"


contract = typer.Typer(
    cls=ContractGroup,
    help="List, show, compare, explain and export the editions of the API.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help=f"Print one JSON object, {SCHEMA}.")]
EditionId = Annotated[str, typer.Argument(metavar="EDITION", help="Its id, as `livephoto contract list` names it.")]


class ExportFormat(StrEnum):
    """Formats that an edition can be written in."""

    OPENAPI = "openapi"
    WIREMOCK = "wiremock"
    PRISM = "prism"
    MOCKOON = "mockoon"
    POSTMAN = "postman"
    HAR = "har"


@contract.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the editions, oldest first: those that ship, and those of --editions with their file.

    JSON: editions: [{id, aliases, title, date, date_bound, status, codes, default, file}].
    """
    from livephoto.commands.contract_pages import edition_rows, list_page

    rows = edition_rows(load_editions(), edition_files())
    if as_json:
        _print_json(editions=rows)
    else:
        show(*list_page(rows))


@contract.command("show")
def show_(edition: EditionId = DEFAULT_EDITION, as_json: AsJson = False) -> None:
    """Show one edition, and what each part of it rests on.

    JSON: edition: every value of it.

    Examples:

        livephoto contract show

        livephoto contract show 2026-04 --json
    """
    from livephoto.commands.contract_pages import plain, show_page

    shown = load_edition(edition)
    if as_json:
        _print_json(edition=plain(shown))
    else:
        show(*show_page(shown))


@contract.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The edition to compare from.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The edition to compare to.")] = DEFAULT_EDITION,
    as_json: AsJson = False,
) -> None:
    """Compare two editions.

    What a source did not show is unknown, never absent, and what is only assumed is never a change.

    JSON: before, after, changes: [{kind, where, before, after, certainty}].

    Examples:

        livephoto contract diff 2025-12 2026-01

        livephoto contract diff legacy-a 2026-04 --json
    """
    from livephoto.commands.contract_pages import diff_page
    from livephoto.contract.diff import changes

    old, new = load_edition(before), load_edition(after)
    found = changes(old, new)
    if as_json:
        _print_json(before=old.id, after=new.id, changes=[asdict(change) for change in found])
    else:
        show(*diff_page(old, new, found))


@contract.command()
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="An error code, a rule's name or an HTTP status.")],
    as_json: AsJson = False,
) -> None:
    """Explain an error code, a rule or an HTTP status.

    Says what the code means, whether to retry, what it costs and which rules answer with it.

    JSON: explanation: {code, ...}; for an HTTP status: status, codes: [{code, editions}].

    Examples:

        livephoto contract explain ERROR_NO_FACE_IN_FILE

        livephoto contract explain image_too_wide

        livephoto contract explain 413
    """
    if code.isdecimal():
        _explain_status(int(code), as_json=as_json)
        return
    from livephoto.commands.contract_pages import explain_page, explanation_facts
    from livephoto.contract.explain import explain as explained

    explanation = explained(code)
    if as_json:
        _print_json(explanation=explanation_facts(explanation))
    else:
        show(*explain_page(explanation))


@contract.command()
def export(
    edition: EditionId = DEFAULT_EDITION,
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.OPENAPI,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write here, not to stdout.")] = None,
) -> None:
    """Write an edition for other tools, in JSON.

    \b
    openapi   an OpenAPI 3.1 document
    wiremock  stub mappings: a file for its `mappings` folder
    prism     the OpenAPI document with an example for every error; ask with `Prefer: code=413, example=image_too_wide`
    mockoon   an environment, for its command or its app
    postman   a collection (v2.1) with a test for each answer; set its variables baseUrl, apiKey and photo
    har       example exchanges (HAR 1.2); nothing in it was recorded

    WireMock and Mockoon answer with any error where the key is `mock-NAME` or a header says `Prefer: error=NAME`. None
    of them looks into the photo or keeps an account of credits: that is what `livephoto mock` is for.

    Examples:

        livephoto contract export --format openapi 2026-01

        livephoto contract export 2026-04 -o live-photo.json

        livephoto contract export --format wiremock -o mappings/live-photo.json
    """
    from livephoto.contract.exports.har import har_examples
    from livephoto.contract.exports.mockoon import mockoon_environment
    from livephoto.contract.exports.postman import postman_collection
    from livephoto.contract.exports.prism import prism_document
    from livephoto.contract.exports.wiremock import wiremock_mappings
    from livephoto.contract.openapi import openapi_document

    writers = {
        ExportFormat.OPENAPI: openapi_document,
        ExportFormat.WIREMOCK: wiremock_mappings,
        ExportFormat.PRISM: prism_document,
        ExportFormat.MOCKOON: mockoon_environment,
        ExportFormat.POSTMAN: postman_collection,
        ExportFormat.HAR: har_examples,
    }
    document = writers[form](load_edition(edition))
    if out is None:
        show_json(document)
    else:
        _write_json(out, document)


def _explain_status(status: int, *, as_json: bool) -> None:
    from livephoto.commands.contract_pages import status_page
    from livephoto.contract.explain import codes_with_status

    codes = codes_with_status(status)
    if not codes:
        raise CommandError(f"no error code of any edition has HTTP status {status}")
    if as_json:
        _print_json(status=status, codes=[{"code": code, "editions": list(ids)} for code, ids in codes.items()])
    else:
        show(*status_page(status, codes))


def _print_json(**values: Any) -> None:
    show_json({"schema": SCHEMA, **values})


def _write_json(file: Path, value: Any) -> None:
    import json

    try:
        file.write_text(f"{json.dumps(value, indent=2)}\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {file}: {error.strerror}") from error
