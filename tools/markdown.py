"""Markdown: tables and code."""

from collections.abc import Iterable


def markdown(columns: tuple, rows: Iterable[tuple]) -> str:
    """Return a table in Markdown."""
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', '/') for cell in line)} |" for line in lines)


def code(name: str) -> str:
    """Return a name as code."""
    return f"`{name}`"
