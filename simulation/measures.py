"""Measures: what is read off the world every week, group by group.

All means are over everyone who was ever a member of the group (leavers included, as in an intention-to-treat
comparison) unless the row says otherwise.
"""

from dataclasses import dataclass

import numpy as np

from .compiled import array_rule, rule
from .income import WEEKS_A_MONTH, benefit_month, bonus_due, earnings_month, paid_hours
from .people import (
    ACTIVATION,
    IN_SERVICE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    MENTAL,
    NO_WORK,
    NOT_YET_HERE,
    ON_BENEFIT,
    PHYSICAL,
    SLOTS,
    SOCIAL,
)
from .work import beside_benefit


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table of measures; `share` says that the value is a share between 0 and 1."""

    title: str
    unit: str
    meaning: str
    share: bool = False


MEASURES = {
    "exit_work": Measure("Left the benefit for work", "share", "share that has ever left the benefit through income from work", True),
    "durable_exit": Measure("Left for work and held it half a year", "share", "share that has ever left through work and then stayed off the benefit in work for 26 weeks", True),
    "off_benefit": Measure("Off the benefit now", "share", "share not on the benefit now, for whatever reason", True),
    "exit_other": Measure("Left the benefit for another reason", "share", "share that has left for another reason than work: moving, a partner's income, pension age", True),
    "part_time": Measure("Earnings beside the benefit", "share", "share with earnings beside the benefit now", True),
    "earnings_month": Measure("Earnings beside the benefit", "euros a month", "mean net earnings of those who have earnings beside the benefit"),
    "unpaid_activity": Measure("Unpaid activity", "share", "share in voluntary work or another unpaid activity now", True),
    "life_satisfaction": Measure("Life satisfaction", "points, 0-10", "mean satisfaction with life"),
    "health": Measure("Health", "score, 1-5", "5 minus the mean level of the domains mental and physical health"),
    "self_efficacy": Measure("Self-efficacy", "0-1", "mean belief in one's own ability to act"),
    "self_reliance": Measure("Self-reliance", "score, 1-5", "mean score in the style of the Self-Sufficiency Matrix (ZRM) over the nine domains: 5 minus level"),
    "trust": Measure("Trust in the municipality", "0-1", "mean trust in the municipality"),
    "rapport": Measure("Rapport with the contact person", "0-1", "mean rapport with the coach or client manager"),
    "autonomy": Measure("Autonomy", "0-1", "mean perceived autonomy"),
    "stress": Measure("Stress", "0-1", "mean stress"),
    "ladder": Measure("Participation ladder", "step, 1-6", "mean step on the participation ladder, 1 isolated to 6 paid work without support"),
    "problem_load": Measure("Problem load", "levels, 0-36", "mean sum of the levels of the nine domains"),
    "disclosed": Measure("Problems known to the contact person", "share", "share of the problems (level 2 and more) that were told or seen", True),
    "in_service": Measure("Receiving help", "share", "share receiving at least one service from a partner now", True),
    "group_activity": Measure("Took part in a group", "share", "share that has ever been at a session of a group course or at the participants' meeting", True),
    "acquaintances": Measure("Acquaintances from groups", "people", "mean number of people known from groups, now"),
    "contacts_held": Measure("Conversations held", "a person-year", "conversations held so far for each year on the benefit so far"),
    "overdue": Measure("Due conversations not held", "share", "of the conversations due this week, backlog included, the share that did not fit the agenda", True),
    "recipients": Measure("On the benefit", "people", "number of members on the benefit now"),
    "cost_benefit": Measure("Benefit", "euros a person a month", "benefit paid, gross for the municipality; benefit budget (BUIG)"),
    "cost_execution": Measure("Execution", "euros a person a month", "regular execution cost; execution budget"),
    "cost_coach": Measure("Coaches", "euros a person a month", "hours of the separate coach team; execution budget"),
    "cost_partner": Measure("Partners", "euros a person a month", "weeks of service at partners; mostly others' budgets"),
    "cost_bonus": Measure("Exit bonus", "euros a person a month", "bonuses paid; execution budget"),
    "cost_month": Measure("Cost", "euros a person a month", "all of the above costs together"),
}  # fmt: skip
"""Names in the order of the columns; name → title, unit, meaning."""

NAMES = tuple(MEASURES)
POSITION = {name: place for place, name in enumerate(NAMES)}
_NEEDED = len(NAMES)
_SUMS = _NEEDED + 8
(
    EXIT_WORK, DURABLE, OFF, EXIT_OTHER, PART_TIME, EARNINGS, UNPAID, SATISFACTION, HEALTH, EFFICACY, RELIANCE,
    TRUST, RAPPORT, AUTONOMY, STRESS, LADDER, LOAD, DISCLOSED, IN_HELP, GROUP, KNOWN, CONTACTS, OVERDUE, RECIPIENTS,
    COST_BENEFIT, COST_EXECUTION, COST_COACH, COST_PARTNER, COST_BONUS, COST_MONTH,
) = range(_NEEDED)  # fmt: skip
MEMBERS, PROBLEMS = _NEEDED, _NEEDED + 1
ADDS_UP = tuple(place in (SATISFACTION, RECIPIENTS) or name.startswith("cost_") for place, name in enumerate(NAMES))
"""Whether a measure adds up over the weeks: costs, and life satisfaction to point-years."""


@rule
def ladder_step(person):
    """Return the step on the participation ladder (participatieladder), 1…6."""
    if person.status == LEFT_FOR_WORK:
        return 6
    if person.contract != NO_WORK:
        return 5
    if person.unpaid_activity:
        return 4
    if person.help[ACTIVATION] == IN_SERVICE or person.help[SOCIAL] == IN_SERVICE:
        return 3
    return 1 if person.level[SOCIAL] >= 3 else 2


@rule
def add_state(person, sums):
    """Add how one person stands to the sums of the group."""
    if person.exits_to_work > 0:
        sums[EXIT_WORK] += 1.0
    if person.durable:
        sums[DURABLE] += 1.0
    if person.status == LEFT_OTHERWISE:
        sums[EXIT_OTHER] += 1.0
    if person.unpaid_activity:
        sums[UNPAID] += 1.0
    sums[HEALTH] += 5.0 - 0.5 * (person.level[MENTAL] + person.level[PHYSICAL])
    sums[EFFICACY] += person.self_efficacy
    load, problems, known = 0, 0, 0
    for k in range(9):
        load += person.level[k]
        if person.level[k] >= 2:
            problems += 1
            known += person.disclosed[k]
    sums[PROBLEMS] += problems
    sums[DISCLOSED] += known
    sums[RELIANCE] += 5.0 - load / 9.0
    sums[TRUST] += person.trust
    sums[RAPPORT] += person.rapport
    sums[AUTONOMY] += person.autonomy
    sums[STRESS] += person.stress
    sums[LADDER] += ladder_step(person)
    sums[LOAD] += load
    if person.sessions > 0:
        sums[GROUP] += 1.0
    if person.acquaintances > 0:
        sums[KNOWN] += person.acquaintances
    sums[CONTACTS] += person.contacts
    if person.helpers > 0:
        for slot in range(SLOTS):
            if person.help[slot] == IN_SERVICE:
                sums[IN_HELP] += 1.0
                break


@rule
def add_up(person, policy, week, sums, p):
    """Add what adds up over the weeks, such as costs, to the sums of the group."""
    sums[MEMBERS] += 1.0
    sums[SATISFACTION] += person.life_satisfaction
    if person.status == ON_BENEFIT:
        sums[RECIPIENTS] += 1.0
        sums[COST_BENEFIT] += p.benefit_gross * benefit_month(person, policy, week, p)
        if beside_benefit(person):
            sums[PART_TIME] += 1.0
            sums[EARNINGS] += earnings_month(paid_hours(person), person.wage_hour)
    else:
        sums[OFF] += 1.0
        sums[COST_BONUS] += bonus_due(person, policy, p)


@rule
def share(part, whole):
    """Return part ÷ whole, NaN where there is no whole."""
    return part / whole if whole > 0.0 else np.nan


@rule
def measure_group(row, sums, tally, week, p):
    """Turn the sums of a group into its row of measures."""
    members = sums[MEMBERS]
    for place in range(_NEEDED):
        row[place] = share(sums[place], members)
    tally.benefit_weeks += sums[RECIPIENTS] if week > 0 else 0.0
    row[EARNINGS] = share(sums[EARNINGS], sums[PART_TIME])
    row[DISCLOSED] = share(sums[DISCLOSED], sums[PROBLEMS])
    row[CONTACTS] = share(52.0 * sums[CONTACTS], tally.benefit_weeks)
    row[OVERDUE] = share(tally.unserved, tally.due)
    row[RECIPIENTS] = sums[RECIPIENTS]
    row[COST_EXECUTION] = share(p.execution_year / 12.0 * sums[RECIPIENTS], members)
    row[COST_COACH] = share(WEEKS_A_MONTH * tally.cost_hours * p.coach_hour, members)
    row[COST_PARTNER] = share(WEEKS_A_MONTH * tally.service_cost, members)
    row[COST_MONTH] = row[COST_BENEFIT] + row[COST_EXECUTION] + row[COST_COACH] + row[COST_PARTNER] + row[COST_BONUS]
    tally.due = 0.0
    tally.unserved = 0.0
    tally.cost_hours = 0.0
    tally.service_cost = 0.0


@array_rule
def measure(world, book, week, whole):
    """Write one week into the book: every measure, or unless `whole` those that add up over the weeks; NaN for others.

    Coaches, partners, members and what is due are always written.
    """
    p, people, policies = world.p[0], world.people, world.policies
    groups = book.series.shape[1]
    sums = np.zeros((groups, _SUMS))
    for i in range(len(people)):
        person = people[i]
        if person.status == NOT_YET_HERE:
            continue
        own = sums[person.group]
        add_up(person, policies[person.policy], week, own, p)
        if whole:
            add_state(person, own)
    for g in range(groups):
        book.members[week, g] = sums[g, MEMBERS]
        book.problems[week, g] = sums[g, PROBLEMS] if whole else np.nan
        book.due[week, g] = world.tally[g].due if week > 0 else 0.0
        measure_group(book.series[week, g], sums[g], world.tally[g], week, p)
        for place in range(_NEEDED):
            if not whole and not ADDS_UP[place]:
                book.series[week, g, place] = np.nan
    for c in range(len(world.coaches)):
        coach = world.coaches[c]
        book.coaches[week, c, 0] = coach.caseload if coach.working else np.nan
        book.coaches[week, c, 1] = share(coach.hours_used, coach.hours_week)
    for number in range(len(world.partners)):
        partner = world.partners[number]
        book.partners[week, number, 0] = partner.waiting
        book.partners[week, number, 1] = partner.in_service
        book.partners[week, number, 2] = partner.wait_weeks
        book.partners[week, number, 3] = share(partner.in_service, partner.places)
