"""The Work & Income department (afdeling Werk & Inkomen): letters, checks, sanctions, payments that go wrong.

Checks and sanctions exist only under duties. Uncoordinated letters reach people with a coach outside the department,
until work agreements (werkafspraken) settle. While a payment is blocked no benefit is paid, as happened to Wendy, even
after the work that caused the block has begun. People who trust the contact person call, and a coach with time gets the
payment released within days. Source: process report, phases 1–2.
"""

import math

from .compiled import rule
from .draw_rows import CHECK_ROW, LETTER_ROW, PAYMENT_ROW, STRAY_LETTER_ROW
from .levers import COACHES
from .luck import DECISION, PERSON, draw
from .people import ON_BENEFIT
from .trust import breach, strongest_rapport

INTERCEDING = DECISION["interceding"]
REFUSED_OFFER, STAYED_AWAY, TOO_LITTLE_APPLYING = range(1, 4)
"""Kinds of offences against the duties; 0 is none."""


@rule
def uncoordinated_rate(week, town, p):
    """Return the weekly chance of a letter that was not announced to the coach."""
    settled = 0.0
    if p.on_coordination and town.coordination and week >= town.coordination_from:
        settled = 1.0 - math.exp(-(week - town.coordination_from) / p.agreements_settle)
    return p.uncoordinated_letter * (1.0 - settled)


@rule
def block_payment(person, p):
    """Block the payment of the benefit; this breaks a promise."""
    if p.on_blocks and not person.blocked:
        person.blocked = 1
        person.blocks += 1
        breach(person, 1.0, p)


@rule
def has_duties(person, policy):
    """Return whether the duties to apply and to cooperate hold: neither the policy nor the department exempts."""
    return not (policy.exempt or person.exempted)


@rule
def calls_about_payment(person, p):
    """Return whether a person with a blocked payment calls the contact person; rapport must be high enough."""
    return p.on_coach_unblocks and person.blocked and strongest_rapport(person) >= p.turns_to_contact


@rule
def note_offence(person, kind, policy):
    """Note an offence against the duties; the department may act on it next week."""
    if has_duties(person, policy):
        person.offence = kind


@rule
def compliance(person, week, p):
    """Return the factor of a warning or a measure on the chance of staying away."""
    return 1.0


@rule
def intercede(person, p, luck, week):
    """Let the contact person try to release the payment. Returns hours spent."""
    if draw(luck, INTERCEDING, PERSON, person.id, week, 0) < p.release_with_coach:
        person.blocked = 0
    return p.intercede_hours


@rule
def sanction(person, size, week, p):
    """Cut the benefit for a month."""
    person.sanction_until = week + p.sanction_weeks
    breach(person, p.sanction_size * size, p)


@rule
def mark_addressed(draws, policies, town, p, marks):
    """Set `marks` to 1 for people whose uniforms can lead to a letter, a check or a payment problem this week."""
    most = 0.0
    for policy in policies:
        most = max(most, policy.sanctions)
    letters, checks = p.letter * town.letters, p.sanction * most * 1.5
    for column in range(len(marks)):
        addressed = (draws[LETTER_ROW, column] < letters) | (draws[STRAY_LETTER_ROW, column] < p.uncoordinated_letter)
        addressed |= (draws[CHECK_ROW, column] < checks) | (draws[PAYMENT_ROW, column] > 1.0 - p.block_by_itself)
        marks[column] = 1.0 if addressed else 0.0


@rule
def feel_watched_less(person, p):
    """Let the pressure of control fade."""
    person.control -= p.control_fades * person.control


@rule
def hear_from_department(person, policy, town, p, letter, stray, check, payment, week):
    """Deliver this week's letters, checks, sanctions and payment problems.

    People who have left the benefit may still wait for a blocked payment.
    """
    if person.blocked and payment < p.release_alone:
        person.blocked = 0
    if person.status != ON_BENEFIT:
        return
    if has_duties(person, policy):
        if p.on_letters and letter < p.letter * town.letters:
            person.letters += 1
            person.control = min(1.0, person.control + p.letter_presses)
        if p.on_sanctions and check < p.sanction * policy.sanctions * (0.5 + person.stress):
            sanction(person, 1.0, week, p)
    if p.on_stray_letters and policy.team == COACHES and stray < uncoordinated_rate(week, town, p):
        person.letters += 1
        breach(person, 1.0, p)
    if payment > 1.0 - p.block_by_itself:
        block_payment(person, p)
