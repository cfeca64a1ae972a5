"""Who took part, and whether the lot made the groups alike: what researchers report before any result.

Differences at the start between groups that a lot made are luck alone: with many characteristics one of 20 differs with
p < 0.05. The joint test therefore asks of all of them at once whether they tell in which group somebody is: a
likelihood ratio of a multinomial logit of group on what researchers adjust for. With a fair lot it has p < 0.05 in 5 of
100 trials. People outside are shown beside the groups, and not tested: no lot put them there.
"""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.stats import f_oneway

from ..words.language import N_
from .trial_frames import Roles, covariates, people_of

BALANCE_COLUMNS = ("replication", "characteristic", "group", "n", "mean", "sd", "standardised", "p", "p_joint")
RECRUITED_COLUMNS = ("replication", "step", "people")
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
YEARS = ("age", "benefit_years")
STEPS = {
    "at_start": N_("on the benefit at the start"),
    "eligible": N_("could take part"),
    "signed_up": N_("signed up"),
    "letter": N_("- after a letter"),
    "meeting": N_("- at a meeting"),
    "telephone": N_("- by telephone"),
    "doorstep": N_("- at the doorstep"),
    "started": N_("were divided by lot"),
}


def balance(trial, roles: Roles) -> pd.DataFrame:
    """Return mean and spread of each characteristic at the start by group (`BALANCE_COLUMNS`).

    `standardised` is the difference from control over the spread of control; `p` (analysis of variance) and `p_joint`
    are of the groups that the lot made.
    """
    people = people_of(trial)
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
            away = (of_group.mean() - control.mean()) / spread if spread > 0.0 else np.nan
            rows.append((name, group, len(of_group), of_group.mean(), of_group.std(ddof=1), away, p, joint))
    frame = pd.DataFrame(rows, columns=list(BALANCE_COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame


def joint_test(people: pd.DataFrame, roles: Roles) -> float:
    """Return the p-value of the likelihood ratio that characteristics tell in which group somebody is."""
    about = covariates(people)
    codes = people["group"].astype(str).map({group: place for place, group in enumerate(roles.trial)})
    if about.empty or codes.nunique() < 2 or len(people) < 10 * about.shape[1]:
        return np.nan
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # near separation: p is then not known
        try:
            fit = sm.MNLogit(codes.to_numpy(), sm.add_constant(about.to_numpy(dtype=float))).fit(disp=0, maxiter=100)
        except np.linalg.LinAlgError:
            return np.nan
    return float(fit.llr_pvalue)


def recruited(trial, roles: Roles) -> pd.DataFrame:
    """Return how many people took each step towards the trial (`RECRUITED_COLUMNS`), of the channels those used."""
    there = trial.persons[trial.persons["arrival_week"] == 0]
    signed = there[there["signed_up"].astype(bool)]
    channels = signed["channel"].astype(str).value_counts()
    counts = {"at_start": len(there), "eligible": int(there["eligible"].sum()), "signed_up": len(signed)}
    counts |= {name: int(channels[name]) for name in STEPS if name in channels}
    counts["started"] = int(there["group"].isin(roles.trial).sum())
    frame = pd.DataFrame({"step": [name for name in STEPS if name in counts]})
    frame["people"] = frame["step"].map(counts)
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame[list(RECRUITED_COLUMNS)]


def balance_table(tables: pd.DataFrame) -> pd.DataFrame:
    """Return over trials, by characteristic and group: the mean, and how often the groups differ with p < 0.05."""
    found = tables.groupby(["characteristic", "group"], sort=False, observed=True)
    table = found.agg(
        trials=("mean", "size"), people=("n", "mean"), mean=("mean", "mean"), standardised=("standardised", "mean"),
        clear=("p", _clear), clear_joint=("p_joint", _clear),
    )  # fmt: skip
    return table.reset_index()


def recruited_table(tables: pd.DataFrame) -> pd.DataFrame:
    """Return how many people took each step over trials: mean, lowest and highest trial."""
    trials = tables["replication"].nunique()
    found = tables.groupby("step", sort=False)["people"].agg(["sum", "min", "max", "size"])
    # a channel that nobody used in a trial has no row there
    least = found["min"].where(found["size"] == trials, 0)
    table = pd.DataFrame({"trials": trials, "mean_people": found["sum"] / trials, "least": least, "most": found["max"]})
    return table.reindex([step for step in STEPS if step in table.index]).reset_index(names="step")


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


def _clear(p: pd.Series) -> float:
    return float((p.dropna() < 0.05).mean()) if p.notna().any() else np.nan
