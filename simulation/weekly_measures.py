"""Weekly measures: one week of the world written into the book, every measure of every group."""

import numpy as np

from .compiled import array_rule, generated_rule, rule
from .measures import COSTS, COUNTS, INDEX, MEASURES, NAMES, problems_of, takes_part_now
from .people import NOT_YET_HERE
from .work_measures import earns_beside_benefit

_MEASURES = len(NAMES)
PEOPLE, RECIPIENTS, EARNERS, PROBLEMS, BENEFIT_WEEKS, APPOINTMENTS, GROUP = range(len(COUNTS))
ADDS_UP = tuple(row.adds_up for row in MEASURES.values())
_OVER = tuple(COUNTS.index(row.over) for row in MEASURES.values())
_COSTS = tuple(INDEX[name] for name in COSTS)
_RECIPIENTS, _COST_MONTH = INDEX["recipients"], INDEX["cost_month"]


@rule
def member(person, policy, week, p):
    """Count every member of the group."""
    return 1.0


def summing(adds_up: bool):
    """Return a rule that adds the values of one person to the sums of the group, by measure and then by count.

    It holds the measures that add up over the weeks and the numbers of people and of those taking part, or all others.
    It is generated from the table: a loop over rules would take twice the time.
    """
    rules = {INDEX[name]: row.total for name, row in MEASURES.items() if (row.of, row.adds_up) == ("person", adds_up)}
    counts = {PEOPLE: member, BENEFIT_WEEKS: takes_part_now}
    if not adds_up:
        counts = {EARNERS: earns_beside_benefit, PROBLEMS: problems_of}
    rules |= {_MEASURES + count: total for count, total in counts.items()}
    lines = [f"value_{index} = rule_{index}(person, policy, week, p)" for index in rules]
    lines += [f"sums[{index}] += value_{index}" for index in rules]
    names = {f"rule_{index}": total for index, total in rules.items()}
    return generated_rule("add_person", "person, policy, week, p, sums", lines, names)


def totalling():
    """Return a rule that writes the totals that are of a group into its sums."""
    rules = {INDEX[name]: row.total for name, row in MEASURES.items() if row.of == "group"}
    lines = [f"sums[{index}] = rule_{index}(tally, recipients, p)" for index in rules]
    names = {f"rule_{index}": total for index, total in rules.items()}
    return generated_rule("add_group", "tally, recipients, p, sums", lines, names)


add_up, add_state, add_totals = summing(adds_up=True), summing(adds_up=False), totalling()


@rule
def share(part, whole):
    """Return part ÷ whole, NaN where there is no whole."""
    return part / whole if whole > 0.0 else np.nan


@rule
def measure_group(row, sums, counts, tally, week, p):
    """Turn the sums of a group into its row of measures, and reset the tally."""
    recipients = sums[_RECIPIENTS]
    tally.benefit_weeks += sums[_MEASURES + BENEFIT_WEEKS] if week > 0 else 0.0
    for count in (PEOPLE, EARNERS, PROBLEMS):
        counts[count] = sums[_MEASURES + count]
    counts[BENEFIT_WEEKS] = tally.benefit_weeks
    counts[RECIPIENTS] = recipients
    counts[APPOINTMENTS] = tally.appointments
    counts[GROUP] = 1.0
    add_totals(tally, recipients, p, sums)
    for index in range(_MEASURES):
        row[index] = share(sums[index], counts[_OVER[index]])
    row[_COST_MONTH] = 0.0
    for index in _COSTS:
        row[_COST_MONTH] += row[index]
    tally.due = 0.0
    tally.appointments = 0.0
    tally.lapsed = 0.0
    tally.backlog = 0.0
    tally.clients = 0.0
    tally.recipients = 0.0
    tally.cost_hours = 0.0
    tally.spared_hours = 0.0
    tally.service_cost = 0.0


@array_rule
def measure(world, book, week, whole):
    """Write one week into the book: every measure, or unless `whole` those that add up over the weeks; NaN for others.

    Coaches, partners, members and appointments are always written.
    """
    p, people, policies = world.p[0], world.people, world.policies
    groups = book.series.shape[1]
    sums, counts = np.zeros((groups, _MEASURES + 1 + BENEFIT_WEEKS)), np.empty(len(COUNTS))
    for i in range(len(people)):
        person = people[i]
        if person.status == NOT_YET_HERE:
            continue
        own, policy = sums[person.group], policies[person.policy]
        add_up(person, policy, week, p, own)
        if whole:
            add_state(person, policy, week, p, own)
    for g in range(groups):
        book.members[week, g] = sums[g, _MEASURES + PEOPLE]
        book.problems[week, g] = sums[g, _MEASURES + PROBLEMS] if whole else np.nan
        book.appointments[week, g] = world.tally[g].appointments if week > 0 else 0.0
        measure_group(book.series[week, g], sums[g], counts, world.tally[g], week, p)
        for index in range(_MEASURES):
            if not whole and not ADDS_UP[index]:
                book.series[week, g, index] = np.nan
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
