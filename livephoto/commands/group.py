"""The `livephoto` command as a group of verbs, each imported when it is called."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import EntryPoint
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from livephoto._version import __version__
from livephoto.commands.console import CommandError
from livephoto.commands.verbs import find_verbs, load, missing_extra, summary
from livephoto.contract.strict import ContractError
from livephoto.errors import LivePhotoError

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130
BROKEN_PIPE = 141
"""What a shell shows for a program that SIGPIPE ended."""

# The mark \\b keeps the lines below it as they are.
_EXAMPLES = """\b
Examples:
  livephoto mock
  livephoto animate portrait.jpg --base-url http://127.0.0.1:8300
  livephoto contract diff 2025-12 2026-01
"""


class VerbGroup(TyperGroup):
    """Names every verb without importing one, and turns the errors that we know into one line."""

    @cached_property
    def verbs(self) -> dict[str, EntryPoint]:
        """The installed verbs by name."""
        return find_verbs()

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the verbs' names."""
        return list(self.verbs)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a verb. Raises CommandError where there is none of that name, or it cannot be loaded."""
        try:
            return _as_command(cmd_name, load(self._verb(cmd_name)))
        except CommandError:
            if ctx.resilient_parsing:  # a shell asks for completions
                return None
            raise

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the verbs' part of the help."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, _help_line(verb)) for name, verb in self.verbs.items()])

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; the one place where known errors become a line and an exit status."""
        try:
            return super().invoke(ctx)
        except CommandError as error:
            raise _stopped(ctx, error, error.exit_code) from None
        except ContractError as error:
            raise _stopped(ctx, error, WRONG_USE) from None
        except LivePhotoError as error:
            raise _stopped(ctx, error, FAILED) from None
        except KeyboardInterrupt:
            raise SystemExit(INTERRUPTED) from None
        except BrokenPipeError:
            raise SystemExit(BROKEN_PIPE) from None

    def _verb(self, name: str) -> EntryPoint:
        if name in self.verbs:
            return self.verbs[name]
        near = get_close_matches(name, self.verbs)
        known = f"near: {', '.join(near)}" if near else f"there are: {', '.join(self.verbs) or 'none'}"
        raise CommandError(f"no verb {name!r}; {known}")


def _stopped(ctx: Any, error: Exception, exit_code: int) -> SystemExit:
    who = " ".join(filter(None, ("livephoto", ctx.invoked_subcommand)))
    typer.echo(f"{who}: {error}", err=True)
    return SystemExit(exit_code)


def _help_line(verb: EntryPoint) -> str:
    wanted = missing_extra(verb)
    return f"{summary(verb)} (needs {wanted})" if wanted else summary(verb)


def _as_command(name: str, verb: Any) -> Any:
    if isinstance(verb, typer.Typer):
        return typer.main.get_command(verb)
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(name)(verb)
    return typer.main.get_command(app)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"livephoto {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=VerbGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=_EXAMPLES,
    subcommand_metavar="VERB [ARGS]...",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


@app.callback()
def _livephoto(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Build, test and outlive an integration of the AILab Live Photos API."""
