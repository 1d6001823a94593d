"""The verb `replay`. Light to import: the work is loaded when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contract_tests.commands import FailOn, Form
from livephoto.contract.loader import EDITION_ORDER


def replay(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Recordings: files, or folders of them.", show_default=False)
    ],
    edition: Annotated[
        str | None,
        typer.Option(metavar="ID", help=f"The edition to hold them against, else theirs: {', '.join(EDITION_ORDER)}."),
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="URL", help="Send the requests again to this server: what has changed since?")
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY", envvar="AILAB_API_KEY", help="With --against: its key. Shown nowhere.", show_default=False
        ),
    ] = None,
    max_credits: Annotated[int, typer.Option(min=0, metavar="N", help="With --against: credits never exceeded.")] = 0,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="With --against: how long an answer may take.")
    ] = 30.0,
    max_age: Annotated[
        str | None,
        typer.Option(metavar="AGE", help="Fail where a recording is older, as 180d; else 365d are only warned of."),
    ] = None,
    no_video: Annotated[
        bool, typer.Option("--no-video", help="Do not decode videos: judge them by their first bytes.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="How the report is printed.")] = Form.TEXT,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=PATH", help="Also write json, junit, html, sarif or markdown; repeatable."),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="The least severity that makes the exit status 1.")] = FailOn.BREAKING,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Findings that are accepted until a date, with a reason.")
    ] = None,
    baseline_update: Annotated[
        bool, typer.Option("--baseline-update", help="Write the findings of this run into the baseline.")
    ] = False,
    history: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append the verdict here; `livephoto history FILE` shows it.")
    ] = None,
) -> None:
    """Judge recorded exchanges against an edition, offline: what differs, how badly, and which edition it is.

    Reads what `livephoto record` wrote, HAR of browsers and proxies, cassettes of vcrpy, and answers saved as JSON.
    With --against, the requests are sent again: those that no server can bill, and others as far as --max-credits
    reach. A photo that was not kept is stood in for by one made to measure.

    \b
    Examples:
      livephoto replay recordings
      livephoto replay browser.har --edition 2026-01
      livephoto replay recordings --max-age 180d --report junit=replay.xml
      livephoto replay recordings --against http://127.0.0.1:8300 --api-key any
      livephoto replay recordings --against https://www.ailabapi.com --max-credits 22

    Exit status: 0 nothing breaking (see --fail-on), 1 breaking drift, retired, or a recording over --max-age, 2 wrong
    use, 3 nothing could be judged, or the target is unreachable.
    """
    from contract_tests.recordings.replay_command import Options, run

    options = Options(
        files=tuple(files),
        edition=edition,
        against=against,
        api_key=api_key,
        max_credits=max_credits,
        timeout=timeout,
        max_age=max_age,
        video=not no_video,
        as_json=form is Form.JSON,
        reports=tuple(report or ()),
        fail_on=fail_on.value,
        baseline=baseline,
        update_baseline=baseline_update,
        history=history,
    )
    raise typer.Exit(run(options))
