"""Unit: scenario files: the shipped ones, inheritance, and the design they build."""

from pathlib import Path

import pytest

from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import SHIPPED, merged, overlay, read_chain, shipped
from simulation.design import NEVER_LEAVES, Change
from simulation.levers import LEVERS

SMALL = """
[groups.few]
size = 20
"""


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_loads_and_has_a_question(name):
    scenario = load(name)
    assert scenario.name == name
    assert scenario.title != name
    assert scenario.question.endswith("?")
    assert all(label != group for group, label in scenario.labels.items())


def test_the_base_scenario_has_the_sizes_of_the_trial():
    design = load("tilburg-2018").design
    sizes = {group.name: group.size for group in design.groups}
    assert sizes == {
        "own_direction": 200, "guidance": 199, "coaching": 199, "standard": 200, "reference": 800,
    }  # fmt: skip
    assert sum(sizes.values()) - sizes["reference"] == 798
    assert (design.weeks, design.town, design.least_age) == (104, 7000, 27)
    usual = [design.policy_of(group) for group in design.groups[-2:]]
    assert usual[0] == usual[1] == {name: lever.usual for name, lever in LEVERS["policy"].items()}


@pytest.mark.parametrize(("week", "coaches"), [(0, 4), (12, 4), (13, 3), (14, 4), (25, 4), (26, 6), (103, 6)])
def test_the_team_grows_from_four_to_six_and_loses_one_coach(week, coaches):
    posts = load("tilburg-2018").design.posts
    assert sum(post.arrives <= week < post.leaves for post in posts) == coaches


def test_the_base_file_shows_every_lever_with_its_unit():
    (file,) = read_chain("tilburg-2018")
    table = file.table
    shown = {
        "policy": table["groups"]["own_direction"]["policy"],
        "team": table["coach_team"],
        "organisation": table["organisation"],
        "labour_market": table["labour_market"],
        "partners": table["partners"]["ggz"],
    }
    for scope, levers in LEVERS.items():
        assert set(shown[scope]) == set(levers)
        for name, lever in levers.items():
            line = next(line for line in file.text.splitlines() if line.startswith(f"{name} = "))
            meaning = line.partition("#")[2]
            assert len(meaning) > 10, line
            assert lever.unit in ("-", "week") or lever.unit in meaning, line
            assert all(choice in line for choice in lever.choices), line


def test_coached_groups_have_some_home_visits_and_the_others_none():
    design = load("tilburg-2018").design
    visits = {group.name: design.policy_of(group)["home_visits"] for group in design.groups}
    assert visits == {"own_direction": 0.05, "guidance": 0.05, "coaching": 0.05, "standard": 0.0, "reference": 0.0}


def test_a_change_in_the_last_week_is_a_change(tmp_path):
    text = "weeks = 10\n" + SMALL + "[[changes]]\nweek = 9\norganisation.letters = 0\n"
    assert [change.week for change in load(write(tmp_path, text)).design.changes] == [9]


def test_tables_merge_and_lists_replace():
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 3}
    assert overlay(base, {"a": {"y": [9], "z": 0}}) == {"a": {"x": 1, "y": [9], "z": 0}, "b": 3}
    assert base == {"a": {"x": 1, "y": [1, 2]}, "b": 3}


@pytest.mark.parametrize(
    ("name", "differs"),
    [
        ("coaching-not-exempt", "groups"),
        ("twelve-coaches", "posts"),
        ("no-waiting-list-ggz", "partner_levers"),
    ],
)
def test_a_shipped_variant_differs_in_one_setting(name, differs):
    base, variant = load("tilburg-2018").design, load(name).design
    fields = set(base.__slots__) - {"name"}
    assert {field for field in fields if getattr(base, field) != getattr(variant, field)} == {differs}


def test_files_extend_files_beside_them(tmp_path):
    write(tmp_path, 'extends = "tilburg-2018"\nweeks = 10\ntown = 8000', "between.toml")
    path = write(tmp_path, 'extends = "between.toml"\n[groups.standard]\nsize = 100')
    scenario = load(path)
    assert (scenario.name, scenario.design.weeks, scenario.design.town) == ("mine", 10, 8000)
    assert {group.name: group.size for group in scenario.design.groups}["standard"] == 100
    assert scenario.labels["standard"] == "Standard service (control)"
    assert [name for name, _ in scenario.files] == ["mine.toml", "between.toml", "tilburg-2018.toml"]


def test_changes_use_the_words_of_the_rest_of_the_file(tmp_path):
    text = SMALL + (
        "[[changes]]\nweek = 3\ngroups.few.policy.contacts_per_year = 12\npartners.ggz.places_factor = 2\n"
        "organisation.letters = 0\n[changes.manager_team]\nunlimited = true\n"
    )
    changes = load(write(tmp_path, text)).design.changes
    assert set(changes) == {
        Change(week=3, scope="policy", target="few", lever="contacts_per_year", value=12.0),
        Change(week=3, scope="partners", target="ggz", lever="places_factor", value=2.0),
        Change(week=3, scope="organisation", lever="letters", value=0.0),
        Change(week=3, scope="team", target="manager_team", lever="unlimited", value=True),
    }


@pytest.mark.parametrize("table", ["manager_team", "changes.manager_team"])
def test_a_handover_among_client_managers_is_refused(tmp_path, table):
    change = "[[changes]]\nweek = 3\n" if table.startswith("changes") else ""
    with pytest.raises(ScenarioError, match="handover is a lever of coach_team only"):
        load(write(tmp_path, f"{SMALL}{change}[{table}]\nhandover = false\n"))


def test_partners_parameters_switches_and_posts_reach_the_design(tmp_path):
    text = (
        'switched_off = ["shame"]\n[[posts]]\ncoaches = 2\nfte = 0.5\n[parameters]\nwage = 9.0\n'
        "[partners.ggz]\nplaces = 900\nplaces_factor = 2\n" + SMALL
    )
    design = load(write(tmp_path, text)).design
    assert design.switched_off == {"shame"}
    assert design.parameters == {"wage": 9.0}
    assert design.partners[design.partner_number("ggz")].places == 900
    assert design.partner_levers == {"ggz": {"places_factor": 2.0}}
    assert [(post.fte, post.leaves) for post in design.posts] == [(0.5, NEVER_LEAVES)] * 2


def test_merging_leaves_no_trace_of_extends():
    assert "extends" not in merged(read_chain("twelve-coaches"))
    assert (SHIPPED / "twelve-coaches.toml").is_file()
