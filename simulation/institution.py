"""The Work & Income department (afdeling Werk & Inkomen): letters, warnings, sanctions, payments that go wrong.

There are two kinds of everything. Lawfulness (rechtmatigheid, art. 17 of the Participation Act) concerns everybody on
the benefit, exempt or not: letters and questions about entitlement, recovery and a fine (`reporting.py`). The duties to
apply and to cooperate (arts. 9 and 18) bring letters about work, warnings and sanctions (maatregelen); an exemption
ends these. A warning or a sanction follows an offence that happened: a refused offer, staying away, too little
applying. For some months it changes what people do.

A letter to somebody whose contact person is outside the department may come unannounced, until work agreements
(werkafspraken) settle. While a payment is blocked no benefit is paid, as happened to Wendy; people who trust the
contact person call, and a coach with time gets it released within days. Source: process report, phases 1–2.
"""

import math

from .compiled import rule
from .draw_rows import LETTER_ROW, PAYMENT_ROW
from .levers import COACHES
from .luck import DECISION, PERSON, draw
from .people import ON_BENEFIT
from .trust import breach, strongest_rapport, treat

INTERCEDING = DECISION["interceding"]
NO_OFFENCE, REFUSED_OFFER, STAYED_AWAY, TOO_LITTLE_APPLYING = range(4)
"""Codes of `offence`, the offence against the duties that the department has not answered yet."""
REPEATED_WITHIN = 52
"""Weeks after a sanction in which the next one is a repetition."""


def memory_of_measures(values: dict[str, float]) -> tuple[float, float]:
    """Return for how many weeks the rules remember a warning, and a sanction."""
    return values["deterred_weeks"], max(values["deterred_weeks"], REPEATED_WITHIN)


@rule
def has_duties(person, policy):
    """Return whether the duties to apply and to cooperate hold: neither the policy nor the department exempts."""
    return not (policy.exempt or person.exempted)


@rule
def let_a_week_pass(person, p):
    """Let the pressure of control and the memory of the last conversation or letter fade."""
    person.control -= p.control_fades * person.control
    if person.status == ON_BENEFIT:
        person.in_touch -= p.in_touch_fades * person.in_touch


@rule
def press(person, pressure):
    """Add to the pressure of control that a person feels, at most to 1."""
    person.control = min(1.0, person.control + pressure)


@rule
def unannounced_share(week, town, p):
    """Return the share of letters that nobody announces to a contact person outside the department."""
    settled = 0.0
    if p.on_coordination and town.coordination and week >= town.coordination_from:
        settled = 1.0 - math.exp(-(week - town.coordination_from) / p.agreements_settle)
    return p.letter_unannounced * (1.0 - settled)


@rule
def receive_letter(person, policy, town, p, unannounced, week):
    """Receive a letter of the department; an unannounced one breaks a promise."""
    person.in_touch = 1.0
    if p.on_stray_letters and policy.team == COACHES and unannounced < unannounced_share(week, town, p):
        breach(person, 1.0, p)


@rule
def hear_of_entitlement(person, policy, town, p, unannounced, week):
    """Receive a letter about lawfulness: questions about income, household and entitlement."""
    person.letters_lawful += 1
    press(person, p.lawful_presses)
    treat(person, 0.0, p.lawful_letter_weighs)
    receive_letter(person, policy, town, p, unannounced, week)


@rule
def hear_of_duties(person, policy, town, p, unannounced, week):
    """Receive a letter about duties: a reminder to apply, a check of what was done."""
    person.letters_duty += 1
    press(person, p.letter_presses)
    treat(person, 0.0, p.duty_letter_weighs)
    receive_letter(person, policy, town, p, unannounced, week)


@rule
def block_payment(person, p):
    """Block the payment of the benefit of somebody on it; this breaks a promise."""
    if p.on_blocks and not person.blocked and person.status == ON_BENEFIT:
        person.blocked = 1
        person.blocks += 1
        breach(person, 1.0, p)


@rule
def calls_about_payment(person, p):
    """Return whether a person with a blocked payment calls the contact person; rapport must be high enough."""
    return p.on_coach_unblocks and person.blocked and strongest_rapport(person) >= p.turns_to_contact


@rule
def intercede(person, p, luck, week):
    """Let the contact person try to release the payment. Returns hours spent."""
    if draw(luck, INTERCEDING, PERSON, person.id, week, 0) < p.release_with_coach:
        person.blocked = 0
    return p.intercede_hours


@rule
def note_offence(person, kind, policy):
    """Note an offence against the duties of somebody on the benefit; the department may act on it next week."""
    if person.status == ON_BENEFIT and has_duties(person, policy):
        person.offence = kind


@rule
def acted_on(kind, p):
    """Return the chance that the department acts on an offence of this kind."""
    if kind == REFUSED_OFFER:
        return p.acts_on_refusal
    if kind == STAYED_AWAY:
        return p.acts_on_absence
    return p.acts_on_applying


