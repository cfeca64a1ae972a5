"""Services of partners: people give up waiting, are admitted, finish or leave a service, and are referred onward.

A service takes weeks. Stress and other untreated problems lower its chance of success: stacked problems block each
other. Success lowers the level of the problem and raises self-efficacy. Source: process report, phases 2–3 (Fernando).
"""

from .compiled import rule
from .demand import demand, opens
from .draw_rows import CHOICE_ROW, LOOKING_ROW
from .luck import CHUNK, DECISION, PERSON, draw, draw4, draw_block
from .people import (
    ACTIVATION,
    BY_PARTNER,
    DROPPED_OUT,
    FAILED,
    GAVE_UP,
    IN_SERVICE,
    NO_HELP,
    NO_WORK,
    NOT_YET_HERE,
    ON_BENEFIT,
    SLOTS,
    SUCCEEDED,
    WAITING,
)
from .problems import ease
from .referral import SELF_REFERRAL, admits, barred, join_list, look_for_help, seek_help
from .waiting import (
    FOREVER,
    NO_HOLDER,
    OUTSIDER,
    arrivals_in_town,
    drawn_ahead_holds,
    join_drawn_ahead,
    log_staying,
    longest_wait,
    next_in_line,
    outsiders_join,
    service_weeks,
)
from .work import begin_placement, start_business

AT_WAITING, AT_SERVICE, ONWARD_DECISION = DECISION["waiting"], DECISION["service"], DECISION["onward"]


@rule
def giving_up_chance(person, slot, partner, p):
    """Return the weekly chance of dropping out while waiting; distrust raises it, company lowers it."""
    if not p.on_waiting_drop_out:
        return 0.0
    chance = p.giving_up * partner.drop_out_week * (1.5 - person.trust)
    chance *= 1.0 - partner.welcome
    return chance * (1.0 + barred(person, partner, p)) * (1.0 - p.company_holds * person.accompanied[slot])


@rule
def leaving_chance(person, slot, partner, p):
    """Return the weekly chance of dropping out of a service."""
    chance = p.drop_service * (1.5 - person.trust) * (1.0 + p.on_bandwidth * p.stress_leaves * person.stress)
    chance *= 1.0 - partner.welcome
    return chance * (1.0 + barred(person, partner, p)) * (1.0 - p.company_holds * person.accompanied[slot])


@rule
def success_chance(person, slot, partner, p):
    """Return the chance that a completed service succeeds."""
    chance = partner.success * (1.0 - p.on_bandwidth * p.success_stress * person.stress)
    if p.on_stacking:
        for k in range(9):
            if k != slot and person.level[k] >= 2 and person.help[k] != IN_SERVICE:
                chance *= 1.0 - p.success_other
    return chance


@rule
def succeed(world, person, slot, partner, week):
    """Apply the effect of a successful service: a lower level, or a step towards work or participation."""
    p = world.p[0]
    person.self_efficacy += p.success_encourages * (1.0 - person.self_efficacy)
    if slot != ACTIVATION:
        ease(person, slot, partner.levels_down)
        return
    person.employability += partner.gives_employability * (1.0 - person.employability)
    if partner.gives_indication:
        person.target_group = 1
    if person.status != ON_BENEFIT or person.contract != NO_WORK:
        return
    u, business, lead, unpaid = draw4(world.luck, AT_SERVICE, PERSON, person.id, week, 100)
    need = demand(world.town[0])
    if opens(u, partner.gives_placement * p.on_placements, need):
        begin_placement(person, week, p)
    elif opens(business, partner.gives_business * p.on_businesses, need):
        start_business(world, person, week)
    elif p.on_leads and lead < partner.gives_lead:
        person.lead_until = week + p.lead_weeks
    if p.on_unpaid and person.contract == NO_WORK and unpaid < partner.gives_unpaid:
        person.unpaid_activity = 1


@rule
def onward_slot(person, slot, partner):
    """Return the help slot in which a partner can accept an onward referral, or -1.

    It is the same slot if possible, else that of the heaviest problem.
    """
    if person.help[slot] == NO_HELP and admits(partner, person, slot):
        return slot
    heaviest = -1
    for k in range(9):
        free = person.level[k] >= 2 and person.help[k] == NO_HELP and admits(partner, person, k)
        if free and (heaviest < 0 or person.level[k] > person.level[heaviest]):
            heaviest = k
    return heaviest


@rule
def refer_on(world, person, slot, number, week):
    """Let a partner refer the person onward to another partner, with a warm or a cold handover."""
    p = world.p[0]
    if not p.on_onward:
        return
    if slot == ACTIVATION and person.contract != NO_WORK:
        return
    u, hand, _, _ = draw4(world.luck, ONWARD_DECISION, PERSON, person.id, week, slot)
    reached = 0.0
    for other in range(len(world.partners)):
        chance = world.onward[number, other].chance
        if chance <= 0.0:
            continue
        next_slot = onward_slot(person, slot, world.partners[other])
        if next_slot >= 0:
            reached += chance
            if u < reached:
                warm = 1 if hand < world.onward[number, other].warm else 0
                join_list(world.queue, person, next_slot, world.partners[other], warm, week)
                person.referred_by[next_slot] = BY_PARTNER
                world.onward[number, other].referrals += 1
                return


@rule
def end_help(person, slot, partner):
    """End the waiting or the service in this slot."""
    if person.help[slot] == WAITING:
        partner.waiting -= 1
    else:
        partner.in_service -= 1
    person.help[slot] = NO_HELP
    person.helpers -= 1
    person.accompanied[slot] = 0
    person.help_until[slot] = 0


