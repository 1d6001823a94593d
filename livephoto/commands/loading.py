"""A group of verbs that packages bring by entry point: named without being imported, and imported when called."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import EntryPoint
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup

from livephoto.commands.console import CommandError
from livephoto.commands.editions import take_editions
from livephoto.commands.verbs import GROUP, find_verbs, load, missing_extra, summary


class LoadingGroup(TyperGroup):
    """Verbs of its own, and behind them those of an entry-point group, which come from any package."""

    brought_by: ClassVar[str] = GROUP
    """The entry-point group."""

    @cached_property
    def verbs(self) -> dict[str, EntryPoint]:
        """The verbs that packages bring, by name; none has the name of one of its own."""
        return {name: verb for name, verb in find_verbs(self.brought_by).items() if name not in self.commands}

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the verbs' names."""
        return [*self.commands, *self.verbs]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a verb. Raises CommandError where there is none of that name, or it cannot be loaded."""
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        try:
            return take_editions(_as_command(cmd_name, load(self._verb(cmd_name))))
        except CommandError:
            if ctx.resilient_parsing:  # a shell asks for completions
                return None
            raise

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the verbs' part of the help."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(self._help_lines()))

    def _help_lines(self) -> Iterator[tuple[str, str]]:
        for name, command in self.commands.items():
            yield name, command.get_short_help_str(limit=100)
        for name, verb in self.verbs.items():
            wanted = missing_extra(verb)
            yield name, f"{summary(verb)} (needs {wanted})" if wanted else summary(verb)

    def _verb(self, name: str) -> EntryPoint:
        if name in self.verbs:
            return self.verbs[name]
        known = [*self.commands, *self.verbs]
        near = get_close_matches(name, known)
        hint = f"near: {', '.join(near)}" if near else f"there are: {', '.join(known) or 'none'}"
        raise CommandError(f"no verb {name!r}; {hint}")


def _as_command(name: str, verb: Any) -> Any:
    if isinstance(verb, typer.Typer):
        return typer.main.get_command(verb)
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(name)(verb)
    return typer.main.get_command(app)
