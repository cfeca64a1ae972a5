"""Extractors for Babel (`babel.cfg`): the texts for readers in TOML tables, records, constants and commands."""

import ast
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

Keywords = Mapping[str, Any]
Tags = Collection[str]
Options = Mapping[str, str]
Extracted = tuple[object, ...]
"""Line, keyword (or None), text or texts, comments."""


def toml_texts(file: IO[bytes], keywords: Keywords, comment_tags: Tags, options: Options) -> Iterator[Extracted]:
    """Yield the texts of a TOML file at the keys in the option `keys`."""
    keys = {key.strip() for key in options["keys"].split(",")}
    for text in _texts(tomllib.load(file), keys):
        yield 1, None, text, []


def records(file: IO[bytes], keywords: Keywords, comment_tags: Tags, options: Options) -> Iterator[Extracted]:
    """Yield the texts in calls of the class in the option `of`, and the marked texts of the file."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == options["of"]:
            for part in node.args:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                    yield node.lineno, None, part.value, []
    file.seek(0)
    yield from extract_python(file, keywords, comment_tags, {})


def constants(file: IO[bytes], keywords: Keywords, comment_tags: Tags, options: Options) -> Iterator[Extracted]:
    """Yield the texts in the tuples of the constants in the option `names`."""
    names = {name.strip() for name in options["names"].split(",")}
    for node in ast.parse(file.read()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in names:
            for row in (part for part in ast.walk(node.value) if isinstance(part, ast.Tuple)):
                for part in row.elts:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.strip("-"):
                        yield part.lineno, None, part.value, []


def commands(file: IO[bytes], keywords: Keywords, comment_tags: Tags, options: Options) -> Iterator[Extracted]:
    """Yield the help of all commands and options, and the marked texts of the file."""
    import typer
    from typer.core import TyperGroup

    from vex.command import app
    from vex.command_language import helps

    group = typer.main.get_command(app)
    for text in helps(group) if isinstance(group, TyperGroup) else ():
        yield 1, None, text, []
    yield from extract_python(file, keywords, comment_tags, {})


def _texts(value: object, keys: set[str]) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _texts(part, keys)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in keys and isinstance(part, str) and part.strip("-"):
                yield part
            else:
                yield from _texts(part, keys)
