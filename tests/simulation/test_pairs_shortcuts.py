"""Pairs: shortcuts of the rules and caches change no result."""

import pickle

import numpy as np
import pytest
from worlds import two_groups, usual_equilibrium

from simulation.compiled import compiled_for
from simulation.design import Change
from simulation.experiment import TrustExperiment
from simulation.institution import hear_from_department, let_a_week_pass, mark_addressed
from simulation.luck import CHUNK
from simulation.memo import OneEntryCache
from simulation.people import NEVER, NO_WORK, ON_BENEFIT, PERSON_RECORD, empty_records
from simulation.problems import easing_chance, live, mark_stirred, worsening_chance
from simulation.search import offer_chance, search_effort, search_or_work
from simulation.surveys import read_truth
from simulation.waiting import ARRIVAL_FIELDS, drawn_ahead_holds, nothing_drawn_ahead
from simulation.week import life_and_institution
from simulation.weekly_measures import ADDS_UP

EXTREMES = ({}, {"crisis": 0.4, "illness": 0.0}, {"close_eases": 0.1}, {"vulnerability": 0.0}, {"letter_duty": 0.0})


def model_of(design, replication=0, **options):
    return TrustExperiment(design, rng=1, replication=replication, equilibrium=usual_equilibrium(), **options)


def people_of_all_kinds(rng, count=CHUNK):
    """Return people with extreme and with moderate problems, stress and vulnerability."""
    people = empty_records(PERSON_RECORD, count)
    people.level = rng.integers(0, 5, (count, 9))
    people.vulnerability = rng.normal(0.0, 1.5, count)
    people.household, people.young_children = rng.integers(0, 3, count), rng.integers(0, 2, count)
    people.close_burden, people.close_known = rng.integers(0, 5, count), rng.integers(0, 2, count)
    people.help = rng.integers(0, 3, (count, 10))
    people.exempted, people.status = rng.integers(0, 2, count), rng.integers(0, 3, count)
    for name in ("stress", "self_efficacy", "trust", "rapport", "control"):
        people[name] = rng.choice([0.0, 0.3, 1.0], count)
    people.sanction_until = people.warned_week = people.sanction_week = NEVER
    return people


@pytest.mark.parametrize("parameters", EXTREMES)
def test_rules_leave_unmarked_people_unchanged(parameters):
    """Unmarked people are equal before and after the rules; marked and unmarked people occur."""
    model = model_of(two_groups(size=5, weeks=2, parameters=parameters))
    p, town, policies = model.parameters[0], model.town[0], model.policies
    rng, marked = np.random.default_rng(5), np.zeros(2)
    for _ in range(60):
        people, draws = people_of_all_kinds(rng), rng.random((18, CHUNK))
        draws[:16] = np.where(rng.random((16, CHUNK)) < 0.3, rng.choice([1e-9, 1 - 1e-9]), draws[:16])
        frailty = np.exp(p.on_vulnerability * p.vulnerability * people.vulnerability)
        stirred, addressed = draws[16], draws[17]
        mark_stirred(draws, frailty, p, stirred)
        mark_addressed(draws, town, p, addressed)
        before = people.copy()
        for index in range(CHUNK):
            live(people[index], p, draws, index, frailty[index])
        assert (before == people)[stirred == 0.0].all()
        before = people.copy()
        for index in range(CHUNK):
            policy = policies[index % len(policies)]
            hear_from_department(people[index], policy, town, p, *draws[12:16, index], 3)
        assert (before == people)[addressed == 0.0].all()
        marked += (stirred > 0.0).sum(), (addressed > 0.0).sum()
    assert (marked > 0).all() and (marked < 60 * CHUNK).all()


