"""Faults in a population file, counted by column and rule: many of the same rule make one line of the message."""

from dataclasses import dataclass, field
from operator import itemgetter

from simulation.messages import N_, message

from .faults import ScenarioError
from .scenario_inheritance import at_line

SHOWN_FAULTS = 20
SHOWN_APART = 3
"""Up to this number of faults in the same column by the same rule have a line each; more of them share one line."""


class PopulationError(ScenarioError):
    """An invalid population file; the message has a line for each fault: where it is and which rule is broken."""


@dataclass(slots=True)
class _Count:
    """Faults of one rule in one column: their number, the first lines with text, the value if all are the same."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)
    got: str = ""
    same: bool = True


class RowFaults:
    """The faults in the rows of a file, counted by column and rule: a file can have millions of them."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.counts: dict[tuple[str, str], _Count] = {}

    def add(self, line: int, rule: str, column: str = "", got: str = "", text: str = "") -> None:
        """Add a fault at a line of the file; `text` is its message where the fault has a line of its own."""
        group = self.counts.setdefault((column, rule), _Count(got=got))
        group.count += 1
        group.same &= group.got == got
        group.first.append((line, text or (message("{rule}; got {got}", rule=rule, got=got) if got else rule)))
        if len(group.first) > SHOWN_APART:
            if min(group.first)[0] == line:
                group.got = got
            group.first = sorted(group.first)[:SHOWN_APART]

    def check(self) -> None:
        """Raise PopulationError if there are faults."""
        every = [line for key, group in self.counts.items() for line in self._lines(key, group)]
        if every:
            lines = [text for _, text in sorted(every, key=itemgetter(0))[:SHOWN_FAULTS]]
            more = len(every) - len(lines)
            if more > 0:
                lines.append(
                    message("… and 1 more fault") if more == 1 else message("… and {more} more faults", more=more)
                )
            raise PopulationError("\n".join(lines))

    def _lines(self, key: tuple[str, str], group: _Count) -> list[tuple[int, str]]:
        column, rule = key
        where = message(", column {column}", column=column) if column else ""
        if group.count <= SHOWN_APART:
            return [(line, f"{at_line(self.shown, line)}{where}: {text}") for line, text in group.first]
        line = group.first[0][0]
        if group.got and group.same:
            rows = N_("{rows:,} rows hold {got}, first in line {line}")
        elif group.got:
            rows = N_("{rows:,} rows, first in line {line} with {got}")
        else:
            rows = N_("{rows:,} rows, first in line {line}")
        rows = message(rows, rows=group.count, got=group.got, line=line)
        if rule.startswith("is "):  # in Dutch too
            rule = message("a value {rule}", rule=rule)
        return [(line, f"{self.shown}{where}: {rows}; {rule}")]


def too_young(young: int, people: int, least_age: float) -> str:
    """Return the message about people of a file who are younger than the least age of a scenario."""
    singular = N_(
        "{young:,} of {people:,} people is under {least:g}; this scenario is about people of {least:g} and older. Take "
        "those rows out, or choose a scenario for all ages, such as city-7000."
    )
    plural = N_(
        "{young:,} of {people:,} people are under {least:g}; this scenario is about people of {least:g} and older. "
        "Take those rows out, or choose a scenario for all ages, such as city-7000."
    )
    return message(singular if young == 1 else plural, young=young, people=people, least=least_age)
