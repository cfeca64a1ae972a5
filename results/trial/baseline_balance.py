"""Recruitment and baseline balance of a trial.

Baseline differences between groups assigned by lot are chance: of 20 characteristics about 1 differs with p < 0.05. The
joint test therefore tests all characteristics at once: a likelihood ratio test of a multinomial logit of the group on
the covariates. With a fair lot it has p < 0.05 in 5 of 100 trials. People outside the trial are shown beside the groups
but not tested, because they were not assigned by lot.
"""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.stats import f_oneway

from simulation.trial_data import TrialData

from ..words.language import N_
from .trial_frames import Roles, covariates, eligible_people

BALANCE_COLUMNS = ("replication", "characteristic", "group", "n", "mean", "sd", "standardised", "p", "p_joint")
RECRUITMENT_COLUMNS = ("replication", "step", "people")
CHARACTERISTICS = {
    "age": N_("age, years"),
    "female": N_("women, per 100"),
    "single_parent": N_("single parents, per 100"),
    "couple": N_("couples, per 100"),
    "young_children": N_("with young children, per 100"),
    "education_middle": N_("middle education, per 100"),
    "education_high": N_("high education, per 100"),
    "benefit_years": N_("time on benefit, years"),
}
IN_YEARS = ("age", "benefit_years")
RECRUITMENT_STEPS = {
    "at_start": N_("on the benefit at the start"),
    "eligible": N_("could take part"),
    "signed_up": N_("signed up"),
    "letter": N_("- after a letter"),
    "meeting": N_("- at a meeting"),
    "telephone": N_("- by telephone"),
    "doorstep": N_("- at the doorstep"),
    "started": N_("were divided by lot"),
}


def balance(trial: TrialData, roles: Roles) -> pd.DataFrame:
    """Return the mean and standard deviation of each characteristic at the start, by group (`BALANCE_COLUMNS`).

    `standardised` is the difference from control in standard deviations of control; `p` (analysis of variance) and
    `p_joint` test the groups of the trial.
    """
    people = eligible_people(trial)
    people = people[people["group"].isin([*roles.trial, *roles.outside])]
    table = _characteristics(people)
    inside = people["group"].isin(roles.trial)
    joint = joint_test(people[inside], roles)
    rows = []
    for name, values in table.items():
        by_group = {group: values[people["group"] == group] for group in (*roles.trial, *roles.outside)}
        control = by_group[roles.control]
        p = np.nan
        if values[inside].nunique() > 1 and min(len(by_group[group]) for group in roles.trial) > 1:
            p = float(f_oneway(*(by_group[group] for group in roles.trial)).pvalue)
        for group, of_group in by_group.items():
            spread = control.std(ddof=1)
            standardised = (of_group.mean() - control.mean()) / spread if spread > 0.0 else np.nan
            rows.append((name, group, len(of_group), of_group.mean(), of_group.std(ddof=1), standardised, p, joint))
    frame = pd.DataFrame(rows, columns=list(BALANCE_COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame


def joint_test(people: pd.DataFrame, roles: Roles) -> float:
    """Return the p-value of the likelihood ratio test that covariates predict the group; NaN for too few people."""
    predictors = covariates(people)
    codes = people["group"].astype(str).map({group: code for code, group in enumerate(roles.trial)})
    if predictors.empty or codes.nunique() < 2 or len(people) < 10 * predictors.shape[1]:
        return np.nan
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # near separation p is unknown
        try:
            exog = sm.add_constant(predictors.to_numpy(dtype=float))
            fit = sm.MNLogit(codes.to_numpy(), exog).fit(disp=0, maxiter=100)
        except np.linalg.LinAlgError:
            return np.nan
    return float(fit.llr_pvalue)


def recruitment(trial: TrialData, roles: Roles) -> pd.DataFrame:
    """Return the number of people at each step of recruitment (`RECRUITMENT_COLUMNS`); unused channels have no row."""
    present = trial.persons[trial.persons["arrival_week"] == 0]
    signed_up = present[present["signed_up"].astype(bool)]
    channels = signed_up["channel"].astype(str).value_counts()
    counts = {"at_start": len(present), "eligible": int(present["eligible"].sum()), "signed_up": len(signed_up)}
    counts |= {name: int(channels[name]) for name in RECRUITMENT_STEPS if name in channels}
    counts["started"] = int(present["group"].isin(roles.trial).sum())
    frame = pd.DataFrame({"step": [name for name in RECRUITMENT_STEPS if name in counts]})
    frame["people"] = frame["step"].map(counts)
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame[list(RECRUITMENT_COLUMNS)]


def balance_over_trials(balances: pd.DataFrame) -> pd.DataFrame:
    """Return the mean balance over trials from `BALANCE_COLUMNS` of every trial.

    Columns: characteristic, group, trials, people, mean, standardised, and the shares of trials with p < 0.05 (`clear`)
    and p_joint < 0.05 (`clear_joint`).
    """
    cells = balances.groupby(["characteristic", "group"], sort=False, observed=True)
    table = cells.agg(
        trials=("mean", "size"), people=("n", "mean"), mean=("mean", "mean"), standardised=("standardised", "mean"),
        clear=("p", _share_significant), clear_joint=("p_joint", _share_significant),
    )  # fmt: skip
    return table.reset_index()


def recruitment_over_trials(recruitments: pd.DataFrame) -> pd.DataFrame:
    """Return the number of people at each step over trials, from `RECRUITMENT_COLUMNS` of every trial.

    Columns: step, trials, mean_people, least, most (lowest and highest trial).
    """
    trials = recruitments["replication"].nunique()
    steps = recruitments.groupby("step", sort=False)["people"].agg(["sum", "min", "max", "size"])
    # a channel that is unused in a trial has no row there
    least = steps["min"].where(steps["size"] == trials, 0)
    table = pd.DataFrame({"trials": trials, "mean_people": steps["sum"] / trials, "least": least, "most": steps["max"]})
    return table.reindex([step for step in RECRUITMENT_STEPS if step in table.index]).reset_index(names="step")


def _characteristics(people: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "age": people["age"],
        "female": people["female"],
        "single_parent": people["household"] == "single_parent",
        "couple": people["household"] == "couple",
        "young_children": people["young_children"],
        "education_middle": people["education"].astype(int) == 1,
        "education_high": people["education"].astype(int) == 2,
        "benefit_years": people["benefit_years"],
    }
    return pd.DataFrame({name: columns[name].astype(float) for name in CHARACTERISTICS}, index=people.index)


def _share_significant(p: pd.Series) -> float:
    return float((p.dropna() < 0.05).mean()) if p.notna().any() else np.nan