def test_everybody_whose_chance_is_just_met_is_marked():
    """Chances are bounded by the chances of people with every problem, full stress and full confidence."""
    model = model_of(two_groups(size=5, weeks=2))
    p, town, policies = model.parameters[0], model.town[0], model.policies
    people, marks, just = people_of_all_kinds(np.random.default_rng(6)), np.zeros(CHUNK), 1.0 - 1e-12
    people.level[::2], people.help, people.self_efficacy = 4, 0, 1.0
    frailty = np.exp(p.on_vulnerability * p.vulnerability * people.vulnerability)
    for stress, chance in ((1.0, worsening_chance), (0.0, easing_chance)):
        people.stress = stress
        for k in range(9):
            draws = np.full((18, CHUNK), 0.5)
            met = just * np.array([chance(person, k, p) for person in people])
            draws[4 * (k // 3) + k % 3] = met if stress else 1.0 - met
            mark_stirred(draws, frailty, p, marks)
            assert marks.all(), (chance, k)
    person = people[0]
    person.exempted, person.status = 0, ON_BENEFIT
    chances = (12, just * p.letter_duty), (12, 1.0 - just * p.letter_lawful), (15, 1.0 - just * p.block_by_itself)
    for row, met in chances:
        draws, before = np.full((18, CHUNK), 0.5), person.copy()
        draws[row] = met
        person.blocked = 0
        hear_from_department(person, policies[-1], town, p, *draws[12:16, 0], 3)
        assert before != person
        mark_addressed(draws, town, p, marks)
        assert marks.all()


def test_full_search_effort_hears_of_every_offer():
    model = model_of(two_groups(size=60, weeks=2, parameters={"effort_confidence": 1.2}))
    p, people, policy = model.parameters[0], model.people, model.policies[-1]
    people.self_efficacy, people.autonomy, people.level, people.stress = 1.0, 1.0, 0, 0.0
    people.contract, people.hours, people.age, people.employability = NO_WORK, 0.0, 40.0, 1.0
    for person in people:
        effort = search_effort(person, policy, 1, p)
        offer = 0.9 * offer_chance(person, effort, 1.0, 1, p)  # because employability fades before the offer
        before = person.offers
        search_or_work(person, policy, model.town[0], p, model.luck, offer, 0.999, 0.5, 0.999, 1)
        assert effort == 1.0 and person.offers == before + 1


def test_control_fades_by_its_share():
    model = model_of(two_groups(size=5, weeks=2))
    person = model.people[0]
    person.control = 0.5
    let_a_week_pass(person, model.parameters[0])
    assert person.control == 0.5 - model.parameters[0].control_fades * 0.5


def test_control_fades_and_payments_are_released_also_in_a_week_without_letters():
    nothing = dict.fromkeys(("letter_duty", "letter_lawful", "block_by_itself"), 0.0)
    model = model_of(two_groups(size=100, weeks=2, parameters=nothing | {"release_alone": 1.0}))
    model.people.blocked[::2], model.people.control = 1, 0.5
    life_and_institution(model.world, 1)
    assert not model.people.blocked.any()
    assert model.people.control == pytest.approx(0.5 - 0.5 * model.parameters[0].control_fades)


def test_assigned_vulnerability_counts_from_the_next_week_on():
    design = two_groups(size=100, weeks=30)
    steady, shaken = model_of(design), model_of(design)
    for model in (steady, shaken):
        model.run_until(5)
    shaken.people.vulnerability = 6.0
    for model in (steady, shaken):
        model.run_until(30)
    p = shaken.parameters[0]
    assert shaken.world.frailty[1] == pytest.approx(np.exp(p.vulnerability * 6.0))
    assert shaken.people.level.sum() > 1.2 * steady.people.level.sum()


def test_a_pickled_model_continues_with_equal_bytes():
    design = two_groups(size=40, weeks=12)
    original = model_of(design)
    original.run_until(6)
    unpickled = pickle.loads(pickle.dumps(original))
    for model in (original, unpickled):
        model.run_until(12)
    assert original.people.tobytes() == unpickled.people.tobytes()
    assert original.book.series.tobytes() == unpickled.book.series.tobytes()


def test_non_contiguous_arrays_use_the_generic_rule():
    """The compiled rule is cached for contiguous arrays; for other arrays numba dispatches the types."""
    people = model_of(two_groups(size=5, weeks=1)).people
    table, others = np.zeros((len(people), 6)), np.zeros((len(people), 6))
    compiled = compiled_for(read_truth, people, table)
    assert compiled is compiled_for(read_truth, people.copy(), others)
    assert compiled_for(read_truth, people[::2], table) is compiled_for(read_truth, people, table.T) is read_truth
    compiled(people, table)
    read_truth(people, others)
    np.testing.assert_array_equal(table, others)


@pytest.mark.parametrize("lever", [{}, {"town_arrivals_factor": 1.5}, {"service_factor": 0.5}, {"open": False}])
def test_arrivals_drawn_ahead_equal_weekly_draws(lever):
    change = Change(week=4, scope="partners", target="ggz", lever="open", value=True)
    design = two_groups(size=60, weeks=12, partner_levers={"ggz": lever} if lever else {}, changes=(change,))
    beforehand, weekly = model_of(design), model_of(design)
    assert len(beforehand.world.queue.arrivals) > 1000
    numbers = nothing_drawn_ahead(len(design.partners))
    weekly.world = weekly.world._replace(
        queue=weekly.world.queue._replace(**dict(zip(("arrivals", "first_arrival", "drawn_for"), numbers, strict=True)))
    )
    for model in (beforehand, weekly):
        model.run_until(12)
    assert beforehand.partners.tobytes() == weekly.partners.tobytes()
    assert beforehand.people.tobytes() == weekly.people.tobytes()
    for part in ("lines", "departures"):
        assert getattr(beforehand.world.queue, part).tobytes() == getattr(weekly.world.queue, part).tobytes()


@pytest.mark.parametrize("name", [*ARRIVAL_FIELDS, "drop_service"])
def test_a_changed_partner_gets_new_draws(name):
    model = model_of(two_groups(size=20, weeks=3))
    partner, p = model.partners[0], model.parameters[0]
    assert drawn_ahead_holds(model.world.queue, partner, p)
    changed = p if name == "drop_service" else partner
    setattr(changed, name, 0.9 * getattr(changed, name) + 1e-3)
    assert not drawn_ahead_holds(model.world.queue, partner, p)


def test_the_one_entry_cache_computes_only_for_a_new_key():
    cache, computed = OneEntryCache(), []
    for key in (1, 1, 2, 2, 1):
        assert cache.get(key, lambda key=key: computed.append(key) or key) == key
    assert computed == [1, 2, 1]


def test_partly_measured_weeks_keep_cumulative_measures():
    design = two_groups(size=60, weeks=9)
    whole, part = model_of(design), model_of(design, measured={0, 4, 9}, surveyed=False)
    for model in (whole, part):
        model.run_until(9)
    assert whole.people.tobytes() == part.people.tobytes()
    assert part.observed.surveys is part.observed.records is None
    weeks = [0, 4, 9]
    np.testing.assert_array_equal(whole.book.series[weeks], part.book.series[weeks])
    np.testing.assert_array_equal(whole.book.series[..., list(ADDS_UP)], part.book.series[..., list(ADDS_UP)])
    others = part.book.series[[1, 5, 8]][..., ~np.array(ADDS_UP)]
    assert np.isnan(others).all()
    for name in ("members", "appointments", "coaches", "partners"):
        np.testing.assert_array_equal(getattr(whole.book, name), getattr(part.book, name))


def test_problems_in_the_book_equal_those_of_the_people():
    model = model_of(two_groups(size=60, weeks=3))
    model.run_until(3)
    problems = [(model.people.level[model.people.group == group] >= 2).sum() for group in range(2)]
    assert model.book.problems[3].tolist() == problems
