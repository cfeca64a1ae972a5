"""Scenarios that come with the project: equal people, caseloads, warnings, and the document that lists them."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios.file.resolved_settings import resolve
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import read_chain, shipped
from tools.markdown import code, markdown
from vex.command import app
from vex.commands.scenarios import by_theme

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CASELOADS = (50, 75, 100, 150, 200)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_caseloads_divide_the_same_hours_over_the_same_people():
    designs = {n: load(f"caseload-{n}").design for n in CASELOADS}
    first = designs[50]
    for caseload, design in designs.items():
        assert [(g.name, g.size) for g in design.groups] == [(g.name, g.size) for g in first.groups]
        assert (design.posts, design.coach_team, design.people) == (first.posts, first.coach_team, 1200)
        coached = [group for group in design.groups if design.policy_of(group)["team"] == "coaches"]
        assert sum(group.size for group in coached) == 6 * caseload
        asked = {design.policy_of(group)["contacts_per_year"] * caseload for group in coached}
        assert all(hours == pytest.approx(400, rel=0.01) for hours in asked)


@pytest.mark.parametrize("name", shipped())
def test_scenarios_have_the_same_people_as_the_scenario_they_extend(name):
    resolved = resolve(name)
    if resolved.extended is None or name == "whole-experiment":  # its participants are recruited in a whole town
        return
    ours, theirs = resolved.scenario.design, resolved.extended.design
    people = [[(g.name, g.size, g.open, d.cohort_of(n)) for n, g in enumerate(d.groups)] for d in (ours, theirs)]
    assert people[0] == people[1]
    assert (ours.town, ours.least_age) == (theirs.town, theirs.least_age)


@pytest.mark.parametrize("name", ["exemption-alone", "release-alone", "bonus-alone"])
def test_scenarios_that_the_trial_cannot_identify_carry_a_warning(name):
    scenario = load(name)
    assert scenario.question.startswith("The trial cannot tell: ")
    assert "THE TRIAL DOES NOT IDENTIFY THIS" in scenario.files[0][1]


def test_the_document_lists_every_shipped_scenario():
    table = re.search(r"<!-- begin: scenarios -->\n(.*?)\n<!-- end -->", DOCUMENT, re.DOTALL)[1]
    assert table == "\n\n".join(
        f"### {theme}\n\n" + markdown(("scenario", "what it asks", "differs from"), [row(*pair) for pair in rows])
        for theme, rows in by_theme().items()
    )


def row(name, question):
    chain = read_chain(name)
    return code(name), question, code(chain[1].name) if len(chain) > 1 else "–"


def test_every_code_block_of_the_document_runs(folder):
    """Run the blocks in order: a TOML block is a named file or a scenario; a line of sh is a command."""
    for kind, name, text in BLOCK.findall(DOCUMENT):
        if kind == "toml":
            Path(name or "block.toml").write_text(text, encoding="utf-8")
            assert name or load("block.toml").question
            continue
        for line in text.splitlines():
            result = CliRunner().invoke(app, line.split()[1:])
            assert result.exit_code == 0, line + result.output
    assert {path.name for path in folder.iterdir()} >= {
        "my-question.toml",
        "my-city-coaches.toml",
        "my-later-city.toml",
    }
