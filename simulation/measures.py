"""Measures: the table of outcomes that are measured every week, group by group, and the rule of each.

A measure is one row of `MEASURES` and one rule. Means are over everyone who was ever a member of the group (leavers
included, as in an intention-to-treat comparison) unless the row says otherwise. `weekly_measures.py` applies the rules.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .appointments import takes_part_on_benefit
from .compiled import generated_rule, rule
from .income import benefit_month, bonus_due
from .levers import PAYERS
from .people import (
    ACTIVATION,
    IN_SERVICE,
    LEFT_FOR_WORK,
    MENTAL,
    NO_WORK,
    ON_BENEFIT,
    PHYSICAL,
    SLOTS,
    SOCIAL,
)
from .reporting import fine_month
from .tally import (
    appointments_lapsed,
    appointments_made,
    coach_cost,
    conversations_due,
    execution_cost,
    service_cost,
    waiting_undated,
)
from .trust import strongest_rapport
from .work_measures import (
    earned_beside_benefit,
    earns_beside_benefit,
    has_long_taken_part,
    held_work,
    is_off_benefit,
    is_out_of_work,
    is_recipient,
    is_taking_part,
    left_for_work,
    left_otherwise,
)

OF = ("person", "group", "costs")
COUNTS = ("people", "recipients", "earners", "problems", "benefit_weeks", "appointments", "group")
"""Denominators of a measure that is a mean: members of the group, those on the benefit, those with earnings beside it, their problems, the
weeks so far on the benefit and taking part, the appointments of this week; of "group" it is the total."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table of measures. Raises ValueError for an unknown `of`, `over` or `paid_by`.

    `total` is a rule whose values are divided by the count `over`. Of a "person" it takes (person, policy, week, p) and
    its values are summed over the group; of a "group" it takes (tally, recipients, p). Of "costs" there is none: the
    measure is the sum of all measures with a payer.

    `share`: the value lies between 0 and 1. `adds_up`: it is summed over the weeks and therefore measured in each.
    `explained`: what channels change in people can explain it. `smallest`: the smallest difference worth naming; by
    default half of the last digit shown. `paid_by`: the budget that pays a cost. `payment`: fixed amounts to some
    people; in a run on real people the number of these people is withheld with the cost.
    """

    total: Callable | None = field(repr=False)
    title: str
    unit: str
    meaning: str
    of: str = "person"
    over: str = "people"
    share: bool = False
    adds_up: bool = False
    explained: bool = False
    smallest: float | None = None
    paid_by: str = ""
    payment: bool = False

    def __post_init__(self):
        for name, known in (("of", OF), ("over", COUNTS), ("paid_by", ("", *PAYERS))):
            if getattr(self, name) not in known:
                raise ValueError(
                    f"{name} of the measure {self.title!r} is one of {', '.join(known)}; got {getattr(self, name)!r}"
                )
        if (self.total is None) != (self.of == "costs"):
            raise ValueError(f"the measure {self.title!r} has a rule, unless it is the sum of costs")


def state(name: str) -> Callable:
    """Return a rule that returns the field `name` of a person."""
    return generated_rule("state", "person, policy, week, p", [f"return person.{name}"], {})


@rule
def is_active_unpaid(person, policy, week, p):
    """Count a person in voluntary work or another unpaid activity."""
    return 1.0 if person.unpaid_activity else 0.0


@rule
def health_score(person, policy, week, p):
    """Return 5 minus the mean level of mental and physical health."""
    return 5.0 - 0.5 * (person.level[MENTAL] + person.level[PHYSICAL])


@rule
def load_of(person, policy, week, p):
    """Return the sum of the levels of the nine domains."""
    load = 0
    for k in range(9):
        load += person.level[k]
    return load


@rule
def self_reliance_score(person, policy, week, p):
    """Return the score in the style of the Self-Sufficiency Matrix (ZRM)."""
    return 5.0 - load_of(person, policy, week, p) / 9.0


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
def ladder_of(person, policy, week, p):
    """Return the step on the participation ladder."""
    return ladder_step(person)


@rule
def problems_of(person, policy, week, p):
    """Return the number of problems: domains at level 2 or more."""
    problems = 0
    for k in range(9):
        if person.level[k] >= 2:
            problems += 1
    return problems


@rule
def known_problems(person, policy, week, p):
    """Return the number of problems that the contact person knows of."""
    known = 0
    for k in range(9):
        if person.level[k] >= 2:
            known += person.disclosed[k]
    return known


@rule
def gets_help(person, policy, week, p):
    """Count a person who receives at least one service from a partner."""
    if person.helpers > 0:
        for slot in range(SLOTS):
            if person.help[slot] == IN_SERVICE:
                return 1.0
    return 0.0


@rule
def took_part_in_group(person, policy, week, p):
    """Count a person who was ever at a session of a course or at the participants' meeting."""
    return 1.0 if person.sessions > 0 else 0.0


