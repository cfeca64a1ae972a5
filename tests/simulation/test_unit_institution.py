"""Unit: the department: two kinds of letters, offences and what answers them, payments that go wrong."""

import math

import numpy as np
import pytest
from hypothesis import given
from income_samples import PROPERTY, SHARE

from simulation.institution import (
    INTERCEDING,
    NO_OFFENCE,
    REFUSED_OFFER,
    STAYED_AWAY,
    TOO_LITTLE_APPLYING,
    acted_on,
    answer_offence,
    block_payment,
    calls_about_payment,
    compliance,
    has_duties,
    hear_from_department,
    hear_of_duties,
    hear_of_entitlement,
    impose_sanction,
    intercede,
    is_deterred,
    leaves_after_measure,
    let_a_week_pass,
    mark_addressed,
    note_offence,
    press,
    receive_letter,
    sanction_chance,
    search_pressure,
    unannounced_share,
    warn,
)
from simulation.levers import CLIENT_MANAGERS, COACHES
from simulation.luck import CHUNK, draw, luck_of
from simulation.luck import PERSON as PERSON_KIND
from simulation.parameters import parameter_record
from simulation.people import (
    LEFT_FOR_WORK,
    NEVER,
    OUT_OF_WORK,
    PERSON_RECORD,
    empty_records,
)
from simulation.start import POLICY_RECORD, TOWN_RECORD

VALUES = {
    "letter_duty": 0.02, "letter_lawful": 0.03, "letter_presses": 0.4, "lawful_presses": 0.1, "letter_unannounced": 0.1,
    "agreements_settle": 20.0, "control_fades": 0.05, "in_touch_fades": 0.03, "duty_letter_weighs": 0.1,
    "lawful_letter_weighs": 0.04, "warning_weighs": 0.2, "sanction_weighs": 0.5, "breach_takes": 0.2,
    "breach_on_rapport": 0.5, "acts_on_refusal": 0.5, "acts_on_absence": 0.1, "acts_on_applying": 0.3, "warning": 0.9,
    "sanction": 0.2, "sanction_unwarned": 0.5, "sanction_size": 1.5, "sanction_weeks": 5.0, "sanction_longest": 13.0,
    "deterred_weeks": 26.0, "effort_duty": 0.03, "effort_threat": 0.05, "threat_grows": 0.7, "effort_warned": 0.04,
    "effort_sanctioned": 0.06, "warned_comply": 0.2, "sanctioned_comply": 0.3, "sanctioned_leave": 0.8,
    "effort_stress": 0.5, "release_alone": 0.35, "block_by_itself": 0.01, "turns_to_contact": 0.35,
}  # fmt: skip
WEEK = 100
NOTHING, EVERYTHING = 0.5, 1e-9
"""Uniforms: of a week in which nothing comes, and of one in which anything at the low end comes."""


def rules(switched_off=(), **values):
    return parameter_record(VALUES | values, switched_off, np.zeros((9, 4)))[0]


def somebody(**values):
    person = empty_records(PERSON_RECORD, 1)[0]
    person.warned_week = person.sanction_week = person.sanction_until = NEVER
    person.trust, person.rapport, person.fair_treatment = 0.5, 0.4, 0.5
    for name, value in values.items():
        person[name] = value
    return person


def policy_of(exempt=0, sanctions=1.0, team=CLIENT_MANAGERS):
    policy = empty_records(POLICY_RECORD, 1)[0]
    policy.exempt, policy.sanctions, policy.team = exempt, sanctions, team
    return policy


def town_of(letters=1.0, coordination=0, since=0.0):
    town = empty_records(TOWN_RECORD, 1)[0]
    town.letters, town.coordination, town.coordination_from = letters, coordination, since
    return town


def hear(person, policy, letter=NOTHING, offence=NOTHING, payment=NOTHING, town=None, p=None):
    town, p = town or town_of(), p or rules()
    hear_from_department(person, policy, town, p, letter, NOTHING, offence, payment, WEEK)
    return person


@pytest.mark.parametrize(("by_policy", "by_department", "expected"), [(0, 0, True), (1, 0, False), (0, 1, False)])
def test_either_of_two_exemptions_ends_the_duties(by_policy, by_department, expected):
    assert has_duties(somebody(exempted=by_department), policy_of(exempt=by_policy)) == expected


