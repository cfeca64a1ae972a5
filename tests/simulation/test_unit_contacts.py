"""Unit: relations with contact persons: the start, a change of coach, and the loss of the coach at the end."""

from dataclasses import replace

import numpy as np
import pytest
from contact_samples import policy_with, rules, somebody
from worlds import COACHED, two_groups

from simulation.appointments import hear_of_appointment
from simulation.coaches import change_contact, move_clients
from simulation.design import CoachPost, Design, Group
from simulation.end_of_experiment import hand_over, return_to_manager
from simulation.equilibrium import STOCK_WEEKS, first_guess
from simulation.equilibrium_search import shares_remembered, trust_gained
from simulation.experiment import TrustExperiment
from simulation.income import money_month
from simulation.levers import COACHES
from simulation.measures import NAMES
from simulation.mind import autonomy_pull, circumstances, stress_pull
from simulation.people import LEFT_FOR_WORK, NEVER, NO_HELP, NOT_YET_HERE, ON_BENEFIT, OUT_OF_WORK
from simulation.renewal import QUANTILES
from simulation.synthesis import start_trust

RELATION = {
    "coach", "rapport", "rapport_department", "with_coach_since", "next_contact", "planned_for", "appointment", "plan",
    "policy", "drawn_for_nothing",
}  # fmt: skip


def one_group(policy, posts=(), **changes) -> TrustExperiment:
    design = Design(name="one", groups=(Group(name="people", size=240, policy=policy),), posts=posts, **changes)
    return TrustExperiment(design, rng=1, equilibrium=first_guess(design))


def test_coached_and_client_managed_people_differ_in_nothing_at_week_0():
    managed, coached = one_group({}), one_group({"team": "coaches"}, (CoachPost(),) * 2)
    assert np.array_equal(managed.book.series[0], coached.book.series[0], equal_nan=True)
    for name in managed.people.dtype.names:
        assert name in RELATION or np.array_equal(managed.people[name], coached.people[name]), name
    assert not coached.people.rapport.any()
    assert np.array_equal(coached.people.rapport_department, managed.people.rapport)


def test_a_client_manager_has_one_ratio_of_the_skill_of_a_coach_and_the_same_belief():
    model = one_group({"team": "coaches"}, (CoachPost(),), parameters={"manager_worth": 0.4, "coach_skill": 0.7})
    coach, manager = model.coaches[0], model.coaches[-1]
    assert (coach.team, manager.skill) == (COACHES, pytest.approx(0.28))
    assert coach.belief == manager.belief


def open_town() -> TrustExperiment:
    design = two_groups(size=300, weeks=40)
    design = replace(design, groups=(replace(design.groups[1], open=True),), posts=())
    service = np.full((10, 5), 0.3)
    equilibrium = replace(
        first_guess(design), serving=service, waiting=service, partner_shares=np.ones((10, len(design.partners))),
        disclosed=np.full(9, 0.6), attention=0.2, part_time=np.full((2, 3), 0.3), warned=0.3, sanctioned=0.3,
    )  # fmt: skip
    return TrustExperiment(design, rng=1, equilibrium=equilibrium)


def test_newcomers_have_not_met_anybody():
    people = open_town().people
    new = people.arrival_week > 0
    assert new.sum() > 20 and not people.rapport[new].any() and not people.plan[new].any()
    assert (people.with_coach_since[new] == people.arrival_week[new]).all()
    assert people.rapport[~new].mean() > 0.2
    assert (people.in_touch[new] == 1.0).all() and not people.control[new].any() and not people.attention[new].any()
    assert (people.in_touch[~new] < 1.0).all() and people.control[~new].all() and people.attention[~new].all()
    helped = (people.help[:, :9] != NO_HELP) & (people.level >= 2)
    assert np.array_equal(people.disclosed[new], helped[new]) and helped[new].any()
    assert np.array_equal(people.on_file[new], helped[new] @ (1 << np.arange(9)))
    assert (people.disclosed[~new] & ~helped[~new]).any()


def test_newcomers_minds_start_where_the_benefit_pulls_them():
    model = open_town()
    p, new = model.parameters[0], model.people[model.people.arrival_week > 0]
    assert (new.contract > 0).any() and (new.status == NOT_YET_HERE).all()
    for person in new:
        person.status = ON_BENEFIT
        assert person.money == money_month(person, model.policies[-1], 0, p)
        assert person.stress == stress_pull(person, p) and person.autonomy == autonomy_pull(person, p)
        assert person.used_to == pytest.approx(circumstances(person, p))


def stock_with(parameters=None, **relations):
    design = Design(name="stock", groups=(Group(name="recipients", size=4000),), parameters=parameters or {})
    return TrustExperiment(design, rng=1, equilibrium=replace(first_guess(design), **relations))


