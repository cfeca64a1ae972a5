"""Where the texts that readers see stand in tables, measures and commands: extractors for Babel (`babel.cfg`)."""

import ast
import tomllib
from collections.abc import Iterator

FIELDS = ("title", "unit", "meaning")
Found = tuple[int, str | None, str, list[str]]


def tables(file, keywords, comment_tags, options) -> Iterator[Found]:
    """Yield the texts of a TOML table that stand at the keys which the option `keys` names."""
    keys = {key.strip() for key in options["keys"].split(",")}
    for text in _texts(tomllib.load(file), keys):
        yield 1, None, text, []


def measures(file, keywords, comment_tags, options) -> Iterator[Found]:
    """Yield title, unit and meaning of every measure."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Measure":
            for text in node.args[: len(FIELDS)]:
                yield node.lineno, None, text.value, []


def commands(file, keywords, comment_tags, options) -> Iterator[Found]:
    """Yield the help of all commands and options, and what is marked in the file itself."""
    import typer
    from babel.messages.extract import extract_python

    from .command import app
    from .speaking import helps

    for text in helps(typer.main.get_command(app)):
        yield 1, None, text, []
    yield from extract_python(file, keywords, comment_tags, options)


def _texts(value, keys: set[str]) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _texts(part, keys)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in keys and isinstance(part, str) and part.strip("-"):
                yield part
            else:
                yield from _texts(part, keys)
