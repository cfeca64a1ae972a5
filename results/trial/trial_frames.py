"""Input of the trial analysis: the frames and columns that it reads, the people of the trial, and their outcomes.

The frames are those of `simulation/trial_data.py`; `check_frames` has checked them before any estimator reads them.
Researchers never see the frame `truth` and the columns that start with `true_`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.errors import VexError
from simulation.surveys import SURVEY_MEASURES
from simulation.trial_data import TrialData

from ..words.language import N_, _

_PERSON_KEYS = ("replication", "person", "group")
FRAME_COLUMNS = {
    "persons": (
        *_PERSON_KEYS, "age", "female", "household", "young_children", "education", "neighbourhood", "benefit_years",
        "migration_background", "eligible", "signed_up", "channel", "surveyed", "withdrawn", "arrival_week",
        "exit_week", "first_exit_work_week",
    ),
    "surveys": (*_PERSON_KEYS, "wave", "week", "answered", *SURVEY_MEASURES),
    "truth": (*_PERSON_KEYS, "wave", *SURVEY_MEASURES),
    "records": (
        *_PERSON_KEYS, "half_year", "week", "contacts", "problems_known", "problem_score_known", "ladder_seen", "plan",
    ),
    "register": (*_PERSON_KEYS, "month", "on_benefit", "benefit", "earnings", "hours", "exit_work"),
}  # fmt: skip
"""Frame → the columns that the analysis reads; a frame may have more."""
KEYS = {
    "persons": ["replication", "person"],
    "surveys": ["replication", "person", "wave"],
    "truth": ["replication", "person", "wave"],
    "records": ["replication", "person", "half_year", "week"],
    "register": ["replication", "person", "month"],
}


class TrialFramesError(VexError):
    """Data of a trial that cannot be analysed; the message gives the reason."""


REGISTER_OUTCOMES = ("exit_work_12", "exit_work_24", "on_benefit_24", "earnings_year_2", "hours_24")
SURVEY_OUTCOMES = tuple(f"{measure}_w{wave}" for wave in (1, 2) for measure in SURVEY_MEASURES)
TRIAL_OUTCOMES = (*REGISTER_OUTCOMES, *SURVEY_OUTCOMES)
"""Outcomes of the trial; `words/quantities.py` has their titles and units."""
AT_END = (*REGISTER_OUTCOMES, *(f"{measure}_w2" for measure in SURVEY_MEASURES))
"""Outcomes that short tables and figures show."""
FULL_TIME = N_("Full-time work: a month with earnings of at least 70 % of the full-time statutory minimum wage.")


@dataclass(frozen=True, slots=True)
class Roles:
    """The groups by their role in the trial: the control group, the arms, and the groups outside the trial."""

    control: str
    arms: tuple[str, ...]
    outside: tuple[str, ...] = ()

    @property
    def trial(self) -> tuple[str, ...]:
        """The groups of the trial, control first."""
        return (self.control, *self.arms)


def roles_of(surveyed: Mapping[str, bool], control: str | None) -> Roles:
    """Return the roles of groups: surveyed groups take part in the trial, the others are outside.

    `surveyed`: whether each group gets the questionnaires. Raises TrialFramesError without a surveyed control
    group and at least one arm.
    """
    trial = [group for group, asked in surveyed.items() if asked]
    if control is None:
        raise TrialFramesError(
            _("the scenario names no control group; give it control = and the name of a group")
        )
    if control not in trial:
        known = ", ".join(trial) or _("none")
        words = _("the control group {control!r} gets no questionnaires; groups with surveyed: {known}")
        raise TrialFramesError(words.format(control=control, known=known))
    if len(trial) < 2:
        raise TrialFramesError(_("a trial compares groups, but only {control!r} is surveyed").format(control=control))
    arms = tuple(group for group in trial if group != control)
    return Roles(control, arms, tuple(group for group in surveyed if group not in trial))


def check_frames(trial: TrialData) -> None:
    """Raise TrialFramesError if a frame lacks a column, repeats a key, or holds several trials."""
    for name, columns in FRAME_COLUMNS.items():
        frame = getattr(trial, name)
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            raise TrialFramesError(f"the frame {name} lacks {', '.join(missing)}")
        if frame.duplicated(KEYS[name]).any():
            raise TrialFramesError(f"the frame {name} holds a row twice; its key is {', '.join(KEYS[name])}")
        if frame["replication"].nunique() > 1:
            raise TrialFramesError(f"the frame {name} holds several trials; give them one by one")
    if trial.persons.empty:
        raise TrialFramesError("the frame persons is empty")


def eligible_people(trial: TrialData) -> pd.DataFrame:
    """Return the rows of `persons` of those present at the start and eligible, indexed by person.

    Later arrivals are new on the benefit and had less time to leave it. Ineligible people resemble no participant.
    """
    persons = trial.persons
    return persons[(persons["arrival_week"] == 0) & persons["eligible"].astype(bool)].set_index("person")


def covariates(people: pd.DataFrame) -> pd.DataFrame:
    """Return the covariates that researchers adjust for, known before the trial, centred on zero, indexed by person.

    Columns: age, age_squared, female, single_parent, couple, education_middle, education_high, log_benefit_years;
    constant columns are left out.
    """
    age = (people["age"].astype(float) - 45.0) / 10.0
    columns = {
        "age": age,
        "age_squared": age**2,
        "female": people["female"].astype(float),
        "single_parent": (people["household"] == "single_parent").astype(float),
        "couple": (people["household"] == "couple").astype(float),
        "education_middle": (people["education"].astype(int) == 1).astype(float),
        "education_high": (people["education"].astype(int) == 2).astype(float),
        "log_benefit_years": np.log1p(people["benefit_years"].astype(float)),
    }
    table = pd.DataFrame(columns, index=people.index)
    table = table.loc[:, table.nunique() > 1]
    return table - table.mean()


def observed_outcomes(trial: TrialData, people: pd.DataFrame) -> pd.DataFrame:
    """Return the observed outcomes of these people, indexed by person; NaN where there was no observation.

    Columns: `TRIAL_OUTCOMES`, and the survey measures of the baseline as MEASURE_w0. Outcomes of months or waves
    after the end of the trial are left out.
    """
    register = trial.register[trial.register["person"].isin(people.index)]
    parts = [_register_outcomes(register), wide_waves(trial.surveys, people)]
    return pd.concat(parts, axis=1).reindex(people.index)


def wide_waves(frame: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the survey measures of waves 0 to 2 in columns MEASURE_wWAVE, indexed by person."""
    frame = frame[frame["person"].isin(people.index) & frame["wave"].between(0, 2)]
    wide = frame.pivot(index="person", columns="wave", values=list(SURVEY_MEASURES)).astype(float)
    wide.columns = [f"{measure}_w{wave}" for measure, wave in wide.columns]
    return wide


def _register_outcomes(register: pd.DataFrame) -> pd.DataFrame:
    """Return the register outcomes, indexed by person."""
    months = int(register["month"].max()) if len(register) else 0
    columns = {}
    for end in (12, 24):
        if months >= end:
            within = register[register["month"] <= end]
            columns[f"exit_work_{end}"] = within.groupby("person")["exit_work"].max().astype(float)
    if months >= 24:
        last = register[register["month"] == 24].set_index("person")
        second = register[register["month"].between(13, 24)].groupby("person")
        columns["on_benefit_24"] = last["on_benefit"].astype(float)
        columns["earnings_year_2"] = second["earnings"].mean().astype(float)
        columns["hours_24"] = last["hours"].astype(float)
    return pd.DataFrame(columns)