@pytest.mark.parametrize("letters", [1.0, 3.0])
def test_letters_about_duties_come_at_their_rate_and_only_under_duties(letters):
    just, town = 0.02 * letters * (1 - 1e-9), town_of(letters)
    assert hear(somebody(), policy_of(), letter=just, town=town).letters_duty == 1
    assert hear(somebody(), policy_of(), letter=0.02 * letters * (1 + 1e-9), town=town).letters_duty == 0
    for person, policy in ((somebody(), policy_of(exempt=1)), (somebody(exempted=1), policy_of())):
        exempt = hear(person, policy, letter=just, town=town)
        assert (exempt.letters_duty, exempt.control) == (0, 0.0)


@pytest.mark.parametrize("exempt", [0, 1])
@pytest.mark.parametrize("letters", [1.0, 3.0])
def test_letters_about_lawfulness_come_to_everybody_on_the_benefit(exempt, letters):
    town, policy = town_of(letters), policy_of(exempt=exempt)
    assert hear(somebody(), policy, letter=1 - 0.03 * letters * (1 - 1e-9), town=town).letters_lawful == 1
    assert hear(somebody(), policy, letter=1 - 0.03 * letters * (1 + 1e-9), town=town).letters_lawful == 0
    off = hear(somebody(status=LEFT_FOR_WORK), policy, letter=1 - 1e-9, town=town)
    assert (off.letters_lawful, off.letters_duty) == (0, 0)


def test_a_letter_presses_ends_the_silence_and_is_felt_as_less_fair():
    duty, lawful = somebody(control=0.2), somebody(control=0.2)
    hear_of_duties(duty, policy_of(), town_of(), rules(), NOTHING, WEEK)
    hear_of_entitlement(lawful, policy_of(), town_of(), rules(), NOTHING, WEEK)
    assert (duty.control, lawful.control) == (pytest.approx(0.6), pytest.approx(0.3))
    assert (duty.fair_treatment, lawful.fair_treatment) == (pytest.approx(0.45), pytest.approx(0.48))
    assert duty.in_touch == lawful.in_touch == 1.0
    assert (duty.trust, duty.breaches, lawful.breaches) == (0.5, 0, 0)
    hear_of_duties(duty, policy_of(), town_of(), rules(letter_presses=0.9), NOTHING, WEEK)
    assert duty.control == 1.0


def test_an_unannounced_letter_breaks_a_promise_to_somebody_with_a_contact_outside_the_department():
    for team, breaches in ((COACHES, 1), (CLIENT_MANAGERS, 0)):
        person = somebody()
        hear_of_entitlement(person, policy_of(team=team), town_of(), rules(), 0.1 * (1 - 1e-9), WEEK)
        assert (person.breaches, person.trust) == (breaches, pytest.approx(0.5 * (1 - 0.2 * breaches)))
    person = somebody()
    hear_of_duties(person, policy_of(team=COACHES), town_of(), rules(), 0.1 * (1 + 1e-9), WEEK)
    assert person.breaches == 0


@pytest.mark.parametrize("team", [COACHES, CLIENT_MANAGERS])
def test_a_breach_by_the_department_takes_trust_and_leaves_rapport_with_the_contact_person_alone(team):
    lettered, blocked, sanctioned = somebody(), somebody(), somebody()
    hear_of_entitlement(lettered, policy_of(team=team), town_of(), rules(), 0.0, WEEK)
    block_payment(blocked, rules())
    impose_sanction(sanctioned, rules(), WEEK)
    trust = [0.4 if team == COACHES else 0.5, 0.4, 0.35]
    assert [person.trust for person in (lettered, blocked, sanctioned)] == pytest.approx(trust)
    assert [person.rapport for person in (lettered, blocked, sanctioned)] == [0.4] * 3


def test_fewer_letters_come_unannounced_as_agreements_settle():
    town = town_of(coordination=1, since=8.0)
    assert unannounced_share(7, town, rules()) == unannounced_share(50, town_of(), rules()) == 0.1
    assert unannounced_share(28, town, rules()) == pytest.approx(0.1 * math.exp(-1.0))
    assert unannounced_share(28, town, rules(switched_off=("coordination",))) == 0.1


def test_control_fades_everywhere_and_the_memory_of_contact_on_the_benefit():
    person = somebody(control=0.5, in_touch=0.8)
    let_a_week_pass(person, rules())
    assert (person.control, person.in_touch) == (pytest.approx(0.475), pytest.approx(0.776))
    off = somebody(control=0.5, in_touch=0.8, status=LEFT_FOR_WORK)
    let_a_week_pass(off, rules())
    assert (off.control, off.in_touch) == (pytest.approx(0.475), 0.8)


