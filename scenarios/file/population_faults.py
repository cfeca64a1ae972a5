"""What is wrong in a population file: faults that are alike are told in one line."""

from dataclasses import dataclass, field

from simulation.messages import N_, message

from .faults import ScenarioError
from .scenario_inheritance import at_line

SHOWN_FAULTS = 20
TOLD_APART = 3
"""So many faults that are alike are told one by one; more are told together."""


class PopulationError(ScenarioError):
    """A population file that cannot be read; the message says where and why, one line a fault."""


@dataclass(slots=True)
class _Alike:
    """Faults of the same rule in the same column: how many, the first lines, whether the value is the same."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)
    got: str = ""
    same: bool = True


class Faults:
    """The faults of a file, counted by column and rule."""

    def __init__(self, shown: str):
        self.shown = shown
        self.alike: dict[tuple[str, str], _Alike] = {}

    def add(self, line: int, rule: str, column: str = "", got: str = "", told: str = "") -> None:
        """Note a fault at a line of the file; `told` says it in full where it stands alone."""
        group = self.alike.setdefault((column, rule), _Alike(got=got))
        group.count += 1
        group.same &= group.got == got
        group.first.append((line, told or (message("{rule}; got {got}", rule=rule, got=got) if got else rule)))
        if len(group.first) > TOLD_APART:
            if min(group.first)[0] == line:
                group.got = got
            group.first = sorted(group.first)[:TOLD_APART]

    def check(self) -> None:
        """Raise PopulationError if there are any."""
        told = sorted((line for key, group in self.alike.items() for line in self._lines(key, group)), key=_place)
        if told:
            lines = [text for _, text in told[:SHOWN_FAULTS]]
            more = len(told) - len(lines)
            if more > 0:
                lines.append(
                    message("… and 1 more fault") if more == 1 else message("… and {more} more faults", more=more)
                )
            raise PopulationError("\n".join(lines))

    def _lines(self, key: tuple[str, str], group: _Alike) -> list[tuple[int, str]]:
        column, rule = key
        where = message(", column {column}", column=column) if column else ""
        if group.count <= TOLD_APART:
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
    """Return in words that so many people of a file are younger than a scenario is about."""
    one = N_(
        "{young:,} of {people:,} people is under {least:g}; this scenario is about people of {least:g} and older. Take "
        "those rows out, or choose a scenario for all ages, such as city-7000."
    )
    many = N_(
        "{young:,} of {people:,} people are under {least:g}; this scenario is about people of {least:g} and older. "
        "Take those rows out, or choose a scenario for all ages, such as city-7000."
    )
    return message(one if young == 1 else many, young=young, people=people, least=least_age)


def _place(told: tuple[int, str]) -> int:
    return told[0]
