"""Behaviour: no life of a trial contradicts itself, step by step in the event log of everybody."""

from collections import defaultdict

import numpy as np
import pytest

from scenarios.file.scenario import load
from scenarios.lives.life_patterns import lives_of
from simulation.events import ALL_PEOPLE
from simulation.experiment import TrustExperiment
from simulation.people import LEFT_OTHERWISE
from simulation.trial_data import TrialData
from simulation.week import EVENT_STEPS

EXITS = ("exit_work", "exit_other", "exit_household")
BACK = ("arrival", "return")
ENDS_OF_SERVICE = ("helped", "not_helped", "dropped_out")
REFERRALS = ("referral", "self_referral", "onward_referral")
OF_A_RECIPIENT = (
    "payment_blocked", "sanction", "warning", "letter", "meeting", "no_show", "assistance", "withdrawal", "crisis",
    "referral", "disclosure",
)  # fmt: skip
"""Events of somebody who is on the benefit."""
AFTER_MOVING = (
    "job", "contract_after_placement", "renewal", "job_lost", "durable_exit", "job_lead", "offer_taken", "return",
    "exit_work", "exit_household", "session", "change_of_coach", *OF_A_RECIPIENT,
)  # fmt: skip
"""Events that somebody who left for another reason (moving, a partner's income, pension age) cannot have."""
OF_A_CONVERSATION = ("referral", "disclosure", "assistance", "plan")


@pytest.fixture(scope="module")
def trial():
    """Return the model, the data, the lives of the trial's 1,598 people, and which coaches worked in each week."""
    design = load("tilburg-2018").design
    model = TrustExperiment(design, rng=3, logged=ALL_PEOPLE)
    working = [model.coaches.working.copy()]
    for _ in range(design.weeks):
        model.step()
        working.append(model.coaches.working.copy())
    data = TrialData.of(model)
    return model, data, {person: life for (_, person), life in lives_of(data.events).items()}, np.array(working)


def steps_of(life):
    """Yield the events of each step of a week: (week, step, events)."""
    steps = defaultdict(list)
    for event in life:
        steps[event.week, event.step].append(event)
    for (week, step), events in steps.items():
        yield week, step, events


def test_there_are_lives_to_contradict(trial):
    """Every kind of event that the tests below look for happens."""
    *_, lives, _ = trial
    kinds = {event.event for life in lives.values() for event in life}
    assert kinds >= {*EXITS[:2], "return", *ENDS_OF_SERVICE, *REFERRALS, "gave_up_waiting", "renewal", "job_lost",
                     "contract_after_placement", "payment_blocked", "payment_released", "change_of_coach",
                     "letter", "warning", "sanction", "job_lead", "unpaid_ends"}  # fmt: skip


def test_what_happens_to_recipients_happens_on_the_benefit(trial):
    """Nobody who has left has a payment blocked, gets a letter, meets the contact person or is in a crisis.

    Within one step the order is not known: who returns in it is on the benefit, and so is who leaves in it. A letter
    with a recovery reaches who has left, too.
    """
    *_, lives, _ = trial
    for person, life in lives.items():
        on_benefit = True
        for week, _, events in steps_of(life):
            kinds = [event.event for event in events]
            if "recovery" in kinds and "letter" in kinds:
                kinds.remove("letter")
            here = on_benefit or any(kind in BACK for kind in kinds)
            assert here or not set(kinds) & set(OF_A_RECIPIENT), (person, week, kinds)
            assert here or not set(kinds) & {"exit_work", "exit_household"}, (person, week, kinds)
            for kind in kinds:
                on_benefit = kind in BACK or (on_benefit and kind not in EXITS)


def test_no_payment_stays_blocked_after_leaving_and_none_is_blocked_twice(trial):
    *_, lives, _ = trial
    for person, life in lives.items():
        blocked = False
        for week, _, events in steps_of(life):
            for event in events:
                if event.event == "payment_blocked":
                    assert not blocked, (person, week)
                    blocked = True
                elif event.event == "payment_released":
                    assert blocked, (person, week)
                    blocked = False
            left = {event.event for event in events} & set(EXITS)
            returned = {event.event for event in events} & set(BACK)
            assert not (blocked and left and not returned), (person, week)


def test_nothing_of_the_town_happens_after_moving(trial):
    *_, lives, _ = trial
    for person, life in lives.items():
        moved = None
        for week, step, events in steps_of(life):
            kinds = {event.event for event in events}
            if moved is not None:
                assert not kinds & set(AFTER_MOVING), (person, moved, week, kinds)
            if "exit_other" in kinds:
                moved = (week, step)