def test_an_offence_is_noted_only_under_duties():
    for person, policy, noted in (
        (somebody(), policy_of(), REFUSED_OFFER),
        (somebody(), policy_of(exempt=1), NO_OFFENCE),
        (somebody(exempted=1), policy_of(), NO_OFFENCE),
    ):
        note_offence(person, REFUSED_OFFER, policy)
        assert person.offence == noted


@pytest.mark.parametrize(("kind", "chance"), [(REFUSED_OFFER, 0.5), (STAYED_AWAY, 0.1), (TOO_LITTLE_APPLYING, 0.3)])
def test_the_department_acts_on_an_offence_by_its_kind(kind, chance):
    assert acted_on(kind, rules()) == chance
    low, high = somebody(offence=kind), somebody(offence=kind)
    for person, u in ((low, chance * (1 - 1e-9)), (high, chance * (1 + 1e-9))):
        answer_offence(person, policy_of(), u, WEEK, rules())
        assert person.offence == NO_OFFENCE
    assert (low.warnings, high.warnings, low.sanctions_imposed, high.sanctions_imposed) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("sanctions", "warned", "expected"),
    [(1.0, NEVER, 0.1), (1.0, WEEK - 25, 0.2), (1.0, WEEK - 26, 0.1), (4.0, WEEK - 1, 0.8), (10.0, WEEK - 1, 1.0),
     (10.0, NEVER, 0.5),      (0.0, WEEK - 1, 0.0)],
)  # fmt: skip
def test_the_lever_scales_sanctions_and_a_warning_comes_first(sanctions, warned, expected):
    person, policy = somebody(warned_week=warned), policy_of(sanctions=sanctions)
    assert sanction_chance(person, policy, WEEK, rules()) == pytest.approx(expected)
    assert sanction_chance(person, policy, WEEK, rules(switched_off=("sanctions",))) == 0.0


def test_one_uniform_decides_between_sanction_warning_and_nothing():
    results = []
    for u in (0.049, 0.0502, 0.094, 0.096, 0.499):  # acts below 0.5; sanction below 0.05; warning from 0.095 on
        person = somebody(offence=REFUSED_OFFER)
        answer_offence(person, policy_of(), u, WEEK, rules())
        results.append((person.sanctions_imposed, person.warnings))
    assert results == [(1, 0), (0, 0), (0, 0), (0, 1), (0, 1)]
    for off, expected in (("warnings", (0, 0)), ("sanctions", (0, 1))):
        person = somebody(offence=REFUSED_OFFER)
        answer_offence(person, policy_of(), 0.3 if off == "warnings" else 0.0502, WEEK, rules(switched_off=(off,)))
        assert (person.sanctions_imposed, person.warnings) == expected
    seldom = somebody(offence=REFUSED_OFFER)
    answer_offence(seldom, policy_of(), 0.299, WEEK, rules(warning=0.4))
    assert (seldom.sanctions_imposed, seldom.warnings) == (0, 0)


def test_who_became_exempt_in_between_is_not_answered():
    person = somebody(offence=REFUSED_OFFER)
    answer_offence(person, policy_of(exempt=1), EVERYTHING, WEEK, rules())
    assert (person.warnings, person.sanctions_imposed, person.offence) == (0, 0, NO_OFFENCE)


def test_a_warning_is_a_letter_about_duties_and_costs_no_trust_at_once():
    person = somebody(control=0.1)
    warn(person, rules(), WEEK)
    assert (person.warnings, person.warned_week, person.letters_duty, person.in_touch) == (1, WEEK, 1, 1.0)
    assert (person.control, person.fair_treatment, person.trust) == (pytest.approx(0.5), pytest.approx(0.4), 0.5)


def test_a_sanction_is_longer_at_every_repetition_and_is_a_breach():
    person = somebody()
    lengths = []
    for _ in range(4):
        impose_sanction(person, rules(), WEEK)
        lengths.append(person.sanction_until - WEEK)
    assert lengths == [5, 10, 13, 13]
    assert (person.sanction_week, person.sanctions_imposed, person.breaches) == (WEEK, 4, 4)
    assert person.trust == pytest.approx(0.5 * 0.7**4)
    assert person.fair_treatment == pytest.approx(0.5 * 0.5**4)
    assert (person.control, person.in_touch) == (1.0, 1.0)