@rule
def record_end(person, slot, ended_as, week):
    """Record for observers how the help in this slot ended."""
    person.ended_as[slot] = ended_as
    person.ended_week[slot] = week


@rule
def give_up_help(person, slot, partner, p):
    """Let a person leave a waiting list or a service; this lowers self-efficacy."""
    end_help(person, slot, partner)
    person.self_efficacy *= 1.0 - p.failure_discourages


@rule
def finish_service(world, person, slot, number, week):
    """End a completed service with success or failure, and refer the person onward if help is still needed."""
    p = world.p[0]
    partner = world.partners[number]
    end_help(person, slot, partner)
    u = draw(world.luck, AT_SERVICE, PERSON, person.id, week, 40 + slot)
    if u < success_chance(person, slot, partner, p):
        record_end(person, slot, SUCCEEDED, week)
        succeed(world, person, slot, partner, week)
    else:
        record_end(person, slot, FAILED, week)
        person.self_efficacy *= 1.0 - p.failure_discourages
    if slot == ACTIVATION or person.level[slot] >= 2:
        refer_on(world, person, slot, number, week)


@rule
def move_outsiders(queue, partner, week, p, luck):
    """Let outsiders arrive, give up waiting and finish their service at a partner."""
    if week < queue.departures.shape[1]:
        partner.waiting -= queue.departures[partner.id, week].giving_up
        partner.in_service -= queue.departures[partner.id, week].finishing
    if partner.closed:
        return
    if week + 1 < queue.first_arrival.shape[1] and drawn_ahead_holds(queue, partner, p):
        join_drawn_ahead(queue, partner, week)
    else:
        arrivals = arrivals_in_town(partner, week, queue.held, luck)
        outsiders_join(queue, partner, arrivals, week, week, p, luck)


@rule
def begin_service(queue, people, partner, holder, stay, week, luck):
    """Give a place to the holder of a ticket."""
    partner.in_service += 1
    if holder == OUTSIDER:
        until = min(FOREVER, week + stay)
        if until < queue.departures.shape[1]:
            queue.departures[partner.id, until].finishing += 1
        return
    person = people[holder // SLOTS]
    slot = holder % SLOTS
    u = draw(luck, AT_SERVICE, PERSON, person.id, week, slot)
    person.help[slot] = IN_SERVICE
    person.help_since[slot] = week
    person.help_until[slot] = min(FOREVER, week + service_weeks(partner, u, log_staying(1.0 / partner.service)))


@rule
def admit(queue, people, partner, week, luck):
    """Fill free places from the waiting list, up to the weekly intake."""
    admitted = 0
    waited = 0.0
    most = int(partner.intake_week * week) - int(partner.intake_week * (week - 1))
    if partner.closed:
        most = 0
    while partner.in_service < partner.places and admitted < most:
        holder, joined, until, stay = next_in_line(queue, people, partner.id, week)
        if holder == NO_HOLDER:
            break
        partner.waiting -= 1
        if holder == OUTSIDER and until < queue.departures.shape[1]:
            queue.departures[partner.id, until].giving_up -= 1
        waited += week - joined
        begin_service(queue, people, partner, holder, stay, week, luck)
        admitted += 1
    partner.admitted = admitted
    if admitted > 0:
        partner.wait_weeks += min(1.0, 0.02 * admitted + 0.05) * (waited / admitted - partner.wait_weeks)
    elif partner.waiting == 0:
        partner.wait_weeks *= 0.95
    else:
        partner.wait_weeks = max(partner.wait_weeks, float(longest_wait(queue, partner.id, week)))


@rule
def week_of_help(person, partners, tally, p, luck, week):
    """Advance the waiting and the services of one person by a week.

    Returns the slots of completed services as bits.
    """
    finished, left = 0, person.helpers
    for slot in range(SLOTS):
        if left == 0:
            break
        if person.help[slot] == NO_HELP:
            continue
        left -= 1
        partner = partners[person.partner[slot]]
        u = draw(luck, AT_WAITING, PERSON, person.id, week, slot)
        if person.help[slot] == WAITING:
            if partner.closed or u < giving_up_chance(person, slot, partner, p):
                give_up_help(person, slot, partner, p)
                record_end(person, slot, GAVE_UP, week)
            continue
        tally[person.group].service_cost += partner.cost_week
        if u < leaving_chance(person, slot, partner, p):
            give_up_help(person, slot, partner, p)
            record_end(person, slot, DROPPED_OUT, week)
        elif week >= person.help_until[slot]:
            finished |= 1 << slot
    return finished


@rule
def advance_services(world, week):
    """Advance waiting and services of everybody, let people seek help, and let partners admit.

    A person who joins a list this week can give up in the next week at the earliest.
    """
    people, all_partners, p, luck, tally = world.people, world.partners, world.p[0], world.luck, world.tally
    for i in range(len(people)):
        column = i % CHUNK
        if column == 0:
            draw_block(luck, SELF_REFERRAL, world.ids[i : i + CHUNK], week, 0, world.draws, LOOKING_ROW)
        person = people[i]
        if person.status == NOT_YET_HERE:
            continue
        if person.helpers > 0:
            finished = week_of_help(person, all_partners, tally, p, luck, week)
            for slot in range(SLOTS if finished else 0):
                if finished >> slot & 1:
                    finish_service(world, person, slot, person.partner[slot], week)
        if p.on_self_referral:
            k = look_for_help(person, world.draws[LOOKING_ROW, column], p)
            if k >= 0:
                seek_help(world, person, k, world.draws[CHOICE_ROW, column], week)
    queue = world.queue
    for number in range(len(all_partners)):
        move_outsiders(queue, all_partners[number], week, p, luck)
        admit(queue, people, all_partners[number], week, luck)