def test_the_stock_starts_with_the_dates_of_the_equilibrium():
    """A fifth is due already; the longest waiting have an appointment for the first week. The interval is 26 weeks."""
    people = stock_with(dates=np.interp(QUANTILES, [0.0, 0.2, 1.0], [-0.5, 0.0, 1.0]), dated=0.04).people
    dates = people.next_contact
    assert (dates < 0.0).mean() == pytest.approx(0.2, abs=0.02)
    assert dates[dates >= 0.0].mean() == pytest.approx(13.0, abs=0.5)
    dated = people.appointment == 1
    assert dated.mean() == pytest.approx(0.04, abs=0.01)
    assert dates[dated].max() <= dates[~dated].min() and set(people.appointment[~dated]) == {NEVER}


def test_some_have_asked_and_some_who_came_in_the_last_year_have_not_met():
    people = stock_with(asking=0.1, asked_weeks=3.0, unmet=0.5).people
    asking, last_year = people.asking == 1, people.benefit_weeks < 52
    assert asking.mean() == pytest.approx(0.1, abs=0.015)
    assert -people.asked_week[asking].mean() == pytest.approx(2.5, abs=0.3)  # whole weeks of 0 to 6
    assert people.plan[~last_year].all() and people.plan[last_year].mean() == pytest.approx(0.5, abs=0.05)
    unmet = people.plan == 0
    assert not people.rapport[unmet].any() and (people.with_coach_since[unmet] == 0).all()
    assert (-people.with_coach_since[~unmet] <= np.maximum(1.0, people.benefit_weeks[~unmet])).all()


def test_some_under_duties_start_with_a_warning_or_a_sanction_that_is_remembered():
    """Warnings are remembered for 20 weeks, sanctions for a year; nothing came before the benefit."""
    people = stock_with({"deterred_weeks": 20.0, "sanction_weeks": 5.0}, warned=0.3, sanctioned=0.2).people
    duties, before = people.exempted == 0, people.benefit_weeks >= 52
    for field, share, weeks in (("warned_week", 0.3, 20), ("sanction_week", 0.2, 52)):
        had = people[field] != NEVER
        assert not had[~duties].any() and had[duties].mean() == pytest.approx(share, abs=0.025)
        assert people[field][had].max() == 0 and people[field][had].min() == 1 - weeks
        assert (-people[field][had] <= people.benefit_weeks[had]).all()
        long = people[field][had & before]
        assert np.histogram(-long, 4, (0, weeks))[0] / len(long) == pytest.approx([0.25] * 4, abs=0.07)
    sanctioned = people.sanction_week != NEVER
    assert (people.sanction_until - people.sanction_week == 5)[sanctioned].all()
    assert np.array_equal(people.sanctions_in_row, sanctioned) and not people.sanctions_imposed.any()
    assert set(people.sanction_until[~sanctioned]) == {NEVER}


def test_newcomers_bring_no_warning_and_no_sanction():
    people = open_town().people
    new, fields = people.arrival_week > 0, ("warned_week", "sanction_week", "sanction_until")
    assert all(set(people[name][new]) == {NEVER} and len(set(people[name][~new])) > 1 for name in fields)


def test_the_search_finds_the_shares_that_the_rules_remember():
    people = np.rec.array(np.zeros(5, somebody().dtype))
    people.exempted = [0, 0, 0, 0, 1]
    people.warned_week = np.array([208, 183, 182, NEVER, 208])
    people.sanction_week = np.array([157, 156, NEVER, NEVER, 208])
    assert shares_remembered(people, {"deterred_weeks": 26.0}) == (0.5, 0.25)
    people.exempted = 1
    assert shares_remembered(people, {"deterred_weeks": 26.0}) == (0.0, 0.0)


def test_client_managers_know_what_appointments_and_crises_take():
    model = stock_with(slot_hours=1.2, urgent_hours=0.01)
    assert (model.coaches.slot_hours == 1.2).all()
    assert model.coaches.urgent_hours.sum() == pytest.approx(0.01 * 4000)


@pytest.mark.parametrize("contacts, silence", [(2.0, 26.0), (8.0, 6.5)])
def test_the_stock_with_the_initiative_starts_with_dates_spread_over_the_silence(contacts, silence):
    """The first guess has dates from a tenth of the silence ago to nine tenths ahead."""
    policy = {"initiative": "participant", "contacts_per_year": contacts}
    dates = one_group(policy, parameters={"silence_weeks": 26.0}).people.next_contact
    assert dates.max() <= 0.9 * silence and dates.mean() == pytest.approx(0.4 * silence, abs=0.05 * silence)


@pytest.mark.parametrize("weight", [0.0, 0.4])
def test_everybody_starts_with_the_trust_drawn_and_a_history_that_lets_it_stay(weight):
    design = two_groups()
    equilibrium = replace(first_guess(design), fair=np.array([0.5, 0.6]), trust_shift=0.03)
    people = np.rec.array(np.zeros(2, somebody().dtype))
    people.trust_history, people.exempted = (0.5, 0.45), (0, 1)
    start_trust(people, weight, equilibrium)
    assert people.trust.tolist() == [0.5, 0.45] and people.fair_treatment.tolist() == [0.5, 0.6]
    pull = (1.0 - weight) * people.trust_history + weight * people.fair_treatment
    assert (pull + 0.03 - people.trust).tolist() == pytest.approx([0.0, 0.0])


