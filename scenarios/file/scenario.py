"""Scenario: a question, and the design of the world that answers it."""

import os
from dataclasses import dataclass, replace

from pydantic import ValidationError

from simulation.arguments import check_fields, instance_of, path_of, text
from simulation.design import Design
from simulation.messages import message, nearest
from simulation.parameters import PARAMETERS

from .design_from_tables import build
from .faults import Faults, ScenarioError
from .mechanism import EachWeek, MechanismError, function_of
from .scenario_inheritance import location, merged, read_chain
from .scenario_schema import ScenarioTable, faults_of


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Scenario:
    """A question and its design.

    `control` names the group with which the others are compared; `files` are name and text of the scenario file and of
    those that it extends, in this order. `each_week` is a function of the model that is called before each week.
    """

    design: Design
    title: str = ""
    question: str = ""
    control: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    each_week: EachWeek | None = None

    def __post_init__(self) -> None:
        instance_of("design", self.design, Design, "a Design")
        check_fields(self, text, "title", "question")
        instance_of("files", self.files, tuple, "a tuple of pairs of texts")
        if self.each_week is not None:
            function_of(self.each_week)
        if self.control is not None and text("control", self.control) not in self.labels:
            near = nearest(self.control, self.labels)
            raise ScenarioError(message("control: {name!r} is no group{near}", name=self.control, near=near))

    @property
    def name(self) -> str:
        """Name of the scenario, as in the outcomes."""
        return self.design.name

    @property
    def labels(self) -> dict[str, str]:
        """Label of each group for readers."""
        return {group.name: group.label or group.name for group in self.design.groups}

    def __repr__(self) -> str:
        return f"Scenario: {self.name}, {self.design.weeks} weeks, groups {', '.join(self.labels)}"

    def with_mechanism(self, each_week: EachWeek, name: str = "", title: str = "") -> "Scenario":
        """Return the scenario with a call of `each_week(model)` before each week, under a name of its own.

        The name is by default that of the scenario and that of the function. Raises MechanismError if the scenario
        has a mechanism already, or if `each_week` is no function, TypeError for a name or title that is no text.
        """
        text("name", name)
        text("title", title)
        if self.each_week is not None:
            raise MechanismError(f"{self.name} has a mechanism already; write one function that calls both")
        own = name or f"{self.name}-{function_of(each_week).__name__.strip('<>').replace('_', '-')}"
        design = replace(self.design, name=own)
        return replace(self, design=design, title=title or own, each_week=each_week)


def load(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario: one that comes with the package, by name, or a file, by path.

    Raises ScenarioError for a scenario that does not exist or has faults, TypeError for anything but a text or path.
    """
    path_of("name_or_path", name_or_path, "the name of a scenario, or the path of a file")
    chain = read_chain(os.fspath(name_or_path))
    content = merged(chain)
    faults, table, design = Faults(), None, None
    try:
        table = ScenarioTable.model_validate(content)
    except ValidationError as error:
        faults.extend(faults_of(error, content))
    else:
        design = build(table, chain[0].name, faults)
    if table is None or design is None:
        lines = [f"{location(chain, fault.path)}: {fault.text()}" for fault in dict.fromkeys(faults)]
        raise ScenarioError("\n".join(lines))
    return Scenario(
        design=design,
        title=table.title or chain[0].name,
        question=table.question,
        control=table.control,
        files=tuple((file.path.name, file.text) for file in chain),
    )


def outside_range(design: Design) -> dict[str, dict[str, float]]:
    """Return value, low and high of the design's parameters outside a range of the table wider than one value."""
    rows = {name: (value, PARAMETERS[name].low, PARAMETERS[name].high) for name, value in design.parameters.items()}
    return {
        name: {"value": value, "low": low, "high": high}
        for name, (value, low, high) in rows.items()
        if low < high and not low <= value <= high
    }
