"""Problems in the nine life domains: they worsen, ease and spill over to other domains, and shocks strike.

Problems and stress make other domains worse, self-efficacy makes them better. Shocks are illness, a separation, an
eviction threat and problems of people close by.

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

ROUNDING_MARGIN = 1.000001
"""Factor on a bound. Bound and chance are computed in different orders; the factor covers the rounding error."""


@rule
def problem_load(person):
    """Return the sum of the nine levels, 0…36."""
    load = 0
    for k in range(9):
        load += person.level[k]
    return load


@rule
def worsening_chance(person, k, p):
    """Return the weekly chance that domain `k` worsens by a level; at level 4 it cannot."""
    if person.level[k] >= 4:
        return 0.0
    pull = p.on_vulnerability * p.vulnerability * person.vulnerability
    if p.on_web:
        for j in range(9):
            pull += p.web_scale * p.web[j, k] * person.level[j] / 4.0
    factor = math.exp(pull) * (1.0 + p.on_bandwidth * p.stress_worsens * person.stress)
    if person.help[k] == IN_SERVICE:
        factor *= p.service_protects
    return p.worsen[k, person.level[k]] * factor


@rule
def easing_chance(person, k, p):
    """Return the weekly chance that domain `k` eases by a level without help."""
    slowed = 1.0 - p.on_bandwidth * p.stress_slows_easing * person.stress
    return p.easing[k] * (0.5 + person.self_efficacy) * slowed


@rule
def drift_of_problem(person, k, luck_of_domain, most, p):
    """Worsen or ease domain `k` by a level, or leave it, by one uniform.

    `most` bounds the factor of vulnerability and stress on the base rate. For a uniform beyond the bounds nothing can
    happen, and the chances are not computed.
    """
    if luck_of_domain < p.worsen_most[k] * p.web_most[k] * most:
        if luck_of_domain < worsening_chance(person, k, p):
            person.level[k] += 1
    elif (
        luck_of_domain > 1.0 - 1.5 * p.easing[k]
        and person.level[k] > 0
        and luck_of_domain > 1.0 - easing_chance(person, k, p)
    ):
        ease(person, k, 1)


@rule
def ease(person, k, steps):
    """Lower the level of domain `k`; a problem that is over counts as not disclosed."""
    person.level[k] = max(0, person.level[k] - steps)
    if person.level[k] == 0:
        person.disclosed[k] = 0


@rule
def worsen(person, k, steps):
    """Raise the level of domain `k`, at most to 4."""
    person.level[k] = min(4, person.level[k] + steps)


@rule
def strike(person, illness, upheaval, close, p):
    """Let shocks happen: illness, separation of a couple, eviction threat, problems of people close by, crisis.

    The low end of each uniform stands for one event, the high end for another.
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
    """Set `marks` to 1 for people for whom this week's uniforms can change something.

    The bounds are those of `drift_of_problem` and `strike`. The processor runs these plain loops for several people at
    once; the rules themselves run only for the few marked people.
    """
    for column in range(len(marks)):
        illness, upheaval, close = draws[ILLNESS_ROW, column], draws[UPHEAVAL_ROW, column], draws[CLOSE_ROW, column]
        stirred = (illness < p.illness) | (illness > 1.0 - 2.0 * p.crisis)
        stirred |= (upheaval < p.break_up) | (upheaval > 1.0 - p.eviction)
        stirred |= (close < p.close_worsens) | (close > 1.0 - p.close_eases * (1.0 + p.close_helped))
        marks[column] = 1.0 if stirred else 0.0
    for k in range(9):
        down = 1.0 - 1.5 * p.easing[k]
        up = p.worsen_most[k] * p.web_most[k] * (1.0 + p.stress_worsens) * ROUNDING_MARGIN
        row = DOMAIN_ROWS[k]
        for column in range(len(marks)):
            u = draws[row, column]
            marks[column] = 1.0 if (u < up * frailty[column]) | (u > down) else marks[column]


@rule
def live(person, p, draws, column, frailty):
    """Update the problems of one person for a week; `column` is the column of the person's draws."""
    most = (1.0 + p.stress_worsens) * frailty
    for k in range(9):
        drift_of_problem(person, k, draws[DOMAIN_ROWS[k], column], most, p)
    strike(person, draws[ILLNESS_ROW, column], draws[UPHEAVAL_ROW, column], draws[CLOSE_ROW, column], p)
