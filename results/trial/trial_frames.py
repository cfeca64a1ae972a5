"""The data of a simulated trial as researchers get them: which columns, who took part, which outcomes.

The frames are those of `simulation/trial_data.py`; whatever stands in front of an estimator has passed `checked`.
Columns that start with `true_`, and the frame `truth`, are what no researcher ever sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.errors import VexError

from ..words.language import N_, _

SURVEY_MEASURES = ("life_satisfaction", "health", "self_efficacy", "trust", "participation", "finances")
_WHO = ("replication", "person", "group")
COLUMNS = {
    "persons": (
        *_WHO, "age", "female", "household", "young_children", "education", "neighbourhood", "benefit_years",
        "migration_background", "eligible", "signed_up", "channel", "surveyed", "withdrawn", "arrival_week",
        "exit_week", "first_exit_work_week",
    ),
    "surveys": (*_WHO, "wave", "week", "answered", *SURVEY_MEASURES),
    "truth": (*_WHO, "wave", *SURVEY_MEASURES),
    "records": (
        *_WHO, "half_year", "week", "contacts", "problems_known", "problem_score_known", "ladder_seen", "plan",
    ),
    "register": (*_WHO, "month", "on_benefit", "benefit", "earnings", "hours", "exit_work"),
}  # fmt: skip
"""Frame → the columns that the analysis reads; there may be more."""
KEYS = {
    "persons": ["replication", "person"],
    "surveys": ["replication", "person", "wave"],
    "truth": ["replication", "person", "wave"],
    "records": ["replication", "person", "half_year", "week"],
    "register": ["replication", "person", "month"],
}


class TrialFramesError(VexError):
    """Data of a trial that cannot be analysed; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of the trial: what readers call it, and where researchers find it."""

    title: str
    unit: str
    source: str
    when: str
    wave: int = 0
    share: bool = False


REGISTER_OUTCOMES = {
    "exit_work_12": Outcome(
        N_("Full-time work within 1 year"), N_("per 100 people"), "register", "months 1-12", share=True
    ),
    "exit_work_24": Outcome(
        N_("Full-time work within 2 years"), N_("per 100 people"), "register", "months 1-24", share=True
    ),
    "on_benefit_24": Outcome(
        N_("On the benefit after 2 years"), N_("per 100 people"), "register", "month 24", share=True
    ),
    "earnings_year_2": Outcome(N_("Net earnings in year 2"), N_("euros a month"), "register", "months 13-24"),
    "hours_24": Outcome(N_("Paid hours after 2 years"), N_("hours a week"), "register", "month 24"),
}
FULL_TIME = N_("Full-time work: a month with earnings of at least 70 % of the full-time statutory minimum wage.")
_SCALES = {
    "life_satisfaction": N_("scale 0 to 10"),
    "health": N_("scale 1 to 5"),
    "self_efficacy": N_("scale 0 to 1"),
    "trust": N_("scale 0 to 1"),
    "participation": N_("steps 1 to 6"),
    "finances": N_("scale 1 to 5"),
}
_AFTER = {
    "life_satisfaction": (N_("Life satisfaction after 1 year"), N_("Life satisfaction after 2 years")),
    "health": (N_("Health after 1 year"), N_("Health after 2 years")),
    "self_efficacy": (N_("Self-efficacy after 1 year"), N_("Self-efficacy after 2 years")),
    "trust": (N_("Trust in the municipality after 1 year"), N_("Trust in the municipality after 2 years")),
    "participation": (N_("Participation ladder after 1 year"), N_("Participation ladder after 2 years")),
    "finances": (N_("Financial situation after 1 year"), N_("Financial situation after 2 years")),
}
SURVEY_OUTCOMES = {
    f"{measure}_w{wave}": Outcome(_AFTER[measure][wave - 1], _SCALES[measure], "survey", f"wave {wave}", wave)
    for wave in (1, 2)
    for measure in SURVEY_MEASURES
}
AT_END = (*REGISTER_OUTCOMES, *(name for name, row in SURVEY_OUTCOMES.items() if row.wave == 2))
"""What short tables and figures show of them."""
OUTCOMES: Mapping[str, Outcome] = REGISTER_OUTCOMES | SURVEY_OUTCOMES


@dataclass(frozen=True, slots=True)
class Roles:
    """Which groups the trial compares: the arms with the control group; `outside` took no part in it."""

    control: str
    arms: tuple[str, ...]
    outside: tuple[str, ...] = ()

    @property
    def trial(self) -> tuple[str, ...]:
        """The groups of the trial, control first."""
        return (self.control, *self.arms)


def roles_of(surveyed: Mapping[str, bool], control: str | None) -> Roles:
    """Return the roles of groups, of which `surveyed` says who got the questionnaires; raises TrialFramesError."""
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


def checked(trial) -> None:
    """Raise TrialFramesError if a frame lacks a column, has a row twice, or is of several trials."""
    for name, columns in COLUMNS.items():
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


def people_of(trial) -> pd.DataFrame:
    """Return those who were there at the start and could have taken part, indexed by person.

    Whoever came later is new on the benefit and had less time to leave it; whoever could not take part resembles nobody
    who did.
    """
    persons = trial.persons
    return persons[(persons["arrival_week"] == 0) & persons["eligible"].astype(bool)].set_index("person")


def covariates(people: pd.DataFrame) -> pd.DataFrame:
    """Return what researchers adjust for, as numbers around zero: what is known before the trial begins.

    Age and its square, sex, household, education, time on benefit (its logarithm). Columns in which everybody is
    alike are left out.
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


def outcomes_of(trial, people: pd.DataFrame) -> pd.DataFrame:
    """Return one column an outcome for these people, NaN where it was not observed.

    The survey measures of the baseline are there as well, with `_w0`. Outcomes of months or waves that the trial did
    not reach are left out.
    """
    register = trial.register[trial.register["person"].isin(people.index)]
    parts = [_from_register(register), in_waves(trial.surveys, people)]
    return pd.concat(parts, axis=1).reindex(people.index)


def in_waves(frame: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the survey measures of a frame with person and wave as columns MEASURE_wWAVE, waves 0 to 2."""
    frame = frame[frame["person"].isin(people.index) & frame["wave"].between(0, 2)]
    wide = frame.pivot(index="person", columns="wave", values=list(SURVEY_MEASURES)).astype(float)
    wide.columns = [f"{measure}_w{wave}" for measure, wave in wide.columns]
    return wide


def _from_register(register: pd.DataFrame) -> pd.DataFrame:
    """Return the register outcomes by person."""
    months = int(register["month"].max()) if len(register) else 0
    found = {}
    for end in (12, 24):
        if months >= end:
            within = register[register["month"] <= end]
            found[f"exit_work_{end}"] = within.groupby("person")["exit_work"].max().astype(float)
    if months >= 24:
        last = register[register["month"] == 24].set_index("person")
        second = register[register["month"].between(13, 24)].groupby("person")
        found["on_benefit_24"] = last["on_benefit"].astype(float)
        found["earnings_year_2"] = second["earnings"].mean().astype(float)
        found["hours_24"] = last["hours"].astype(float)
    return pd.DataFrame(found)