@rule
def people_known(person, policy, week, p):
    """Return the number of people known from groups."""
    return person.acquaintances if person.acquaintances > 0 else 0


@rule
def contacts_a_year(person, policy, week, p):
    """Return 52 times the conversations on the benefit so far; divided by weeks on it this is a number a year."""
    return 52.0 * person.contacts_on_benefit


@rule
def takes_part_now(person, policy, week, p):
    """Count who is on the benefit and takes part."""
    return 1.0 if takes_part_on_benefit(person) else 0.0


@rule
def benefit_paid(person, policy, week, p):
    """Return the benefit, gross for the municipality, less a fine that comes in, in euros a month."""
    fine = fine_month(person, p) if person.debt > 0.0 else 0.0
    if person.status == ON_BENEFIT:
        return p.benefit_gross * benefit_month(person, policy, week, p) - fine
    return -fine


@rule
def bonus_paid(person, policy, week, p):
    """Return the exit bonus, in euros a month."""
    if person.status == ON_BENEFIT:
        return 0.0
    return bonus_due(person, policy, p)


@rule
def rapport_of(person, policy, week, p):
    """Return the rapport with whom the person is closest to, of the contact and the one kept at Work & Income."""
    return strongest_rapport(person)


MEASURES = {
    "exit_work": Measure(left_for_work, "Left the benefit for work", "share", "share that has ever left the benefit through income from work", share=True, explained=True, smallest=0.001),
    "durable_exit": Measure(held_work, "Left for work and held it half a year", "share", "share that has ever left through work and then stayed off the benefit in work for 26 weeks", share=True, explained=True, smallest=0.001),
    "off_benefit": Measure(is_off_benefit, "Off the benefit now", "share", "share not on the benefit now, for whatever reason", share=True, explained=True),
    "exit_other": Measure(left_otherwise, "Left the benefit for another reason", "share", "share that has left for another reason than work: moving, a partner's income, pension age", share=True, explained=True),
    "out_of_work": Measure(is_out_of_work, "Off the benefit without work", "share", "share now off the benefit after losing work: on unemployment insurance (WW), a partner's income or other means, or not claiming", share=True, explained=True),
    "part_time": Measure(earns_beside_benefit, "Earnings beside the benefit", "share", "share with earnings beside the benefit now", share=True, explained=True),
    "earnings_month": Measure(earned_beside_benefit, "Earnings beside the benefit", "euros a month", "mean net earnings of those who have earnings beside the benefit", over="earners"),
    "unpaid_activity": Measure(is_active_unpaid, "Unpaid activity", "share", "share in voluntary work or another unpaid activity, such as informal care (mantelzorg), now", share=True, explained=True),
    "taking_part": Measure(is_taking_part, "Taking part in society", "share", "share who work, a trial placement included, or have an unpaid activity such as voluntary work or informal care (mantelzorg), now", share=True, explained=True),
    "lasting_part": Measure(has_long_taken_part, "Taking part for half a year", "share", "share who have taken part in society (work or an unpaid activity) for 26 weeks without a break; nobody in the first half year of a simulation", share=True, smallest=0.001),
    "life_satisfaction": Measure(state("life_satisfaction"), "Life satisfaction", "points, 0-10", "mean satisfaction with life", adds_up=True, explained=True, smallest=0.05),
    "health": Measure(health_score, "Health", "score, 1-5", "5 minus the mean level of the domains mental and physical health", explained=True, smallest=0.05),
    "self_efficacy": Measure(state("self_efficacy"), "Self-efficacy", "0-1", "mean belief in one's own ability to act", explained=True, smallest=0.02),
    "self_reliance": Measure(self_reliance_score, "Self-reliance", "score, 1-5", "mean score in the style of the Self-Sufficiency Matrix (ZRM) over the nine domains: 5 minus level", explained=True, smallest=0.05),
    "trust": Measure(state("trust"), "Trust in the municipality", "0-1", "mean trust in the municipality", explained=True, smallest=0.02),
    "fair_treatment": Measure(state("fair_treatment"), "Felt fairly treated", "0-1", "mean experience of how one is treated by the municipality, 0 unfair to 1 fair", explained=True, smallest=0.02),
    "rapport": Measure(rapport_of, "Rapport with the contact person", "0-1", "mean rapport with the coach or with the contact at Work & Income, whichever is stronger", explained=True, smallest=0.02),
    "autonomy": Measure(state("autonomy"), "Autonomy", "0-1", "mean perceived autonomy", explained=True, smallest=0.02),
    "stress": Measure(state("stress"), "Stress", "0-1", "mean stress", explained=True, smallest=0.02),
    "ladder": Measure(ladder_of, "Participation ladder", "step, 1-6", "mean step on the participation ladder, 1 isolated to 6 paid work without support", explained=True, smallest=0.05),
    "problem_load": Measure(load_of, "Problem load", "levels, 0-36", "mean sum of the levels of the nine domains", explained=True, smallest=0.36),
    "disclosed": Measure(known_problems, "Problems known to the contact person", "share", "share of the problems (level 2 and more) that were told or seen", over="problems", share=True),
    "in_service": Measure(gets_help, "Receiving help", "share", "share receiving at least one service from a partner now", share=True),
    "group_activity": Measure(took_part_in_group, "Took part in a group", "share", "share that has ever been at a session of a group course or at the participants' meeting", share=True),
    "acquaintances": Measure(people_known, "Acquaintances from groups", "people", "mean number of people known from groups, now"),
    "contacts_held": Measure(contacts_a_year, "Conversations held", "a person-year", "conversations held so far with people while on the benefit and taking part, for each year of it so far; those of aftercare, and those after stepping out, are left out", over="benefit_weeks"),
    "due": Measure(conversations_due, "Conversation due", "share", "share of those on the benefit for whom a conversation is due by now", of="group", over="recipients", share=True),
    "appointments": Measure(appointments_made, "Appointments this week", "a recipient", "appointments of this week for each member on the benefit", of="group", over="recipients"),
    "not_held": Measure(appointments_lapsed, "Appointments not held", "share", "of the appointments of this week, the share that the municipality let lapse", of="group", over="appointments", share=True),
    "backlog": Measure(waiting_undated, "Waiting without a date", "share", "share of those on the benefit for whom a conversation is due and who have no appointment", of="group", over="recipients", share=True),
    "letters_lawful": Measure(state("letters_lawful"), "Letters about lawfulness", "letters", "mean number of letters about entitlement received so far, recoveries included"),
    "letters_duty": Measure(state("letters_duty"), "Letters about duties", "letters", "mean number of letters about the duties to apply and to cooperate received so far, warnings included"),
    "sanctions_imposed": Measure(state("sanctions_imposed"), "Sanctions", "sanctions", "mean number of sanctions imposed so far, each a cut of the benefit"),
    "recipients": Measure(is_recipient, "On the benefit", "people", "number of members on the benefit now", over="group", adds_up=True),
    "cost_benefit": Measure(benefit_paid, "Benefit", "euros a person a month", "benefit paid, gross for the municipality, less fines; benefit budget (BUIG)", adds_up=True, paid_by="benefit_budget"),
    "cost_execution": Measure(execution_cost, "Execution", "euros a person a month", "regular execution cost, less the conversations with client managers that coaches hold instead; execution budget", of="group", adds_up=True, paid_by="execution_budget"),
    "cost_coach": Measure(coach_cost, "Coaches", "euros a person a month", "hours of the separate coach team; execution budget", of="group", adds_up=True, paid_by="execution_budget"),
    "cost_partner": Measure(service_cost, "Partners", "euros a person a month", "weeks of service at partners; mostly others' budgets", of="group", adds_up=True, paid_by="partners"),
    "cost_bonus": Measure(bonus_paid, "Exit bonus", "euros a person a month", "bonuses paid; execution budget", adds_up=True, paid_by="execution_budget", payment=True),
    "cost_month": Measure(None, "Cost", "euros a person a month", "all of the above costs together", of="costs", adds_up=True),
}  # fmt: skip
"""Name → row, in the order of the columns."""

NAMES = tuple(MEASURES)
INDEX = {name: index for index, name in enumerate(NAMES)}
COSTS = tuple(name for name, row in MEASURES.items() if row.paid_by)
"""The measures of cost; `cost_month` is their sum."""
EXPLAINED = tuple(name for name, row in MEASURES.items() if row.explained)
"""The measures that channels can explain: means over all people of a group of something that channels change."""
