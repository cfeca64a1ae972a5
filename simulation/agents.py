"""Mesa agents: participants, coaches and partners as views of their records.

An attribute of an agent is a field of its record: `agent.trust = 0.4` changes the world, and what the table of fields
does not allow is refused (`record_fields.py`). Everybody is counted from week 0 to the end, so no agent can be removed.
"""

from difflib import get_close_matches
from typing import ClassVar

import mesa
import numpy as np

from .coaches import COACH_FIELDS
from .partners import PARTNER_FIELDS
from .people import ON_BENEFIT, PERSON_FIELDS
from .record_fields import SHARE, Field
from .work import leave_otherwise

STATUS_WORDS = ("on the benefit", "left for work", "left otherwise", "not yet here", "without enough work")
TEAM_WORDS = ("client managers", "coaches")
"""Status of a person and team of a coach, by their codes."""

GIVEN_ONCE = ("model", "unique_id")
"""Attributes that Mesa gives every agent when it is made."""
OF_MESA = (*GIVEN_ONCE, "pos")
"""Attributes of Mesa; its spaces write `pos`."""


class RecordAgent(mesa.Agent):
    """The agent of one record; `row` is the row of the record and never changes."""

    table: ClassVar[str]
    """Name of the table of the world that has the record."""

    stays: ClassVar[str]
    """The reason why the agent cannot be removed, and the alternative."""

    row: int

    def __init_subclass__(cls, fields: tuple[Field, ...] = (), **keywords):
        """Give the class a property for each field."""
        super().__init_subclass__(**keywords)
        for field in fields:
            if field.name != "row":
                setattr(cls, field.name, _attribute(field))

    def __init__(self, model: mesa.Model, row: int):
        super().__init__(model)
        object.__setattr__(self, "row", row)

    def __setattr__(self, name: str, value: object) -> None:
        """Set a field; raises AttributeError for an unknown name, TypeError or ValueError for a wrong value."""
        kind = type(self)
        if name in GIVEN_ONCE and "row" in vars(self):
            raise AttributeError(f"{name} cannot be written: Mesa gives it once, when the agent is made")
        if name not in OF_MESA and not isinstance(getattr(kind, name, None), property):
            if name == "row":
                raise AttributeError("row cannot be written: it is the permanent number of the record")
            properties = [known for known in dir(kind) if isinstance(getattr(kind, known), property)]
            known = [known for known in properties if not known.startswith("_")]
            nearest = get_close_matches(name, known, 1)
            hint = f"did you mean {nearest[0]!r}?" if nearest else f"it has {', '.join(known)}"
            raise AttributeError(f"{kind.__name__} has no attribute {name!r}; {hint}")
        object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        """Return kind, number, group and state in this week."""
        return f"<{type(self).__name__} {self._described()}>"

    def _described(self) -> str:
        """Return the number, and what a reader wants to know first."""
        return str(self.row)

    @property
    def _records(self) -> np.ndarray:
        return getattr(self.model.world, self.table).view(np.ndarray)

    def remove(self) -> None:
        """Refuse to be removed; raises RuntimeError with the alternative."""
        raise RuntimeError(f"a {type(self).__name__} cannot be removed: {self.stays}")


class ArrayValue(np.ndarray):
    """The values of an array field as they were when read; assigning an item writes it to the record, checked."""

    agent: RecordAgent | None = None
    name = ""

    def __setitem__(self, index, value) -> None:
        """Write through to the record; a copy or a result of arithmetic is an array of its own."""
        if self.agent is None:
            super().__setitem__(index, value)
            return
        items = self.astype(object)
        items[index] = value
        setattr(self.agent, self.name, items)
        self.flags.writeable = True
        super().__setitem__(index, value)
        self.flags.writeable = False


def array_value(agent: RecordAgent, name: str, values: np.ndarray) -> ArrayValue:
    """Return a read-only copy of `values` whose items can be assigned."""
    array = values.copy().view(ArrayValue)
    array.agent, array.name = agent, name
    array.flags.writeable = False
    return array


