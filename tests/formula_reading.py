"""Formulas of chances, read from `docs/odd.md`.

A formula stands in a block that begins with ```` ```formula module.rule ````, or in a line of text as
`` `formula`<!-- formula module.rule --> ``. Further words after the rule tell two formulas of a rule apart. A formula
is one expression, or lines `name = expression` of which each may use the names before it; the last is what the rule
gives. An indented line continues the line above.

It becomes Python by six replacements, and Python's own parser does the rest:

1. the signs · − ^ become * - **;
2. `[switch]` becomes `* on_switch`: switched off, the term before it is absent;
3. `, otherwise` becomes `else`, so that `x if a condition, otherwise 1` is a conditional expression;
4. the comma of `worsen_k,level`, without a space behind it, becomes an underscore;
5. the hyphen within a word becomes an underscore;
6. words that follow one another become one name: `weeks on benefit` is `weeks_on_benefit`. Only `if`, `else`, `and` and
   `not` stay words of their own.
"""

import ast
import math
import re
from dataclasses import dataclass

import numpy as np
from document_blocks import ROOT

BLOCK = re.compile(r"^( *)```formula ?(.*)\n((?:.*\n)*?) *```$", re.MULTILINE)
IN_TEXT = re.compile(r"`([^`\n]+)`<!-- formula (.*?) -->")
UNREAD = re.compile(r"\bchance\s+`[^`]*[·/][^`]*`(?!<!-- formula )")
"""A chance in the text with a formula that names no rule."""
SIGNS = {"·": "*", "−": "-", "^": "**", ", otherwise": " else"}
WORDS = re.compile(r"[^\W\d]\w*(?: +[^\W\d]\w*)+")
KEPT = {"if", "else", "and", "not"}
FUNCTIONS = {"exp": math.exp, "min": min, "max": max, "Σ_j": np.sum}
"""What a formula may call; Σ_j is the sum over the life domains."""
ALLOWED = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.IfExp, ast.Call, ast.Name, ast.Constant, ast.Load,
    ast.operator, ast.unaryop, ast.boolop,
)  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """The lines of a formula as (name, compiled expression), and the names that it takes from the state."""

    title: str
    lines: tuple
    names: frozenset

    def all_values(self, names) -> dict:
        """Return the value of every line; `names` gives the value of a name."""
        values: dict = {}
        for name, code in self.lines:
            values[name] = eval(code, {"__builtins__": FUNCTIONS}, _Both(values, names))
        return values

    def value(self, names) -> float:
        """Return the value of the last line."""
        return list(self.all_values(names).values())[-1]


class _Both(dict):
    """Names of earlier lines first, then those of the state, each asked for only when a formula needs it."""

    def __init__(self, values, names):
        super().__init__(values)
        self.names = names

    def __missing__(self, name):
        if name in FUNCTIONS:
            raise KeyError(name)
        return self.names(name)


def document() -> str:
    """Return the description of the model."""
    return (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")


def written(text: str) -> list[tuple[str, str]]:
    """Return (title, formula) of every formula in a document; the title is empty where none is given."""
    blocks = [(title.strip(), body) for _, title, body in BLOCK.findall(text)]
    return blocks + [(title.strip(), formula) for formula, title in IN_TEXT.findall(text)]


def as_python(text: str) -> str:
    """Return one expression of a formula as Python."""
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", "_", " ".join(text.split()))
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    text = re.sub(r"\[(\w+)\]", r"* on_\1", text)
    text = re.sub(r"(?<=\w),(?=\w)", "_", text)
    return WORDS.sub(lambda run: _joined(run[0].split()), text)


def _joined(words: list[str]) -> str:
    joined = words[0]
    for before, word in zip(words, words[1:], strict=False):
        joined += (" " if before in KEPT or word in KEPT else "_") + word
    return joined


def parsed(title: str, text: str) -> Formula:
    """Return a formula that can be evaluated; raises SyntaxError if it is none."""
    lines, names = [], set()
    own: set = set()
    for line in _whole_lines(text):
        name, sign, right = line.partition(" = ")
        name, right = (as_python(name), right) if sign else ("value", line)
        tree = ast.parse(as_python(right), title, mode="eval")
        for node in ast.walk(tree):
            if not isinstance(node, ALLOWED):
                raise SyntaxError(f"{title}: {type(node).__name__} in {line!r}")
        names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - own - set(FUNCTIONS)
        own.add(name)
        lines.append((name, compile(tree, title, "eval")))
    return Formula(title, tuple(lines), frozenset(names))


def _whole_lines(text: str) -> list[str]:
    """Return the lines of a formula, each with the lines that continue it."""
    lines: list[str] = []
    rows = [row for row in text.split("\n") if row.strip()]
    margin = min(len(row) - len(row.lstrip()) for row in rows)
    for row in rows:
        if row[margin:].startswith(" ") and lines:
            lines[-1] += "\n" + row[margin:]
        else:
            lines.append(row[margin:])
    return lines
