"""Translation of Typer's own texts: usage, options, and faults in arguments.

Typer looks up some of its texts with gettext, reads others once at import, and has most of them in English only. The
latter are recognised by their pattern; a text that is not recognised stays in English.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from results.words.language import CATALOGUES, LANGUAGES, N_, _
from simulation.messages import translate_foreign

READ_ONCE = {
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "ERRORS_PANEL_TITLE": N_("Error"),
    "DEFAULT_STRING": N_("[default: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
    "RICH_HELP": N_("Try [blue]'{command_path} {help_option}'[/] for help."),
    "ABORTED_TEXT": N_("Aborted."),
}
"""Texts of help pages that Typer looks up when it is imported."""
LOOKED_UP = (
    N_("Show this message and exit."),
    N_("No such command {name!r}."),
    N_("Missing command."),
    N_("(dynamic)"),
)
"""Texts that Typer looks up when it shows them."""
FAULTS = (
    N_("{message}. Did you mean {words}?"),
    N_("No such option: {option} (Possible options: {words})"),
    N_("No such option: {option}"),
    N_("Missing argument {name}."),
    N_("Missing option {name}."),
    N_("Invalid value for {name}: {rule}"),
    N_("Invalid value: {rule}"),
    N_("Option {name} requires an argument."),
    N_("Option {name} requires {number} arguments."),
    N_("Option {name} does not take a value."),
    N_("Argument {name} takes {number} values."),
    N_("Got unexpected extra argument(s) ({words})"),
)
"""Messages of Typer on a command that it cannot read."""
OPTION_MESSAGES = (
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Unable to parse input string as an integer, exceeded maximum size"),
    N_("Input should be a valid integer, got a number with a fractional part"),
    N_("Input should be a valid number, unable to parse string as a number"),
    N_("Input should be a finite number"),
    N_("Input should be greater than or equal to {least}"),
    N_("Input should be less than or equal to {most}"),
)
"""Messages of pydantic on the value of an option."""
PLACEHOLDERS = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
TYPES = {
    "int": N_("whole number"),
    "float": N_("number"),
    "str": N_("text"),
    "bool": N_("yes or no"),
    "path": N_("path"),
}
TYPES |= {"range": N_("within"), "list": N_("list")}
"""Kinds of values, as help pages name them."""
ARGUMENTS = (N_("scenario"), N_("scenarios"), N_("base"), N_("run"), N_("file"), N_("name"))
"""Names of positional arguments."""


def translate_command(command: Any) -> None:
    """Translate a Click command, its options and its usage."""
    for shown in (command, *command.params):
        if getattr(shown, "help", None):
            shown.help = _(shown.help)
    command.options_metavar = _(command.options_metavar)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = _(command.subcommand_metavar)
    command.get_usage = partial(_usage, command.get_usage)
    command.get_help_option = partial(_help_option, command.get_help_option)
    for param in command.params:
        _name_and_type(param)


@contextmanager
def faults_translated() -> Iterator[None]:
    """Translate an error of Typer that is raised inside the context."""
    try:
        yield
    except Exception as raised:
        error: Any = raised
        if hasattr(error, "format_message"):
            error.message = translate_foreign(error.message, OPTION_MESSAGES)
            error.format_message = partial(_fault, error.format_message)
        raise


@contextmanager
def typer_translated(language: str) -> Iterator[None]:
    """Translate the texts that Typer looks up, inside the context."""
    if language == LANGUAGES[0]:
        yield
        return
    import gettext

    from typer import rich_utils

    domain, before = gettext.textdomain(), {name: getattr(rich_utils, name) for name in READ_ONCE}
    languages = os.environ.get("LANGUAGE")
    gettext.bindtextdomain("vex", CATALOGUES)
    gettext.textdomain("vex")
    os.environ["LANGUAGE"] = language
    for name, text in READ_ONCE.items():
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


def _fault(format_message: Callable[[], str]) -> str:
    return translate_foreign(format_message(), FAULTS)


def _usage(get_usage: Callable[[Any], str], context: Any) -> str:
    return get_usage(context).replace("Usage:", _("Usage:"), 1)


def _help_option(get_help_option: Callable[[Any], Any], context: Any) -> Any:
    """Return the option --help, which Typer creates when it first shows it."""
    option = get_help_option(context)
    option.help = _(option.help)
    _name_and_type(option)
    return option


def _name_and_type(param: Any) -> None:
    if param.param_type_name == "argument" and param.metavar is None:
        param.metavar = _(param.name)
    if hasattr(param, "display_type") and not isinstance(param.display_type, partial):
        param.display_type = partial(_type, param.display_type)


def _type(display_type: Callable[[Any], str], context: Any) -> str:
    return re.sub(r"[a-z]+", lambda word: _(TYPES.get(word[0], word[0])), display_type(context))