@pytest.mark.parametrize(("since", "weeks"), [(51, 10), (52, 5), (300, 5)])
def test_a_sanction_after_a_year_is_a_first_one_again(since, weeks):
    person = somebody()
    impose_sanction(person, rules(), WEEK)
    impose_sanction(person, rules(), WEEK + since)
    assert person.sanction_until - person.sanction_week == weeks
    impose_sanction(person, rules(), WEEK + since + 1)
    assert person.sanction_until - person.sanction_week == min(13, weeks + 5)
    assert person.sanctions_imposed == 3


def test_duty_threat_warning_and_sanction_add_effort():
    p, person = rules(), somebody(stress=0.4)
    clear, threat = 1 - 0.5 * 0.4, 0.05 * (1 - math.exp(-0.7))
    usual = (0.03 + threat) * clear
    assert search_pressure(person, policy_of(), WEEK, p) == pytest.approx(usual)
    strict = (0.03 + 0.05 * (1 - math.exp(-7.0))) * clear
    assert search_pressure(person, policy_of(sanctions=10.0), WEEK, p) == pytest.approx(strict)
    assert search_pressure(person, policy_of(sanctions=0.0), WEEK, p) == pytest.approx(0.03 * clear)
    warned = somebody(stress=0.4, warned_week=WEEK - 25)
    assert search_pressure(warned, policy_of(), WEEK, p) == pytest.approx(usual + 0.04 * clear)
    cut = somebody(stress=0.4, sanction_week=WEEK - 25)
    assert search_pressure(cut, policy_of(), WEEK, p) == pytest.approx(usual + 0.06 * clear)
    assert search_pressure(cut, policy_of(), WEEK + 1, p) == pytest.approx(usual)
    for exempt in (somebody(exempted=1, warned_week=WEEK), somebody(warned_week=WEEK)):
        assert search_pressure(exempt, policy_of(exempt=1), WEEK, p) == 0.0


@pytest.mark.parametrize(
    ("switch", "names"),
    [("duty", ("effort_duty",)), ("threat", ("effort_threat",)),
     ("deterrence", ("effort_warned", "effort_sanctioned")), ("bandwidth", ("effort_stress",))],
)  # fmt: skip
def test_without_a_mechanism_its_part_of_the_pressure_is_gone(switch, names):
    person = somebody(stress=0.4, warned_week=WEEK, sanction_week=WEEK)
    off = search_pressure(person, policy_of(), WEEK, rules(switched_off=(switch,)))
    assert off == search_pressure(person, policy_of(), WEEK, rules(**dict.fromkeys(names, 0.0)))
    assert off != search_pressure(person, policy_of(), WEEK, rules())


def test_warned_and_sanctioned_people_comply_and_the_sanctioned_leave_for_some_months():
    p = rules()
    nobody, warned = somebody(), somebody(warned_week=WEEK - 25)
    cut = somebody(sanction_week=WEEK - 25, warned_week=WEEK)
    assert [compliance(person, WEEK, p) for person in (nobody, warned, cut)] == [1.0, 0.8, pytest.approx(0.7)]
    assert [leaves_after_measure(person, WEEK, p) for person in (nobody, warned, cut)] == [1.0, 1.0, 1.8]
    assert compliance(warned, WEEK + 1, p) == 1.0 and leaves_after_measure(cut, WEEK + 1, p) == 1.0
    off = rules(switched_off=("deterrence",))
    assert compliance(cut, WEEK, off) == leaves_after_measure(cut, WEEK, off) == 1.0


def test_only_the_payment_of_somebody_on_the_benefit_is_blocked():
    on, off = somebody(), somebody(status=LEFT_FOR_WORK)
    for person in (on, off):
        block_payment(person, rules())
    assert (on.blocked, on.blocks, on.breaches, on.trust) == (1, 1, 1, pytest.approx(0.4))
    assert (off.blocked, off.breaches) == (0, 0)
    block_payment(on, rules())
    assert on.blocks == 1


