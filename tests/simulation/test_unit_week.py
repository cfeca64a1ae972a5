"""Unit: the week is one list; whatever has to do with its steps follows it."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from worlds import two_groups, usual_equilibrium

import simulation
from simulation.channels import BRINGS, BRINGS_JOBS, GOES_BY_RULES, READS
from simulation.draw_rows import APPLYING_ROW, HOLDING_ROW, LEAVING_ROW, OFFER_ROW
from simulation.equilibrium import first_guess
from simulation.events import ALL_PEOPLE
from simulation.experiment import TrustExperiment
from simulation.luck import PERSON, draw4
from simulation.mind import feel
from simulation.people import LEFT_FOR_WORK, NOT_YET_HERE, PERMANENT
from simulation.search import OFFERS, search_or_work
from simulation.trial_data import TrialData
from simulation.week import EVENT_STEPS, WEEK, work_and_mind
from simulation.work_measures import note_taking_part

FOLDER = Path(simulation.__file__).parent
NAMES = [step.name for step in WEEK]


class Watched(TrustExperiment):
    """A model that notes which steps happen."""

    def let_happen(self, step, week):
        """Note the step, and let it happen."""
        self.happened = [*getattr(self, "happened", []), (week, step.name)]
        super().let_happen(step, week)


def test_a_week_is_the_list_from_beginning_to_end():
    model = Watched(two_groups(size=20, weeks=2), rng=1, equilibrium=usual_equilibrium())
    model.run_until(2)
    assert model.happened == [(week, name) for week in (1, 2) for name in NAMES]


def test_the_order_of_the_week_is_the_one_of_the_description():
    parts = [part.name for step in WEEK for part in step.parts]
    assert parts == [
        "Calendar", "Life", "Institution", "Coaching", "Partners", "Peers", "Work", "Mind", "Measure", "Observe",
    ]  # fmt: skip


def test_every_file_of_a_step_exists_and_belongs_to_one_step():
    files = [file for step in WEEK for part in step.parts for file in part.files]
    assert len(set(files)) == len(files)
    assert not [file for file in files if not (FOLDER / file).is_file()]


def test_steps_of_the_event_log_are_numbered_in_the_order_of_the_week():
    assert EVENT_STEPS == {"life": 1, "coaching": 2, "partners": 3, "peers": 4, "work": 5, "observe": 6}
    assert list(EVENT_STEPS) == [name for name in NAMES if name in EVENT_STEPS]


def test_channels_speak_of_steps_of_the_week():
    assert {*BRINGS, *BRINGS_JOBS, *READS, *GOES_BY_RULES} <= set(NAMES)


def test_appointments_lapse_only_in_the_step_of_coaching():
    design = two_groups(size=200, weeks=40, policy={"contacts_per_year": 52.0, "initiative": "coach"})
    model = TrustExperiment(design, rng=1, equilibrium=usual_equilibrium(), logged=ALL_PEOPLE)
    model.run_until(40)
    events = TrialData.of(model).events
    steps = events.loc[events["detail"] == "appointment", "step"]
    assert len(steps) and set(steps) == {EVENT_STEPS["coaching"]}


def imports_of(path):
    """Yield the module of each import of a file, and whether it stands in a function."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ((name, node.level, id(node) in inside) for name in names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, 0, id(node) in inside) for alias in node.names)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_the_world_imports_nothing_inside_a_function(path):
    assert not [name for name, _, inside in imports_of(path) if inside]


def test_no_file_of_the_world_needs_itself():
    needs = {
        path.stem: {name for name, level, _ in imports_of(path) if level == 1} for path in FOLDER.glob("*.py")
    }
    left = dict(needs)
    while left:
        free = [name for name, others in left.items() if not others & left.keys()]
        assert free, f"a circle of files: {sorted(left)}"
        for name in free:
            del left[name]


def test_a_week_of_work_and_mind_is_that_of_each_person_who_has_come():
    """More people than fit in one block of draws; the third has not come yet."""
    design = two_groups(size=80, weeks=4)
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    world.people.status[2] = NOT_YET_HERE
    world.town[0].labour_market, world.town[0].contracts, world.p.on_downturn = 0.5, 3.0, 1.0
    alone, town = world.people.copy(), world.town.copy()
    work_and_mind(world, 1)
    town[0].job_loss = 0.5 ** -world.p[0].separation_market
    for person in alone:
        if person.status != NOT_YET_HERE:
            policy = world.policies[person.policy]
            own = draw4(world.luck, OFFERS, PERSON, person.id, 1, 0)
            luck = (own[OFFER_ROW], own[LEAVING_ROW], own[HOLDING_ROW], own[APPLYING_ROW])
            search_or_work(person, policy, town[0], world.p[0], world.luck, *luck, 1)
            feel(person, policy, 1, world.p[0])
            note_taking_part(person, 1)
    assert world.people.tobytes() == alone.tobytes()
    assert world.town[0].job_loss == pytest.approx(town[0].job_loss)


def test_the_new_contracts_of_the_week_are_the_hires_of_the_town():
    design = two_groups(size=20, weeks=4)
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    people = world.people
    people.status, people.contract, people.hours, people.wage_hour = LEFT_FOR_WORK, PERMANENT, 36.0, 10.0
    people.contract_until, people.contracts, people.exits_to_work = 10**6, 2, 1
    world.p.separation, world.town[0].contracts = 0.0, 75.0
    people.contracts[3], people.status[4], people.contracts[4] = 9, NOT_YET_HERE, 50  # who is not here is not counted
    work_and_mind(world, 1)
    assert world.town[0].contracts == 38 * 2 + 9
    assert world.town[0].hires == 38 * 2 + 9 - 75


def test_a_downturn_costs_jobs_only_as_a_mechanism():
    design = two_groups(size=4, weeks=4)
    for off, factor in ((frozenset(), 2.0), (frozenset({"downturn"}), 1.0)):
        world = TrustExperiment(replace(design, switched_off=off), rng=1, equilibrium=first_guess(design)).world
        world.town[0].labour_market, world.p.separation_market = 0.5, 1.0
        work_and_mind(world, 1)
        assert world.town[0].job_loss == pytest.approx(factor)
