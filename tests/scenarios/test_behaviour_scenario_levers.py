"""Behaviour: every value that a shipped scenario overrides changes an outcome."""

from copy import deepcopy
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from scenarios.file.design_from_tables import build
from scenarios.file.faults import Faults, ScenarioError
from scenarios.file.resolved_settings import ABSENT, TEXT_KEYS, at, leaves, resolve
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import merged, overlay, read_chain, shipped
from scenarios.file.scenario_schema import ScenarioTable
from simulation.equilibrium_search import equilibrium_of
from simulation.experiment import TrustExperiment
from simulation.levers import LEVERS, checked

FOR_READERS = {"label", "control"}
WORLDS = ((250, 3), (1600, 3), (7000, 3), (7000, 4), (7000, 5), (7000, 6))
"""Number of people and seed of the tried worlds: a value without effect in a small world is tried in larger worlds."""


def own_keys(name):
    """Return the paths of all values in the scenario's own file that can affect a run."""
    chain = read_chain(name)
    return [path for path, _ in leaves(chain[0].table) if path[0] not in TEXT_KEYS and path[-1] not in FOR_READERS]


def parts(name):
    """Yield (path, table without that path); each entry of `changes` counts as a path of its own."""
    chain = read_chain(name)
    own, below = chain[0].table, merged(chain[1:]) if len(chain) > 1 else {}
    for path in own_keys(name):
        if path == ("changes",):
            for number, change in enumerate(own["changes"]):
                for inner, _ in leaves(change):
                    if inner != ("week",):
                        table = deepcopy(own)
                        drop(table["changes"][number], inner)
                        yield ("changes", number, *inner), over(below, table)
            continue
        table = deepcopy(own)
        drop(table, path)
        yield path, over(below, table)


def drop(table, path):
    del at(table, path[:-1])[path[-1]]


def over(below, table):
    return overlay(below, {key: value for key, value in table.items() if key != "extends"})


def designed(table, name):
    """Return the design of a table; None if the table is invalid without the removed key."""
    faults = Faults()
    try:
        design = build(ScenarioTable.model_validate(table), name, faults)
    except (ScenarioError, ValueError):
        return None
    return None if faults else design


def with_every_lever(design):
    """Return the design with every lever explicit, including levers at their usual value."""
    return replace(
        design,
        groups=tuple(replace(group, policy=checked("policy", group.policy)) for group in design.groups),
        coach_team=checked("team", design.coach_team),
        manager_team={
            name: value
            for name, value in checked("team", design.manager_team).items()
            if LEVERS["team"][name].belongs_to("manager_team")
        },
        organisation=checked("organisation", design.organisation),
        labour_market=checked("labour_market", design.labour_market),
        partner_levers={
            row.name: checked("partners", design.partner_levers.get(row.name, {})) for row in design.partners
        },
    )


def shows_everything(name, path):
    """Return whether this file documents every key of the table: no extended file has the table."""
    below = read_chain(name)[1:]
    return not below or (path[0] == "recruitment" and "recruitment" not in merged(below))


def scaled(design, people):
    """Return the design with fewer people and proportionally fewer coaches, callers and pins."""
    factor = min(1.0, people / design.people)
    groups = tuple(replace(group, size=round(group.size * factor)) for group in design.groups)
    posts = tuple(replace(post, fte=post.fte * factor) for post in design.posts)
    organisation = dict(design.organisation)
    if organisation.get("pins"):
        organisation["pins"] = max(4.0, organisation["pins"] * factor)
    town = max(people, round(design.town * factor)) if design.town > 100_000 else design.town
    return replace(design, groups=groups, posts=posts, organisation=organisation, town=town)


class Course:
    """A lazily simulated world: weeks run on first access."""

    def __init__(self, design, seed):
        self.model = TrustExperiment(design, rng=seed, equilibrium=equilibrium_of(design))
        self.seen = [self.now()]

    def now(self):
        book, week = self.model.book, self.model.week
        answers = self.model.observed.surveys.table.tobytes()
        return (answers, *(table[week].tobytes() for table in book))

    def after(self, week):
        while len(self.seen) <= week:
            self.model.step()
            self.seen.append(self.now())
        return self.seen[week]


@lru_cache(maxsize=len(WORLDS))
def course_of(name, people, seed):
    return Course(scaled(designed(merged(read_chain(name)), name), people), seed)


def changes_nothing(name, design):
    """Return whether scenario and design have equal outcomes in every tried world."""
    return not any(differ(course_of(name, people, seed), scaled(design, people), seed) for people, seed in WORLDS)


def differ(first, design, seed):
    """Return whether any weekly outcome or the number of weeks differs."""
    weeks = first.model.design.weeks
    if design.weeks != weeks:
        return True
    second = Course(design, seed)
    return any(first.after(week) != second.after(week) for week in range(weeks + 1))


def idle_values(name):
    """Return the paths of the values without effect."""
    whole = with_every_lever(designed(merged(read_chain(name)), name))
    idle = []
    for path, table in parts(name):
        without = designed(table, name)
        if without is None or (with_every_lever(without) == whole and shows_everything(name, path)):
            continue  # a required key, or a usual value in the file that documents every key
        if changes_nothing(name, without):
            idle.append(path)
    return idle


@pytest.mark.parametrize("name", shipped())
def test_every_value_that_a_scenario_sets_changes_an_outcome(name):
    assert idle_values(name) == []


def test_an_idle_value_is_detected(tmp_path):
    path = tmp_path / "idle.toml"
    path.write_text(
        'extends = "tilburg-2018"\n[groups.reference.policy]\ngoes_along = false\nrelease_cap_month = 150\n'
        "[organisation]\npins_week = 5\n",
        encoding="utf-8",
    )
    tables = dict(parts(str(path)))
    people, seed = WORLDS[0]
    course = course_of(str(path), people, seed)
    differing = {key: differ(course, scaled(designed(table, "idle"), people), seed) for key, table in tables.items()}
    assert differing == {
        ("groups", "reference", "policy", "goes_along"): False,
        ("groups", "reference", "policy", "release_cap_month"): True,
        ("organisation", "pins_week"): False,
    }


@pytest.mark.parametrize("name", [name for name in shipped() if len(read_chain(name)) > 1])
def test_exactly_the_differing_settings_are_marked(name):
    resolved = resolve(name)
    assert any(row.differs for row in resolved.settings)
    for row in resolved.settings:
        assert row.value is not ABSENT or row.before is not ABSENT
    assert np.unique([row.scope for row in resolved.settings if row.differs]).size <= 6


def test_waits_for_mental_health_care_are_halved_and_doubled():
    waits = {}
    for name in ("tilburg-2018", "ggz-waits-halved", "ggz-waits-doubled"):
        design = scaled(load(name).design, 400)
        number = design.partner_number("ggz")
        model = TrustExperiment(design, rng=1, equilibrium=equilibrium_of(design))
        model.run_until(104)
        waits[name] = model.book.partners[:, number, 2]
    usual = waits["tilburg-2018"]
    assert waits["ggz-waits-halved"][13:].mean() == pytest.approx(0.5 * usual[13:].mean(), rel=0.2)
    assert waits["ggz-waits-doubled"][53:].mean() == pytest.approx(2.0 * usual[53:].mean(), rel=0.2)
