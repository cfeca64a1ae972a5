"""The language of the command line: `--lang nl` anywhere in it, or the variable VEX_LANG; English otherwise.

The option is taken out before any command sees the arguments, so that help and error messages are in the language too.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer
from typer.core import TyperGroup

from results.language import CATALOGUES, LANGUAGES, N_, _, speaking

from .screen import BAD_INPUT, say

OPTION, VARIABLE = "--lang", "VEX_LANG"
PANELS = {
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "ERRORS_PANEL_TITLE": N_("Error"),
    "DEFAULT_STRING": N_("[default: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
    "RICH_HELP": N_("Try [blue]'{command_path} {help_option}'[/] for help."),
}
"""Texts of Typer's help pages, which Typer reads once."""
OTHERS = (N_("Show this message and exit."), N_("No such command {name!r}."), N_("Missing command."))
"""Texts that Typer looks up when it shows them."""


class Speaking(TyperGroup):
    """The commands, in the language that the arguments or the environment ask for."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **options):
        """Take the language out of the arguments and run the command in it."""
        try:
            language, rest = language_of(sys.argv[1:] if args is None else args, os.environ)
        except ValueError as error:
            say(f"vex: {error}")
            sys.exit(BAD_INPUT)
        with speaking(language), _typer_speaking(language):
            translate(self)
            return super().main(rest, prog_name, **options)


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
    """Put the help of all commands and options in the language that is in use, and show the option for it."""
    for command in every(group):
        for shown in (command, *command.params):
            if getattr(shown, "help", None):
                shown.help = _(shown.help)
        command.params.append(_shown_option())
        command.get_help_option = partial(_help_option, command.get_help_option)


def every(command) -> Iterator:
    """Yield a command and all that stand below it."""
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from every(below)


def helps(group: TyperGroup) -> Iterator[str]:
    """Yield the help texts of all commands and options."""
    for command in every(group):
        yield from (text for text in (command.help, *(getattr(one, "help", None) for one in command.params)) if text)


def _help_option(made: Callable, context):
    """Return the option --help, which Typer makes when it first shows it, in the language that is in use."""
    option = made(context)
    option.help = _(option.help)
    return option


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


@contextmanager
def _typer_speaking(language: str) -> Iterator[None]:
    """Let Typer's own texts be in the language: it asks gettext, some of them once, when it is imported."""
    if language == LANGUAGES[0]:
        yield
        return
    import gettext

    from typer import rich_utils

    domain, before = gettext.textdomain(), {name: getattr(rich_utils, name) for name in PANELS}
    languages = os.environ.get("LANGUAGE")
    gettext.bindtextdomain("vex", CATALOGUES)
    gettext.textdomain("vex")
    os.environ["LANGUAGE"] = language
    for name, text in PANELS.items():
        setattr(rich_utils, name, _(text))
    try:
        yield
    finally:
        gettext.textdomain(domain)
        for name, text in before.items():
            setattr(rich_utils, name, text)
        os.environ.pop("LANGUAGE")
        if languages is not None:
            os.environ["LANGUAGE"] = languages
