"""One week: its steps in their order. The list `WEEK` at the end is the table of contents of the rules.

Steps that affect one person at a time share one loop over the people: the result is the same as with a loop for each
step, and a large population is read from memory less often.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from .calendar import apply_calendar
from .coaching import coaching
from .compiled import rule
from .demand import downturn
from .draw_rows import (
    ADDRESSED_ROW,
    APPLYING_ROW,
    HOLDING_ROW,
    LEAVING_ROW,
    LETTER_ROW,
    LIFE_BLOCKS,
    OFFENCE_ROW,
    OFFER_ROW,
    PAYMENT_ROW,
    STIRRED_ROW,
    UNANNOUNCED_ROW,
)
from .institution import NO_OFFENCE, hear_from_department, let_a_week_pass, mark_addressed
from .luck import CHUNK, DECISION, draw_block
from .mind import feel
from .observation import observe_week
from .peers import peers
from .people import NOT_YET_HERE
from .problems import live, mark_stirred
from .reporting import has_something_to_report, pay_back, report_earnings
from .search import OFFERS, search_or_work
from .service import advance_services
from .work_measures import note_taking_part

LIFE_DRAWS, LETTER_DRAWS = DECISION["life"], DECISION["letters"]


@rule
def life_and_institution(world, week):
    """Let life happen to everyone, and the department to those on the benefit, or with a blocked payment or a debt."""
    p, town, luck = world.p[0], world.town[0], world.luck
    people, policies, draws, frailty = world.people, world.policies, world.draws, world.frailty
    for first in range(0, len(people), CHUNK):
        ids = world.ids[first : first + CHUNK]
        for block in range(LIFE_BLOCKS):
            draw_block(luck, LIFE_DRAWS, ids, week, block, draws, 4 * block)
        draw_block(luck, LETTER_DRAWS, ids, week, 0, draws, LETTER_ROW)
        stirred, addressed = draws[STIRRED_ROW, : len(ids)], draws[ADDRESSED_ROW, : len(ids)]
        mark_stirred(draws, frailty[1, first:], p, stirred)
        mark_addressed(draws, town, p, addressed)
        for column in range(len(ids)):
            index = first + column
            person = people[index]
            if person.status == NOT_YET_HERE:
                continue
            person.age += 1.0 / 52.0
            pull = p.on_vulnerability * p.vulnerability * person.vulnerability
            if pull != frailty[0, index]:
                frailty[0, index], frailty[1, index] = pull, math.exp(pull)
                stirred[column] = 1.0
            if stirred[column] > 0.0:
                live(person, p, draws, column, frailty[1, index])
            let_a_week_pass(person, p)
            if addressed[column] > 0.0 or person.blocked or person.offence != NO_OFFENCE:
                hear_from_department(
                    person, policies[person.policy], town, p, draws[LETTER_ROW, column],
                    draws[UNANNOUNCED_ROW, column], draws[OFFENCE_ROW, column], draws[PAYMENT_ROW, column], week,
                )  # fmt: skip
            if person.debt > 0.0:
                pay_back(person, p)
            if has_something_to_report(person):
                report_earnings(person, policies[person.policy], p, luck, week)


@rule
def work_and_mind(world, week):
    """Let everyone search or work, and let states of mind follow."""
    p, people, policies, luck = world.p[0], world.people, world.policies, world.luck
    town = world.town[0]
    town.job_loss = downturn(town.labour_market, p.on_downturn * p.separation_market)
    contracts, draws = 0.0, world.draws
    for first in range(0, len(people), CHUNK):
        ids = world.ids[first : first + CHUNK]
        draw_block(luck, OFFERS, ids, week, 0, draws, OFFER_ROW)
        for column in range(len(ids)):
            person = people[first + column]
            if person.status == NOT_YET_HERE:
                continue
            policy = policies[person.policy]
            search_or_work(
                person, policy, town, p, luck, draws[OFFER_ROW, column], draws[LEAVING_ROW, column],
                draws[HOLDING_ROW, column], draws[APPLYING_ROW, column], week,
            )  # fmt: skip
            feel(person, policy, week, p)
            note_taking_part(person, week)
            contracts += person.contracts
    town.hires = contracts - town.contracts
    town.contracts = contracts


def take_measures(model, week: int) -> None:
    """Write the week's row in the book; in weeks that are not measured, only the measures that add up over weeks."""
    model.compiled_measure(model.world, model.book, week, model.measured is None or week in model.measured)


class StepPart(NamedTuple):
    """The description of a step: name, meaning, files."""

    name: str
    meaning: str
    files: tuple[str, ...]


class Step(NamedTuple):
    """One step of the week.

    `happen` is a function of the world and the week for a `rule_set`, which returns new ties if people become
    acquainted; otherwise of the model and the week. The event log looks for differences after each rule-set.
    """

    name: str
    happen: Callable
    parts: tuple[StepPart, ...]
    rule_set: bool = False


WEEK = (
    Step(
        "calendar", apply_calendar,
        (
            StepPart(
                "Calendar", "changes, who comes and goes, the end, pins",
                ("calendar.py", "end_of_experiment.py", "displacement.py", "pins.py"),
            ),
        ),
    ),
    Step(
        "life", life_and_institution,
        (
            StepPart("Life", "problems worsen, ease and spill over; shocks", ("problems.py",)),
            StepPart(
                "Institution", "letters, warnings, sanctions, payments, recovery", ("institution.py", "reporting.py")
            ),
        ),
        rule_set=True,
    ),
    Step(
        "coaching", coaching,
        (
            StepPart(
                "Coaching", "conversations, no-shows, disclosures, referrals, leads, appointments for next week",
                ("coaching.py", "coach_hours.py", "appointments.py", "meeting.py", "quality.py", "referral.py"),
            ),
        ),
        rule_set=True,
    ),
    Step(
        "partners", advance_services,
        (
            StepPart(
                "Partners", "looking for help, dropping out, finishing, admission, onward referral",
                ("service.py", "waiting.py"),
            ),
        ),
        rule_set=True,
    ),
    Step(
        "peers", peers,
        (StepPart("Peers", "group sessions and acquaintances", ("courses.py", "participants_meeting.py", "peers.py")),),
        rule_set=True,
    ),
    Step(
        "work", work_and_mind,
        (
            StepPart(
                "Work", "search, offers, work held and lost, return, other exits",
                (
                    "search.py", "acceptance.py", "demand.py", "work.py", "losing_work.py", "insurance.py",
                    "benefit_status.py", "income.py",
                ),
            ),
            StepPart("Mind", "stress, autonomy, self-efficacy, trust, life satisfaction", ("mind.py", "trust.py")),
        ),
        rule_set=True,
    ),
    Step(
        "measure", take_measures,
        (StepPart("Measure", "the week's row in the book", ("measures.py", "weekly_measures.py")),),
    ),
    Step(
        "observe", observe_week,
        (
            StepPart(
                "Observe", "surveys, coach records, the benefit register",
                ("surveys.py", "coach_records.py", "register.py"),
            ),
        ),
    ),
)  # fmt: skip
"""The steps in the order in which a week happens."""

EVENT_STEPS = {
    name: number
    for number, name in enumerate([step.name for step in WEEK if step.rule_set or step.happen is observe_week], start=1)
}
"""Step → its number in the event log: the rule-sets, then observation. Changes by the calendar are logged with life."""
