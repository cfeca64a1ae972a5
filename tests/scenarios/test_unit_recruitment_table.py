"""Recruitment in a scenario file: every key, and every fault with its line."""

import pytest

from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import read_chain
from scenarios.file.scenario_schema import CallersTable, RecruitmentTable
from simulation.recruitment import Callers

TOWN = "[groups.town]\nsize = 50\n[groups.some]\nsize = 0\nlot = 1\n"
FAULTS = {
    "unknown key": (
        "[recruitment]\npool = 'town'\ntarget = 9\ntaget = 8",
        9,
        "'taget' is no key here; nearest valid: target",
    ),
    "no target": ("[recruitment]\npool = 'town'", 6, "recruitment.target: this key is missing"),
    "impossible target": ("[recruitment]\npool = 'town'\ntarget = 0", 8, "at least one sign-up is wanted; got 0"),
    "unknown pool": ("[recruitment]\npool = 'twon'\ntarget = 9", 7, "'twon' is no group; nearest valid: town"),
    "unknown neighbourhood": (
        "[recruitment]\npool = 'town'\ntarget = 9\nneighbourhoods = ['Nord']",
        9,
        "recruitment.neighbourhoods[1]: 'Nord' is no neighbourhood; nearest valid: Noord",
    ),
    "unknown approach": (
        "[recruitment]\npool = 'town'\ntarget = 9\napproach = 'telefone'",
        9,
        "got 'telefone'; nearest valid: telephone",
    ),
    "callers after the start": (
        "[recruitment]\npool = 'town'\ntarget = 9\n[[recruitment.callers]]\nfrom_week = 3",
        9,
        "recruitment.callers[1]: calling begins in week -52 to -1; got week 3",
    ),
    "no caller": (
        "[recruitment]\npool = 'town'\ntarget = 9\n[[recruitment.callers]]\ncoaches = 0\nfrom_week = -3",
        9,
        "at least one coach calls; got 0",
    ),
    "a lot without recruitment": ("", 5, "groups.some.lot: people are divided by lot only where there is a"),
    "people in a group filled by lot": (
        "[groups.more]\nsize = 4\nlot = 1\n[recruitment]\npool = 'town'\ntarget = 9",
        7,
        "groups.more.size: a group that is filled by lot has size 0; got 4",
    ),
    "a negative lot": (
        "[groups.more]\nsize = 0\nlot = -1",
        8,
        "groups.more.lot: the weight in the lottery is 0 or more",
    ),
}


def test_the_whole_experiment_shows_every_key_of_a_recruitment():
    (file, _) = read_chain("whole-experiment")
    assert set(file.table["recruitment"]) == set(RecruitmentTable.model_fields)
    assert set(file.table["recruitment"]["callers"][0]) == set(CallersTable.model_fields)
    assert load("whole-experiment").design.recruitment.callers == (
        Callers(coaches=2, from_week=-11),
        Callers(coaches=2, from_week=-9),
    )


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_in_a_file_is_reported_with_its_line(tmp_path, kind):
    text, line, words = FAULTS[kind]
    path = tmp_path / "mine.toml"
    path.write_text(TOWN + text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(path)
    assert words in str(error.value)
    assert f"line {line}:" in str(error.value)
