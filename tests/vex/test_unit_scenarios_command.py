"""`vex scenarios`: list, show, check a file, and start an own file."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios.file.norms import read_norms
from scenarios.file.resolved_settings import resolve
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import shipped
from simulation.levers import LEVERS
from simulation.parameters import PARAMETERS
from simulation.partners import PARTNERS_2018
from vex.command import app
from vex.commands.scenarios import THEMES, by_theme


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str):
    return CliRunner().invoke(app, ["scenarios", *arguments])


def words(text: str) -> str:
    """Return a table or a message as running text."""
    return re.sub(r"[\s│]+", " ", text)


def test_every_shipped_scenario_is_listed_with_its_question_under_a_theme():
    assert list(by_theme()) == list(THEMES)
    assert sorted(name for rows in by_theme().values() for name, _ in rows) == sorted(shipped())
    for command in ([], ["list"]):
        shown = words(call(*command).stdout)
        assert all(name in shown for name in shipped())
        assert load("downturn").question in shown


def test_a_scenario_is_shown_with_every_lever_and_its_differences():
    shown = words(call("show", "downturn").stdout)
    assert all(name in shown for rows in LEVERS.values() for name in rows if name not in LEVERS["partners"])
    assert all(partner.name in shown for partner in PARTNERS_2018)
    assert "It extends tilburg-2018. What differs (1)" in shown
    assert "from week 52: labour_market 0.75 (new)" in shown
    assert "2 (was 6)" in words(call("show", "two-contacts").stdout)
    assert "(was" not in call("show", "tilburg-2018").stdout


@pytest.mark.parametrize(
    "name", ["whole-experiment", "after-the-experiment", "caseload-200", "four-coaches", "country"]
)
def test_scenarios_of_every_kind_can_be_shown(name):
    result = call("show", name)
    assert result.exit_code == 0, result.output
    assert load(name).question in words(result.stdout)


def test_a_valid_file_is_confirmed(folder):
    text = 'extends = "tilburg-2018"\n[coach_team]\nhours_per_fte = 19\nagenda_priority = "most_urgent"\n'
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    result = call("check", "mine.toml")
    assert result.exit_code == 0
    assert "mine.toml is in order: 1598 people at the start, 5 groups, 104 weeks." in result.stdout
    assert "differs from tilburg-2018 in 1 setting:" in result.stdout
    assert "mine.toml, line 3: coach_team.hours_per_fte: the scenario that is extended has this" in result.stdout


def test_a_fault_is_reported_with_its_line_and_exit_code_2(folder):
    text = 'extends = "tilburg-2018"\n[groups.guidance.policy]\ncontacts_per_yaer = 6\nhome_visits = 2\n'
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    result = call("check", "mine.toml")
    assert result.exit_code == 2 and result.stdout == ""
    assert "mine.toml, line 3: groups.guidance.policy.contacts_per_yaer" in result.stderr
    assert "nearest valid: contacts_per_year" in result.stderr
    assert "mine.toml, line 4" in result.stderr and "got 2" in result.stderr


@pytest.mark.parametrize("base", ["tilburg-2018", "city-7000", "perspectief"])
def test_a_new_file_changes_nothing_and_every_line_can_be_used(folder, base):
    assert call("new", "mine", "--extends", base).exit_code == 0
    assert load("mine.toml").design.groups == load(base).design.groups
    text = Path("mine.toml").read_text("utf-8")
    used = re.sub(r"^# (?=(\[|\w+ = |labour_market\.))", "", text, flags=re.M)
    assert len(tomllib.loads(used)["coach_team"]) == len(LEVERS["team"])
    assert all(re.search(rf"^# {name} = .*#.{{10}}", text, re.M) for rows in LEVERS.values() for name in rows)
    Path("used.toml").write_text(used, encoding="utf-8")
    differing = {row.scope for row in resolve("used.toml").settings if row.differs}
    assert differing <= {"posts", "changes"}, "the values shown are those of the base"


@pytest.mark.parametrize("name", ["my city", "../x", "", "downturn"])
def test_an_impossible_name_is_refused(folder, name):
    assert call("new", name).exit_code == 2
    assert not list(folder.iterdir())


def test_nothing_is_overwritten(folder):
    (folder / "mine-coaches.toml").write_text("precious", encoding="utf-8")
    result = call("new", "mine", "--recipients", "1000", "--coaches", "2")
    assert result.exit_code == 2
    assert "mine-coaches.toml exists already" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["mine-coaches.toml"]
    assert (folder / "mine-coaches.toml").read_text("utf-8") == "precious"


def test_an_own_municipality_has_its_size_its_waits_and_its_coaches(folder):
    result = call(
        "new", "my-city", "--recipients", "3200", "--coaches", "5", "--wait", "ggz=24", "--norms-year", "2018"
    )
    assert result.exit_code == 0, result.output
    usual, coached = load("my-city.toml").design, load("my-city-coaches.toml").design
    for design in (usual, coached):
        assert (design.town, design.people) == (3200, 3200)
        assert design.partners[design.partner_number("ggz")].wait_weeks == 24
        assert all(group.open for group in design.groups)
        assert not design.parameters
    assert [(g.name, g.size, usual.cohort_of(n)) for n, g in enumerate(usual.groups)] == [
        (g.name, g.size, coached.cohort_of(n)) for n, g in enumerate(coached.groups)
    ]
    assert [group.size for group in coached.groups if group.policy] == [500]
    assert len(coached.posts) == 5 and not usual.posts
    assert call("check", "my-city-coaches.toml").exit_code == 0


def test_partners_of_an_own_municipality_scale_with_its_size_and_waits_stay(folder):
    from simulation.equilibrium_search import equilibrium_of
    from simulation.experiment import TrustExperiment

    assert call("new", "half", "--recipients", "3500").exit_code == 0
    design = load("half.toml").design
    model = TrustExperiment(design, rng=1, equilibrium=equilibrium_of(design))
    model.run_until(13)
    for partner, spec in zip(model.partners, PARTNERS_2018, strict=True):
        assert partner.places == round(spec.places / 2)
    ggz = model.book.partners[: model.week + 1, design.partner_number("ggz"), 2]
    assert ggz.mean() == pytest.approx(16, abs=2.5)


def test_norms_of_another_year_include_source_and_wage(folder):
    assert call("new", "later", "--recipients", "500", "--norms-year", "2019").exit_code == 0
    parameters = load("later.toml").design.parameters
    wage = PARAMETERS["wage"].value * 1465.07 / PARAMETERS["norm_couple"].value
    assert parameters == {"norm_single": 1025.55, "norm_couple": 1465.07, "wage": round(wage, 2)}
    assert read_norms()["2019"].url in Path("later.toml").read_text("utf-8")


def test_an_own_table_of_norms_is_read(folder):
    Path("norms.toml").write_text('[2031]\nsingle = 1500\ncouple = 2143\nsource = "ours"\n', encoding="utf-8")
    assert call("new", "later", "--recipients", "500", "--norms", "norms.toml").exit_code == 0
    assert load("later.toml").design.parameters["norm_couple"] == 2143


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[2031]\nsingle = 1500\ncuple = 2143\nsource = "ours"\n', "line 1: 2031.couple: this key is missing"),
        ('[2031]\nsingle = "a"\ncouple = 2143\nsource = "ours"\n', "line 2: 2031.single: should be a valid number"),
        ('[2031]\nsingle = -1\ncouple = 2143\nsource = "ours"\n', "line 2: 2031.single: should be greater than 0"),
        ('[2031]\nsingle = 1\ncouple = 2\nsource = "x"\nsorce = ""\n', "nearest valid: source"),
        ("", "holds no year"),
    ],
)
def test_a_faulty_table_of_norms_is_refused(folder, text, expected):
    Path("norms.toml").write_text(text, encoding="utf-8")
    result = call("new", "later", "--recipients", "500", "--norms", "norms.toml")
    assert result.exit_code == 2
    assert "norms.toml" in result.stderr and expected in result.stderr
    assert [path.name for path in folder.iterdir()] == ["norms.toml"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--recipients", "300", "--coaches", "5"), "5 coaches with 100 clients each have more clients than the 300"),
        (("--recipients", "300", "--wait", "gzz=4"), "'gzz' is no partner; nearest valid: ggz"),
        (("--recipients", "300", "--wait", "ggz"), "such as ggz=24; got 'ggz'"),
        (("--recipients", "300", "--wait", "ggz=900"), "wait_weeks lies between 0 and 200"),
        (("--recipients", "300", "--norms-year", "2021"), "there are no norms of 2021; there are those of 2017, 2018"),
        (("--recipients", "300", "--extends", "country"), "leave out --extends"),
        (("--coaches", "5"), "--coaches is for your own municipality"),
        (("--extends", "tilburg-2081"), "nearest valid: tilburg-2018"),
    ],
)
def test_impossible_options_are_refused_and_write_no_file(folder, options, expected):
    result = call("new", "my-city", *options)
    assert result.exit_code == 2, result.output
    assert expected in result.stderr
    assert not list(folder.iterdir())
