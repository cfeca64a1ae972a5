"""Unit: states of mind follow events; nobody's mind reads a lever, and people get used to what lasts."""

import inspect

import numpy as np
import pytest

import simulation.mind
from simulation.mind import (
    autonomy_pull,
    change_confidence,
    change_satisfaction,
    circumstances,
    feel,
    remember_lead,
    satisfaction_pull,
    settle_mind,
    shortage,
    stress_pull,
    takes_part,
    worth_of_days,
)
from simulation.parameters import parameter_record
from simulation.people import (
    ACTIVATION,
    FINANCES,
    IN_SERVICE,
    LEFT_FOR_WORK,
    MENTAL,
    NEVER,
    NO_WORK,
    ON_BENEFIT,
    PERSON_RECORD,
    SINGLE,
    TEMPORARY,
    WAITING,
    empty_records,
)
from simulation.start import POLICY_RECORD

LEVELS = {f"satisfaction_{name}": 0.0 for name in (
    "physical_health", "substance_use", "housing", "social_network", "language", "digital_skills", "care_duties"
)}  # fmt: skip
VALUES = LEVELS | {
    "norm_single": 1000.0, "autonomy_base": 0.3, "autonomy_confidence": 0.4, "autonomy_led": 0.2,
    "autonomy_control": 0.1, "autonomy_speed": 0.05, "lead_remembered": 0.25, "satisfaction_finances": 0.1,
    "satisfaction_mental_health": 0.3, "satisfaction_trust": 0.5, "satisfaction_confidence": 1.0,
    "satisfaction_autonomy": 0.6, "satisfaction_attention": 0.2, "satisfaction_stress": 1.2, "satisfaction_work": 0.8,
    "satisfaction_chosen": 0.3, "satisfaction_beside": 0.4, "satisfaction_taking_part": 0.25,
    "satisfaction_silence": 0.15, "satisfaction_money": 0.06, "satisfaction_speed": 0.04, "adaptation": 0.5,
    "adaptation_speed": 0.02, "stress_base": 0.1, "stress_load": 0.9, "stress_money": 0.4, "shortage_debts": 0.6,
    "stress_control": 0.2, "stress_blocked": 0.3, "stress_close": 0.1, "stress_trust": 0.1, "confidence_drift": 0.01,
    "confidence_work": 0.002, "confidence_unpaid": 0.001,
}  # fmt: skip


def rules(switched_off=(), **values):
    return parameter_record(VALUES | values, switched_off, np.zeros((9, 4)))[0]


def somebody(**values):
    person = empty_records(PERSON_RECORD, 1)[0]
    person.household, person.money, person.set_point = SINGLE, 1000.0, 6.0
    person.sanction_until = person.last_contact = NEVER
    for name, value in values.items():
        person[name] = value
    return person


def usual_policy():
    return empty_records(POLICY_RECORD, 1)[0]


def test_no_state_of_mind_reads_a_lever():
    """Only income gets the policy."""
    source = inspect.getsource(simulation.mind)
    assert "policy." not in source
    assert "levers" not in source


def test_autonomy_follows_confidence_who_led_and_the_control_felt():
    person = somebody(self_efficacy=0.5, led=0.8, control=0.3, own_autonomy=0.05)
    assert autonomy_pull(person, rules()) == pytest.approx(0.3 + 0.05 + 0.4 * 0.5 + 0.2 * 0.8 - 0.1 * 0.3)
    assert autonomy_pull(person, rules(("led",))) == pytest.approx(0.3 + 0.05 + 0.4 * 0.5 - 0.1 * 0.3)
    assert autonomy_pull(somebody(own_autonomy=-0.9), rules()) == 0.0
    assert autonomy_pull(somebody(own_autonomy=0.9), rules()) == 1.0


def test_who_led_is_remembered_conversation_by_conversation():
    person = somebody(led=0.2)
    for share, expected in ((1.0, 0.4), (1.0, 0.55), (0.5, 0.5375), (0.0, 0.403125)):
        remember_lead(person, share, rules())
        assert person.led == pytest.approx(expected)


def test_stress_follows_load_money_control_and_a_blocked_payment():
    person = somebody(control=0.5, trust=0.6, blocked=1, money=900.0, close_burden=2)
    person.level[FINANCES] = 2
    short = 0.6 * 2 / 4 + 0.1
    expected = 0.1 + 0.9 * 2 / 36 + 0.4 * short + 0.1 * 2 / 4 + 0.2 * 0.5 - 0.1 * 0.6 + 0.3
    assert shortage(person, rules()) == pytest.approx(short)
    assert stress_pull(person, rules()) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"contract": TEMPORARY, "status": LEFT_FOR_WORK}, 0.8),
        ({"contract": TEMPORARY, "status": LEFT_FOR_WORK, "chosen": 1}, 1.1),
        ({"contract": TEMPORARY, "status": ON_BENEFIT, "chosen": 1}, 0.4 * 1.1),
        ({"unpaid_activity": 1}, 0.25),
        ({"course_state": IN_SERVICE}, 0.25),
        ({"course_state": WAITING, "in_touch": 1.0}, 0.0),
        ({"in_touch": 0.4}, -0.15 * 0.6),
        ({"in_touch": 0.0}, -0.15),
        ({"in_touch": 0.0, "status": LEFT_FOR_WORK}, 0.0),
    ],
    ids=str,
)
def test_days_are_worth_more_in_work_and_less_in_silence(values, expected):
    assert worth_of_days(somebody(**values), rules()) == pytest.approx(expected)


