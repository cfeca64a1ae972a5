"""People on social assistance (bijstandsgerechtigden): what is known of each, one record a person.

The row of a person is the permanent id. A `Participant` is the Mesa agent of one row; its attributes are the
fields of the record, so that writing `agent.trust = 0.4` changes the world.
"""

from functools import lru_cache

import mesa
import numpy as np

DOMAINS = (
    "finances", "mental_health", "physical_health", "substance_use", "housing",
    "social_network", "language", "digital_skills", "care_duties",
)  # fmt: skip
"""Life domains (leefgebieden). All but language, digital skills and care duties are domains of the ZRM."""

FINANCES, MENTAL, PHYSICAL, SUBSTANCE, HOUSING, SOCIAL, LANGUAGE, DIGITAL, CARE = range(9)
ACTIVATION = 9
"""Slot of `help` for a track towards work or participation; slots 0…8 are the life domains."""
SLOTS = 10

NO_HELP, WAITING, IN_SERVICE = range(3)
NO_WORK, TRIAL_PLACEMENT, TEMPORARY, PERMANENT, SELF_EMPLOYED = range(5)
ON_BENEFIT, LEFT_FOR_WORK, LEFT_OTHERWISE, NOT_YET_HERE = range(4)
SINGLE, SINGLE_PARENT, COUPLE = range(3)
BY_SELF, BY_CONTACT, BY_PARTNER = range(3)
"""Who brought somebody to a partner."""

SUCCEEDED, FAILED, GAVE_UP, DROPPED_OUT = range(4)
"""How help ended: the service did its work, it did not, or the person left the list or the service."""

NEVER = -9999
"""Week of something that has not happened."""

NEIGHBOURHOODS = ("Centrum", "Noord", "Groenewoud", "Oost", "Zuid", "West", "Reeshof", "Udenhout en Berkel")

