"""What the words of the formulas in `docs/odd.md` mean, read from the records and never by the rule that is compared.

A name is a line of the formula, a word of the lists below, a switch (`on_name`), or a parameter or lever of that name.
"""

from simulation.income import gain_month
from simulation.levers import (
    INITIATIVE_BOTH,
    INITIATIVE_PARTICIPANT,
    INVITED_BY_LETTER,
    TOPIC_MUNICIPALITY,
    WHOLE_PICTURE,
)
from simulation.parameters import FAMILIES
from simulation.people import (
    CARE,
    COUPLE,
    DIGITAL,
    FINANCES,
    IN_SERVICE,
    LANGUAGE,
    LEFT_FOR_WORK,
    MENTAL,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    PHYSICAL,
    SOCIAL,
    TRIAL_PLACEMENT,
)


def weeks_since_first_conversation(s) -> int:
    """Return the weeks since the first conversation with the present contact person; 0 if there was none."""
    met = s.person.with_coach_since < 0 or s.person.last_contact >= s.person.with_coach_since
    return max(0, s.week - s.person.with_coach_since) if met else 0


def has_duties(s) -> bool:
    """Return whether neither the policy nor the department exempts the person."""
    return not s.policy.exempt and not s.person.exempted


def in_small_work(s) -> bool:
    """Return whether the person is on the benefit, or off it in paid work that does not bring the norm."""
    return s.person.status == ON_BENEFIT or (s.person.status == OUT_OF_WORK and s.person.contract > TRIAL_PLACEMENT)


def followed_in_aftercare(s) -> bool:
    """Return whether a conversation since the exit to work lies within two intervals of aftercare."""
    spoken = s.person.last_contact > s.person.exit_week and s.person.status == LEFT_FOR_WORK
    return spoken and s.week - s.person.last_contact <= 2 * s.p.aftercare_interval


def other_untreated(s) -> int:
    """Return how many problems of level 2 or more other than that of domain k are in no service."""
    return sum(s.person.level[j] >= 2 and s.person.help[j] != IN_SERVICE for j in range(9) if j != s.k)


def typical_gain(s, full_time: bool) -> float:
    """Return the gain of a typical full-time or part-time job."""
    hours = s.p.full_time_from + s.p.full_time_span / 2
    if not full_time:
        hours = max(s.p.part_time_from + s.p.part_time_span / 3, s.person.hours + s.p.hours_step)
    return gain_month(s.person, s.policy, hours, s.p.wage * (1 + s.p.wage_premium), s.week, s.p)


WORDS = {
    # the person
    "G": lambda s: s.person.vulnerability,
    "load": lambda s: s.person.level.sum(),
    "level": lambda s: s.person.level[s.k],
    "level_j": lambda s: s.person.level,
    "finances": lambda s: s.person.level[FINANCES],
    "mental": lambda s: s.person.level[MENTAL],
    "physical": lambda s: s.person.level[PHYSICAL],
    "social_network": lambda s: s.person.level[SOCIAL],
    "language": lambda s: s.person.level[LANGUAGE],
    "digital": lambda s: s.person.level[DIGITAL],
    "care": lambda s: s.person.level[CARE],
    "in_service_for_k": lambda s: s.person.help[s.k] == IN_SERVICE,
    "accompanied": lambda s: s.person.accompanied[s.k],
    "other_untreated_problems": other_untreated,
    "in_a_couple": lambda s: s.person.household == COUPLE,
    "under_young_until": lambda s: s.person.age < s.p.young_until,
    "weeks_on_benefit": lambda s: s.person.benefit_weeks,
    "on_the_benefit": lambda s: s.person.status == ON_BENEFIT,
    "drawn_by_lot_for_nothing_new": lambda s: s.person.drawn_for_nothing,
    "with_an_acquaintance": lambda s: s.person.acquaintances > 0,
    "a_coach_knows_the_burden": lambda s: s.person.close_known,
    # the department
    "coordination": lambda s: s.town.coordination and s.week >= s.town.coordination_from,
    "weeks_since_coordination_from": lambda s: s.week - s.town.coordination_from,
    "warned_in_the_last_deterred_weeks": lambda s: s.week - s.person.warned_week < s.p.deterred_weeks,
    "after_a_warning": lambda s: s.week - s.person.warned_week < s.p.deterred_weeks,
    "after_a_sanction": lambda s: s.week - s.person.sanction_week < s.p.deterred_weeks,
    "under_duties": lambda s: s.person.status == ON_BENEFIT and has_duties(s),
    "a_payment_is_blocked": lambda s: s.person.blocked,
    # the contact
    "g": lambda s: s.week - s.person.last_contact,
    "q": lambda s: s.share,
    "quality": lambda s: s.share,
    "weeks_since_the_first_conversation": weeks_since_first_conversation,
    "rules_are_checked": lambda s: s.policy.rules_in_conversation,
    "the_municipality_sets_it": lambda s: s.policy.topic == TOPIC_MUNICIPALITY,
    "the_municipality_sets_the_topic": lambda s: s.policy.topic == TOPIC_MUNICIPALITY,
    "the_policy_looks_at_the_whole_picture": lambda s: s.policy.special_assistance == WHOLE_PICTURE,
    "people_have_a_part_in_the_initiative": lambda s: (
        s.policy.initiative in (INITIATIVE_PARTICIPANT, INITIATIVE_BOTH)
    ),
    "asked_for": lambda s: s.person.asking,
    "the_date_stood_in_the_diary_ahead": lambda s: s.person.in_diary,
    "by_letter": lambda s: s.policy.invitation == INVITED_BY_LETTER,
    "at_home": lambda s: s.share < 0.5,
    "helped": lambda s: s.share < 0.5,
    # partners
    "fit": lambda s: s.partner.serves[s.k],
    "familiarity": lambda s: s.share,
    # work
    "f": lambda s: s.person.full_time_share,
    "demand": lambda s: s.town.labour_market * s.town.offers_left,
    "gain_of_a_typical_part_time_job": lambda s: typical_gain(s, False),
    "gain_of_a_typical_full_time_job": lambda s: typical_gain(s, True),
    "with_a_lead": lambda s: s.week < s.person.lead_until,
    "with_an_indication": lambda s: s.person.target_group,
    "working": lambda s: s.person.hours > 0,
    "in_a_trial_placement_or_in_work_below_the_norm": in_small_work,
    "a_permanent_contract": lambda s: s.person.contract == PERMANENT,
    "a_conversation_in_aftercare_within_two_intervals": followed_in_aftercare,
    # recruitment
    "w": lambda s: 16 * s.share,
    "appeal_of_the_channel": lambda s: s.p.signs_up_letter,
    "nothing_changes": lambda s: s.share < 0.5,
}  # fmt: skip


def name_in(state, name: str, words=None):
    """Return the value of a name in a state; `words` come before the lists. Raises KeyError if there is none."""
    for of in (words or {}, WORDS):
        if name in of:
            return of[name](state)
    if name == "worsen_k_level":
        return state.p.worsen[state.k, state.person.level[state.k]]
    if name == "web_j__k":
        return state.p.web[:, state.k]
    if name.endswith("_k") and name[:-2] in FAMILIES:
        return state.p[name[:-2]][state.k]
    for record in (state.p, state.person, state.policy, state.partner, state.coach, state.town):
        if name in record.dtype.names:
            return record[name]
    if name == "week":
        return state.week
    raise KeyError(name)
