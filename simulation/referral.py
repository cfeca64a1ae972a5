"""Referral: the choice of a partner by fit, familiarity and expected wait, and help without a coach.

People also reach partners without a coach, mostly through the general practitioner; the severity of the problem and
self-efficacy set the chance. Joining a waiting list gives a ticket in the partner's queue. Source: process report,
phase 3.
"""

from .compiled import rule
from .luck import DECISION, PERSON, draw
from .people import ACTIVATION, BY_CONTACT, BY_SELF, DIGITAL, LANGUAGE, MENTAL, NO_HELP, PHYSICAL, WAITING
from .waiting import take_ticket

REFERRING = DECISION["referring"]
SELF_REFERRAL = DECISION["self_referral"]


@rule
def admits(partner, person, slot):
    """Return whether the partner is open and its admission criteria admit the person for this slot."""
    if partner.closed:
        return False
    if slot == ACTIVATION:
        if partner.serves_activation == 0.0:
            return False
        if person.employability < partner.employability_from or person.employability > partner.employability_to:
            return False
        return not partner.needs_limitation or person.level[MENTAL] + person.level[PHYSICAL] >= 4
    return partner.serves[slot] > 0.0 and person.level[slot] >= partner.level_from


@rule
def partner_pull(partner, person, slot, familiarity, p):
    """Return the weight of a partner in the choice: fit × familiarity ÷ expected wait."""
    if not admits(partner, person, slot):
        return 0.0
    fit = partner.serves_activation if slot == ACTIVATION else partner.serves[slot]
    return fit * (p.stranger + (1.0 - p.stranger) * familiarity) / (1.0 + partner.wait_weeks / p.wait_deters)


@rule
def choose_partner(partners, person, slot, familiarity, coach, u, p):
    """Return the number of the chosen partner for this slot, or -1 if none fits; `coach` is -1 without a coach."""
    total = 0.0
    for number in range(len(partners)):
        known = familiarity[coach, number] if coach >= 0 else partners[number].known_in_town
        total += partner_pull(partners[number], person, slot, known, p)
    reached = 0.0
    for number in range(len(partners)):
        known = familiarity[coach, number] if coach >= 0 else partners[number].known_in_town
        reached += partner_pull(partners[number], person, slot, known, p)
        if u * total < reached:
            return number
    return -1


@rule
def join_list(queue, person, slot, partner, accompanied, week):
    """Put the person on the waiting list of a partner for this slot."""
    person.help[slot] = WAITING
    person.helpers += 1
    person.partner[slot] = partner.id
    person.help_since[slot] = week
    person.accompanied[slot] = accompanied
    person.urgent[slot] = slot != ACTIVATION and person.level[slot] == 4
    take_ticket(queue, partner, person.urgent[slot], person.row, slot, week)


@rule
def refer(world, person, slot, coach, accompanied, week):
    """Let a coach refer the person for this slot. Returns whether a partner fits."""
    p = world.p[0]
    u = draw(world.luck, REFERRING, PERSON, person.id, week, slot)
    number = choose_partner(world.partners, person, slot, world.familiarity, coach.id, u, p)
    if number < 0:
        return False
    if p.on_familiarity:
        world.familiarity[coach.id, number] += p.familiarity_grows * (1.0 - world.familiarity[coach.id, number])
    join_list(world.queue, person, slot, world.partners[number], 1 if accompanied else 0, week)
    person.referred_by[slot] = BY_CONTACT
    world.partners[number].referred[coach.team] += 1
    return True


@rule
def barred(person, partner, p):
    """Return the barrier that language and e-mail form to appointments of a partner, 0…1."""
    if not partner.by_letter:
        return 0.0
    return p.barrier * max(person.level[LANGUAGE], person.level[DIGITAL]) / 4.0


@rule
def problem_to_solve(person, u, p):
    """Return the domain for which a person seeks help this week without a coach, or -1."""
    chance = 0.0
    for k in range(9):
        if person.level[k] >= 2 and person.help[k] == NO_HELP:
            chance += p.self_referral * p.found_alone[k] * person.level[k] / 4.0 * (0.5 + person.self_efficacy)
            if u < chance:
                return k
    return -1


@rule
def seek_help(world, person, k, u, week):
    """Let a person choose a partner for domain `k` without a coach."""
    number = choose_partner(world.partners, person, k, world.familiarity, -1, u, world.p[0])
    if number >= 0:
        join_list(world.queue, person, k, world.partners[number], 0, week)
        person.referred_by[k] = BY_SELF
        world.partners[number].self_referred += 1


@rule
def look_for_help(person, u, p):
    """Return the domain for which a person seeks help this week, at most one, or -1.

    `u` above the bound cannot lead to a domain, and the chances are not computed.
    """
    return problem_to_solve(person, u, p) if u < 1.5 * p.self_referral * p.found_alone_most else -1