PERSON = np.dtype(
    [
        # fixed, or changed only by time
        ("id", "i8"),
        ("row", "i8"),
        ("group", "i2"),
        ("policy", "i2"),
        ("female", "u1"),
        ("household", "u1"),
        ("young_children", "u1"),
        ("education", "u1"),
        ("neighbourhood", "u1"),
        ("migration_background", "u1"),
        ("status_holder", "u1"),
        ("arrival_week", "i4"),
        ("age", "f8"),
        ("benefit_weeks", "f8"),
        ("experience", "f8"),
        ("full_time_share", "f8"),
        ("vulnerability", "f8"),
        # stacked problems and help
        ("level", "i1", (9,)),
        ("disclosed", "u1", (9,)),
        ("help", "i1", (SLOTS,)),
        ("helpers", "i2"),
        ("partner", "i1", (SLOTS,)),
        ("accompanied", "u1", (SLOTS,)),
        ("urgent", "u1", (SLOTS,)),
        ("help_since", "i2", (SLOTS,)),
        ("help_until", "i2", (SLOTS,)),
        ("close_burden", "i1"),
        ("close_known", "u1"),
        # mind
        ("trust_history", "f8"),
        ("trust", "f8"),
        ("rapport", "f8"),
        ("shame", "f8"),
        ("confidence_history", "f8"),
        ("self_efficacy", "f8"),
        ("autonomy", "f8"),
        ("stress", "f8"),
        ("set_point", "f8"),
        ("life_satisfaction", "f8"),
        ("attention", "f8"),
        ("control", "f8"),
        # work and income
        ("status", "i1"),
        ("contract", "i1"),
        ("chosen", "u1"),
        ("unpaid_activity", "u1"),
        ("hours", "f8"),
        ("wage_hour", "f8"),
        ("employability", "f8"),
        ("tenure", "i4"),
        ("contract_until", "i4"),
        ("lead_until", "i4"),
        ("release_weeks", "i4"),
        ("blocked", "u1"),
        ("sanction_until", "i4"),
        ("target_group", "u1"),
        ("exit_week", "i4"),
        ("exits_to_work", "i2"),
        ("durable", "u1"),
        ("money", "f8"),
        # relation with coach or client manager
        ("coach", "i4"),
        ("with_coach_since", "i4"),
        ("next_contact", "f8"),
        ("planned_for", "f8"),
        ("overdue_weeks", "i4"),
        ("attempts", "i2"),
        ("no_shows", "i4"),
        ("contacts", "i4"),
        ("last_contact", "i4"),
        ("asking", "u1"),
        ("asked_week", "i4"),
        ("crisis", "u1"),
        ("plan", "u1"),
        ("withdrawn", "u1"),
        # recruitment (`recruitment.py`): codes of `recruited` and `channel` stand there
        ("eligible", "u1"),
        ("recruited", "u1"),
        ("channel", "u1"),
        ("left_study", "u1"),
        ("drawn_for_nothing", "u1"),
        # what the department and the partners did
        ("exempted", "u1"),
        ("letters", "i4"),
        ("breaches", "i4"),
        ("assistance", "i2"),
        # groups and peers; what was so before the experiment
        ("course", "i1"),
        ("course_state", "i1"),
        ("course_since", "i4"),
        ("courses_begun", "i2"),
        ("round_sessions", "i2"),
        ("sessions", "i2"),
        ("acquaintances", "i2"),
        ("on_file", "i2"),
        ("released_before", "i4"),
        # what no rule reads: written down so that an observer can tell what happened
        ("first_exit_week", "i4"),
        ("met_at_home", "u1"),
        ("referred_by", "u1", (SLOTS,)),
        ("ended_as", "u1", (SLOTS,)),
        ("ended_week", "i2", (SLOTS,)),
        ("blocks", "i4"),
        ("offers", "i4"),
        ("offers_taken", "i4"),
        ("offer_hours", "f8"),
        ("jobs", "i4"),
        ("jobs_lost", "i4"),
    ],
    align=True,
)
"""One record a person. `id` addresses the person's luck and depends on the group's cohort and the place in it only, so
that more people elsewhere change nothing; `row` is the place in the array. Shares and states of mind lie in 0…1,
`life_satisfaction` in 0…10, `level` in 0…4; `hours` are a week, `wage_hour` is net euros, `money` is disposable euros
a month, weeks count from week 0. `courses_begun` and `on_file` hold a bit for each course and each domain: courses
begun, problems known before the start; `course_state` takes the values of `help`."""


@lru_cache(maxsize=64)
def record_dtype(dtype: np.dtype) -> np.dtype:
    """Return the dtype whose items read as records, always the same object.

    A compiled rule recognises the arrays it is given by their dtype object; of a new one for each model it would
    have to read all fields at every call.
    """
    return np.dtype((np.record, dtype))


def empty_records(dtype: np.dtype, shape) -> np.recarray:
    """Return zeroed records, of which there are `shape`, whose fields read as attributes."""
    return np.zeros(shape, record_dtype(dtype)).view(np.recarray)


def plain(records: np.recarray) -> np.ndarray:
    """Return the same records as an array whose fields are quick to reach by name, for what happens every week."""
    return records.view(np.ndarray)


def views(dtype: np.dtype):
    """Return a class decorator that gives an agent one property for each field of its record."""

    def decorate(agent_class):
        for name in dtype.names:
            if name == "row":
                continue
            setattr(agent_class, name, _view(name))
        return agent_class

    return decorate


def _view(name):
    def read(agent):
        value = agent.record[name]
        return value if value.ndim else value.item()

    def write(agent, value):
        agent.record[name] = value

    return property(read, write, doc=f"Field `{name}` of the record.")


@views(PERSON)
class Participant(mesa.Agent):
    """A person on social assistance; `row` is the permanent id."""

    def __init__(self, model, row: int):
        super().__init__(model)
        self.row = row

    @property
    def record(self):
        """The person's record in the world."""
        return self.model.people[self.row]

    @property
    def group_name(self) -> str:
        """Name of the group in the design."""
        return self.model.design.groups[self.group].name

    @property
    def problem_load(self) -> int:
        """Sum of the levels of all domains, 0…36."""
        return int(self.level.sum())
