"""The `livephoto` command as a group of verbs, each imported when it is called."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from livephoto._version import __version__
from livephoto.commands.console import CommandError
from livephoto.commands.editions import EditionsFolder, folder_of_before
from livephoto.commands.loading import LoadingGroup
from livephoto.contract.strict import ContractError
from livephoto.errors import LivePhotoError

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130
BROKEN_PIPE = 141
"""What a shell shows for a program that SIGPIPE ended."""

UsageError: Any = typer.BadParameter.__base__
"""What typer raises for arguments that it cannot take; it names the class nowhere itself."""

# The mark \\b keeps the lines below it as they are.
_EXAMPLES = """\b
Examples:
  livephoto mock
  livephoto animate portrait.jpg --base-url http://127.0.0.1:8300
  livephoto contract diff 2025-12 2026-01
"""


class VerbGroup(LoadingGroup):
    """Names every verb without importing one, and turns the errors that we know into one line."""

    def main(self, *arguments: Any, **more: Any) -> Any:
        """Run the command."""
        with folder_of_before():
            return super().main(*arguments, **more)

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
        except UsageError as error:
            says = _of_usage(error)
            if "\n" in says:  # the help of a verb that needs arguments and got none
                raise
            raise _stopped(ctx, says, WRONG_USE) from None
        except KeyboardInterrupt:
            raise SystemExit(INTERRUPTED) from None
        except BrokenPipeError:
            raise SystemExit(BROKEN_PIPE) from None


def _of_usage(error: Exception) -> str:
    """Return in one line what is wrong with the arguments; typer would say it in four."""
    says = str(getattr(error, "format_message", error.__str__)())
    return f"{says.replace('Value error, ', '').rstrip('.')}; --help tells more"


def _stopped(ctx: Any, error: Exception | str, exit_code: int) -> SystemExit:
    who = " ".join(filter(None, ("livephoto", ctx.invoked_subcommand)))
    typer.echo(f"{who}: {error}", err=True)
    return SystemExit(exit_code)


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
    editions: EditionsFolder = None,
) -> None:
    """Build, test and outlive an integration of the AILab Live Photos API."""