def test_a_blocked_payment_is_released_also_after_the_exit():
    for status in (0, LEFT_FOR_WORK):
        assert hear(somebody(blocked=1, status=status), policy_of(), payment=0.35 * (1 - 1e-9)).blocked == 0
        assert hear(somebody(blocked=1, status=status), policy_of(), payment=0.35 * (1 + 1e-9)).blocked == 1
    assert hear(somebody(), policy_of(), payment=1 - 0.009).blocked == 1
    assert hear(somebody(), policy_of(), payment=1 - 0.011).blocked == 0


def test_who_trusts_the_contact_person_calls_about_a_blocked_payment():
    assert calls_about_payment(somebody(blocked=1, rapport=0.35), rules())
    assert not calls_about_payment(somebody(blocked=1, rapport=0.34), rules())
    assert not calls_about_payment(somebody(blocked=0, rapport=0.9), rules())


def test_the_contact_person_releases_a_payment_with_a_chance_and_takes_time():
    luck = luck_of(3, 0)
    for number in range(20):
        person, u = somebody(id=number, blocked=1), draw(luck, INTERCEDING, PERSON_KIND, number, WEEK, 0)
        assert intercede(person, rules(release_with_coach=0.4, intercede_hours=0.7), luck, WEEK) == 0.7
        assert person.blocked == (u >= 0.4)


def test_the_answer_to_an_offence_comes_with_the_letters_of_the_week():
    person = hear(somebody(offence=STAYED_AWAY), policy_of(), offence=0.05)
    assert (person.warnings, person.offence) == (1, NO_OFFENCE)
    assert hear(somebody(offence=STAYED_AWAY), policy_of(), offence=0.5).warnings == 0
    assert hear(somebody(), policy_of(), offence=EVERYTHING).warnings == 0


def test_marks_are_the_weeks_with_a_letter_or_a_payment_problem():
    draws, marks = np.full((18, CHUNK), NOTHING), np.zeros(CHUNK)
    draws[12, :4] = 0.06 * (1 - 1e-9), 0.06 * (1 + 1e-9), 1 - 0.09 * (1 - 1e-9), 1 - 0.09 * (1 + 1e-9)
    draws[15, 4:6] = 1 - 0.009, 1 - 0.011
    mark_addressed(draws, town_of(letters=3.0), rules(), marks)
    assert marks[:7].tolist() == [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]


def test_a_warning_comes_in_a_share_of_the_cases_without_a_sanction():
    p, policy = rules(warning=0.5), policy_of(sanctions=4.0)
    for u, warned in ((0.5 * (1.0 - 0.6 * 0.5) - 0.001, 0), (0.5 * (1.0 - 0.6 * 0.5) + 0.001, 1)):
        person = somebody(offence=REFUSED_OFFER)  # sanctions in 0.4 of the cases acted on: warnings in 0.3
        answer_offence(person, policy, u, WEEK, p)
        assert (person.sanctions_imposed, person.warnings) == (0, warned)


@pytest.mark.parametrize("status", [LEFT_FOR_WORK, OUT_OF_WORK])
def test_nobody_off_the_benefit_commits_an_offence(status):
    person = somebody(status=status)
    note_offence(person, STAYED_AWAY, policy_of())
    assert person.offence == NO_OFFENCE


@PROPERTY
@given(SHARE, SHARE)
def test_pressure_of_control_adds_up_to_1(control, pressure):
    person = somebody(control=control)
    press(person, pressure)
    assert person.control == min(1.0, control + pressure)


@pytest.mark.parametrize(("since", "deterred"), [(NEVER, False), (WEEK, True), (WEEK - 25, True), (WEEK - 26, False)])
def test_a_measure_deters_for_its_weeks(since, deterred):
    assert bool(is_deterred(since, WEEK, rules())) == deterred


@pytest.mark.parametrize(
    ("team", "unannounced", "switched_off", "breaches"),
    [
        (COACHES, 0.0999, (), 1),
        (COACHES, 0.1, (), 0),
        (CLIENT_MANAGERS, 0.0, (), 0),
        (COACHES, 0.0, ["stray_letters"], 0),
    ],
)
def test_a_letter_renews_the_memory_and_breaks_a_promise_if_it_comes_unannounced(
    team, unannounced, switched_off, breaches
):
    person, p = somebody(in_touch=0.2), rules(switched_off)
    receive_letter(person, policy_of(team=team), town_of(), p, unannounced, WEEK)
    assert (person.in_touch, person.breaches) == (1.0, breaches)
    assert person.trust == pytest.approx(0.5 * (1 - 0.2 * breaches))
    assert person.rapport == 0.4  # the letter is the department's
