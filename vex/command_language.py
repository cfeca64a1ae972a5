"""The language of the command line: `--lang nl` anywhere in it, or the variable VEX_LANG; English otherwise.

The option is taken out before any command sees the arguments, so that help and error messages are in the language too.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import typer
from typer.core import TyperGroup

from results.words.language import LANGUAGES, _, current, in_language

from . import typer_texts as usage
from .screen import BAD_INPUT, say

OPTION, VARIABLE = "--lang", "VEX_LANG"


class Speaking(TyperGroup):
    """The commands, in the language that the arguments or the environment ask for."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **options):
        """Take the language out of the arguments and run the command in it."""
        try:
            language, rest = language_of(sys.argv[1:] if args is None else args, os.environ)
        except ValueError as error:
            say(f"vex: {error}")
            sys.exit(BAD_INPUT)
        with in_language(language), usage.typer_speaking(language):
            translate(self)
            return super().main(rest, prog_name, **options)

    def make_context(self, *args, **options):
        """Read the arguments; what is wrong with them is told in the language."""
        with usage.faults_translated():
            return super().make_context(*args, **options)

    def invoke(self, context):
        """Run the command; what is wrong with its arguments is told in the language."""
        with usage.faults_translated():
            return super().invoke(context)


def language_of(args: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the language and the arguments without it; raises ValueError for a language that there is not."""
    chosen, rest, left = environment.get(VARIABLE) or LANGUAGES[0], [], list(args)
    where = VARIABLE
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


def translate(group: TyperGroup) -> None:
    """Put all commands and options in the language that is in use, and show the option for it."""
    for command in every(group):
        command.params.append(_shown_option())
        if current() != LANGUAGES[0]:
            usage.translate(command)


def every(command) -> Iterator:
    """Yield a command and all that stand below it."""
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from every(below)


def helps(group: TyperGroup) -> Iterator[str]:
    """Yield the help texts of all commands and options."""
    for command in every(group):
        yield from (text for text in (command.help, *(getattr(one, "help", None) for one in command.params)) if text)


def _shown_option():
    """Return the option as help pages show it; nothing ever parses it."""
    page = typer.Typer(add_completion=False)

    @page.command()
    def only(
        lang: Annotated[
            str, typer.Option(OPTION, metavar="|".join(LANGUAGES), help=_("Language of texts, numbers and dates."))
        ] = LANGUAGES[0],
    ) -> None:
        """Hold the option."""

    option = next(one for one in typer.main.get_command(page).params if one.name == "lang")
    option.expose_value = False
    return option
