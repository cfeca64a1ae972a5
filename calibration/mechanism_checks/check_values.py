"""Values of the checks of mechanisms, computed from the runs of a check by their labels.

Shares are in points (of 100), others as the measure.
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from simulation.partners import TOWN_RECIPIENTS
from simulation.people import DOMAINS

from .check_settings import PEOPLE_IN_CHECK, POLICY_OF_ARM, CheckRun, waited_at

Runs = Mapping[str, CheckRun]


def points_more(more: CheckRun, less: CheckRun, measure: str, week: int = 104) -> float:
    """Return a difference between shares in points."""
    return 100.0 * (more.at(measure, week) - less.at(measure, week))


def measure_more(more: CheckRun, less: CheckRun, measure: str, week: int = 104) -> float:
    """Return a difference."""
    return more.at(measure, week) - less.at(measure, week)


def no_demand(runs: Runs) -> dict[str, float]:
    """Return new contracts after the market closed, and the guidance effect in markets of three sizes."""
    closed = runs["guidance, no demand"]
    return {
        "new contracts without demand, a person": float(np.nansum(closed.hires)) / len(closed.people),
        "people who left for work without demand, points": 100.0 * closed.at("exit_work"),
        "guidance, exits at labour market 0.5": points_more(runs["guidance, half"], runs["usual, half"], "exit_work"),
        "guidance, exits at labour market 1": points_more(runs["guidance"], runs["usual"], "exit_work"),
        "the same, less that at 0.5": points_more(runs["guidance"], runs["usual"], "exit_work")
        - points_more(runs["guidance, half"], runs["usual, half"], "exit_work"),
    }


def displacement(runs: Runs) -> dict[str, float]:
    """Return extra hires of all recipients, with full displacement and without, in weeks 105 to 208."""
    usual, free, contested = runs["usual"], runs["guidance"], runs["guidance, contested"]
    outside = TOWN_RECIPIENTS / PEOPLE_IN_CHECK - 1.0
    late = slice(105, None)
    lost = outside * np.nansum(usual.hires[late] * (1.0 - contested.offers_left[late]))
    extra = float(np.nansum(contested.hires[late] - usual.hires[late]) - lost)
    return {
        "extra hires in weeks 105-208 without displacement": float(np.nansum(free.hires[late] - usual.hires[late])),
        "extra hires in weeks 105-208 with displacement": extra,
    }


def in_a_downturn(runs: Runs) -> dict[str, float]:
    """Return job loss a working year and inflow in a downturn against usual."""
    usual, down = runs["usual"], runs["downturn"]
    values: dict[str, float] = {}
    for label, run in (("usual", usual), ("downturn", down)):
        working = run.worked[:-1].sum()
        values[f"jobs lost a working year, {label}"] = 52.0 * float(run.people["jobs_lost"].sum()) / max(1, working)
        values[f"new recipients in 104 weeks, {label}"] = float(np.nansum(run.inflow))
    return values


def money(runs: Runs) -> dict[str, float]:
    """Return what a bonus and a release do to offers, part-time work and exits."""
    usual, bonus, release = runs["usual"], runs["bonus"], runs["release"]
    return {
        "bonus of 24,000 a year: offers a person": bonus.each("offers") - usual.each("offers"),
        "bonus of 2,400 a year: exits": points_more(runs["bonus of the trial"], usual, "exit_work"),
        "release: offers a person": release.each("offers") - usual.each("offers"),
        "release: part-time work": points_more(release, usual, "part_time"),
        "release: exits": points_more(release, usual, "exit_work"),
    }


def release_stops(runs: Runs) -> dict[str, float]:
    """Return what a release of two years does during and after it."""
    values: dict[str, float] = {}
    for week in (52, 104, 156, 208):
        values[f"part-time work, week {week}"] = points_more(runs["release"], runs["usual"], "part_time", week)
        values[f"exits, week {week}"] = points_more(runs["release"], runs["usual"], "exit_work", week)
    return values


def exemption(runs: Runs) -> dict[str, float]:
    """Return letters of exempt people, and what exemption alone does."""
    exempt, usual = runs["exempt"], runs["usual"]
    return {
        "letters about entitlement, exempt": exempt.each("letters_lawful"),
        "letters about entitlement, with duties": usual.each("letters_lawful"),
        "letters under duties, exempt": exempt.each("letters_duty"),
        "letters under duties, with duties": usual.each("letters_duty"),
        "exits": points_more(exempt, usual, "exit_work"),
        "part-time work": points_more(exempt, usual, "part_time"),
        "life satisfaction": measure_more(exempt, usual, "life_satisfaction"),
        "trust": measure_more(exempt, usual, "trust"),
        "autonomy": measure_more(exempt, usual, "autonomy"),
        "effort to find work": exempt.search - usual.search,
    }


def exits_of_exempt(runs: Runs) -> dict[str, float]:
    """Return what exemption alone does to exits."""
    return {"exits": points_more(runs["exempt"], runs["usual"], "exit_work")}


def sanctions(runs: Runs) -> dict[str, float]:
    """Return what ten times the sanctions, and none, do."""
    values: dict[str, float] = {}
    for label in ("sanctions x 10", "no sanctions"):
        run, usual = runs[label], runs["usual"]
        values |= {
            f"{label}: no-shows a conversation": no_shows(run) - no_shows(usual),
            f"{label}: effort to find work": run.search - usual.search,
            f"{label}: offers a person": run.each("offers") - usual.each("offers"),
            f"{label}: exits to work": points_more(run, usual, "exit_work"),
            f"{label}: exits without work": points_more(run, usual, "exit_other"),
            f"{label}: trust": measure_more(run, usual, "trust"),
            f"{label}: life satisfaction": measure_more(run, usual, "life_satisfaction"),
            f"{label}: sanctions a person": run.each("sanctions_imposed") - usual.each("sanctions_imposed"),
        }
    return values


def no_shows(run: CheckRun) -> float:
    """Return the share of conversations to which people did not come."""
    missed, held = run.people["no_shows"].sum(), run.people["contacts"].sum()
    return float(missed / max(1, missed + held))


BREACH_DEFINITIONS = {
    "base": (),
    "narrow": (("breach_lapsed", 0.0),),
    "wide": (("breach_undated", 0.5),),
}
"""Three definitions of a breach: a lapsed appointment is one; it is none; waiting without a date is one as well."""


def trust_of_arms(runs: Runs) -> dict[str, float]:
    """Return trust of each arm against the service as usual, under three definitions of a breach."""
    return {
        f"{arm}, {definition}": measure_more(runs[f"{arm}, {definition}"], runs[f"usual, {definition}"], "trust")
        for definition in BREACH_DEFINITIONS
        for arm in POLICY_OF_ARM
    }


def hours_and_trust(runs: Runs) -> dict[str, float]:
    """Return what going along and group courses do to trust where coaches are short of time."""
    base = runs["guidance"]
    return {
        "going along: trust": measure_more(base, runs["not along"], "trust"),
        "group courses: trust": measure_more(base, runs["no courses"], "trust"),
        "coaches, nothing else: trust in week 0": measure_more(runs["coached"], runs["usual"], "trust", 0),
        "coaches, nothing else: rapport in week 0": measure_more(runs["coached"], runs["usual"], "rapport", 0),
    }


INITIATIVES = ("municipality", "coach", "both", "participant")


def initiatives(runs: Runs) -> dict[str, float]:
    """Return conversations, no-shows, trust and autonomy under each value of the initiative."""
    values: dict[str, float] = {}
    for name in INITIATIVES:
        run = runs[name]
        values |= {
            f"{name}: conversations a year": run.at("contacts_held"),
            f"{name}: no-shows a conversation": no_shows(run),
            f"{name}: trust": run.at("trust"),
            f"{name}: autonomy": run.at("autonomy"),
        }
    for first, second in combinations(INITIATIVES, 2):
        values |= {
            f"{first} less {second}: conversations a year": measure_more(runs[first], runs[second], "contacts_held"),
            f"{first} less {second}: no-shows a conversation": no_shows(runs[first]) - no_shows(runs[second]),
            f"{first} less {second}: trust": measure_more(runs[first], runs[second], "trust"),
            f"{first} less {second}: autonomy": measure_more(runs[first], runs[second], "autonomy"),
        }
    return values


FREQUENCIES = (6.0, 12.0, 24.0, 52.0)


def by_frequency(runs: Runs) -> dict[str, float]:
    """Return the effect on exits of ever more conversations with unlimited coaches."""
    values: dict[str, float] = {}
    for frequency in FREQUENCIES:
        run = runs[f"{frequency:g} a year"]
        values[f"{frequency:g} planned: held a year"] = run.at("contacts_held")
        values[f"{frequency:g} planned: exits"] = points_more(run, runs["usual"], "exit_work")
    return values


def conversations_held(runs: Runs) -> dict[str, float]:
    """Return conversations a year in both years, people reached, and what twice as many coaches change."""
    values: dict[str, float] = {}
    for arm in POLICY_OF_ARM:
        run = runs[arm]
        first, both = run.at("contacts_held", 52), run.at("contacts_held", 104)
        values |= {
            f"{arm}: held in year one": first,
            f"{arm}: held a year over two years": both,
            f"{arm}: met by week 26": 100.0 * float(run.met[26]),
            f"{arm}: met by week 39": 100.0 * float(run.met[39]),
        }
    twice, base = runs["guidance, twice the coaches"], runs["guidance"]
    values["twice the coaches: held a year"] = measure_more(twice, base, "contacts_held")
    values["twice the coaches: exits"] = points_more(twice, base, "exit_work")
    values["twice the coaches: trust"] = measure_more(twice, base, "trust")
    return values


def losing_work(runs: Runs) -> dict[str, float]:
    """Return the readings of those who left for employee work, half a year and a year and a half later, in per cent."""
    return {name: 100.0 * value for name, value in runs["town"].leavers.items()}


def wellbeing(runs: Runs) -> dict[str, float]:
    """Return life satisfaction, autonomy and stress of each arm against the service as usual."""
    return {
        f"{arm}: {measure.replace('_', ' ')}": measure_more(runs[arm], runs["usual"], measure)
        for arm in POLICY_OF_ARM
        for measure in ("life_satisfaction", "autonomy", "stress", "self_efficacy")
    } | {f"{arm}: exits": points_more(runs[arm], runs["usual"], "exit_work") for arm in POLICY_OF_ARM}


def waits(runs: Runs) -> dict[str, float]:
    """Return what twice the places at mental health care change, for everyone and for those who were waiting."""
    usual, twice = runs["usual"], runs["twice"]
    waited = waited_at(usual, "ggz")
    exits = 100.0 * ((twice.people["exits_to_work"] > 0).astype(float) - (usual.people["exits_to_work"] > 0))
    values: dict[str, float] = {}
    for group, who in {"all": np.ones(len(waited), dtype=bool), "waiting in week 0": waited}.items():
        values |= {
            f"{group}: mental health": float(mental_health(twice)[who].mean() - mental_health(usual)[who].mean()),
            f"{group}: life satisfaction": mean_of(twice, "life_satisfaction", who)
            - mean_of(usual, "life_satisfaction", who),
            f"{group}: exits": float(exits[who].mean()),
        }
    return values


def mental_health(run: CheckRun) -> np.ndarray:
    """Return the score of mental health of each person at the end, 1-5."""
    return 5.0 - run.people["level"][:, DOMAINS.index("mental_health")]


def mean_of(run: CheckRun, field_name: str, who: np.ndarray) -> float:
    """Return the mean of a field over some of the people at the end."""
    return float(run.people[field_name][who].mean())
