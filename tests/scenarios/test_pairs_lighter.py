"""Pairs: what saves work changes nothing."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from worlds import FREE, but, two_groups, usual_equilibrium

from simulation.compiled import compiled_for
from simulation.design import Change, Group
from simulation.equilibrium import Equilibrium
from simulation.institution import feel_watched_less, hear_from_department, mark_addressed
from simulation.luck import TOGETHER
from simulation.memo import Last
from simulation.model import TrustExperiment
from simulation.partners import PARTNERS_2018
from simulation.people import NEVER, NO_WORK, ON_BENEFIT, PERSON, empty_records
from simulation.population import Population
from simulation.problems import easing_chance, live, mark_stirred, worsening_chance
from simulation.recruitment import Recruitment
from simulation.search import offer_chance, search_effort, search_or_work
from simulation.start import LAST_STOCK
from simulation.surveys import read_truth
from simulation.waiting import FORESEEN, is_as_foreseen, nobody_foreseen
from simulation.week import life_and_institution
from simulation.weekly_measures import ADDS_UP

EXTREMES = ({}, {"crisis": 0.4, "illness": 0.0}, {"close_eases": 0.1}, {"vulnerability": 0.0}, {"letter": 0.0})


def model_of(design, replication=0, **options):
    return TrustExperiment(design, rng=1, replication=replication, equilibrium=usual_equilibrium(), **options)


def people_of_all_kinds(rng, count=TOGETHER):
    """Return people as burdened, stressed and fragile as people can be, and others."""
    people = empty_records(PERSON, count)
    people.level = rng.integers(0, 5, (count, 9))
    people.vulnerability = rng.normal(0.0, 1.5, count)
    people.household, people.young_children = rng.integers(0, 3, count), rng.integers(0, 2, count)
    people.close_burden, people.close_known = rng.integers(0, 5, count), rng.integers(0, 2, count)
    people.help = rng.integers(0, 3, (count, 10))
    people.exempted, people.status = rng.integers(0, 2, count), rng.integers(0, 3, count)
    for name in ("stress", "self_efficacy", "trust", "rapport", "control"):
        people[name] = rng.choice([0.0, 0.3, 1.0], count)
    people.sanction_until = NEVER
    return people


@pytest.mark.parametrize("parameters", EXTREMES)
def test_nothing_happens_to_those_who_are_passed_over(parameters):
    """Whoever is not marked is the same after the rules as before, and both kinds occur."""
    model = model_of(two_groups(size=5, weeks=2, parameters=parameters))
    p, town, policies = model.parameters[0], model.town[0], model.policies
    rng, marked = np.random.default_rng(5), np.zeros(2)
    for _ in range(60):
        people, draws = people_of_all_kinds(rng), rng.random((18, TOGETHER))
        draws[:16] = np.where(rng.random((16, TOGETHER)) < 0.3, rng.choice([1e-9, 1 - 1e-9]), draws[:16])
        frailty = np.exp(p.on_vulnerability * p.vulnerability * people.vulnerability)
        stirred, addressed = draws[16], draws[17]
        mark_stirred(draws, frailty, p, stirred)
        mark_addressed(draws, policies, town, p, addressed)
        before = people.copy()
        for place in range(TOGETHER):
            live(people[place], p, draws, place, frailty[place])
        assert (before == people)[stirred == 0.0].all()
        before = people.copy()
        for place in range(TOGETHER):
            policy = policies[place % len(policies)]
            hear_from_department(people[place], policy, town, p, *draws[12:16, place], 3)
        assert (before == people)[addressed == 0.0].all()
        marked += (stirred > 0.0).sum(), (addressed > 0.0).sum()
    assert (marked > 0).all() and (marked < 60 * TOGETHER).all()


def test_nobody_is_passed_over_whose_chance_is_just_met():
    """Chances are bounded by those of people who have every problem, all stress and all confidence there is."""
    model = model_of(two_groups(size=5, weeks=2))
    p, town, policies = model.parameters[0], model.town[0], model.policies
    people, marks, just = people_of_all_kinds(np.random.default_rng(6)), np.zeros(TOGETHER), 1.0 - 1e-12
    people.level[::2], people.help, people.self_efficacy = 4, 0, 1.0
    frailty = np.exp(p.on_vulnerability * p.vulnerability * people.vulnerability)
    for stress, chance in ((1.0, worsening_chance), (0.0, easing_chance)):
        people.stress = stress
        for k in range(9):
            draws = np.full((18, TOGETHER), 0.5)
            met = just * np.array([chance(person, k, p) for person in people])
            draws[4 * (k // 3) + k % 3] = met if stress else 1.0 - met
            mark_stirred(draws, frailty, p, marks)
            assert marks.all(), (chance, k)
    draws, person = np.full((18, TOGETHER), 0.5), people[0]
    person.stress, person.exempted, person.status = 1.0, 0, ON_BENEFIT
    draws[14] = just * 1.5 * p.sanction * policies[-1].sanctions
    hear_from_department(person, policies[-1], town, p, *draws[12:16, 0], 3)
    assert person.sanction_until > 3
    mark_addressed(draws, policies, town, p, marks)
    assert marks.all()


def test_whoever_searches_with_all_effort_hears_of_every_offer():
    model = model_of(two_groups(size=60, weeks=2, parameters={"effort_confidence": 1.0}))
    p, people, policy = model.parameters[0], model.people, model.policies[-1]
    people.self_efficacy, people.autonomy, people.level, people.stress = 1.0, 1.0, 0, 0.0
    people.contract, people.hours, people.age, people.employability = NO_WORK, 0.0, 40.0, 1.0
    for person in people:
        effort = search_effort(person, policy, p)
        offer = 0.9 * offer_chance(person, effort, 1.0, 1, p)  # for employability fades before it is heard of
        before = person.offers
        search_or_work(person, policy, 1.0, p, model.luck, offer, 0.999, 0.5, 1)
        assert effort == 1.0 and person.offers == before + 1


def test_control_fades_by_its_share():
    model = model_of(two_groups(size=5, weeks=2))
    person = model.people[0]
    person.control = 0.5
    feel_watched_less(person, model.parameters[0])
    assert person.control == 0.5 - model.parameters[0].control_fades * 0.5


def test_control_fades_and_payments_are_released_also_in_a_week_without_letters():
    nothing = dict.fromkeys(("letter", "sanction", "uncoordinated_letter", "block_by_itself"), 0.0)
    model = model_of(two_groups(size=100, weeks=2, parameters=nothing | {"release_alone": 1.0}))
    model.people.blocked[::2], model.people.control = 1, 0.5
    life_and_institution(model.world, 1)
    assert not model.people.blocked.any()
    assert model.people.control == pytest.approx(0.5 - 0.5 * model.parameters[0].control_fades)


def test_vulnerability_that_is_written_to_counts_from_the_next_week_on():
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


def test_a_stock_that_is_remembered_is_the_one_that_would_be_made():
    one, other = two_groups(size=60, weeks=6), two_groups(size=60, weeks=6, policy={"contacts_per_year": 12.0})
    longer = but(one, weeks=8)
    found = {}
    for turn in range(2):
        for replication in (0, 1):  # one and other, which begin with the same stock, come one after the other
            for name, design in (("one", one), ("other", other), ("longer", longer)):
                if turn == 0:
                    LAST_STOCK.of(object(), lambda: None)
                model = model_of(design, replication)
                model.people.trust[:3] = 0.5
                model.run_until(design.weeks)
                model.parameters.accept = -9.0
                now = model.people.tobytes(), model.partners.tobytes(), model.world.queue.departures.tobytes()
                assert found.setdefault((name, replication), now) == now
    assert len({people for people, *_ in found.values()}) == 6


RECIPIENTS = Population(columns={"age": np.full(50, 30.5), "sex": np.ones(50)}, synthetic=True)
ANOTHER = {
    "parameters": {"parameters": {"women": 0.9}},
    "least age": {"least_age": 40},
    "town": {"town": 3500},
    "weeks": {"weeks": 7},
    "switches": {"switched_off": frozenset({"bandwidth"})},
    "partners": {"partners": (but(PARTNERS_2018[0], wait_weeks=9.0), *PARTNERS_2018[1:])},
    "size": {"groups": (Group(name="coached", size=50, policy=FREE), Group(name="usual", size=60))},
    "newcomers": {"groups": (Group(name="coached", size=50, policy=FREE), Group(name="usual", size=50, open=True))},
    "cohort": {"groups": (Group(name="coached", size=50, policy=FREE), Group(name="usual", size=50, cohort=7))},
    "people of a file": {"population": Population(columns={"age": np.full(100, 30.5)}, synthetic=True)},
}
"""What another stock may be like."""


@pytest.mark.parametrize("change", ANOTHER)
def test_another_stock_is_made_anew(change):
    design = two_groups(size=50, weeks=6)
    other = but(design, **ANOTHER[change])
    assert made_after(design, other) == made_after(None, other)


def made_after(before, design, equilibrium=None, replication=0) -> tuple:
    """Return people, partners and departures of a design, made after another or after nothing."""
    LAST_STOCK.of(object(), lambda: None)
    if before is not None:
        model_of(before)
    equilibrium = equilibrium or usual_equilibrium()
    model = TrustExperiment(design, rng=1, replication=replication, equilibrium=equilibrium)
    return tuple(part.tobytes() for part in (model.people, model.partners, model.world.queue.departures, model.world.p))


def test_another_replication_or_starting_point_is_another_stock():
    design = two_groups(size=50, weeks=6)
    usual, moved = usual_equilibrium(), replace(usual_equilibrium(), trust_shift=0.1)
    assert made_after(design, design, usual, replication=3) == made_after(None, design, usual, replication=3)
    assert made_after(design, design, moved) == made_after(None, design, moved) != made_after(None, design, usual)


def test_the_people_of_a_file_are_those_of_the_pool_that_is_asked():
    """Two designs that differ in nothing but the group to which the people of a file belong."""
    west, east = (
        two_groups(
            groups=(
                Group(name="west", size=50), Group(name="east", size=50),
                Group(name="coached", size=0, lot=1.0, policy=FREE),
            ),
            weeks=4, population=RECIPIENTS, recruitment=Recruitment(pool=pool, target=10),
        )
        for pool in ("west", "east")
    )  # fmt: skip
    usual = usual_equilibrium()
    assert made_after(west, east, usual) == made_after(None, east, usual) != made_after(None, west, usual)


def test_a_model_goes_on_in_another_process_as_it_would_have():
    design = two_groups(size=40, weeks=12)
    here = model_of(design)
    here.run_until(6)
    there = pickle.loads(pickle.dumps(here))
    for model in (here, there):
        model.run_until(12)
    assert here.people.tobytes() == there.people.tobytes()
    assert here.book.series.tobytes() == there.book.series.tobytes()


def test_arrays_that_lie_otherwise_get_the_rule_as_it_is():
    """A rule is looked up for arrays whose rows lie one behind the other; for others its types are worked out."""
    people = model_of(two_groups(size=5, weeks=1)).people
    table, others = np.zeros((len(people), 6)), np.zeros((len(people), 6))
    found = compiled_for(read_truth, people, table)
    assert found is compiled_for(read_truth, people.copy(), others)
    assert compiled_for(read_truth, people[::2], table) is compiled_for(read_truth, people, table.T) is read_truth
    found(people, table)
    read_truth(people, others)
    np.testing.assert_array_equal(table, others)


def test_a_stock_under_another_equilibrium_is_made_anew():
    design, usual = two_groups(size=60, weeks=6), usual_equilibrium()
    calm = {name: getattr(usual, name) * (0.5 if name == "worsen" else 1.0) for name in Equilibrium.__slots__}
    model_of(design)
    made = TrustExperiment(design, rng=1, equilibrium=Equilibrium(**calm))
    assert made.parameters[0].worsen == pytest.approx(0.5 * usual.worsen)


@pytest.mark.parametrize("lever", [{}, {"town_arrivals_factor": 1.5}, {"service_factor": 0.5}, {"open": False}])
def test_who_of_the_town_is_drawn_beforehand_comes_as_if_drawn_each_week(lever):
    change = Change(week=4, scope="partners", target="ggz", lever="open", value=True)
    design = two_groups(size=60, weeks=12, partner_levers={"ggz": lever} if lever else {}, changes=(change,))
    beforehand, weekly = model_of(design), model_of(design)
    assert len(beforehand.world.queue.visitors) > 1000
    numbers = nobody_foreseen(len(design.partners))
    weekly.world = weekly.world._replace(
        queue=weekly.world.queue._replace(**dict(zip(("visitors", "first_visitor", "outlook"), numbers, strict=True)))
    )
    for model in (beforehand, weekly):
        model.run_until(12)
    assert beforehand.partners.tobytes() == weekly.partners.tobytes()
    assert beforehand.people.tobytes() == weekly.people.tobytes()
    for part in ("lines", "departures"):
        assert getattr(beforehand.world.queue, part).tobytes() == getattr(weekly.world.queue, part).tobytes()


@pytest.mark.parametrize("name", [*FORESEEN, "drop_service"])
def test_a_partner_that_changes_gets_others_than_were_foreseen(name):
    model = model_of(two_groups(size=20, weeks=3))
    partner, p = model.partners[0], model.parameters[0]
    assert is_as_foreseen(model.world.queue, partner, p)
    changed = p if name == "drop_service" else partner
    setattr(changed, name, 0.9 * getattr(changed, name) + 1e-3)
    assert not is_as_foreseen(model.world.queue, partner, p)


def test_the_last_thing_is_worked_out_again_for_another_key_only():
    last, asked = Last(), []
    for key in (1, 1, 2, 2, 1):
        assert last.of(key, lambda key=key: asked.append(key) or key) == key
    assert asked == [1, 2, 1]


def test_equilibria_are_equal_if_their_numbers_are():
    one = usual_equilibrium()
    same = Equilibrium(**{name: np.copy(getattr(one, name)) for name in Equilibrium.__slots__})
    other = Equilibrium(**{name: getattr(one, name) + (name == "worsen") for name in Equilibrium.__slots__})
    assert one == same and one != other and one != 1


def test_weeks_that_are_measured_in_part_hold_what_adds_up():
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
    for name in ("members", "due", "coaches", "partners"):
        np.testing.assert_array_equal(getattr(whole.book, name), getattr(part.book, name))


def test_problems_in_the_book_are_those_of_the_people():
    model = model_of(two_groups(size=60, weeks=3))
    model.run_until(3)
    found = [(model.people.level[model.people.group == group] >= 2).sum() for group in range(2)]
    assert model.book.problems[3].tolist() == found
