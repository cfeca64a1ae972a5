"""Life: problems worsen, ease and spill over to other domains, and shocks strike.

The week in one sentence: what weighs on a person pulls other domains down, confidence pulls them up, and now and
then something happens (illness, a separation, an eviction threat, trouble of somebody close by).

Source: `docs/odd.md`, "Problems"; stacked problems (gestapelde problematiek) after the process report, phase 2.
"""

import math

from .compiled import rule
from .draw_rows import CLOSE_ROW, DOMAIN_ROWS, ILLNESS_ROW, UPHEAVAL_ROW
from .people import (
    COUPLE,
    FINANCES,
    HOUSING,
    IN_SERVICE,
    MENTAL,
    ON_BENEFIT,
    PHYSICAL,
    SINGLE,
    SINGLE_PARENT,
    SOCIAL,
)

A_HAIR_MORE = 1.000001
"""Factor on a bound that is worked out in another order than the chance it bounds, so that rounding loses nothing."""


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
    return p.worsen[k] * factor


@rule
def easing_chance(person, k, p):
    """Return the weekly chance that domain `k` eases by a level of itself."""
    slowed = 1.0 - p.on_bandwidth * p.stress_slows_easing * person.stress
    return p.easing[k] * (0.5 + person.self_efficacy) * slowed


@rule
def drift_of_problem(person, k, luck_of_domain, most, p):
    """Move domain `k` up, down or not at all, by one uniform.

    `most` bounds what vulnerability, web and stress can make of the base rate; beyond the bounds nothing can happen,
    and the chances need not be worked out.
    """
    if luck_of_domain < p.worsen[k] * p.web_most[k] * most:
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
def strike(person, illness, upheaval, close, p):
    """Let shocks happen: illness, a couple that parts, an eviction threat, trouble close by, a crisis.

    The low end of a uniform is one event, the high end another.
    """
    if p.on_shocks:
        if illness < p.illness:
            worsen(person, MENTAL if illness < 0.5 * p.illness else PHYSICAL, 1)
        if person.household == COUPLE and upheaval < p.break_up:
            person.household = SINGLE_PARENT if person.young_children else SINGLE
            worsen(person, SOCIAL, 1)
            worsen(person, FINANCES, 1)
        if upheaval > 1.0 - p.eviction and person.level[FINANCES] >= 3:
            worsen(person, HOUSING, 2)
            if person.status == ON_BENEFIT:
                person.crisis = 1
    if p.on_close_people:
        if close < p.close_worsens and person.close_burden < 4:
            person.close_burden += 1
        elif close > 1.0 - p.close_eases * (1.0 + p.close_helped * person.close_known) and person.close_burden > 0:
            person.close_burden -= 1
            if person.close_burden == 0:
                person.close_known = 0
    may_strike = p.on_crises and person.status == ON_BENEFIT and illness > 1.0 - 2.0 * p.crisis
    if may_strike and illness > 1.0 - p.crisis * problem_load(person) / 18.0:
        person.crisis = 1


@rule
def mark_stirred(draws, frailty, p, marks):
    """Set `marks` to 1 for whom this week's uniforms can bring anything; nothing happens in the lives of the others.

    The bounds are those of `drift_of_problem` and `strike`. In loops as plain as these the processor compares several
    people at once, and few are left for the rules themselves.
    """
    for place in range(len(marks)):
        illness, upheaval, close = draws[ILLNESS_ROW, place], draws[UPHEAVAL_ROW, place], draws[CLOSE_ROW, place]
        stirred = (illness < p.illness) | (illness > 1.0 - 2.0 * p.crisis)
        stirred |= (upheaval < p.break_up) | (upheaval > 1.0 - p.eviction)
        stirred |= (close < p.close_worsens) | (close > 1.0 - p.close_eases * (1.0 + p.close_helped))
        marks[place] = 1.0 if stirred else 0.0
    for k in range(9):
        down = 1.0 - 1.5 * p.easing[k]
        up = p.worsen[k] * p.web_most[k] * (1.0 + p.stress_worsens) * A_HAIR_MORE
        row = DOMAIN_ROWS[k]
        for place in range(len(marks)):
            u = draws[row, place]
            marks[place] = 1.0 if (u < up * frailty[place]) | (u > down) else marks[place]


@rule
def live(person, p, draws, place, frailty):
    """Let a week of life happen to one person, whose draws stand in column `place`."""
    most = (1.0 + p.stress_worsens) * frailty
    for k in range(9):
        drift_of_problem(person, k, draws[DOMAIN_ROWS[k], place], most, p)
    strike(person, draws[ILLNESS_ROW, place], draws[UPHEAVAL_ROW, place], draws[CLOSE_ROW, place], p)
