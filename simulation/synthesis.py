"""A synthetic population: the people before the first week.

Fixed attributes and time on benefit follow published margins; the levels of the nine domains follow a Gaussian copula
with vulnerability, so that problems stack. Its correlations are those that the problem web and vulnerability
sustain, solved with the equilibrium. States of mind, help in progress and part-time work start where they
stand under the service as usual (`equilibrium.py`). Every draw of a person is at the person's own address.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from .institution import memory_of_measures
from .luck import uniforms
from .outsiders import residual_length, residual_weeks
from .people import CARE, COUPLE, DOMAINS, MENTAL, NEIGHBOURHOODS, NEVER, PHYSICAL, SINGLE, SINGLE_PARENT
from .renewal import AGE_GROUPS, QUANTILES

YOUNG_CHILDREN_UNTIL = 45.0
"""Age from which nobody is drawn with young children."""
NEWCOMER = 1 << 23
"""First number, within a cohort, of the people who come after the start."""


def person_ids(cohort: int, count: int, first: int = 0) -> np.ndarray:
    """Return the luck addresses of `count` people of a cohort."""
    return (np.int64(cohort) << 24) + first + np.arange(count, dtype=np.int64)


def quantile(u: np.ndarray, chances, edges) -> np.ndarray:
    """Return the piecewise linear quantile function through (chances, edges) at `u`."""
    return np.interp(u, chances, edges)


def draw_ages(u: np.ndarray, values: dict, least_age: int) -> np.ndarray:
    """Return ages from `least_age` to the pension age, by the shares under 27, 27-45 and 45 and over."""
    chances = np.array([0.0, values["under_27"], 1.0 - values["aged_45"], 1.0])
    ages = np.array([18.0, 27.0, 45.0, values["pension_age"]])
    lowest = np.interp(least_age, ages, chances)
    return quantile(lowest + u * (1.0 - lowest), chances, ages)


def newcomers_ages(u: np.ndarray, values: dict, least_age: int, equilibrium) -> np.ndarray:
    """Return ages of newcomers by the solved shares of age groups, evenly within each."""
    edges = np.maximum([*AGE_GROUPS, values["pension_age"]], least_age)
    return quantile(u, np.concatenate([[0.0], np.cumsum(equilibrium.new_ages)]), edges)


def newcomers_households(equilibrium) -> dict[str, float]:
    """Return the shares of single parents and couples among newcomers."""
    return {"single_parents": equilibrium.new_households[1], "couples": equilibrium.new_households[2]}


def draw_benefit_years(u: np.ndarray, values: dict) -> np.ndarray:
    """Return years on benefit of the stock, by the shares under 1, under 3 and from 5 years."""
    chances = [0.0, values["benefit_under_1"], values["benefit_under_3"], 1.0 - values["benefit_from_5"], 0.85, 1.0]
    return quantile(u, chances, [0.0, 1.0, 3.0, 5.0, 12.0, 25.0])


def draw_household(u, u_children, female, age, values):
    """Return household and whether there are young children."""
    parents_of_sex = values["single_parents"] * np.where(
        female, values["parents_women"] / values["women"], (1 - values["parents_women"]) / (1 - values["women"])
    )
    household = np.where(u < parents_of_sex, SINGLE_PARENT, SINGLE)
    household = np.where(u > 1.0 - values["couples"], COUPLE, household)
    chance = np.select(
        [household == SINGLE_PARENT, household == COUPLE],
        [values["young_children_parent"], values["young_children_couple"]],
        0.0,
    )
    return household, (u_children < chance) & (age < YOUNG_CHILDREN_UNTIL)


def draw_levels(g: np.ndarray, u: np.ndarray, values: dict, correlation: np.ndarray, shift) -> np.ndarray:
    """Return levels 0…4, shape (people, 9), from vulnerability `g` and own uniforms, shape (people, 9).

    `correlation` (10, 10) is that of the Gaussian copula: vulnerability first, then the domains; `shift`, shape
    (people, 9), moves the normal scores of the domains.
    """
    levels = np.zeros(u.shape, dtype=np.int8)
    own = np.linalg.cholesky(correlation)
    scores = np.column_stack([g, ndtri(u)]) @ own.T
    scores[:, 1:] += shift
    for k, domain in enumerate(DOMAINS):
        severity = ndtr(scores[:, k + 1])
        two = values[f"prevalence_{domain}"]
        for chance in (two ** values["severity_1"], two, two * values["severity_3"], two * values["severity_4"]):
            levels[:, k] += severity > 1.0 - chance
    return levels


def draw_people(people, values: dict, luck, least_age: int, newcomers: np.ndarray, equilibrium) -> None:
    """Fill in the attributes of these people; `newcomers` marks those whose benefit begins on arrival."""
    u = uniforms(luck, "attributes", 0, people.id, 20)
    draw_traits(people, u, values, luck, least_age, newcomers, equilibrium)
    derive_attributes(people, u, values)
    fitter = people.employability + newcomers * equilibrium.new_employability
    people.employability = np.clip(fitter, 0.02, 0.98)
    people.trust_history = np.clip(people.trust_history + newcomers * equilibrium.new_trust, 0.02, 0.95)
    people.set_point += newcomers * equilibrium.new_set_point


def draw_traits(people, u, values: dict, luck, least_age: int, newcomers: np.ndarray, equilibrium) -> None:
    """Fill in the correlated traits: sex, age, household, education, time on benefit, vulnerability and levels."""
    people.female = u[:, 0] < np.where(newcomers, equilibrium.new_women, values["women"])
    female = people.female == 1
    people.age = np.where(
        newcomers, newcomers_ages(u[:, 1], values, least_age, equilibrium), draw_ages(u[:, 1], values, least_age)
    )
    households = {
        False: draw_household(u[:, 2], u[:, 3], female, people.age, values),
        True: draw_household(u[:, 2], u[:, 3], female, people.age, values | newcomers_households(equilibrium)),
    }
    people.household, people.young_children = np.where(newcomers, households[True], households[False])
    low = np.where(newcomers, equilibrium.new_education[0], values["education_low"])
    high = np.where(newcomers, equilibrium.new_education[2], values["education_high"])
    people.education = (u[:, 4] > low).astype(int) + (u[:, 4] > 1 - high)
    people.migration_background = u[:, 5] < values["migration_background"]
    people.status_holder = u[:, 5] < values["status_holders"]  # the same draw: they have that background, too
    people.eligible = 1
    people.neighbourhood = (u[:, 6] * len(NEIGHBOURHOODS)).astype(int)
    shift = np.where(newcomers[:, None], equilibrium.new_scores, 0.0)
    g = ndtri(u[:, 7]) + shift[:, 0]
    people.vulnerability = g
    own, aged = values["duration_vulnerability"], values["duration_age"]
    score = own * g + aged * ndtri(u[:, 1]) + np.sqrt(max(0.0, 1.0 - own**2 - aged**2)) * ndtri(u[:, 8])
    years = np.minimum(draw_benefit_years(ndtr(score), values), people.age - 17.9)
    people.benefit_weeks = np.where(newcomers, 0.0, 52.0 * years)
    own_levels = uniforms(luck, "levels", 0, people.id, 9)
    people.level = draw_levels(g, own_levels, values, equilibrium.correlation, shift[:, 1:])


def derive_attributes(people, u: np.ndarray, values: dict, experience: np.ndarray | None = None) -> None:
    """Fill in the attributes that follow from traits and own draws `u`; years of `experience` may be known."""
    z = ndtri(u[:, 11:18])
    female, g = people.female == 1, people.vulnerability
    share = np.where(female, values["experience_women"], values["experience_men"])
    people.experience = share * (people.age - 18.0) / 27.0 * 2.0 * u[:, 9]
    if experience is not None:
        people.experience = np.where(np.isnan(experience), people.experience, experience)
    own_segment = u[:, 10] < values["segment_purity"]
    people.full_time_share = np.where(female != own_segment, values["full_time_men"], values["full_time_women"])
    people.employability = draw_employability(people, z[:, 0], values)
    people.level[:, CARE] = np.maximum(people.level[:, CARE], people.young_children)
    burdened = (people.level[:, [MENTAL, PHYSICAL, CARE]] >= 3).any(axis=1)
    people.exempted = u[:, 18] < np.where(burdened, values["exempt_burdened"], values["exempt_others"])
    people.close_burden = np.where(u[:, 12] < values["close_share"], 1 + (3 * u[:, 13]).astype(int), 0)
    people.trust_history = np.clip(values["trust_mean"] + values["trust_spread"] * z[:, 3], 0.02, 0.95)
    people.shame = np.clip(values["shame_mean"] + values["shame_spread"] * z[:, 4], 0.0, 1.0)
    confidence = (
        values["confidence_mean"] + values["confidence_vulnerability"] * g + values["confidence_spread"] * z[:, 5]
    )
    people.confidence_history = np.clip(confidence, 0.05, 0.95)
    people.set_point = values["satisfaction_spread"] * z[:, 6]
    people.own_autonomy = values["autonomy_spread"] * ndtri(u[:, 19])
    for never in (
        "exit_week", "first_exit_week", "takes_part_since", "last_contact", "lead_until", "sanction_until",
        "warned_week", "sanction_week", "working_since", "ww_until", "appointment",
    ):  # fmt: skip
        people[never] = NEVER


def draw_employability(people, z: np.ndarray, values: dict) -> np.ndarray:
    """Return employability by education, age and experience, decayed over the time on benefit."""
    fresh = (
        values["employability_new"]
        + values["employability_education"] * (people.education - 0.5)
        + values["employability_age"] * np.maximum(0.0, people.age - 40.0) / 10.0
        + values["experience_counts"] * (people.experience - 10.0)
        + values["employability_spread"] * z
    )
    floor = values["employability_floor"]
    kept = np.exp(-values["employability_lost"] * people.benefit_weeks)
    return np.clip(np.where(fresh > floor, floor + (fresh - floor) * kept, fresh), 0.02, 0.98)


def start_trust(people, fair_weighs: float, equilibrium) -> None:
    """Start trust as drawn, and the experience of how one is treated at its mean under the service as usual.

    The trust drawn is that of week 0. The person's own history is what lets it stay there: drift, gains by
    conversations and breaches cancel on average. `fair_weighs` is the weight of the experience in the drift.
    """
    people.trust = people.trust_history
    people.fair_treatment = equilibrium.fair[people.exempted]
    history = people.trust - fair_weighs * people.fair_treatment - equilibrium.trust_shift
    people.trust_history = np.clip(history / (1.0 - fair_weighs), 0.0, 1.0)


def start_minds(people, values: dict, equilibrium, luck, fair_weighs: float) -> None:
    """Start every state of mind at its value under the service as usual.

    Newcomers have been in touch, because they have just applied, and bring nothing that letters or conversations leave.
    """
    z = ndtri(uniforms(luck, "start_mind", 0, people.id, 4))
    new = people.arrival_week > 0
    start_trust(people, fair_weighs, equilibrium)
    people.self_efficacy = np.clip(people.confidence_history + equilibrium.confidence_shift, 0.02, 0.98)
    people.rapport = np.clip(equilibrium.rapport + values["rapport_spread"] * z[:, 0], 0.0, 0.95)
    people.attention = np.where(new, 0.0, equilibrium.attention)
    people.control = np.where(new, 0.0, equilibrium.control[people.exempted])
    people.in_touch = np.where(new, 1.0, equilibrium.in_touch[people.exempted])
    people.set_point += equilibrium.set_point


def start_measures(people, values: dict, equilibrium, luck) -> None:
    """Give some of the stock with duties a warning or a sanction before week 0, evenly over the time remembered.

    It came after the benefit began. A sanction was a first one; how much of it is left follows from its week.
    """
    u = uniforms(luck, "start_mind", 0, people.id, 4)
    remember_warning, remember_sanction = memory_of_measures(values)
    under_duties = (people.arrival_week == 0) & (people.exempted == 0)
    warned = under_duties & (u[:, 1] < equilibrium.warned)
    sanctioned = under_duties & (u[:, 2] < equilibrium.sanctioned)
    weeks = people.benefit_weeks
    people.warned_week[warned] = weeks_before(u[warned, 1] / equilibrium.warned, remember_warning, weeks[warned])
    first = weeks_before(u[sanctioned, 2] / equilibrium.sanctioned, remember_sanction, weeks[sanctioned])
    people.sanction_week[sanctioned] = first
    people.sanction_until[sanctioned] = first + int(min(values["sanction_longest"], values["sanction_weeks"]))
    people.sanctions_in_row[sanctioned] = 1


def weeks_before(u: np.ndarray, remembered: float, benefit_weeks: np.ndarray) -> np.ndarray:
    """Return weeks up to 0, evenly over the weeks remembered, or over the time on benefit if that is shorter."""
    return -np.floor(u * np.minimum(remembered, benefit_weeks)).astype(int)


def start_help(people, equilibrium, luck, partners, leaving: float) -> None:
    """Put people in service or on a list, by domain and level, as under the service as usual.

    Newcomers come with it. `help_since` of people on a list is the week in which they joined it, at the latest that of
    arrival. A share `leaving` of those in service leaves each week. The contact person knows problems of the stock from
    conversations; a newcomer has had none, and only problems with a referral to somebody who helps are known.
    """
    u = uniforms(luck, "start_help", 0, people.id, 4 * 10)
    everyone = np.arange(len(people))
    for slot in range(10):
        level = people.level[:, slot] if slot < 9 else np.zeros(len(people), dtype=int)
        serving, waiting = equilibrium.serving[slot, level], equilibrium.waiting[slot, level]
        state = np.where(u[:, 4 * slot] < serving, 2, np.where(u[:, 4 * slot] < serving + waiting, 1, 0))
        shares = np.cumsum(equilibrium.partner_shares[slot])
        if not len(shares) or shares[-1] <= 0.0:
            continue
        partner = np.minimum(np.searchsorted(shares / shares[-1], u[:, 4 * slot + 1]), len(shares) - 1)
        people.help[:, slot] = state
        people.partner[:, slot] = np.where(state > 0, partner, 0)
        wait = partners.wait_weeks[partner]
        service = partners.service[partner]
        came = people.arrival_week
        joined = came - np.floor(u[:, 4 * slot + 2] * wait)
        until = came + weeks_to_completion(u[:, 4 * slot + 2], partner, partners, leaving)
        began = np.minimum(until - service, came - 1)
        people.help_since[:, slot] = np.where(state == 1, joined, np.where(state == 2, began, 0))
        people.help_until[:, slot] = np.where(state == 2, until, 0)
        people.helpers += (state > 0).astype(np.int16)
        if slot < 9:
            known = np.where(came > 0, state > 0, u[:, 4 * slot + 3] < equilibrium.disclosed[slot])
            people.disclosed[everyone, slot] = known & (level >= 2)


def weeks_to_completion(u: np.ndarray, partner: np.ndarray, partners, leaving: float) -> np.ndarray:
    """Return the residual weeks of a service of these uniforms at the numbered partners."""
    weeks = np.ones(len(u), dtype=np.int64)
    for number in np.unique(partner):
        spec, at = partners[number], partner == number
        weeks[at] = residual_weeks(u[at], residual_length(float(spec.service), float(spec.service_spread), leaving))
    return weeks


def start_work(people, values: dict, equilibrium, luck) -> None:
    """Give some people part-time work beside the benefit, or an unpaid activity; newcomers have used no release."""
    u = uniforms(luck, "start_work", 0, people.id, 8)
    segment = (people.full_time_share == values["full_time_women"]).astype(int)
    tercile = np.searchsorted([0.35, 0.5], people.employability)
    new = people.arrival_week > 0
    share = equilibrium.part_time[segment, tercile]
    working = u[:, 0] < np.where(new, values["newcomers_earn"] * share, share)
    wage = values["wage"] * (1.0 - values["wage_premium"] * np.log(u[:, 1]))
    norm = np.where(people.household == COUPLE, values["norm_couple"], values["norm_single"])
    hours = values["part_time_from"] + values["part_time_span"] * u[:, 2] ** 2
    working &= hours * wage * 52.0 / 12.0 < norm
    people.hours = np.where(working, hours, 0.0)
    people.wage_hour = np.where(working, wage, 0.0)
    people.contract = np.where(working, np.where(u[:, 3] < equilibrium.permanent, 3, 2), 0)
    people.tenure = np.where(working, (u[:, 4] * 104).astype(int), 0)
    people.employee_history = np.where(working, (1 << np.minimum(people.tenure, 36).astype(np.int64)) - 1, 0)
    people.contract_until = np.where(
        working, people.arrival_week + 1 + (u[:, 5] * values["renewal_weeks"]).astype(int), 0
    )
    used = [np.interp(u[:, 7], QUANTILES, weeks) for weeks in equilibrium.release_used]
    people.release_weeks = np.where(new, 0, np.where(working, used[1], used[0]))
    people.unpaid_activity = ~working & (u[:, 6] < values["unpaid_share"])
