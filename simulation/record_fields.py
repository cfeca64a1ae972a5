"""Fields of records: name, type, range, and why an agent may not write one.

The table of fields beside each kind of record (`people.py`, `coaches.py`, `partners.py`) gives both the numpy record
that rules work on and the checks behind the attributes of agents (`agents.py`). Rules write without a check.
"""

from dataclasses import dataclass

import numpy as np

from .arguments import real_number, whole_number

ANY = (None, None)
AT_LEAST_0 = (0, None)
SHARE = (0, 1)
FLAG = (0, 1)

EVERY_WEEK = "the rules work it out anew every week"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record; an array field has `items` values.

    `type` is a numpy type code. `range` holds the lowest and the highest value; None is no limit but that of the type.
    `row_of`: the value is a row of this table of the world. `fixed`: the reason why agents refuse to write it.
    """

    name: str
    type: str
    range: tuple[float | None, float | None]
    items: int = 0
    fixed: str = ""
    row_of: str = ""

    def check(self, value: object, rows: int | None = None):
        """Return `value` as the record holds it; `rows` is the length of the table `row_of`.

        Raises AttributeError for a fixed field, TypeError or ValueError with the rule and the value for others.
        """
        if self.fixed:
            raise AttributeError(f"{self.name} cannot be written: {self.fixed}")
        if self.items:
            return self.check_items(value, self.items)
        return self._check_number(self.name, value, rows)

    def check_items(self, values: object, items: int) -> list[float]:
        """Return the values of an array field with `items` values, each checked."""
        array = np.array(values, dtype=object)
        if array.shape != (items,):
            raise ValueError(f"{self.name} has {items} values; got {values!r}")
        return [self._check_number(f"{self.name}[{index}]", value) for index, value in enumerate(array)]

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Lowest and highest value that the rule and the type allow."""
        low, high = self.range
        if self.type == "f8":
            return low, high
        of_type = np.iinfo(self.type)
        lowest = of_type.min if low is None else max(low, of_type.min)
        return lowest, of_type.max if high is None else min(high, of_type.max)

    def _check_number(self, name: str, value: object, rows: int | None = None) -> float:
        low, high = self.limits
        if self.type == "f8":
            return real_number(name, value, low, high)
        if self.range == FLAG and isinstance(value, bool | np.bool_):
            return int(value)
        return whole_number(name, value, low, high if rows is None else rows - 1)


def record_of(fields: tuple[Field, ...]) -> np.dtype:
    """Return the aligned record with these fields, in this order."""
    return np.dtype(
        [(field.name, field.type, (field.items,)) if field.items else (field.name, field.type) for field in fields],
        align=True,
    )
