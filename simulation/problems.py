"""Life: problems worsen, ease and spill over to other domains, and shocks strike.

The week in one sentence: what weighs on a person pulls other domains down, confidence pulls them up, and now and
then something happens (illness, a separation, an eviction threat, trouble of somebody close by).

Source: `docs/odd.md`, "Problems"; stacked problems (gestapelde problematiek) after the process report, phase 2.
"""

import math

from .compiled import rule
from .luck import DECISION, PERSON, draw4
from .people import (
    COUPLE,
    FINANCES,
    HOUSING,
    IN_SERVICE,
    MENTAL,
    NOT_YET_HERE,
    PHYSICAL,
    SINGLE,
    SINGLE_PARENT,
    SOCIAL,
)

WORSENING = DECISION["worsening"]
SHOCKS = DECISION["shocks"]
MOST_PULL = 40.0
"""No product of vulnerability, web and stress exceeds this; it only saves work, and is enforced."""


@rule
def problem_load(person):
    """Return the sum of the nine levels, 0…36."""
    load = 0
    for k in range(9):
        load += person.level[k]
    return load


@rule
def worsening_chance(person, k, p):
    """Return the weekly chance that domain `k` worsens by a level."""
    pull = p.on_vulnerability * p.vulnerability * person.vulnerability
    if p.on_web:
        for j in range(9):
            pull += p.web_scale * p.web[j, k] * person.level[j] / 4.0
    factor = math.exp(pull) * (1.0 + p.on_bandwidth * p.stress_worsens * person.stress)
    if person.help[k] == IN_SERVICE:
        factor *= p.service_protects
    return p.worsen[k] * min(factor, MOST_PULL)


@rule
def easing_chance(person, k, p):
    """Return the weekly chance that domain `k` eases by a level of itself."""
    slowed = 1.0 - p.on_bandwidth * p.stress_slows_easing * person.stress
    return p.easing[k] * (0.5 + person.self_efficacy) * slowed


@rule
def drift_of_problem(person, k, luck_of_domain, p):
    """Move domain `k` up, down or not at all, by one uniform."""
    if luck_of_domain < p.worsen[k] * MOST_PULL:
        if person.level[k] < 4 and luck_of_domain < worsening_chance(person, k, p):
            person.level[k] += 1
    elif (
        luck_of_domain > 1.0 - 1.5 * p.easing[k]
        and person.level[k] > 0
        and luck_of_domain > 1.0 - easing_chance(person, k, p)
    ):
        ease(person, k, 1)


@rule
def ease(person, k, steps):
    """Lower the level of domain `k`; what is over need not be told any more."""
    person.level[k] = max(0, person.level[k] - steps)
    if person.level[k] == 0:
        person.disclosed[k] = 0


@rule
def worsen(person, k, steps):
    """Raise the level of domain `k`, at most to 4."""
    person.level[k] = min(4, person.level[k] + steps)


@rule
def strike(person, p, luck, week):
    """Let shocks happen: illness, separation, eviction threat, trouble close by, a crisis."""
    illness, parting, eviction, close = draw4(luck, SHOCKS, PERSON, person.id, week, 0)
    if p.on_shocks:
        if illness < p.illness:
            worsen(person, MENTAL if illness < 0.5 * p.illness else PHYSICAL, 1)
        if person.household == COUPLE and parting < p.break_up:
            person.household = SINGLE_PARENT if person.young_children else SINGLE
            worsen(person, SOCIAL, 1)
            worsen(person, FINANCES, 1)
        if eviction < p.eviction and person.level[FINANCES] >= 3:
            worsen(person, HOUSING, 2)
            person.crisis = 1
    if p.on_close_people:
        if close < p.close_worsens and person.close_burden < 4:
            person.close_burden += 1
        elif close > 1.0 - p.close_eases * (1.0 + p.close_helped * person.close_known) and person.close_burden > 0:
            person.close_burden -= 1
            if person.close_burden == 0:
                person.close_known = 0
    if p.on_crises and illness > 1.0 - p.crisis * problem_load(person) / 18.0:
        person.crisis = 1


@rule
def life(world, week):
    """Let a week of life happen to everyone."""
    p, people, luck = world.p[0], world.people, world.luck
    for i in range(len(people)):
        person = people[i]
        if person.status == NOT_YET_HERE:
            continue
        person.age += 1.0 / 52.0
        for block in range(3):
            a, b, c, d = draw4(luck, WORSENING, PERSON, person.id, week, block)
            drift_of_problem(person, block, a, p)
            drift_of_problem(person, block + 3, b, p)
            drift_of_problem(person, block + 6, c, p)
        strike(person, p, luck, week)
