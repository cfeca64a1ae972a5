"""Behaviour: given columns enter the world unchanged; imputed columns correlate as in the stock."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from worlds import FREE, two_groups, usual_equilibrium

from scenarios.file.populations import drawn_population, populated, population_notes, with_population
from scenarios.file.scenario import Scenario, load
from simulation.columns import COLUMNS
from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.imputation import of_donors
from simulation.outcomes import Outcomes
from simulation.people import CARE, DOMAINS, FINANCES, MENTAL, SINGLE
from simulation.population import NO_CODE, Population, PrivacyError

PEOPLE = 3000
ONE = Design(groups=(Group(name="recipients", size=1, open=True),), weeks=2)


@pytest.fixture(scope="module")
def stock():
    return start(replace(ONE, groups=(Group(name="recipients", size=PEOPLE, cohort=7),)), rng=77)


@pytest.fixture(scope="module")
def complete(stock):
    columns = {name: np.asarray(of_donors(name, stock)) for name in COLUMNS}
    return Population(columns=columns, synthetic=True)


def start(design, rng=1, replication=0):
    return TrustExperiment(design, rng=rng, replication=replication, equilibrium=usual_equilibrium()).people


def only(population, *names, blank=0.0):
    """Return the population with these columns and a share of blank cells."""
    rng, columns = np.random.default_rng(1), {}
    for name in names:
        values = population.columns[name].copy()
        values[rng.random(len(values)) < blank] = NO_CODE if COLUMNS[name].coded else np.nan
        columns[name] = values
    return Population(columns=columns, synthetic=True)


def file_people(design, people):
    """Return the people of the population file in the order of its rows."""
    rows = people[(people.arrival_week == 0)]
    return rows[np.argsort(rows.id)]


def assert_given_values_stand(population, people):
    for name in population.columns:
        given, values = population.given(name), population.columns[name]
        years = people.benefit_weeks / 52.0
        of_people = years if name == "benefit_years" else np.asarray(of_donors(name, people))
        assert np.allclose(of_people[given], values[given], rtol=1e-15, atol=0), name


@pytest.mark.parametrize("blank", [0.0, 0.3])
def test_given_values_are_kept_exactly(complete, blank):
    population = only(complete, *COLUMNS, blank=blank)
    people = file_people(ONE, start(populated(ONE, population)))
    assert len(people) == PEOPLE
    assert_given_values_stand(population, people)


def correlation(first, second):
    return np.corrcoef(first, second)[0, 1]


def assert_like(correlation_of_people, expected, n=PEOPLE):
    """Correlations agree within four standard errors of their difference (Fisher's z)."""
    assert abs(np.arctanh(correlation_of_people) - np.arctanh(expected)) < 4 * np.sqrt(2 / (n - 3))


def test_imputed_problems_correlate_with_given_problems(complete, stock):
    people = file_people(ONE, start(populated(ONE, only(complete, "level_finances"))))
    for k in range(9):
        other = people.level[:, k].astype(float)
        if k != FINANCES:
            expected = correlation(stock.level[:, FINANCES], stock.level[:, k])
            assert expected > 0.1 or DOMAINS[k] in ("care_duties", "language", "digital_skills")
            assert_like(correlation(people.level[:, FINANCES], other), expected)
    assert_like(
        correlation(people.level[:, MENTAL], people.level[:, CARE]),
        correlation(stock.level[:, MENTAL], stock.level[:, CARE]),
    )
    assert_like(
        correlation(people.level[:, FINANCES], people.vulnerability),
        correlation(stock.level[:, FINANCES], stock.vulnerability),
    )
    assert abs(people.level.mean() - stock.level.mean()) < 4 * stock.level.mean(axis=1).std() * np.sqrt(2 / PEOPLE)


def test_imputed_benefit_years_correlate_with_age_and_children_with_household(complete, stock):
    people = file_people(ONE, start(populated(ONE, only(complete, "age", "sex"))))
    assert_like(correlation(people.age, people.benefit_weeks), correlation(stock.age, stock.benefit_weeks))
    for mother in (0, 1):
        mine, theirs = (rows.household[rows.female == mother] == 1 for rows in (people, stock))
        assert abs(mine.mean() - theirs.mean()) < 4 * np.sqrt(0.25 * 2 / len(theirs))
    assert not people.young_children[people.age >= 45.0].any()


def test_each_replication_imputes_new_values_and_each_row_has_its_own_luck(complete):
    design = populated(ONE, only(complete, "level_finances"))
    first, repeated, second = (start(design, replication=number) for number in (0, 0, 1))
    assert first.tobytes() == repeated.tobytes()
    first, second = first[:PEOPLE], second[:PEOPLE]
    assert np.array_equal(first.level[:, FINANCES], second.level[:, FINANCES])
    assert 0.2 < (first.level[:, MENTAL] == second.level[:, MENTAL]).mean() < 0.6
    fifty_rows = Population(columns={"level_finances": complete.columns["level_finances"][:50]}, synthetic=True)
    fewer = start(populated(ONE, fifty_rows))
    same = [name for name in fewer.dtype.names if np.array_equal(fewer[name][:50], first[name][:50])]
    assert {"id", "level", "age", "trust", "employability", "set_point"} <= set(same)


def test_imputed_values_are_consistent_with_any_given_column():
    n = 400
    given = {
        "young_children": Population(columns={"young_children": np.ones(n)}, synthetic=True),
        "alone": Population(columns={"household": np.zeros(n)}, synthetic=True),
        "no care": Population(columns={"level_care_duties": np.zeros(n)}, synthetic=True),
        "long": Population(columns={"benefit_years": np.full(n, 40.0)}, synthetic=True),
        "worked": Population(columns={"experience_years": np.full(n, 45.0)}, synthetic=True),
        "rare": Population(columns={"age": np.full(n, 60.0), "young_children": np.ones(n)}, synthetic=True),
        "young": Population(columns={"age": np.full(n, 27.0), "level_care_duties": np.full(n, 4)}, synthetic=True),
    }
    for kind, population in given.items():
        people = file_people(ONE, start(populated(ONE, population)))
        assert not ((people.household == SINGLE) & (people.young_children == 1)).any(), kind
        assert (people.level[:, CARE] >= people.young_children).all(), kind
        assert (people.benefit_weeks <= 52.0 * (people.age - 17.9) + 1e-9).all(), kind
        assert (people.age < 66.0).all() and (people.age >= 27.0).all(), kind
        assert_given_values_stand(population, people)
    worked = file_people(ONE, start(populated(ONE, given["worked"])))
    assert (worked.age >= 60.0).all()


def test_employability_follows_from_given_columns():
    n = 600
    for column, low, high in (("benefit_years", 0.0, 9.0), ("education", 2, 0), ("experience_years", 20.0, 0.0)):
        common = {"age": np.full(n, 45.0)}
        ends = [
            start(populated(ONE, Population(columns=common | {column: np.full(n, value)}, synthetic=True)))
            for value in (low, high)
        ]
        assert ends[0].employability[:n].mean() > ends[1].employability[:n].mean() + 0.03, column


def test_a_population_fills_the_only_group_or_the_only_open_group(complete):
    population = only(complete, "age")
    beside = Design(groups=(Group(name="few", size=30), Group(name="town", size=5, open=True)), weeks=2)
    design = populated(beside, population)
    assert [group.size for group in design.groups] == [30, PEOPLE]
    people = start(design)
    assert (people.group[people.arrival_week == 0] == 1).sum() == PEOPLE
    assert np.array_equal(people.age[30 : 30 + PEOPLE], population.columns["age"])
    assert start(beside)[:30].age.tobytes() == people[:30].age.tobytes()


@pytest.mark.parametrize("seed", [1, 2])
def test_each_replication_divides_several_groups_by_a_new_lot(complete, seed):
    columns = {name: complete.columns[name][:600] for name in ("age", "level_finances")}
    unequal = tuple(replace(group, size=size) for group, size in zip(two_groups().groups, (100, 200), strict=True))
    design = populated(two_groups(weeks=2, groups=unequal), Population(columns=columns, synthetic=True))
    chosen = []
    for replication in range(30):
        people = start(design, rng=seed, replication=replication)
        assert np.bincount(people.group).tolist() == [200, 400]
        people = people[np.argsort(people.id)]
        assert_given_values_stand(design.population, people)
        chosen.append(people.group == 0)
    shares = np.mean(chosen, axis=0)
    assert abs(shares.std() - np.sqrt(2 / 9 / 30)) < 4 * np.sqrt(2 / 9 / 30 / 2 / 600)
    difference = np.mean([level_difference(design, mine) for mine in chosen])
    spread = design.population.columns["level_finances"].std() * np.sqrt((1 / 200 + 1 / 400) / 30)
    assert abs(difference) < 4 * spread


def level_difference(design, mine):
    level = design.population.columns["level_finances"]
    return level[mine].mean() - level[~mine].mean()


def test_the_lot_does_not_follow_from_the_hash():
    ages = np.arange(20, 60, 0.1)
    lots = []
    for population in (Population(columns={"age": ages}), Population(columns={"age": ages[::-1]})):
        people = start(populated(two_groups(weeks=2, least_age=27), population))
        lots.append(people[np.argsort(people.id)].group)
    assert 0.4 < np.mean(lots[0] == lots[1]) < 0.6


def test_the_lot_does_not_change_the_people(complete):
    population = only(complete, "age")
    in_two_groups = populated(two_groups(size=100, weeks=2), population)
    single_group = replace(in_two_groups, groups=(Group(name="all", size=1),), posts=(), population=None)
    in_one_group = populated(single_group, population)
    people_in_two, people_in_one = (start(design) for design in (in_two_groups, in_one_group))
    people_in_two = people_in_two[np.argsort(people_in_two.id)]
    for name in ("id", "age", "level", "trust_history", "employability", "household", "help", "wage_hour"):
        assert np.array_equal(people_in_two[name], people_in_one[name]), name


def test_sizes_must_agree(complete):
    with pytest.raises(ValueError, match="has 3000 people, and the groups for them 300"):
        replace(two_groups(), population=complete)
    with pytest.raises(PrivacyError, match="fewer than 10 real people"):
        populated(ONE, Population(columns={"age": np.full(9, 40.0)}))
    assert populated(ONE, Population(columns={"age": np.full(9, 40.0)}, synthetic=True)).people == 9


def test_the_town_is_at_least_as_large_as_the_file(complete):
    scenario = Scenario(design=replace(ONE, town=100))
    design = populated(scenario.design, complete)
    assert design.town == PEOPLE and populated(ONE, complete).town == ONE.town
    text = " ".join(population_notes(scenario.design, design))
    assert "The town is taken to have 3,000 recipients, not 100." in text
    assert "not shown" not in text


def test_a_model_runs_with_an_own_population(tmp_path, complete):
    policy = {"coached": FREE}
    design = populated(two_groups(weeks=6, policy=policy["coached"]), only(complete, "age", "level_housing"))
    model = TrustExperiment(design, rng=1, equilibrium=usual_equilibrium())
    model.run_until(6)
    assert Outcomes.of(model).series["n"].groupby(Outcomes.of(model).series["week"]).sum().eq(PEOPLE).all()
    assert pickle.loads(pickle.dumps(design)) == design


def test_with_population_puts_a_file_into_a_scenario(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("age\n" + "40\n" * 25, encoding="utf-8")
    scenario = with_population(load("tilburg-2018"), path)
    assert scenario.design.people == 25 and not scenario.design.population.synthetic
    assert sum(group.size for group in scenario.design.groups) == 25
    path.write_text("age\n20\n", encoding="utf-8")
    with pytest.raises(ValueError, match="people of 27 and older"):
        with_population(load("tilburg-2018"), path)
    assert with_population(load("city-7000"), path, synthetic=True).design.people == 1


def test_a_drawn_population_has_every_column(monkeypatch):
    from scenarios.file import populations

    monkeypatch.setattr(populations, "equilibrium_of", lambda design: usual_equilibrium())
    population = drawn_population(500)
    assert population.synthetic and all(population.given(name).all() for name in COLUMNS)
    assert population == drawn_population(500) and population != drawn_population(500, seed=2)


def test_a_design_has_no_population_by_default():
    assert two_groups().population is None