def _attribute(field: Field) -> property:
    """Return the property that reads and writes one field of the agent's record."""

    def read(agent: RecordAgent):
        column = agent._records[field.name]
        return array_value(agent, field.name, column[agent.row]) if field.items else column.item(agent.row)

    def write(agent: RecordAgent, value: object) -> None:
        rows = len(getattr(agent.model.world, field.row_of)) if field.row_of else None
        agent._records[field.name][agent.row] = field.check(value, rows)

    return property(read, write, doc=f"Field `{field.name}` of the record.")


class Participant(RecordAgent, fields=PERSON_FIELDS):
    """A person on social assistance."""

    table = "people"
    stays = "the group is counted to the end with all who were in it; `leave_benefit()` lets somebody leave"

    def _described(self) -> str:
        person, week = self._records[self.row], self.model.week
        state = f"{STATUS_WORDS[person['status']]}, trust {person['trust']:.2f}"
        return f"{person['id']}, {self.group_name}, week {week}: {state}"

    @property
    def group_name(self) -> str:
        """Name of the group in the design."""
        return self.model.design.groups[self._records["group"][self.row]].name

    @property
    def problem_load(self) -> int:
        """Sum of the levels of all domains, 0…36."""
        return int(self._records["level"][self.row].sum())

    def leave_benefit(self) -> None:
        """Leave the benefit for another reason than work, such as moving; raises RuntimeError if not on the benefit."""
        if self._records["status"][self.row] != ON_BENEFIT:
            raise RuntimeError("only somebody who is on the benefit can leave it")
        leave_otherwise(self.model.people[self.row], self.model.week)


class Coach(RecordAgent, fields=COACH_FIELDS):
    """A coach or a client manager."""

    table = "coaches"
    stays = "a coach leaves in the week that the design names, `CoachPost(leaves=…)`"

    def _described(self) -> str:
        coach, week = self._records[self.row], self.model.week
        working = f"caseload {coach['caseload']}" if coach["working"] else "not working"
        return f"{coach['id']}, {TEAM_WORDS[coach['team']]}, week {week}: {working}"

    @property
    def familiarity(self) -> np.ndarray:
        """Familiarity with each partner, 0…1."""
        return array_value(self, "familiarity", self.model.familiarity[self.row])

    @familiarity.setter
    def familiarity(self, values: object) -> None:
        known = self.model.familiarity[self.row]
        known[:] = Field("familiarity", "f8", SHARE).check_items(values, len(known))


class Partner(RecordAgent, fields=PARTNER_FIELDS):
    """An organisation in town."""

    table = "partners"
    stays = '`model.set_lever("partners", "open", False, target=agent.name)` closes a partner'

    def _described(self) -> str:
        partner, week = self._records[self.row], self.model.week
        state = f"{partner['in_service']} in service, {partner['waiting']} waiting"
        return f"{partner['id']}, {self.name}, week {week}: {state}"

    @property
    def name(self) -> str:
        """Name of the partner in the design."""
        return self.model.design.partners[self.row].name


ModelAgents: type = type(mesa.Model(rng=0).agents)
"""Mesa's set of all agents of a model; it has no public name."""


class LastingAgents(ModelAgents):
    """All agents of a model, or those of a class; agents of records cannot be taken out."""

    def remove(self, agent: mesa.Agent) -> None:
        """Take out an agent of the user's own; others refuse."""
        if isinstance(agent, RecordAgent):
            agent.remove()
        super().remove(agent)

    def discard(self, agent: mesa.Agent) -> None:
        """Take out an agent of the user's own if it is there; others refuse."""
        if agent in self:
            self.remove(agent)

    def _update(self, agents):
        """Take the order of `agents`; raises RuntimeError if one of a record is missing."""
        agents = list(agents)
        for missing in set(self).difference(agents):
            if isinstance(missing, RecordAgent):
                missing.remove()
        return super()._update(agents)


def create_agents(model: mesa.Model) -> None:
    """Make the agents of all records of a model: participants, coaches, partners, in that order."""
    for kind in (Participant, Coach, Partner):
        for row in range(len(getattr(model.world, kind.table))):
            kind(model, row)
