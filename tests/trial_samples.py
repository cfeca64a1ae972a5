"""Sample data of trials, with known effects, response and selection; no simulation is run."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

ARMS = ("own_direction", "guidance", "coaching")
GROUPS = (*ARMS, "standard")
LABELS = {
    "own_direction": "Own direction", "guidance": "Intensive guidance", "coaching": "Coaching",
    "standard": "Standard service (control)", "reference": "Not in the experiment",
}  # fmt: skip
MEASURES = ("life_satisfaction", "health", "self_efficacy", "trust", "participation", "finances")
MIDDLE = (6.0, 3.3, 0.5, 0.45, 2.6, 2.8)
SPREAD = (1.5, 0.8, 0.15, 0.18, 1.1, 0.8)
STATA_LABEL_LENGTH = 80
"""Longest label of a variable in Stata."""


@dataclass
class SampleTrial:
    """The attributes of `TrialData`; tests may assign them."""

    persons: pd.DataFrame
    surveys: pd.DataFrame
    truth: pd.DataFrame
    records: pd.DataFrame
    register: pd.DataFrame
    events: pd.DataFrame


def sample_trial(
    seed=1, size=200, outside=0, work=None, wellbeing=None, answering=None, late=0.0, selection=None, months=24
) -> SampleTrial:
    """Return the data of one trial.

    `work[group]` is added to the chance of finding work in two years (0.16), `wellbeing[group]` to every survey
    measure at waves 1 and 2, in standard deviations. `answering(persons, unobserved)` gives the chance to answer (0.8);
    `late` is the share of the effect already in the baseline survey. `selection` (observed, unobserved) is the
    difference of participants from outsiders in standard deviations: in time on benefit (fewer years) and in an
    unobserved variable; both raise the chance of work.
    """
    rng = np.random.default_rng(seed)
    observed, unobserved = selection or (0.0, 0.0)
    groups = (*GROUPS, "reference") if outside else GROUPS
    group = np.repeat(groups, [size] * 4 + [outside] * bool(outside))
    n = len(group)
    inside = group != "reference"
    hidden = rng.standard_normal(n) + unobserved * inside
    shown = rng.standard_normal(n) + observed * inside
    persons = _persons(rng, group, groups, seed, shown, hidden)
    chance = 0.16 + np.array([(work or {}).get(name, 0.0) for name in group]) + 0.04 * (shown + hidden)
    finds = rng.random(n) < np.clip(chance, 0.0, 1.0)
    week = np.where(finds, rng.integers(4, 101, n), -1)
    persons["first_exit_work_week"] = pd.array(np.where(finds, week, 0), dtype="Int32")
    persons.loc[~finds, "first_exit_work_week"] = pd.NA
    persons["exit_week"] = persons["first_exit_work_week"]
    truth, surveys = _surveys(rng, persons, inside, wellbeing or {}, answering, late, hidden)
    register = _register(rng, persons, week, finds, months)
    return SampleTrial(persons, surveys, truth, _records(rng, persons, inside), register, pd.DataFrame())


def _persons(rng, group, groups, seed, shown, hidden) -> pd.DataFrame:
    n = len(group)
    kinds = ["single", "single_parent", "couple"]
    frame = pd.DataFrame({
        "replication": np.full(n, seed, dtype=np.int32),
        "person": np.arange(n, dtype=np.int64) + (np.int64(3) << 24),
        "group": pd.Categorical(group, categories=list(groups)),
        "age": rng.uniform(27, 66, n),
        "female": rng.random(n) < 0.5,
        "household": pd.Categorical(rng.choice(kinds, n, p=[0.6, 0.25, 0.15]), categories=kinds),
        "young_children": rng.random(n) < 0.2,
        "education": rng.integers(0, 3, n).astype(np.int8),
        "neighbourhood": pd.Categorical(rng.choice(["Noord", "West"], n), categories=["Noord", "West"]),
        "benefit_years": np.exp(1.5 - 0.6 * shown),
        "migration_background": rng.random(n) < 0.4,
        "eligible": True,
        "signed_up": group != "reference",
        "channel": pd.Categorical(["none"] * n, categories=["none", "letter"]),
        "surveyed": group != "reference",
        "withdrawn": False,
        "arrival_week": np.zeros(n, dtype=np.int32),
        "true_trust": np.clip(0.45 + 0.1 * hidden, 0, 1),
    })  # fmt: skip
    return frame


def _surveys(rng, persons, inside, wellbeing, answering, late, hidden):
    invited = persons[inside].reset_index(drop=True)
    n = len(invited)
    own = 0.7 * rng.standard_normal((n, 6)) + 0.3 * hidden[inside][:, None]
    effect = np.array([wellbeing.get(name, 0.0) for name in invited["group"]])[:, None]
    chance = np.full(n, 0.8) if answering is None else answering(invited, hidden[inside])
    truths, answers = [], []
    for wave in (0, 1, 2):
        true = own + 0.4 * rng.standard_normal((n, 6)) + effect * (wave > 0)
        answer = true + 0.3 * rng.standard_normal((n, 6)) + late * effect * (wave == 0)
        answered = rng.random(n) < chance
        keys = {name: invited[name] for name in ("replication", "person", "group")} | {"wave": wave}
        answer[~answered] = np.nan
        truths.append(pd.DataFrame(keys | _scaled(true)))
        answers.append(pd.DataFrame(keys | {"week": 52 * wave + 3, "answered": answered} | _scaled(answer)))
    return pd.concat(truths, ignore_index=True), pd.concat(answers, ignore_index=True)


def _scaled(values) -> dict:
    return {name: MIDDLE[k] + SPREAD[k] * values[:, k] for k, name in enumerate(MEASURES)}


def _register(rng, persons, week, finds, months) -> pd.DataFrame:
    n = len(persons)
    month = np.tile(np.arange(1, months + 1), n)
    who = np.repeat(np.arange(n), months)
    works = finds[who] & (month * 52 / 12 >= week[who])
    wage = np.where(works, 1500.0 + 50.0 * rng.standard_normal(n)[who], 0.0)
    return pd.DataFrame({
        "replication": persons["replication"].to_numpy()[who],
        "person": persons["person"].to_numpy()[who],
        "group": pd.Categorical.from_codes(persons["group"].cat.codes.to_numpy()[who], persons["group"].cat.categories),
        "month": month.astype(np.int16),
        "on_benefit": ~works,
        "benefit": np.where(works, 0.0, 1000.0),
        "earnings": wage,
        "hours": np.where(works, 36.0, 0.0),
        "exit_work": works,
    })  # fmt: skip


def _records(rng, persons, inside) -> pd.DataFrame:
    coached = persons[inside & (persons["group"] != "standard")]
    parts = [
        pd.DataFrame({
            "replication": coached["replication"], "person": coached["person"], "group": coached["group"],
            "half_year": half, "week": 26 * half, "contacts": rng.poisson(2, len(coached)),
            "problems_known": rng.integers(0, 5, len(coached)),
            "problem_score_known": rng.integers(0, 15, len(coached)),
            "ladder_seen": rng.integers(1, 7, len(coached)), "plan": rng.random(len(coached)) < 0.7,
        })
        for half in (1, 2, 3, 4)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)
