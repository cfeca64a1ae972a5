"""An own population: the data of a municipality on its recipients, one row a person.

The table of columns (`columns.py`) says what a file can give; missing values are imputed (`imputation.py`). Rows of
real people stay in memory: a run writes only their number, the columns given and a hash.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .columns import COLUMNS
from .errors import VexError
from .messages import argument, message

LEAST_COUNT = 10
"""Counts of fewer people than this are not shown in a run on real people."""
NO_CODE = -1
"""Missing among codes; among numbers it is NaN."""


class PrivacyError(VexError):
    """A request that would show or store rows of real people."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """People of a file: `columns` has an array for each column given, codes or numbers, a row a person.

    `synthetic`: no row is a real person. Two populations are equal if they have the same content; `sha256` is the hash
    of the content. `lot_key` is computed from the content too, but cannot be derived from `sha256`.
    """

    columns: Mapping[str, np.ndarray]
    synthetic: bool = False
    sha256: str = field(init=False)
    lot_key: tuple[np.uint64, np.uint64] = field(init=False)

    def __post_init__(self):
        if not self.columns:
            raise ValueError(message("a population has at least one column"))
        if unknown := sorted(set(self.columns) - set(COLUMNS)):
            raise VexError(message("{name!r} is no column of a population", name=unknown[0]))
        if len({len(values) for values in self.columns.values()}) != 1:
            raise ValueError(message("all columns of a population have the same number of rows"))
        types = {name: np.int8 if column.coded else np.float64 for name, column in COLUMNS.items()}
        own = {name: np.array(self.columns[name], dtype=types[name]) + 0 for name in COLUMNS if name in self.columns}
        for values in own.values():
            values.flags.writeable = False
        content = hashlib.sha256()
        for name, values in own.items():
            content.update(f"{name} {len(values)} ".encode() + values.tobytes())
        key = hashlib.sha256(b"lot" + content.digest())
        key.update(b"".join(values.tobytes() for values in own.values()))
        object.__setattr__(self, "columns", own)
        object.__setattr__(self, "sha256", content.hexdigest())
        words = np.frombuffer(key.digest()[:8], dtype="<u4").astype(np.uint64)
        object.__setattr__(self, "lot_key", (words[0], words[1]))

    def __eq__(self, other):
        if not isinstance(other, Population):
            return NotImplemented
        return (self.sha256, self.synthetic) == (other.sha256, other.synthetic)

    def __hash__(self):
        return hash((self.sha256, self.synthetic))

    def __repr__(self):
        return f"Population of {self.rows} people, {len(self.columns)} columns"

    @property
    def rows(self) -> int:
        """Number of people."""
        return len(next(iter(self.columns.values())))

    def given(self, name: str) -> np.ndarray:
        """Return for each person whether the column is given."""
        if name not in self.columns:
            return np.zeros(self.rows, dtype=bool)
        values = self.columns[name]
        return values != NO_CODE if COLUMNS[name].coded else ~np.isnan(values)

    def described(self) -> dict:
        """Return the public description of the file: hash, number of rows, columns given; never a row."""
        return {
            "sha256": self.sha256,
            "rows": self.rows,
            "columns": list(self.columns),
            "synthetic": self.synthetic,
        }


def is_sensitive(design) -> bool:
    """Return whether the design's people are real: a file that was not declared synthetic."""
    return design.population is not None and not design.population.synthetic


def require_synthetic(design, what: str) -> None:
    """Raise PrivacyError if the design's people are real; `what` is a plural, such as "life stories"."""
    if is_sensitive(design):
        raise PrivacyError(
            message(
                "{what} tell of single people, and this population was not declared synthetic; "
                "with {synthetic} you declare that no row is of a real person",
                synthetic=argument("synthetic=True", "--synthetic"),
                what=message(what),
            )
        )


def group_of_population(design) -> int | None:
    """Return the number of the group that the people of the file are; None if they are divided by lot.

    It is the group from which people are recruited, or the only group, or the only open one.
    """
    recruitment = getattr(design, "recruitment", None)
    if recruitment is not None:
        return [group.name for group in design.groups].index(recruitment.pool)
    if len(design.groups) == 1:
        return 0
    still_open = [number for number, group in enumerate(design.groups) if group.open]
    return still_open[0] if len(still_open) == 1 else None


def luck_of_lots(design, luck) -> tuple:
    """Return the luck of a lottery; with people of a file it depends on the content of the file.

    Otherwise a reader of many results could reconstruct the groups, and from these single people.
    """
    if design.population is None:
        return luck
    return tuple(word ^ key for word, key in zip(luck, design.population.lot_key, strict=True))


def sizes_by_lot(sizes: list[int], people: int) -> list[int]:
    """Return how many of `people` each group gets, in proportion to `sizes`, by largest remainders."""
    exact = np.array(sizes) * people / sum(sizes)
    whole = np.floor(exact).astype(int)
    first = np.argsort(whole - exact, kind="stable")[: people - whole.sum()]
    whole[first] += 1
    return whole.tolist()