def test_the_search_finds_the_pull_that_moved_trust():
    design = replace(two_groups(size=20), parameters={"trust_drift": 0.01})
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design))
    start = model.people.trust.copy()
    model.people.trust += 0.05 * (1.0 - 0.99**STOCK_WEEKS)
    assert trust_gained(model, start) == pytest.approx(0.05)


@pytest.mark.parametrize("handover, rapport, breaches, lead, date", [(1, 0.35, 0, 40, 33), (0, 0.0, 1, 30, NEVER)])
def test_a_change_of_coach_costs_rapport_and_without_a_handover_trust_leads_and_dates(
    handover, rapport, breaches, lead, date
):
    person = somebody(contacts=3, last_contact=20, rapport=0.5, rapport_department=0.3, lead_until=40, trust=0.5)
    person.appointment = 33
    change_contact(person, handover, 30, rules(handover_keeps=0.7))
    assert person.rapport == pytest.approx(rapport)
    assert (person.breaches, person.lead_until, person.appointment) == (breaches, lead, date)
    assert (person.with_coach_since, person.rapport_department) == (30, 0.3)


@pytest.mark.parametrize("appointment, handover, fair", [(33, 0, 0.5), (33, 1, 0.55), (NEVER, 0, 0.55)])
def test_a_fresh_date_for_one_lost_by_a_change_of_coach_is_no_new_invitation(appointment, handover, fair):
    p = rules(invitation_weighs=0.1)
    person = somebody(fair_treatment=0.5, appointment=appointment)
    change_contact(person, handover, 30, p)
    hear_of_appointment(person, policy_with(initiative="coach"), p)
    assert person.fair_treatment == pytest.approx(fair)


@pytest.mark.parametrize("contacts, last, since", [(0, NEVER, 0), (3, 12, 13)])
def test_who_never_met_the_coach_loses_nothing_by_a_change(contacts, last, since):
    """Nobody so far, or only the coach before this one."""
    person = somebody(contacts=contacts, last_contact=last, with_coach_since=since, trust=0.5, lead_until=40)
    change_contact(person, 0, 30, rules())
    assert (person.trust, person.breaches, person.lead_until) == (0.5, 0, 40)


def test_who_is_no_client_any_more_does_not_notice_a_change_of_coach():
    model = one_group({"team": "coaches"}, (CoachPost(), CoachPost(leaves=20)), coach_team={"handover": False})
    people, leaving = model.people, 1
    for status in (ON_BENEFIT, LEFT_FOR_WORK, OUT_OF_WORK):
        row = int(np.flatnonzero((people.coach == leaving) & (people.status == ON_BENEFIT) & (people.breaches == 0))[0])
        people.status[row], people.exit_week[row], people.last_contact[row], people.contacts[row] = status, 1, 5, 1
        move_clients(model.world, np.array([row]), np.array([0]), 20)
        assert (people.coach[row], people.breaches[row]) == (0, int(status == ON_BENEFIT))


@pytest.mark.parametrize(
    "warm, rapport, department, left, breaches",
    [(1, 0.6, 0.2, 0.33, 0), (1, 0.2, 0.3, 0.3, 0), (0, 0.6, 0.2, 0.2, 1)],
)
def test_losing_the_coach_is_a_change_of_contact_and_the_contact_at_the_department_stays(
    warm, rapport, department, left, breaches
):
    person = somebody(contacts=3, rapport=rapport, rapport_department=department, appointment=60, trust=0.5)
    hand_over(person, warm, rules(warm_handover_keeps=0.55, breach_on_rapport=0.0))
    return_to_manager(person, 4, 70.0, 50)
    assert person.rapport == pytest.approx(left) and person.rapport_department == 0.0
    assert (person.coach, person.next_contact, person.appointment, person.breaches) == (4, 70.0, NEVER, breaches)


def lived(initiative, contacts=6.0):
    policy = COACHED | {"initiative": initiative, "planned_ahead": False, "may_withdraw": False}
    policy["contacts_per_year"] = contacts
    model = one_group(policy, (CoachPost(),) * 3, weeks=60, switched_off=frozenset({"crises"}))
    model.run_until(60)
    return model


def test_the_four_values_of_the_initiative_differ_by_their_events():
    municipality, coach, both, participant = map(lived, ("municipality", "coach", "both", "participant"))
    fair, held = NAMES.index("fair_treatment"), NAMES.index("contacts_held")
    feels = [model.book.series[60, 0, fair] for model in (municipality, coach, both, participant)]
    talks = [model.book.series[60, 0, held] for model in (municipality, coach, both, participant)]
    assert feels[0] < feels[1] - 0.02  # a summons and an appointment by the coach, at the same dates
    assert talks[2] > talks[1]  # the participant may call
    assert talks[3] < talks[2]  # an invitation can be let pass
    assert lived("participant", 2.0).book.series[60, 0, held] < 0.6 * talks[3]  # invited after half a year of silence