def test_a_track_is_taking_part_and_silence_can_be_switched_off():
    person = somebody(in_touch=0.0)
    assert not takes_part(person)
    assert worth_of_days(person, rules(("silence",))) == 0.0
    person.help[ACTIVATION] = IN_SERVICE
    assert takes_part(person) and worth_of_days(person, rules()) == 0.25


def test_circumstances_are_a_weighted_sum():
    person = somebody(trust=0.4, self_efficacy=0.5, autonomy=0.6, attention=0.3, stress=0.2, money=1150.0, in_touch=1.0)
    person.level[MENTAL], person.level[FINANCES] = 3, 1
    expected = -0.3 * 3 - 0.1 + 0.5 * 0.4 + 0.5 + 0.6 * 0.6 + 0.2 * 0.3 - 1.2 * 0.2 + 0.06 * 1.5
    assert circumstances(person, rules()) == pytest.approx(expected)
    for money, hundreds in ((3000.0, 5.0), (100.0, -5.0)):
        assert circumstances(somebody(money=money, in_touch=1.0), rules()) == pytest.approx(0.06 * hundreds)


def test_part_of_every_gain_fades():
    """After a lasting gain g the pull rises by g at once and by (1 - adaptation) g in the end."""
    p, person = rules(), somebody(in_touch=1.0)
    settle_mind(person, usual_policy(), p)
    start, gain = person.life_satisfaction, 0.8
    person.contract, person.status = TEMPORARY, LEFT_FOR_WORK
    worth = circumstances(person, p)
    assert satisfaction_pull(person, worth, p) == pytest.approx(start + gain)
    highest = 0.0
    for _ in range(600):
        change_satisfaction(person, p)
        highest = max(highest, person.life_satisfaction - start)
    assert person.life_satisfaction - start == pytest.approx(0.5 * gain, abs=1e-3)
    assert 0.6 * gain < highest < gain
    assert person.used_to == pytest.approx(worth, abs=1e-4)


def test_one_week_of_satisfaction_and_of_getting_used_to_it():
    person = somebody(in_touch=1.0, life_satisfaction=5.0, used_to=-0.4, trust=0.8)
    change_satisfaction(person, rules())
    assert person.life_satisfaction == pytest.approx(5.0 + 0.04 * (6.0 + 0.4 + 0.5 * 0.4 - 5.0))
    assert person.used_to == pytest.approx(-0.4 + 0.02 * 0.8)
    off = somebody(in_touch=1.0, life_satisfaction=5.0, used_to=-0.4, trust=0.8)
    change_satisfaction(off, rules(("adaptation",)))
    assert off.life_satisfaction == pytest.approx(5.0 + 0.04 * (6.0 + 0.4 - 5.0))


def test_satisfaction_stays_on_the_scale():
    assert satisfaction_pull(somebody(), 9.0, rules()) == 10.0
    assert satisfaction_pull(somebody(), -9.0, rules()) == 0.0


def test_a_mind_that_is_settled_stays():
    """Nothing moves but what a week in itself moves."""
    p, person = rules(), somebody(in_touch=1.0, self_efficacy=0.5, confidence_history=0.5, trust=0.4, trust_history=0.4)
    person.fair_treatment = 0.4
    settle_mind(person, usual_policy(), p)
    before = person.copy()
    feel(person, usual_policy(), 1, p)
    for name in ("money", "stress", "autonomy", "self_efficacy", "life_satisfaction", "used_to", "reported"):
        assert person[name] == pytest.approx(before[name]), name
    assert person.used_to == pytest.approx(circumstances(person, p))


def test_a_conversation_this_week_ends_the_silence():
    met, not_met = somebody(last_contact=7, in_touch=0.3), somebody(last_contact=6, in_touch=0.3)
    for person in (met, not_met):
        feel(person, usual_policy(), 7, rules())
    assert (met.in_touch, not_met.in_touch) == (1.0, 0.3)


def test_self_efficacy_drifts_to_its_history_and_grows_in_work():
    idle, employed, active = (
        somebody(self_efficacy=0.6, confidence_history=0.5, **values)
        for values in ({}, {"contract": TEMPORARY}, {"unpaid_activity": 1})
    )
    for person in (idle, employed, active):
        change_confidence(person, rules())
    drifted = 0.6 - 0.01 * 0.1
    assert idle.contract == NO_WORK and idle.self_efficacy == pytest.approx(drifted)
    assert employed.self_efficacy == pytest.approx(drifted + 0.002 * (1 - drifted))
    assert active.self_efficacy == pytest.approx(drifted + 0.001 * (1 - drifted))
