"""Where the texts that readers see stand in tables, records and commands: extractors for Babel (`babel.cfg`)."""

import ast
import tomllib
from collections.abc import Iterator

from babel.messages.extract import extract_python

Found = tuple[int, str | None, str, list[str]]


def tables(file, keywords, comment_tags, options) -> Iterator[Found]:
    """Yield the texts of a TOML table that stand at the keys which the option `keys` names."""
    keys = {key.strip() for key in options["keys"].split(",")}
    for text in _texts(tomllib.load(file), keys):
        yield 1, None, text, []


def records(file, keywords, comment_tags, options) -> Iterator[Found]:
    """Yield the texts in calls of the class that the option `of` names, and what is marked in the file itself."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == options["of"]:
            for part in node.args:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                    yield node.lineno, None, part.value, []
    file.seek(0)
    yield from extract_python(file, keywords, comment_tags, options)


def constants(file, keywords, comment_tags, options) -> Iterator[Found]:
    """Yield the texts in the tuples of the tables that the option `names` names."""
    names = {name.strip() for name in options["names"].split(",")}
    for node in ast.parse(file.read()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in names:
            for row in (part for part in ast.walk(node.value) if isinstance(part, ast.Tuple)):
                for part in row.elts:
                    if isinstance(part, ast.Constant) and str(part.value).strip("-"):
                        yield part.lineno, None, part.value, []


def commands(file, keywords, comment_tags, options) -> Iterator[Found]:
    """Yield the help of all commands and options, and what is marked in the file itself."""
    import typer

    from vex.command import app
    from vex.command_language import helps

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
