"""Observation beside the weekly measures: surveys, coach records, register, event log.

Surveys and coach records are taken unless they are turned off; the register and the event log only on request.
Nothing in the world reads them.
"""

from collections import namedtuple

import numpy as np

from .coach_records import empty_records_of, keep_records
from .events import empty_log
from .people import DOMAINS
from .register import empty_register, keep_register
from .surveys import hold_surveys, plan_surveys, read_truth, waves

START_FIELDS = (
    "age", "household", "young_children", "benefit_weeks", "trust", "self_efficacy", "life_satisfaction",
    "employability",
)  # fmt: skip
"""Fields that change in a person's life and are kept as they were at week 0."""

Observed = namedtuple("Observed", "start load truth surveys records register log")
"""`start`: the fields `START_FIELDS` at week 0; `load`: the problem load then; `truth`: nominal week → (people, 6),
where a group is surveyed; `surveys` and `records`, `register` and `log` are None if they are not kept."""


def observe_start(design, world, luck, values: dict, surveyed: bool, register: bool, logged: int) -> Observed:
    """Begin the observation and observe week 0."""
    people = world.people
    load = people["level"].reshape(-1, len(DOMAINS)).sum(axis=1, dtype=np.int64)
    observed = Observed(
        start={name: people[name].copy() for name in START_FIELDS},
        load=load,
        truth={},
        surveys=plan_surveys(design, world, luck, values) if surveyed else None,
        records=empty_records_of(design, world, values) if surveyed else None,
        register=empty_register(design.weeks, len(people)) if register else None,
        log=empty_log(people, logged) if logged else None,
    )
    observe(observed, world, design.weeks, 0)
    return observed


def observe_week(model, week: int) -> None:
    """Observe a week of the model that is over."""
    observe(model.observed, model.world, model.design.weeks, week)


def observe(observed: Observed, world, weeks: int, week: int) -> None:
    """Observe a week that is over."""
    if observed.surveys is not None and len(observed.surveys.table):
        hold_surveys(world, observed.surveys, week)
        if week in waves(weeks):
            observed.truth[week] = np.empty((len(world.people), 6))
            read_truth(world.people, observed.truth[week])
    if week == 0:
        return
    if observed.records is not None and len(observed.records.rows):
        keep_records(world, observed.records, week)
    if observed.register is not None:
        keep_register(world, observed.register, week)

