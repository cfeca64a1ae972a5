"""Analysis of one simulated trial, and its summary over many trials."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from simulation.trial_data import TrialData

from ..words.language import N_
from . import baseline_balance, estimates, participants_v_outsiders, power, survival, weights
from .trial_frames import FRAME_COLUMNS, Roles, check_frames, eligible_people, roles_of

DATA = "data "
"""Prefix of the names under which the frames of one trial are kept beside the tables."""
FRAMES = tuple(FRAME_COLUMNS)
OUTSIDE = N_("Eligible, took no part")
"""Label of the only group outside the trial: only its people who were present at the start and eligible count."""


@dataclass(frozen=True, slots=True)
class OneTrial:
    """The analysis of one trial, as the researchers would have seen it.

    `balance`: `BALANCE_COLUMNS`; `recruited`: `RECRUITMENT_COLUMNS`; `estimates`: `ESTIMATE_COLUMNS`; `response`:
    `RESPONSE_COLUMNS`; `survival`: `LOG_RANK_COLUMNS`; `outside`: `OUTSIDER_COLUMNS`; `curves`: `CURVE_COLUMNS`.
    """

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
    """The analysis of many trials: the power of one trial of this size.

    `estimates` and `survival` have a row of every trial (`ESTIMATE_COLUMNS`, `LOG_RANK_COLUMNS`); the others are
    summaries over trials: `power` (`POWER_COLUMNS`), `any_significant` (plain, corrected), and the frames of
    `response_over_trials`, `outsiders_over_trials`, `balance_over_trials` and `recruitment_over_trials`.
    """

    estimates: pd.DataFrame
    power: pd.DataFrame
    any_significant: pd.Series
    response: pd.DataFrame
    survival: pd.DataFrame
    outside: pd.DataFrame
    balance: pd.DataFrame
    recruited: pd.DataFrame

    @property
    def trials(self) -> int:
        """The number of trials."""
        return int(self.estimates["replication"].nunique())


def analyse(trial: TrialData, control: str, weeks: int) -> dict[str, pd.DataFrame]:
    """Return the tables of one trial of `weeks` weeks; names and columns are those of `OneTrial`, without curves.

    Raises TrialFramesError for data that cannot be analysed.
    """
    check_frames(trial)
    roles = roles_in(trial, control)
    weight = weights.response_weights(trial, roles)
    replication = int(trial.persons["replication"].iloc[0])
    return {
        "balance": baseline_balance.balance(trial, roles),
        "recruited": baseline_balance.recruitment(trial, roles),
        "estimates": estimates.estimate_all(trial, roles, weight),
        "response": weights.response_by_wave(trial, roles, weight),
        "survival": survival.log_rank_tests(survival.exit_times(trial, weeks), roles, weeks, replication),
        "outside": participants_v_outsiders.compare_with_outsiders(trial, roles),
    }


def analyse_and_keep(trial: TrialData, control: str, weeks: int, keep: int = 0) -> dict[str, pd.DataFrame]:
    """Return the tables of `analyse`; of replication `keep` also the data, as `DATA` + name of the frame.

    The data hold only people who were present at the start.
    """
    tables = analyse(trial, control, weeks)
    if int(trial.persons["replication"].iloc[0]) == keep:
        present = trial.persons.loc[trial.persons["arrival_week"] == 0, "person"]
        for name in FRAMES:
            frame = getattr(trial, name)
            tables[f"{DATA}{name}"] = frame[frame["person"].isin(present)].reset_index(drop=True)
    return tables


def kept_trial(tables: Mapping[str, pd.DataFrame]) -> TrialData | None:
    """Return the data that `analyse_and_keep` kept, without events; None if that replication failed."""
    if f"{DATA}persons" not in tables:
        return None
    return TrialData(**{name: tables[f"{DATA}{name}"] for name in FRAMES}, events=pd.DataFrame())


def one_trial(trial: TrialData, control: str, weeks: int) -> OneTrial:
    """Return the analysis of one trial."""
    tables = analyse(trial, control, weeks)
    roles = roles_in(trial, control)
    replication = int(trial.persons["replication"].iloc[0])
    times = survival.exit_times(trial, weeks)
    curves = survival.exit_curves(times, (*roles.trial, *roles.outside), weeks, replication)
    return OneTrial(roles, **tables, curves=curves)


def many_trials(tables: Mapping[str, pd.DataFrame]) -> ManyTrials:
    """Return the analysis of many trials; `tables` are those of `analyse`, concatenated over trials."""
    return ManyTrials(
        estimates=tables["estimates"],
        power=power.power_table(tables["estimates"]),
        any_significant=power.any_significant(tables["estimates"]),
        response=power.response_over_trials(tables["response"]),
        survival=tables["survival"],
        outside=power.outsiders_over_trials(tables["outside"]),
        balance=baseline_balance.balance_over_trials(tables["balance"]),
        recruited=baseline_balance.recruitment_over_trials(tables["recruited"]),
    )


def labels_of(labels: Mapping[str, str], surveyed: Mapping[str, bool]) -> dict[str, str]:
    """Return the labels of groups; a single group outside the trial is called `OUTSIDE`."""
    outside = [group for group, asked in surveyed.items() if not asked]
    return dict(labels) | ({outside[0]: OUTSIDE} if len(outside) == 1 else {})


def roles_in(trial: TrialData, control: str | None) -> Roles:
    """Return the roles of the groups in the data; groups without people are left out."""
    people = eligible_people(trial)
    groups = [group for group in people["group"].cat.categories if (people["group"] == group).any()]
    surveyed = {str(group): bool(people.loc[people["group"] == group, "surveyed"].any()) for group in groups}
    return roles_of(surveyed, control)
