"""A tiny scenario file, and commands on it in Dutch."""

import re

from typer.testing import CliRunner

from vex.command import app

TINY_FILE = """
control = "usual"
weeks = 3
town = 100
[groups.usual]
size = 20
"""


def call(*arguments: str) -> str:
    """Return the Dutch standard error of a command in a single line."""
    result = CliRunner().invoke(app, [*arguments, "--lang", "nl"])
    assert result.exit_code == 2, result.output
    return " ".join(re.sub("[│╭╮╰╯─]", " ", result.stderr).split())
