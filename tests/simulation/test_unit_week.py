"""Unit: the week is one list; whatever has to do with its steps follows it."""

import ast
from pathlib import Path

import pytest
from worlds import two_groups, usual_equilibrium

import simulation
from simulation.channels import BRINGS, BRINGS_JOBS, GOES_BY_RULES, READS
from simulation.events import ALL_PEOPLE
from simulation.experiment import TrustExperiment
from simulation.trial_data import TrialData
from simulation.week import EVENT_STEPS, WEEK

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
