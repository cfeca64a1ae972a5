"""What is wrong in a population file: faults that are alike are told in one line."""

from dataclasses import dataclass, field

from .faults import ScenarioError

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
        group.first.append((line, told or rule + (f"; got {got}" if got else "")))
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
            raise PopulationError("\n".join(lines + [f"… and {more} more fault{'s' if more > 1 else ''}"] * (more > 0)))

    def _lines(self, key: tuple[str, str], group: _Alike) -> list[tuple[int, str]]:
        column, rule = key
        where = f", column {column}" if column else ""
        if group.count <= TOLD_APART:
            return [(line, f"{self.shown}, line {line}{where}: {text}") for line, text in group.first]
        line = group.first[0][0]
        rows = f"{group.count:,} rows"
        if group.got and group.same:
            rows += f" hold {group.got}, first in line {line}"
        else:
            rows += f", first in line {line}" + (f" with {group.got}" if group.got else "")
        rule = f"a value {rule}" if rule.startswith("is ") else rule
        return [(line, f"{self.shown}{where}: {rows}; {rule}")]


def _place(told: tuple[int, str]) -> int:
    return told[0]
