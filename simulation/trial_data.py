"""The data set of a trial: persons, surveys, truth, coach records, register and events of one run, as tidy frames."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .arguments import instance_of
from .event_frame import events_of, keyed
from .model import ExperimentModel
from .people import NEIGHBOURHOODS, NEVER
from .population import require_synthetic
from .recruitment import SIGN_UP_CHANNELS, SIGNED_UP
from .surveys import SURVEY_MEASURES

HOUSEHOLDS = ("single", "single_parent", "couple")
RECORD_COLUMNS = ("contacts", "problems_known", "problem_score_known", "ladder_seen")
REGISTER_COLUMNS = {"benefit": "f4", "earnings": "f4", "hours": "f4", "on_benefit": bool, "exit_work": bool}


@dataclass(frozen=True, slots=True)
class TrialData:
    """Frames of one run; each begins with replication, person (the permanent id) and group.

    `persons`: a row a person; no researcher sees its columns `true_…` or the frame `truth`. `surveys`: a row a person
    and wave, NaN where not answered. `truth`: the same measures without error at the nominal weeks, of the
    people of week 0, where a group is surveyed. `records`: the records of coaches. `register`: a row a person and
    month. `events`: a row an event. A frame that was not kept is empty.
    """

    persons: pd.DataFrame
    surveys: pd.DataFrame
    truth: pd.DataFrame
    records: pd.DataFrame
    register: pd.DataFrame
    events: pd.DataFrame

    @staticmethod
    def of(model) -> "TrialData":
        """Return the observations of `model` so far; raises PrivacyError if its people are real."""
        instance_of("model", model, ExperimentModel, "a TrustExperiment")
        require_synthetic(model.design, "data sets of persons")
        return TrialData(
            persons_of(model), surveys_of(model), truth_frame(model), records_of(model), register_of(model),
            events_of(model),
        )  # fmt: skip


def known(weeks: np.ndarray) -> pd.arrays.IntegerArray:
    """Return weeks of an event; NA where it never happened."""
    never = weeks == NEVER
    return pd.arrays.IntegerArray(np.where(never, 0, weeks).astype(np.int32), never.copy())


def persons_of(model) -> pd.DataFrame:
    """Return one row a person."""
    people, start = model.people, model.observed.start
    surveyed = np.array([group.surveyed for group in model.design.groups])
    signed_up = people["recruited"] >= SIGNED_UP if model.design.recruitment else surveyed[people["group"]]
    columns = {
        "arrival_week": people["arrival_week"].astype(np.int32),
        "age": start["age"],
        "female": people["female"].astype(bool),
        "household": pd.Categorical.from_codes(start["household"].astype(np.int8), HOUSEHOLDS),
        "young_children": start["young_children"].astype(bool),
        "education": people["education"].astype(np.int8),
        "neighbourhood": pd.Categorical.from_codes(people["neighbourhood"].astype(np.int8), NEIGHBOURHOODS),
        "benefit_years": start["benefit_weeks"] / 52.0,
        "migration_background": people["migration_background"].astype(bool),
        "eligible": people["eligible"].astype(bool),
        "signed_up": signed_up,
        "channel": pd.Categorical.from_codes(people["channel"].astype(np.int8), SIGN_UP_CHANNELS),
        "surveyed": surveyed[people["group"]],
        "withdrawn": people["withdrawn"].astype(bool),
        "true_trust": start["trust"],
        "true_self_efficacy": start["self_efficacy"],
        "true_life_satisfaction": start["life_satisfaction"],
        "true_problem_load": model.observed.load,
        "true_employability": start["employability"],
        "exit_week": known(people["exit_week"]),
        "first_exit_work_week": known(people["first_exit_week"]),
    }
    return keyed(model, np.arange(len(people)), columns)


def surveys_of(model) -> pd.DataFrame:
    """Return one row a surveyed person and wave up to the current week."""
    table = model.observed.surveys.table
    table = table[(table["answered"] == 1) | (table["week"] <= model.week)]
    columns = {
        "wave": table["wave"].astype(np.int8),
        "week": table["week"].astype(np.int32),
        "answered": table["answered"].astype(bool),
    }
    answers = table["answers"].reshape(-1, len(SURVEY_MEASURES))
    return keyed(model, table["row"], columns | {name: answers[:, k] for k, name in enumerate(SURVEY_MEASURES)})


def truth_frame(model) -> pd.DataFrame:
    """Return the truth at the nominal weeks, of the people of week 0."""
    rows = np.flatnonzero(model.people["arrival_week"] == 0)
    tables = [table[rows] for table in model.observed.truth.values()]
    values = np.concatenate(tables) if tables else np.empty((0, len(SURVEY_MEASURES)))
    columns: dict[str, np.ndarray] = {"wave": np.repeat(np.arange(len(tables), dtype=np.int8), len(rows))}
    columns |= {name: values[:, k] for k, name in enumerate(SURVEY_MEASURES)}
    return keyed(model, np.tile(rows, len(tables)), columns)


def records_of(model) -> pd.DataFrame:
    """Return the records of coaches; half years count from 1."""
    records = model.observed.records
    table = records.table[: records.count[0]]
    week = table["week"].astype(np.int32)
    columns = {"half_year": (1 + (week - 1) // 26).astype(np.int8), "week": week}
    columns |= {name: table[name].astype(np.int32) for name in RECORD_COLUMNS}
    return keyed(model, table["row"], columns | {"plan": table["plan"].astype(bool)})


def register_of(model) -> pd.DataFrame:
    """Return a row a person and month, from the month of arrival."""
    register, people = model.observed.register, model.people
    closed = int(register.closed[0]) if register is not None else 0
    months = np.repeat(np.arange(1, closed + 1, dtype=np.int16), len(people))
    rows = np.tile(np.arange(len(people)), closed)
    here = people["arrival_week"][rows] <= months * 52 / 12
    columns = {"month": months[here]}
    for name, kind in REGISTER_COLUMNS.items():
        values = register.months[name][:closed].ravel() if closed else np.empty(0)
        columns[name] = values[here].astype(kind)
    return keyed(model, rows[here], columns)