@rule
def sanction_chance(person, policy, week, p):
    """Return the chance that the department imposes a sanction when it acts; lower without a recent warning."""
    chance = min(1.0, p.on_sanctions * p.sanction * policy.sanctions)
    if not is_deterred(person.warned_week, week, p):
        chance *= p.sanction_unwarned
    return chance


@rule
def warn(person, p, week):
    """Warn a person: a letter about the duties that says what the next offence will cost."""
    person.warnings += 1
    person.warned_week = week
    person.letters_duty += 1
    person.in_touch = 1.0
    press(person, p.letter_presses)
    treat(person, 0.0, p.warning_weighs)


@rule
def impose_sanction(person, p, week):
    """Cut the benefit, longer at every repetition (recidive) within a year; a sanction is a breach."""
    person.sanctions_imposed += 1
    person.sanctions_in_row = person.sanctions_in_row + 1 if week - person.sanction_week < REPEATED_WITHIN else 1
    person.sanction_week = week
    person.sanction_until = week + min(p.sanction_longest, p.sanction_weeks * person.sanctions_in_row)
    person.in_touch = 1.0
    press(person, p.letter_presses)
    treat(person, 0.0, p.sanction_weighs)
    breach(person, p.sanction_size, p)


@rule
def answer_offence(person, policy, offence, week, p):
    """Let the department answer the noted offence, by one uniform: with a sanction, with a warning, or not at all.

    Where the department acts, the low end is for a sanction and the high end for a warning.
    """
    acts = acted_on(person.offence, p)
    person.offence = NO_OFFENCE
    if not has_duties(person, policy) or offence >= acts:
        return
    imposed = sanction_chance(person, policy, week, p)
    if offence < acts * imposed:
        impose_sanction(person, p, week)
    elif offence >= acts * (1.0 - (1.0 - imposed) * p.on_warnings * p.warning):
        warn(person, p, week)


@rule
def is_deterred(since, week, p):
    """Return whether a warning or a sanction of week `since` still changes what people do."""
    return week - since < p.deterred_weeks


@rule
def search_pressure(person, policy, week, p):
    """Return the search effort that duties add: the duty, the threat, a recent warning, a recent sanction."""
    if not has_duties(person, policy):
        return 0.0
    effort = p.on_duty * p.effort_duty
    effort += p.on_threat * p.effort_threat * (1.0 - math.exp(-p.threat_grows * policy.sanctions))
    if p.on_deterrence and is_deterred(person.warned_week, week, p):
        effort += p.effort_warned
    if p.on_deterrence and is_deterred(person.sanction_week, week, p):
        effort += p.effort_sanctioned
    return effort * (1.0 - p.on_bandwidth * p.effort_stress * person.stress)


@rule
def compliance(person, week, p):
    """Return the factor on the chance of a no-show after a recent warning or sanction; 1 without."""
    factor = 1.0
    if p.on_deterrence and is_deterred(person.warned_week, week, p):
        factor = 1.0 - p.warned_comply
    if p.on_deterrence and is_deterred(person.sanction_week, week, p):
        factor = min(factor, 1.0 - p.sanctioned_comply)
    return factor


@rule
def leaves_after_measure(person, week, p):
    """Return the factor on leaving the benefit without work after a recent sanction; 1 without."""
    if p.on_deterrence and is_deterred(person.sanction_week, week, p):
        return 1.0 + p.sanctioned_leave
    return 1.0


@rule
def mark_addressed(draws, town, p, marks):
    """Set `marks` to 1 for people whose uniforms can lead to a letter or a payment problem this week."""
    duty, lawful = p.letter_duty * town.letters, 1.0 - p.letter_lawful * town.letters
    for column in range(len(marks)):
        addressed = (draws[LETTER_ROW, column] < duty) | (draws[LETTER_ROW, column] > lawful)
        addressed |= draws[PAYMENT_ROW, column] > 1.0 - p.block_by_itself
        marks[column] = 1.0 if addressed else 0.0


@rule
def hear_from_department(person, policy, town, p, letter, unannounced, offence, payment, week):
    """Deliver this week's letters, answers to offences and payment problems to a person on the benefit.

    The low end of `letter` is for a letter about duties, the high end for one about lawfulness. A blocked payment is
    released also after the exit.
    """
    if person.blocked and payment < p.release_alone:
        person.blocked = 0
    if person.status != ON_BENEFIT:
        return
    if p.on_letters and letter < p.letter_duty * town.letters and has_duties(person, policy):
        hear_of_duties(person, policy, town, p, unannounced, week)
    if p.on_lawfulness and letter > 1.0 - p.letter_lawful * town.letters:
        hear_of_entitlement(person, policy, town, p, unannounced, week)
    if person.offence != NO_OFFENCE:
        answer_offence(person, policy, offence, week, p)
    if payment > 1.0 - p.block_by_itself:
        block_payment(person, p)
