"""Unit: trust: slow gains, sudden losses, and a drift to own history and to how one is treated."""

import numpy as np
import pytest
from contact_samples import rules as with_values
from contact_samples import somebody as person_with
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.parameters import PARAMETERS, parameter_record
from simulation.trust import (
    breach,
    breach_by_contact,
    drift_of_trust,
    grow_rapport,
    strongest_rapport,
    treat,
    trust_pull,
)

VALUES = {
    "rapport_gain": 0.1,
    "trust_follows": 0.5,
    "breach_takes": 0.2,
    "breach_on_rapport": 0.25,
    "trust_drift": 0.01,
    "rapport_fades": 0.02,
    "fair_weighs": 0.4,
    "quiet_is_fair": 0.7,
    "quiet_weighs": 0.015,
}
PROPERTY = settings(deadline=None, derandomize=True)
SHARE = st.floats(0.0, 1.0)
EVENT = st.one_of(
    st.tuples(st.just("kept"), SHARE),
    st.tuples(st.sampled_from(["broken", "broken by contact"]), st.floats(0.0, 8.0)),
    st.tuples(st.just("fair"), SHARE),
    st.tuples(st.just("unfair"), SHARE),
    st.just(("week", None)),
)


def rules(switched_off=(), **values):
    return with_values(switched_off, **VALUES | values)


def somebody(trust, rapport, history=0.4, fair=0.5):
    return person_with(trust=trust, rapport=rapport, trust_history=history, fair_treatment=fair)


def live(person, events, p):
    for event, size in events:
        if event == "kept":
            grow_rapport(person, size, p)
        elif event == "broken":
            breach(person, size, p)
        elif event == "broken by contact":
            breach_by_contact(person, size, p)
        elif event == "fair":
            treat(person, 1.0, size)
        elif event == "unfair":
            treat(person, 0.0, size)
        else:
            drift_of_trust(person, p)


def test_a_kept_appointment_raises_rapport_and_through_it_trust():
    person = somebody(trust=0.5, rapport=0.2)
    grow_rapport(person, 0.8, rules())
    assert person.rapport == pytest.approx(0.2 + 0.1 * 0.8 * (1 - 0.2))
    assert person.trust == pytest.approx(0.5 + 0.1 * 0.8 * 0.5 * 0.264 * (1 - 0.5))
    assert person.breaches == 0


def test_a_breach_takes_a_share_of_trust_at_once_and_of_rapport_if_the_contact_person_broke_the_promise():
    person = somebody(trust=0.5, rapport=0.4)
    breach(person, 1.0, rules())
    assert (person.trust, person.rapport) == (pytest.approx(0.5 * (1 - 0.2)), 0.4)
    breach_by_contact(person, 0.5, rules())
    assert person.rapport == pytest.approx(0.4 * (1 - 0.2 * 0.25 * 0.5))
    assert person.trust == pytest.approx(0.5 * (1 - 0.2) * (1 - 0.1))
    assert person.breaches == 2


def test_a_breach_takes_no_more_than_there_is():
    person = somebody(trust=0.5, rapport=0.4)
    breach_by_contact(person, 100.0, rules())
    assert (person.trust, person.rapport) == (0.0, 0.0)


def test_a_breach_costs_more_than_several_kept_appointments_give():
    start = PARAMETERS["trust_mean"].value
    p = parameter_record({}, (), np.zeros((9, 4)))[0]
    person = somebody(trust=start, rapport=0.25)
    breach(person, 1.0, p)
    lost = start - person.trust
    kept = 0
    while person.trust < start:
        before = person.trust
        grow_rapport(person, 1.0, p)
        assert person.trust - before < lost / 3
        kept += 1
    assert kept > 3


def test_an_experience_moves_the_feeling_of_fair_treatment_a_part_of_the_way():
    person = somebody(trust=0.5, rapport=0.0, fair=0.6)
    treat(person, 0.0, 0.1)
    assert person.fair_treatment == pytest.approx(0.6 - 0.1 * 0.6)
    treat(person, 1.0, 0.25)
    assert person.fair_treatment == pytest.approx(0.54 + 0.25 * 0.46)
    assert person.trust == 0.5


def test_trust_drifts_to_own_history_and_fair_treatment_by_their_weights():
    person = somebody(trust=0.5, rapport=0.0, history=0.3, fair=0.8)
    pull = 0.6 * 0.3 + 0.4 * 0.8
    assert trust_pull(person, rules()) == pytest.approx(pull)
    drift_of_trust(person, rules())
    assert person.trust == pytest.approx(0.5 + 0.01 * (pull - 0.5))


def test_a_week_without_an_event_counts_as_decent_treatment():
    person = somebody(trust=0.5, rapport=0.0, fair=0.2)
    drift_of_trust(person, rules())
    assert person.fair_treatment == pytest.approx(0.2 + 0.015 * (0.7 - 0.2))
    for _ in range(2000):
        drift_of_trust(person, rules())
    assert person.fair_treatment == pytest.approx(0.7)


def test_without_contact_rapport_fades_with_both_contacts_and_the_stronger_counts():
    person = somebody(trust=0.4, rapport=0.6)
    person.rapport_department = 0.7
    assert strongest_rapport(person) == 0.7
    for _ in range(50):
        drift_of_trust(person, rules())
    assert person.rapport == pytest.approx(0.6 * 0.98**50)
    assert person.rapport_department == pytest.approx(0.7 * 0.98**50)
    person.rapport = 0.9
    assert strongest_rapport(person) == 0.9


def test_without_the_mechanism_trust_drifts_to_history_alone():
    p = rules(switched_off=("fairness",))
    high, low = somebody(trust=0.9, rapport=0.6, fair=0.0), somebody(trust=0.1, rapport=0.6, fair=1.0)
    for _ in range(50):
        drift_of_trust(high, p)
        drift_of_trust(low, p)
    assert high.trust == pytest.approx(0.4 + 0.5 * 0.99**50)
    assert low.trust == pytest.approx(0.4 - 0.3 * 0.99**50)


@PROPERTY
@given(SHARE, SHARE, SHARE, SHARE, st.lists(EVENT, max_size=40), st.sampled_from(["low", "value", "high"]))
def test_trust_rapport_and_fair_treatment_stay_between_0_and_1(trust, rapport, history, fair, events, end):
    p = parameter_record({name: getattr(PARAMETERS[name], end) for name in VALUES}, (), np.zeros((9, 4)))[0]
    person = somebody(trust, rapport, history, fair)
    for event in events:
        live(person, [event], p)
        for state in (person.trust, person.rapport, person.fair_treatment):
            assert 0.0 <= state <= 1.0
    assert person.breaches == sum(event.startswith("broken") for event, _ in events)


@PROPERTY
@given(SHARE, SHARE, SHARE, SHARE)
def test_a_better_conversation_never_gives_less(trust, rapport, first, second):
    p = rules()
    worse, better = somebody(trust, rapport), somebody(trust, rapport)
    grow_rapport(worse, min(first, second), p)
    grow_rapport(better, max(first, second), p)
    assert trust <= worse.trust <= better.trust
    assert rapport <= worse.rapport <= better.rapport


@PROPERTY
@given(SHARE, SHARE, st.lists(st.tuples(st.sampled_from(["kept", "broken", "broken by contact"]), SHARE), max_size=10))
def test_without_the_mechanisms_nothing_moves_and_breaches_are_counted(trust, rapport, events):
    person = somebody(trust, rapport)
    live(person, events, rules(switched_off=("rapport", "breaches")))
    assert (person.trust, person.rapport) == (trust, rapport)
    assert person.breaches == sum(event.startswith("broken") for event, _ in events)
