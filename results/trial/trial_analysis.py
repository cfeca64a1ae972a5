"""The whole analysis of one simulated trial, and the same over many."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd

from ..words.language import N_
from . import baseline_balance as at_start
from . import estimates, power, survival, weights
from . import participants_v_outsiders as comparison_outside
from .trial_frames import COLUMNS, Roles, checked, people_of, roles_of

DATA = "data "
FRAMES = tuple(COLUMNS)
TABLES = ("balance", "recruited", "estimates", "response", "survival", "outside")
OUTSIDE = N_("Eligible, took no part")
"""What readers call the only group outside: of it only those count who were there and could have taken part."""


@dataclass(frozen=True, slots=True)
class OneTrial:
    """One trial analysed: the tables, and the curves of first exits to work, as the researchers would have seen it."""

    roles: Roles
    balance: pd.DataFrame
    recruited: pd.DataFrame
    estimates: pd.DataFrame
    response: pd.DataFrame
    survival: pd.DataFrame
    outside: pd.DataFrame
    curves: pd.DataFrame


@dataclass(frozen=True, slots=True)
class ManyTrials:
    """What came out over many trials: what one of them could and could not have shown."""

    estimates: pd.DataFrame
    power: pd.DataFrame
    any_clear: pd.Series
    response: pd.DataFrame
    survival: pd.DataFrame
    outside: pd.DataFrame
    balance: pd.DataFrame
    recruited: pd.DataFrame

    @property
    def trials(self) -> int:
        """How many trials there are."""
        return int(self.estimates["replication"].nunique())


def analyse(trial, control: str, weeks: int) -> dict[str, pd.DataFrame]:
    """Return the tables of one trial of `weeks` weeks by name (`TABLES`); raises TrialFramesError."""
    checked(trial)
    roles = roles_in(trial, control)
    weight = weights.answer_weights(trial, roles)
    replication = int(trial.persons["replication"].iloc[0])
    return {
        "balance": at_start.balance(trial, roles),
        "recruited": at_start.recruited(trial, roles),
        "estimates": estimates.estimates(trial, roles, weight),
        "response": weights.response(trial, roles, weight),
        "survival": survival.against_control(survival.times(trial, weeks), roles, weeks, replication),
        "outside": comparison_outside.against_outside(trial, roles),
    }


def analyse_and_keep(trial, control: str, weeks: int, keep: int = 0) -> dict[str, pd.DataFrame]:
    """Return the same, and of trial `keep` the data of who was there at the start as well, named `DATA` + frame."""
    tables = analyse(trial, control, weeks)
    if int(trial.persons["replication"].iloc[0]) == keep:
        there = trial.persons.loc[trial.persons["arrival_week"] == 0, "person"]
        for name in FRAMES:
            frame = getattr(trial, name)
            tables[f"{DATA}{name}"] = frame[frame["person"].isin(there)].reset_index(drop=True)
    return tables


def kept_trial(tables: dict[str, pd.DataFrame]) -> SimpleNamespace | None:
    """Return the data that `analyse_and_keep` kept; None if that trial is not there."""
    found = {name: tables.get(f"{DATA}{name}") for name in FRAMES}
    return None if found["persons"] is None else SimpleNamespace(**found)


def one_trial(trial, control: str, weeks: int) -> OneTrial:
    """Return one trial analysed, with its curves."""
    tables = analyse(trial, control, weeks)
    roles = roles_in(trial, control)
    replication = int(trial.persons["replication"].iloc[0])
    curves = survival.curves(survival.times(trial, weeks), (*roles.trial, *roles.outside), weeks, replication)
    return OneTrial(roles, **tables, curves=curves)


def many_trials(tables: dict[str, pd.DataFrame]) -> ManyTrials:
    """Return the summary of the tables of many trials."""
    return ManyTrials(
        estimates=tables["estimates"],
        power=power.power_table(tables["estimates"]),
        any_clear=power.any_clear(tables["estimates"]),
        response=power.response_table(tables["response"]),
        survival=tables["survival"],
        outside=power.outside_table(tables["outside"]),
        balance=at_start.balance_table(tables["balance"]),
        recruited=at_start.recruited_table(tables["recruited"]),
    )


def labels_of(labels: Mapping[str, str], surveyed: Mapping[str, bool]) -> dict[str, str]:
    """Return what readers call the groups: the only group outside is here those who could have taken part."""
    outside = [group for group, asked in surveyed.items() if not asked]
    return dict(labels) | ({outside[0]: OUTSIDE} if len(outside) == 1 else {})


def roles_in(trial, control: str) -> Roles:
    """Return the roles of the groups in the data; groups without people are left out."""
    people = people_of(trial)
    groups = [group for group in people["group"].cat.categories if (people["group"] == group).any()]
    surveyed = {str(group): bool(people.loc[people["group"] == group, "surveyed"].any()) for group in groups}
    return roles_of(surveyed, control)