def test_contracts_are_begun_before_they_are_renewed_or_lost(trial):
    """Half a year in work can be full in the step in which the work ends, so it asks for work before that step."""
    *_, lives, _ = trial
    for person, life in lives.items():
        contract, before, now = "none", "none", None
        for event in life:
            if (event.week, event.step) != now:
                before, now = contract, (event.week, event.step)
            if event.event == "work_at_start":
                contract = event.detail
            elif event.event == "contract_after_placement":
                assert contract == "trial_placement", (person, event)
            elif event.event == "renewal":
                assert contract == "temporary", (person, event)
            elif event.event == "job_lost":
                assert contract == event.detail, (person, event)
            elif event.event == "job" and event.detail == "trial_placement" or event.event == "unpaid_begins":
                assert contract == "none", (person, event)
            elif event.event == "durable_exit":
                assert before not in ("none", "trial_placement"), (person, event)
            if event.event in ("job", "contract_after_placement", "renewal"):
                contract = event.detail
            elif event.event in ("job_lost", "exit_other"):
                contract = "none"


def test_help_begins_before_it_ends(trial):
    *_, lives, _ = trial
    for person, life in lives.items():
        waits, served = {}, {}
        for event in life:
            own = (event.detail, event.partner)
            if event.event in (*REFERRALS, "waiting_at_start"):
                assert event.detail not in waits and event.detail not in served, (person, event)
                waits[event.detail] = event.partner
            elif event.event in ("admission", "in_service_at_start"):
                assert event.event != "admission" or waits.pop(event.detail, None) == event.partner, (person, event)
                served[event.detail] = event.partner
            elif event.event == "gave_up_waiting":
                assert (event.detail, waits.pop(event.detail, None)) == own, (person, event)
            elif event.event in ENDS_OF_SERVICE:
                assert (event.detail, served.pop(event.detail, None)) == own, (person, event)


def test_exempt_people_get_no_letter_of_duty_and_no_answer_to_an_offence(trial):
    """Own direction and coaching exempt; who steps out returns to the usual service and its duties."""
    model, data, lives, _ = trial
    exempt = [group.name for group in model.design.groups if model.design.policy_of(group)["exempt"]]
    assert exempt == ["own_direction", "coaching"]
    group_of = dict(zip(data.persons["person"], data.persons["group"].astype(str), strict=True))
    with_duties = 0
    for person, life in lives.items():
        bound = group_of[person] not in exempt
        for event in life:
            bound = bound or event.event == "withdrawal"
            duty = event.event in ("warning", "sanction") or (event.event == "letter" and event.detail == "duties")
            with_duties += duty
            assert bound or not duty, (person, event)
    assert with_duties > 0


def test_conversations_are_with_a_contact_person_who_is_there(trial):
    """The contact person of a conversation works in that week: nobody talks with a coach who has left."""
    model, data, lives, working = trial
    assert (working[0] != working[-1]).any()
    start = dict(zip(model.people.row[model.observed.log.rows], model.observed.log.start.coach, strict=True))
    row_of = dict(zip(model.people.id, model.people.row, strict=True))
    talks = 0
    for person, life in lives.items():
        coach = start[row_of.get(person, person)]
        for event in life:
            if event.event == "change_of_coach":
                coach = int(event.value)
            elif event.event in ("meeting", "no_show"):
                talks += 1
                assert working[event.week, coach], (person, event, coach)
    assert talks > len(lives)


def test_what_is_told_and_arranged_in_a_conversation_has_a_conversation(trial):
    *_, lives, _ = trial
    for person, life in lives.items():
        talks = {event.week for event in life if event.event == "meeting"}
        for event in life:
            by_contact = event.event in OF_A_CONVERSATION
            by_contact |= event.event == "job_lead" and event.step == EVENT_STEPS["coaching"]
            assert not by_contact or event.week == 0 or event.week in talks, (person, event)


def test_the_log_ends_where_the_records_end(trial):
    """The status after the last event is that of the record."""
    model, data, lives, _ = trial
    moved = {person for person, life in lives.items() if any(event.event == "exit_other" for event in life)}
    of_record = set(model.people.id[model.people.status == LEFT_OTHERWISE])
    assert moved and moved == {int(number) for number in of_record}
