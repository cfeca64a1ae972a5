"""The list of checks of mechanisms: settings, and the values computed from their runs.

Shares are in points (per cent), wages and costs in euros, others as the measure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .check_settings import COACHING, GUIDANCE, OWN_DIRECTION, RELEASE, Run, Setting, leavers

Runs = Mapping[str, Run]
USUAL = Setting()


@dataclass(frozen=True, slots=True)
class Check:
    """A check: the statement of the description that it measures, its settings by label, and its values."""

    statement: str
    settings: dict[str, Setting]
    values: Callable[[Runs], dict[str, float]]
    sets: tuple[str, ...] = ("plausible", "table")


def points(more: Run, less: Run, measure: str, week: int = 104) -> float:
    """Return a difference between shares in points."""
    return 100.0 * (more.at(measure, week) - less.at(measure, week))


def change(more: Run, less: Run, measure: str, week: int = 104) -> float:
    """Return a difference."""
    return more.at(measure, week) - less.at(measure, week)


def no_demand(runs: Runs) -> dict[str, float]:
    """Return new contracts after the market closed, and the guidance effect in markets of three sizes."""
    closed = runs["guidance, no demand"]
    return {
        "new contracts without demand, a person": float(np.nansum(closed.hires)) / len(closed.people),
        "people who left for work without demand, points": 100.0 * closed.at("exit_work"),
        "guidance, exits at labour market 0.5": points(runs["guidance, half"], runs["usual, half"], "exit_work"),
        "guidance, exits at labour market 1": points(runs["guidance"], runs["usual"], "exit_work"),
        "the same, less that at 0.5": points(runs["guidance"], runs["usual"], "exit_work")
        - points(runs["guidance, half"], runs["usual, half"], "exit_work"),
    }


def displacement(runs: Runs) -> dict[str, float]:
    """Return extra hires of all recipients, with full displacement and without, in weeks 105 to 208."""
    usual, free, contested = runs["usual"], runs["guidance"], runs["guidance, contested"]
    outside = 7000.0 / len(usual.people) - 1.0
    late = slice(105, None)
    lost = outside * np.nansum(usual.hires[late] * (1.0 - contested.offers_left[late]))
    extra = float(np.nansum(contested.hires[late] - usual.hires[late]) - lost)
    return {
        "extra hires in weeks 105-208 without displacement": float(np.nansum(free.hires[late] - usual.hires[late])),
        "extra hires in weeks 105-208 with displacement": extra,
    }


def downturn(runs: Runs) -> dict[str, float]:
    """Return job loss a working year and inflow in a downturn against usual."""
    usual, down = runs["usual"], runs["downturn"]
    values = {}
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
        "bonus of 2,400 a year: exits": points(runs["bonus of the trial"], usual, "exit_work"),
        "release: offers a person": release.each("offers") - usual.each("offers"),
        "release: part-time work": points(release, usual, "part_time"),
        "release: exits": points(release, usual, "exit_work"),
    }


def release_stops(runs: Runs) -> dict[str, float]:
    """Return what a release of two years does during and after it."""
    values = {}
    for week in (52, 104, 156, 208):
        values[f"part-time work, week {week}"] = points(runs["release"], runs["usual"], "part_time", week)
        values[f"exits, week {week}"] = points(runs["release"], runs["usual"], "exit_work", week)
    return values


def exemption(runs: Runs) -> dict[str, float]:
    """Return letters of exempt people, and what exemption alone does."""
    exempt, usual = runs["exempt"], runs["usual"]
    return {
        "letters about entitlement, exempt": exempt.each("letters_lawful"),
        "letters about entitlement, with duties": usual.each("letters_lawful"),
        "letters under duties, exempt": exempt.each("letters_duty"),
        "letters under duties, with duties": usual.each("letters_duty"),
        "exits": points(exempt, usual, "exit_work"),
        "part-time work": points(exempt, usual, "part_time"),
        "life satisfaction": change(exempt, usual, "life_satisfaction"),
        "trust": change(exempt, usual, "trust"),
        "autonomy": change(exempt, usual, "autonomy"),
    }


def sanctions(runs: Runs) -> dict[str, float]:
    """Return what ten times the sanctions, and none, do."""
    values = {}
    for label in ("sanctions x 10", "no sanctions"):
        run, usual = runs[label], runs["usual"]
        values |= {
            f"{label}: no-shows a conversation": no_shows(run) - no_shows(usual),
            f"{label}: offers a person": run.each("offers") - usual.each("offers"),
            f"{label}: exits to work": points(run, usual, "exit_work"),
            f"{label}: exits without work": points(run, usual, "exit_other"),
            f"{label}: trust": change(run, usual, "trust"),
            f"{label}: life satisfaction": change(run, usual, "life_satisfaction"),
            f"{label}: sanctions a person": run.each("sanctions_imposed") - usual.each("sanctions_imposed"),
        }
    return values


def no_shows(run: Run) -> float:
    """Return the share of conversations to which people did not come."""
    missed, held = run.people["no_shows"].sum(), run.people["contacts"].sum()
    return float(missed / max(1, missed + held))


ARMS = {"own_direction": OWN_DIRECTION, "guidance": GUIDANCE, "coaching": COACHING}
DEFINITIONS = {
    "base": (),
    "narrow": (("breach_lapsed", 0.0),),
    "wide": (("breach_undated", 0.5),),
}
"""Three definitions of a breach: a lapsed appointment is one; it is none; waiting without a date is one as well."""


def trust_settings() -> dict[str, Setting]:
    """Return the arms and the service as usual under each definition of a breach."""
    settings = {}
    for definition, parameters in DEFINITIONS.items():
        settings[f"usual, {definition}"] = Setting(parameters=parameters)
        for arm, policy in ARMS.items():
            settings[f"{arm}, {definition}"] = Setting(policy=policy, parameters=parameters)
    return settings


def trust_of_arms(runs: Runs) -> dict[str, float]:
    """Return trust of each arm against the service as usual, under three definitions of a breach."""
    return {
        f"{arm}, {definition}": change(runs[f"{arm}, {definition}"], runs[f"usual, {definition}"], "trust")
        for definition in DEFINITIONS
        for arm in ARMS
    }


def hours_and_trust(runs: Runs) -> dict[str, float]:
    """Return what going along and group courses do to trust where coaches are short of time."""
    base = runs["guidance"]
    return {
        "going along: trust": change(base, runs["not along"], "trust"),
        "group courses: trust": change(base, runs["no courses"], "trust"),
        "coaches, nothing else: trust in week 0": change(runs["coached"], runs["usual"], "trust", 0),
        "coaches, nothing else: rapport in week 0": change(runs["coached"], runs["usual"], "rapport", 0),
    }


INITIATIVES = ("municipality", "coach", "both", "participant")


def initiatives(runs: Runs) -> dict[str, float]:
    """Return conversations, no-shows, trust and autonomy under each value of the initiative."""
    values = {}
    for name in INITIATIVES:
        run = runs[name]
        values |= {
            f"{name}: conversations a year": run.at("contacts_held"),
            f"{name}: no-shows a conversation": no_shows(run),
            f"{name}: trust": run.at("trust"),
            f"{name}: autonomy": run.at("autonomy"),
        }
    return values


FREQUENCIES = (6.0, 12.0, 24.0, 52.0)


def frequencies(runs: Runs) -> dict[str, float]:
    """Return the effect on exits of ever more conversations with unlimited coaches."""
    values = {}
    for frequency in FREQUENCIES:
        run = runs[f"{frequency:g} a year"]
        values[f"{frequency:g} planned: held a year"] = run.at("contacts_held")
        values[f"{frequency:g} planned: exits"] = points(run, runs["usual"], "exit_work")
    return values


def conversations(runs: Runs) -> dict[str, float]:
    """Return conversations a year in both years, people reached, and what twice as many coaches change."""
    values = {}
    for arm in ARMS:
        run = runs[arm]
        first, both = run.at("contacts_held", 52), run.at("contacts_held", 104)
        values |= {
            f"{arm}: held in year one": first,
            f"{arm}: held a year over two years": both,
            f"{arm}: met by week 26": 100.0 * float(run.met[26]),
            f"{arm}: met by week 39": 100.0 * float(run.met[39]),
        }
    twice, base = runs["guidance, twice the coaches"], runs["guidance"]
    values["twice the coaches: held a year"] = change(twice, base, "contacts_held")
    values["twice the coaches: exits"] = points(twice, base, "exit_work")
    values["twice the coaches: trust"] = change(twice, base, "trust")
    return values


def losing_work(runs: Runs) -> dict[str, float]:
    """Return the state of those who left for work, half a year and a year and a half later, in per cent."""
    run = runs["town"]
    return {name: 100.0 * value for after in (26, 78) for name, value in leavers(run, after).items()}


def wellbeing(runs: Runs) -> dict[str, float]:
    """Return life satisfaction, autonomy and stress of each arm against the service as usual."""
    return {
        f"{arm}: {measure.replace('_', ' ')}": change(runs[arm], runs["usual"], measure)
        for arm in ARMS
        for measure in ("life_satisfaction", "autonomy", "stress", "self_efficacy")
    } | {f"{arm}: exits": points(runs[arm], runs["usual"], "exit_work") for arm in ARMS}


def waits(runs: Runs) -> dict[str, float]:
    """Return what twice the places at mental health care change."""
    return {
        "twice the places: exits": points(runs["twice"], runs["usual"], "exit_work"),
        "twice the places: health": change(runs["twice"], runs["usual"], "health"),
    }


ARM_SETTINGS = {arm: Setting(policy=policy) for arm, policy in ARMS.items()}
CONTESTED = {"displacement": 1.0}
CHECKS = {
    "demand": Check(
        "Without demand there is no new contract; guidance does less in a weaker market.",
        {
            "usual": USUAL, "guidance": ARM_SETTINGS["guidance"],
            "usual, half": Setting(labour_market={"labour_market": 0.5}),
            "guidance, half": Setting(policy=GUIDANCE, labour_market={"labour_market": 0.5}),
            "guidance, no demand": Setting(policy=GUIDANCE, labour_market={"labour_market": 0.0}),
        },
        no_demand,
    ),
    "displacement": Check(
        "With full displacement extra hires come at the cost of others.",
        {
            "usual": Setting(weeks=208), "guidance": Setting(weeks=208, policy=GUIDANCE),
            "guidance, contested": Setting(weeks=208, policy=GUIDANCE, labour_market=CONTESTED),
        },
        displacement,
    ),
    "downturn": Check(
        "A downturn raises job loss and inflow.",
        {"usual": Setting(open=True), "downturn": Setting(open=True, labour_market={"labour_market": 0.5})},
        downturn,
    ),
    "money": Check(
        "A bonus and a release move the search for work.",
        {
            "usual": USUAL, "bonus": Setting(policy={"exit_bonus_year": 24000.0}),
            "bonus of the trial": Setting(policy={"exit_bonus_year": 2400.0}), "release": Setting(policy=RELEASE),
        },
        money,
    ),
    "release stops": Check(
        "What a release does does not grow after it stops.",
        {"usual": Setting(weeks=208), "release": Setting(weeks=208, policy=RELEASE, ends=104)},
        release_stops,
    ),
    "exemption": Check(
        "Exempt people go on getting letters about entitlement; exemption alone hardly moves exits.",
        {"usual": USUAL, "exempt": Setting(policy={"exempt": True})},
        exemption,
    ),
    "sanctions": Check(
        "Sanctions move behaviour.",
        {
            "usual": USUAL, "sanctions x 10": Setting(policy={"sanctions": 10.0}),
            "no sanctions": Setting(policy={"sanctions": 0.0}),
        },
        sanctions,
    ),
    "trust": Check("Trust of the arms under three definitions of a breach.", trust_settings(), trust_of_arms),
    "hours and trust": Check(
        "Hours that build no rapport do not lower trust; a coach changes nothing before the first meeting.",
        {
            "usual": USUAL, "coached": Setting(policy={"team": "coaches"}), "guidance": ARM_SETTINGS["guidance"],
            "not along": Setting(policy=GUIDANCE | {"goes_along": False}),
            "no courses": Setting(policy=GUIDANCE | {"group_training": False}),
        },
        hours_and_trust,
    ),
    "initiative": Check(
        "Each value of the initiative acts by its own events.",
        {name: Setting(policy=GUIDANCE | {"initiative": name, "planned_ahead": False}) for name in INITIATIVES},
        initiatives,
    ),
    "frequency": Check(
        "Conversations have diminishing returns.",
        {"usual": USUAL}
        | {
            f"{frequency:g} a year": Setting(policy=GUIDANCE | {"contacts_per_year": frequency}, unlimited=True)
            for frequency in FREQUENCIES
        },
        frequencies,
    ),
    "conversations": Check(
        "Conversations held, and the shortage of coaches.",
        ARM_SETTINGS | {"guidance, twice the coaches": Setting(policy=GUIDANCE, coaches_per_100=2.0)},
        conversations,
    ),
    "losing work": Check(
        "Losing work is not the same as coming back.",
        {"town": Setting(open=True, people=3000, weeks=156)},
        losing_work,
    ),
    "wellbeing": Check("What the arms do to states of mind.", ARM_SETTINGS | {"usual": USUAL}, wellbeing),
    "waits": Check(
        "Shorter waits for mental health care matter.",
        {"usual": USUAL, "twice": Setting(partner_levers={"ggz": {"places_factor": 2.0}})},
        waits,
    ),
}  # fmt: skip
"""Name → check."""
