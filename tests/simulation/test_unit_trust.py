"""Unit: trust: slow gains, sudden losses, a slow return to its history."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.parameters import PARAMETERS, parameter_record
from simulation.people import PERSON_RECORD, empty_records
from simulation.trust import breach, drift_of_trust, grow_rapport

VALUES = {
    "rapport_gain": 0.1,
    "trust_follows": 0.5,
    "breach_takes": 0.2,
    "breach_on_rapport": 0.25,
    "trust_drift": 0.01,
    "rapport_fades": 0.02,
}
PROPERTY = settings(deadline=None, derandomize=True)
SHARE = st.floats(0.0, 1.0)
EVENT = st.one_of(
    st.tuples(st.just("kept"), SHARE),
    st.tuples(st.just("broken"), st.floats(0.0, 8.0)),
    st.just(("week", None)),
)


def rules(switched_off=(), **values):
    return parameter_record(VALUES | values, switched_off, np.zeros(9))[0]


def somebody(trust, rapport, history=0.4):
    person = empty_records(PERSON_RECORD, 1)[0]
    person.trust, person.rapport, person.trust_history = trust, rapport, history
    return person


def live(person, events, p):
    for event, size in events:
        if event == "kept":
            grow_rapport(person, size, p)
        elif event == "broken":
            breach(person, size, p)
        else:
            drift_of_trust(person, p)


def test_a_kept_appointment_raises_rapport_and_through_it_trust():
    person = somebody(trust=0.5, rapport=0.2)
    grow_rapport(person, 0.8, rules())
    assert person.rapport == pytest.approx(0.2 + 0.1 * 0.8 * (1 - 0.2))
    assert person.trust == pytest.approx(0.5 + 0.1 * 0.8 * 0.5 * 0.264 * (1 - 0.5))
    assert person.breaches == 0


def test_a_breach_takes_a_share_at_once():
    person = somebody(trust=0.5, rapport=0.4)
    breach(person, 1.0, rules())
    assert person.trust == pytest.approx(0.5 * (1 - 0.2))
    assert person.rapport == pytest.approx(0.4 * (1 - 0.2 * 0.25))
    breach(person, 0.5, rules())
    assert person.trust == pytest.approx(0.5 * (1 - 0.2) * (1 - 0.1))
    assert person.breaches == 2


def test_a_breach_takes_no_more_than_there_is():
    person = somebody(trust=0.5, rapport=0.4)
    breach(person, 100.0, rules())
    assert (person.trust, person.rapport) == (0.0, 0.0)


def test_a_breach_costs_more_than_several_kept_appointments_give():
    start = PARAMETERS["trust_mean"].value
    p = parameter_record({}, (), np.zeros(9))[0]
    person = somebody(trust=start, rapport=PARAMETERS["rapport_start"].value)
    breach(person, 1.0, p)
    lost = start - person.trust
    kept = 0
    while person.trust < start:
        before = person.trust
        grow_rapport(person, 1.0, p)
        assert person.trust - before < lost / 3
        kept += 1
    assert kept > 3


def test_without_contact_trust_goes_back_to_its_history_and_rapport_fades():
    p = rules()
    high, low = somebody(trust=0.9, rapport=0.6), somebody(trust=0.1, rapport=0.6)
    for _ in range(50):
        drift_of_trust(high, p)
        drift_of_trust(low, p)
    assert high.trust == pytest.approx(0.4 + 0.5 * 0.99**50)
    assert low.trust == pytest.approx(0.4 - 0.3 * 0.99**50)
    assert high.rapport == low.rapport == pytest.approx(0.6 * 0.98**50)


def test_trust_at_its_history_stays():
    person = somebody(trust=0.4, rapport=0.0)
    drift_of_trust(person, rules())
    assert (person.trust, person.rapport) == (0.4, 0.0)


@PROPERTY
@given(SHARE, SHARE, SHARE, st.lists(EVENT, max_size=40), st.sampled_from(["low", "value", "high"]))
def test_trust_and_rapport_stay_between_0_and_1(trust, rapport, history, events, end):
    p = parameter_record({name: getattr(PARAMETERS[name], end) for name in VALUES}, (), np.zeros(9))[0]
    person = somebody(trust, rapport, history)
    for event in events:
        live(person, [event], p)
        assert 0.0 <= person.trust <= 1.0
        assert 0.0 <= person.rapport <= 1.0
    assert person.breaches == sum(event == "broken" for event, _ in events)


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
@given(SHARE, SHARE, st.lists(st.tuples(st.sampled_from(["kept", "broken"]), SHARE), max_size=10))
def test_without_the_mechanisms_nothing_moves_and_breaches_are_counted(trust, rapport, events):
    person = somebody(trust, rapport)
    live(person, events, rules(switched_off=("rapport", "breaches")))
    assert (person.trust, person.rapport) == (trust, rapport)
    assert person.breaches == sum(event == "broken" for event, _ in events)
