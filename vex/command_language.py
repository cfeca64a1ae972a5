"""The language of the command line: `--lang nl` anywhere in it, or the variable VEX_LANG; English otherwise.

Messages name options of the command, where those of a Python call name arguments. The option `--lang` is removed before
a command sees the arguments, so that help and error messages are translated too.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from results.words.language import LANGUAGES, _, current, in_language
from simulation.messages import options_named

from . import typer_texts
from .screen import BAD_INPUT, say

OPTION, VARIABLE = "--lang", "VEX_LANG"


class TranslatedCommands(TyperGroup):
    """The commands, in the language of the arguments or the environment."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **options: Any) -> Any:  # type: ignore[override]  # options are those of the base
        """Remove the language from the arguments and run the command in that language."""
        try:
            language, rest = language_of(sys.argv[1:] if args is None else args, os.environ)
        except ValueError as error:
            say(f"vex: {error}")
            sys.exit(BAD_INPUT)
        with in_language(language), typer_texts.typer_translated(language), options_named():
            translate_group(self)
            return super().main(rest, prog_name, **options)

    def make_context(self, *args: Any, **options: Any) -> Any:
        """Read the arguments; faults in them are translated."""
        with typer_texts.faults_translated():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; faults in its arguments are translated."""
        with typer_texts.faults_translated():
            return super().invoke(ctx)


def language_of(args: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the language and the arguments without it; raises ValueError for an unknown language."""
    chosen, where = environment.get(VARIABLE) or LANGUAGES[0], VARIABLE
    rest: list[str] = []
    left = list(args)
    while left:
        word = left.pop(0)
        if word == "--":
            rest += [word, *left]
            break
        if word == OPTION:
            where, chosen = OPTION, left.pop(0) if left else ""
        elif word.startswith(f"{OPTION}="):
            where, chosen = OPTION, word.split("=", 1)[1]
        else:
            rest.append(word)
    if chosen not in LANGUAGES:
        raise ValueError(f"{where} is one of {', '.join(LANGUAGES)}; got {chosen!r}")
    return chosen, rest


def translate_group(group: TyperGroup) -> None:
    """Translate all commands and options, and add the language option to their help."""
    for command in subcommands(group):
        command.params.append(_shown_option())
        if current() != LANGUAGES[0]:
            typer_texts.translate_command(command)


def subcommands(command: Any) -> Iterator[Any]:
    """Yield a Click command and all its subcommands."""
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from subcommands(below)


def helps(group: TyperGroup) -> Iterator[str]:
    """Yield the help texts of all commands and options."""
    for command in subcommands(group):
        texts = (command.help, *(getattr(param, "help", None) for param in command.params))
        yield from filter(None, texts)


def _shown_option() -> Any:
    """Return the option as help pages show it; it is never parsed."""
    page = typer.Typer(add_completion=False)

    @page.command()
    def only(
        lang: Annotated[
            str, typer.Option(OPTION, metavar="|".join(LANGUAGES), help=_("Language of texts, numbers and dates."))
        ] = LANGUAGES[0],
    ) -> None:
        """Hold the option."""

    option = next(param for param in typer.main.get_command(page).params if param.name == "lang")
    option.expose_value = False
    return option
