"""The columns of an own population: the values that a file can give of a person, and the impossible combinations.

`columns.toml` is the table that code, documentation and template read.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from .messages import N_, message

YOUNGEST, FIRST_WORK = 18.0, 15.0
"""Age from which people can be on social assistance, and from which work counts as experience."""


_RANGES = {
    (False, False): N_("a number from {low:g} to {high:g}"),
    (False, True): N_("a number from {low:g} to under {high:g}"),
    (True, False): N_("a whole number from {low:g} to {high:g}"),
    (True, True): N_("a whole number from {low:g} to under {high:g}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the file: `words` in the order of their codes, or a number from `low` to `high`.

    `whole` numbers have no decimals; with `under`, `high` is excluded.
    """

    name: str
    unit: str
    meaning: str
    example: str
    words: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    under: bool = False

    @property
    def coded(self) -> bool:
        """Whether the values are kept as small whole numbers."""
        return bool(self.words) or self.whole

    @property
    def valid(self) -> str:
        """Valid values, in words."""
        if self.words:
            return " | ".join(self.words)
        return message(_RANGES[self.whole, self.under], low=self.low, high=self.high)

    def has(self, value: float) -> bool:
        """Return whether a number lies in the range."""
        return self.low <= value and (value < self.high if self.under else value <= self.high)


_TABLE = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))
COLUMNS = {
    name: Column(name=name, **row | {"words": tuple(row.get("words", ()))}) for name, row in _TABLE["columns"].items()
}
"""Name → column, in the order of the template. Every column may be left out, and every cell left empty."""
IDENTIFYING = frozenset(_TABLE["identifying"]["words"])


def identifies(name: str) -> bool:
    """Return whether a column of this name says who a person is."""
    words = name.casefold().replace("-", " ").replace("_", " ").replace(".", " ").split()
    pairs = {first + second for first, second in zip(words, words[1:], strict=False)}
    return bool(IDENTIFYING & ({*words, "".join(words)} | pairs))


IMPOSSIBLE = (
    (
        ("benefit_years", "age"),
        lambda years, age: years > age + 1.0 - YOUNGEST,
        N_("nobody is on social assistance before the age of 18"),
    ),
    (
        ("experience_years", "age"),
        lambda years, age: years > age + 1.0 - FIRST_WORK,
        N_("work before the age of 15 does not count as experience"),
    ),
    (
        ("household", "young_children"),
        lambda household, children: (household == 0) & (children == 1),
        N_("a single person with young children at home is a single_parent"),
    ),
    (
        ("level_care_duties", "young_children"),
        lambda level, children: (level == 0) & (children == 1),
        N_("young children at home are care duties of level 1 at least"),
    ),
)
"""Impossible combinations: the columns, the condition, and the rule. An age may be in whole years, rounded down."""
