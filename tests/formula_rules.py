"""The rules that the formulas of `docs/odd.md` are compared with, and how.

`READERS` has a row a formula: whether the rule returns the value, decides by a uniform that it gets, or draws the
uniform itself; what the random states are prepared with; and words that have a meaning of their own in this formula.
"""

import math
from functools import cache

import numpy as np
from formula_reading import Formula, document, parsed, written
from formula_words import name_in
from partial_world import partial_world
from worlds import COACHED, two_groups

from simulation.acceptance import acceptance_chance
from simulation.appointments import contact_interval
from simulation.coaching import asks
from simulation.courses import joining_chance, missing_chance
from simulation.demand import downturn
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.income import gain_month
from simulation.institution import (
    compliance,
    hear_from_department,
    sanction_chance,
    search_pressure,
    unannounced_share,
)
from simulation.levers import INITIATIVE_PARTICIPANT
from simulation.losing_work import first_claim_chance, is_rehired, separation_chance
from simulation.luck import PERSON, draw4
from simulation.meeting import (
    DISCLOSING,
    MEETING_DECISION,
    arrange_help,
    assist,
    disclose,
    introduction_chance,
    no_show_chance,
)
from simulation.participants_meeting import coming_chance
from simulation.peers import easing_by_company
from simulation.people import (
    ACTIVATION,
    HOUSING,
    LEFT_FOR_WORK,
    NEVER,
    NO_HELP,
    NO_WORK,
    ON_BENEFIT,
    PERMANENT,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from simulation.problems import easing_chance, strike, worsening_chance
from simulation.quality import freshness, meeting_quality
from simulation.recruitment import second_thoughts_chance, sign_up_chance, steps_out_chance
from simulation.referral import partner_pull, problem_to_solve
from simulation.search import OFFERS, draw_offer, offer_chance, offers_for, search_effort
from simulation.service import giving_up_chance, leaving_chance, success_chance
from simulation.surveys import answering_chance
from simulation.work import end_of_contract, hold_work, other_exit_chance

NEARLY = 1e-9
"""How far apart two computations of the same number may be, as a share of it."""
NOTHING = 0.5
"""Uniform of a week in which nothing else comes."""


@cache
def formulas() -> dict[str, Formula]:
    """Return the formulas of the description by title."""
    return {title: parsed(title, text) for title, text in written(document())}


# How a rule is compared with the value of a formula


def gives(rule):
    """The rule returns the value."""

    def agrees(state, value):
        return math.isclose(rule(state), value, rel_tol=NEARLY, abs_tol=1e-15)

    return agrees


def decides(happens):
    """By a uniform just below the value it happens, and just above it does not; from 1 on it always happens."""

    def agrees(state, value):
        below, above = min(value, 1.0) * (1 - NEARLY), value * (1 + NEARLY) + 1e-14
        return (value <= 0 or happens(state, below)) and (above >= 1 or not happens(state, above))

    return agrees


def drawn(outcome):
    """It happens exactly if the uniform that the rule draws itself is below the value."""

    def agrees(state, value):
        happened, u = outcome(state)
        return bool(happened) == (u < value)

    return agrees


# Rules that decide by a uniform


def gets_into_crisis(s, u):
    s = s.with_person(crisis=0, status=ON_BENEFIT)
    strike(s.person, 1.0 - u, NOTHING, NOTHING, s.p)
    return s.person.crisis == 1


def sees_trouble_ease(s, u):
    s = s.with_person(close_burden=3)
    strike(s.person, NOTHING, NOTHING, 1.0 - u, s.p)
    return s.person.close_burden == 2


def gets_letter(field, at):
    """Return whether a letter counted in `field` comes; `at` is the uniform of the letters for the uniform `u`."""

    def happens(s, u):
        s = s.with_person(status=ON_BENEFIT, blocked=0)
        hear_from_department(s.person, s.policy, s.town, s.p, at(u), NOTHING, NOTHING, NOTHING, s.week)
        return s.person[field] > 0

    return happens


def gets_assistance(s, u):
    s = s.with_person(assistance=0)
    s.person.level[HOUSING], s.person.disclosed[HOUSING] = 3, 1
    return assist(s.person, s.policy, s.share, u, s.p) > 0


def looks_for_help(s, u):
    s = s.with_person()
    s.person.help[:9] = 1
    s.person.help[s.k] = NO_HELP
    return problem_to_solve(s.person, u, s.p) == s.k


def keeps_contract(contract, u_block=NOTHING):
    """Return whether work of this kind of contract goes on at its end."""

    def happens(s, u):
        s = s.with_person(contract=contract, status=ON_BENEFIT, hours=12.0, wage_hour=10.0)
        need = s.town.labour_market * s.town.offers_left
        end_of_contract(s.person, need, s.week, u, NOTHING, u_block, NOTHING, s.p)
        return s.person.contract != NO_WORK

    return happens


def works_longer(s, u):
    work = {"contract": PERMANENT, "status": ON_BENEFIT, "hours": 8.0, "wage_hour": 9.0, "contract_until": 10**6}
    s = s.with_person(**work).with_parameters(accept=50.0)
    hold_work(s.person, s.policy, s.town, 1.0 - u, s.week, s.luck, s.p)
    return s.person.hours > 8.0


def finds_work_at_once(s, u):
    need = s.town.labour_market * s.town.offers_left
    return is_rehired(s.with_person(status=LEFT_FOR_WORK).person, u, need, s.p)


# Rules that draw a uniform themselves


def discloses(s):
    s = s.with_person()
    s.person.disclosed[:], s.person.close_burden = 1, 0
    s.person.disclosed[s.k] = 0
    fresh, u = freshness(s.person, s.week, s.p), draw4(s.luck, DISCLOSING, PERSON, s.person.id, s.week, s.k // 3)
    disclose(partial_world(p=s.parameters, luck=s.luck), s.person, s.policy, fresh, s.share < 0.5, s.week)
    return s.person.disclosed[s.k], u[s.k % 3]


@cache
def small_world():
    design = two_groups(size=4, weeks=4, policy=COACHED)
    return TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world


def copied(part):
    """Return a copy of a world, or of a part of it."""
    if isinstance(part, np.ndarray):
        return part.copy()
    return type(part)(*map(copied, part)) if hasattr(part, "_fields") else part


def arranges(index, happened):
    """Return an outcome of a conversation with somebody out of work and without problems, by its uniform `index`."""

    def outcome(s):
        world = copied(small_world())._replace(p=s.parameters, luck=s.luck)
        person, coach, policy = world.people[0], world.coaches[0], world.policies[0]
        person.level[:], person.help[:], person.helpers = 0, NO_HELP, 0
        person.status, person.contract, person.hours, person.plan = ON_BENEFIT, NO_WORK, 0.0, 1
        person.lead_until, person.unpaid_activity = NEVER, 0
        for field in ("employability", "trust", "rapport", "with_coach_since", "last_contact"):
            person[field] = s.person[field]
        coach.belief, policy.group_training = s.coach.belief, 0
        world.partners.serves_activation, world.partners.employability_from = 1.0, 0.0
        world.partners.employability_to, world.partners.needs_limitation = 1.0, 0
        arrange_help(world, person, coach, policy, s.share, s.week)
        return happened(person, s), draw4(s.luck, MEETING_DECISION, PERSON, person.id, s.week, 0)[index]

    return outcome


def offers_full_time(s):
    hours, _, _ = draw_offer(s.person, s.policy, s.luck, s.week, s.p)
    return hours >= s.p.full_time_from, draw4(s.luck, OFFERS, PERSON, s.person.id, s.week, 1)[0]


# What states a rule is compared in, and words with a meaning of their own in one formula


def under_duties(s):
    s.policy.exempt = 0
    return s.with_person(exempted=0)


def can_worsen(s):
    s = s.with_person()
    s.person.level[s.k] = min(3, s.person.level[s.k])
    return s


def hidden_problem(s):
    s = s.with_person()
    s.person.level[s.k] = max(2, s.person.level[s.k])
    return s


def soon_again(s):
    """Let the conversation come weeks after the last, and be open enough that disclosure is no rare event."""
    s = hidden_problem(s).with_parameters(openness_scale=1.5)
    return s.with_person(rapport=max(0.5, s.person.rapport), last_contact=s.week - 1 - int(12 * s.share))


def open_partner(s):
    s.partner.level_from = 0
    return s


def with_the_initiative(s):
    s.policy.initiative = INITIATIVE_PARTICIPANT
    s.policy.contacts_per_year = max(0.5, s.policy.contacts_per_year)
    return s


def of_a_downturn(s):
    s.town.job_loss = downturn(s.town.labour_market, s.p.on_downturn * s.p.separation_market)
    return s.with_person(contract=max(TRIAL_PLACEMENT, s.person.contract))


def without_introduction(s):
    """Let steps towards work be no rare events, and none of them begin a trial placement."""
    often = {"lead_found": 1.0, "unpaid_found": 0.8, "track_found": 0.8, "belief_opens": 0.8}
    return s.with_parameters(on_introductions=0.0, **often)


def with_effort(s):
    """Let part-time and full-time offers be told apart by their hours, and let somebody search."""
    hours = {"part_time_from": 8.0, "part_time_span": 20.0, "full_time_from": 32.0}
    s = s.with_parameters(**hours, effort_confidence=0.8, effort_problems=0.0, effort_care=0.0)
    return s.with_person(self_efficacy=max(0.5, s.person.self_efficacy), hours=0.0, contract=NO_WORK)


def effort_from_duties(s):
    pressure = formulas()["institution.search_pressure"].value(lambda name: name_in(s, name))
    return pressure if not s.policy.exempt and not s.person.exempted else 0.0


def of_offers(name):
    return lambda s: formulas()["search.offer_chance"].all_values(lambda word: name_in(s, word, SEARCH))[name]


def continuity(s):
    return formulas()["quality.meeting_quality"].all_values(lambda name: name_in(s, name))["continuity"]


SEARCH = {"effort_from_duties": effort_from_duties}
OFFERED = {"hours": lambda s: 8.0 + 32.0 * s.share, "part_time": lambda s: 8.0 + 32.0 * s.share < s.p.full_time_from}
OFFERED["gain"] = lambda s: gain_month(s.person, s.policy, OFFERED["hours"](s), 11.0, s.week, s.p)
BY_LETTER = {"by_letter": lambda s: s.partner.by_letter}
EFFORTS = {f"effort_for_{kind}": of_offers(f"effort_for_{kind}") for kind in ("part_time", "full_time")}


READERS = {
    "problems.worsening_chance": (gives(lambda s: worsening_chance(s.person, s.k, s.p)), can_worsen, {}),
    "problems.easing_chance": (gives(lambda s: easing_chance(s.person, s.k, s.p)), None, {}),
    "problems.strike": (decides(gets_into_crisis), None, {"crisis": lambda s: s.p.crisis}),
    "problems.strike close": (decides(sees_trouble_ease), None, {}),
    "institution.hear_from_department lawfulness": (decides(gets_letter("letters_lawful", lambda u: 1 - u)), None, {}),
    "institution.hear_from_department duties": (decides(gets_letter("letters_duty", lambda u: u)), under_duties, {}),
    "institution.compliance": (gives(lambda s: compliance(s.person, s.week, s.p)), None, {}),
    "institution.unannounced_share": (gives(lambda s: unannounced_share(s.week, s.town, s.p)), None, {}),
    "institution.sanction_chance": (gives(lambda s: sanction_chance(s.person, s.policy, s.week, s.p)), None, {}),
    "institution.search_pressure": (
        gives(lambda s: search_pressure(s.person, s.policy, s.week, s.p)), under_duties, {},
    ),
    "appointments.contact_interval": (gives(lambda s: contact_interval(s.policy, s.p)), with_the_initiative, {}),
    "coaching.asks": (decides(lambda s, u: asks(s.person, s.policy, u, s.p)), None, {}),
    "meeting.no_show_chance": (gives(lambda s: no_show_chance(s.person, s.policy, s.p)), None, {}),
    "quality.meeting_quality": (
        gives(lambda s: meeting_quality(s.person, s.coach, s.policy, s.week, s.p)), None, {},
    ),
    "quality.freshness": (gives(lambda s: s.share * freshness(s.person, s.week, s.p)), None, {}),
    "meeting.disclose": (drawn(discloses), soon_again, {}),
    "meeting.assist": (decides(gets_assistance), None, {}),
    "meeting.arrange_help lead": (
        drawn(arranges(1, lambda person, s: person.lead_until > s.week)), without_introduction,
        {"continuity": continuity},
    ),
    "meeting.arrange_help unpaid": (
        drawn(arranges(2, lambda person, s: person.unpaid_activity == 1)), without_introduction, {},
    ),
    "meeting.arrange_help track": (
        drawn(arranges(3, lambda person, s: person.help[ACTIVATION] != NO_HELP)), without_introduction, {},
    ),
    "meeting.introduction_chance": (gives(lambda s: introduction_chance(s.person, s.p)), None, {}),
    "referral.partner_pull": (gives(lambda s: partner_pull(s.partner, s.person, s.k, s.share, s.p)), open_partner, {}),
    "referral.problem_to_solve": (decides(looks_for_help), hidden_problem, {}),
    "service.giving_up_chance": (gives(lambda s: giving_up_chance(s.person, s.k, s.partner, s.p)), None, BY_LETTER),
    "service.leaving_chance": (gives(lambda s: leaving_chance(s.person, s.k, s.partner, s.p)), None, BY_LETTER),
    "service.success_chance": (gives(lambda s: success_chance(s.person, s.k, s.partner, s.p)), None, {}),
    "search.offer_chance": (
        gives(lambda s: offer_chance(
            s.person, search_effort(s.person, s.policy, s.week, s.p), offers_for(s.person, s.town), s.week, s.p
        )), None, SEARCH,
    ),
    "search.draw_offer": (drawn(offers_full_time), with_effort, EFFORTS),
    "acceptance.acceptance_chance": (
        gives(lambda s: acceptance_chance(s.person, s.policy, OFFERED["hours"](s), 11.0, s.week, s.p)), None, OFFERED,
    ),
    "work.end_of_contract placement": (decides(keeps_contract(TRIAL_PLACEMENT)), None, {}),
    "work.end_of_contract renewal": (decides(keeps_contract(TEMPORARY)), None, {}),
    "work.hold_work longer hours": (decides(works_longer), of_a_downturn, {}),
    "work.other_exit_chance": (gives(lambda s: other_exit_chance(s.person, s.week, s.p)), None, {}),
    "losing_work.separation_chance": (
        gives(lambda s: separation_chance(s.person, s.town, s.week, s.p)), of_a_downturn, {},
    ),
    "losing_work.is_rehired": (decides(finds_work_at_once), None, {}),
    "losing_work.first_claim_chance": (gives(lambda s: first_claim_chance(s.p)), None, {}),
    "courses.joining_chance": (gives(lambda s: joining_chance(s.person, s.share, s.p)), None, {}),
    "courses.missing_chance": (gives(lambda s: missing_chance(s.person, s.p)), None, {}),
    "participants_meeting.coming_chance": (gives(lambda s: coming_chance(s.person, s.p)), None, {}),
    "peers.easing_by_company": (gives(lambda s: easing_by_company(s.person.acquaintances, s.p)), None, {}),
    "recruitment.sign_up_chance": (
        gives(lambda s: sign_up_chance(
            s.p.signs_up_letter, s.person.trust, s.person.self_efficacy, s.person.level.sum(), s.p
        )), None, {},
    ),
    "recruitment.second_thoughts_chance": (
        gives(lambda s: second_thoughts_chance(s.person.trust, 16 * s.share, s.p)), None, {},
    ),
    "recruitment.steps_out_chance": (gives(lambda s: steps_out_chance(s.person.trust, s.share < 0.5, s.p)), None, {}),
    "surveys.answering_chance": (
        gives(lambda s: answering_chance(s.person, s.share < 0.5, s.week, s.p)), None, {},
    ),
}  # fmt: skip
"""Title of a formula → how its rule is compared, the states in which it is, and words of this formula alone."""
