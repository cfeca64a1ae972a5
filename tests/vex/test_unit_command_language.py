"""Unit: commands refuse wrong input in Dutch; tables for programs stay English."""

import re
from pathlib import Path

import pytest
from tiny_commands import TINY_FILE, call
from typer.testing import CliRunner

from results.words.language import in_language
from scenarios.file.faults import why
from scenarios.file.population_file import read_population
from scenarios.run import bar_format
from vex.command import app

ROOT = Path(__file__).parents[2]
SENTENCE = re.compile(r"[a-z]+ [a-z]+")
pytestmark = pytest.mark.usefixtures("tiny_folder")


def test_faults_are_whole_dutch_sentences():
    lines = ("[groups.few]", "size = 20", "policy.exemt = true", "policy.home_visits = 2")
    Path("mine.toml").write_text("\n".join(lines), encoding="utf-8")
    assert call("run", "mine.toml") == (
        "vex: mine.toml, regel 3: groups.few.policy.exemt: 'exemt' is geen beleidsknop van policy; bedoelde u "
        "exempt? mine.toml, regel 4: groups.few.policy.home_visits: home_visits ligt tussen 0 en 1 deel van "
        "de gesprekken; het was 2"
    )
    Path("own.csv").write_text("age\n" + "17.5\n" * 12, encoding="utf-8")
    assert call("run", "city-7000", "--population", "own.csv") == (
        "vex: own.csv, kolom age: 12 rijen bevatten '17.5', voor het eerst in regel 2; een waarde is minstens 18 en "
        "onder 66"
    )


@pytest.mark.parametrize(
    ("arguments", "dutch"),
    [
        (("run", "tilburg"), "vex: er is geen scenario 'tilburg'; bedoelde u tilburg-2018?"),
        (("run", "none.toml"), "vex: er is geen scenariobestand none.toml"),
        (("report", "nowhere"), "vex: nowhere is geen map met resultaten: er is geen leesbaar manifest.json"),
        (("compare", "tiny.toml", "tiny.toml"), "vex: tiny is twee keer genoemd: kopieer het bestand"),
        (("compare", "tiny.toml", "tilburg-2018"), "vex: tilburg-2018 kan niet met tiny worden vergeleken"),
        (("compare", "tiny.toml", "tilburg-2018"), "weeks is 104 en in de basis 3"),
        (("sweep", "tiny.toml", "--vary", "x"), "vex: --vary heeft een pad en waarden, zoals in --vary organisation"),
        (("sweep", "tiny.toml", "--vary", "weks=2"), "vex: --vary kent het pad 'weks' niet; een pad is policy.KNOP"),
        (("sweep", "tilburg-2018", "--vary", "organisation.lettrs=2"), "'lettrs' is geen beleidsknop van organisation"),
        (("explain", "tiny.toml", "--usual", "few"), "vex: tiny heeft geen groep 'few'; de groepen zijn usual"),
        (("explain", "tiny.toml", "tilburg-2018"), "niet dezelfde mensen voor dezelfde tijd: anders zijn de weken."),
        (("bottleneck", "tiny.toml", "--more", "gz"), "vex: 'gz' is geen team of partner; er zijn"),
        (("story", "tiny.toml", "--like", "wendi"), "vex: een leven zoals dat van wendy"),
        (("story", "tiny.toml", "--where", "age > 'x'"), "'age' en \"'x'\" zijn niet van dezelfde soort"),
        (("trial", "tilburg-2018", "--export", "xls"), "vex: --export kent csv, parquet, stata; het was 'xls'"),
        (("population", "none.csv"), "vex: er is geen populatiebestand none.csv"),
        (("scenarios", "check", "none.toml"), "vex: er is geen scenariobestand none.toml"),
        (("scenarios", "new", "own", "--recipients", "900", "--norms-year", "1999"), "er zijn geen normen van 1999"),
        (("scenarios", "new", "own", "--recipients", "900", "--wait", "gz=3"), "'gz' is geen partner"),
    ],
)  # fmt: skip
def test_a_command_refuses_in_dutch(arguments, dutch):
    assert dutch in call(*arguments)


def test_privacy_refusals_are_dutch():
    Path("own.csv").write_text("age\n" + "40\n" * 12, encoding="utf-8")
    assert "levensverhalen gaan over afzonderlijke mensen" in call("story", "city-7000", "--population", "own.csv")
    Path("own.csv").write_text("age\n40\n", encoding="utf-8")
    assert "minder dan 10 echte mensen wordt niet doorgerekend" in call("run", "city-7000", "--population", "own.csv")


def test_a_folder_with_another_run_is_refused_in_dutch():
    arguments = ["run", "tiny.toml", "--replications", "1", "--workers", "1", "--out", "kept", "--quiet"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    words = "vex: De map kept bevat een andere simulatie: scenario tiny, seed 1. Kies een andere map met --out."
    assert words in call(*arguments, "--seed", "2")
    Path("other.toml").write_text(TINY_FILE, encoding="utf-8")
    words = "vex: kept bevat een simulatie, geen vergelijking; kies een andere map"
    assert words in call("compare", "tiny.toml", "other.toml", "--out", "kept")


def test_reasons_of_unreadable_files_are_dutch():
    error = PermissionError(13, "Permission denied")
    assert why(error) == "Permission denied"
    assert why(OSError("odd")) == "odd"
    with in_language("nl"):
        assert why(error) == "geen toegang"
        assert why(OSError(5, "Something else")) == "Something else"
    Path("inside").mkdir()
    assert "fout" not in call("run", "tiny.toml", "--out", "tiny.toml")


def test_the_progress_bar_is_dutch_and_tqdm_can_fill_it():
    english = "{desc}: {percentage:3.0f} % |{bar}| {n_fmt} of {total_fmt} replications, {remaining} left"
    assert bar_format() == english
    with in_language("nl"):
        dutch = bar_format()
    assert "herhalingen, nog {remaining}" in dutch
    assert set(re.findall(r"\{[^}]*\}", dutch)) == set(re.findall(r"\{[^}]*\}", english))


def test_tables_for_programs_hold_no_dutch():
    for command in (["levers", "--csv"], ["population", "--columns", "--csv"], ["parameters", "--csv"]):
        tables = {name: CliRunner().invoke(app, [*command, "--lang", name]).stdout for name in ("en", "nl")}
        assert tables["en"] == tables["nl"]
    assert "0 tot 52" in CliRunner().invoke(app, ["levers", "--lang", "nl"]).stdout
    page = CliRunner().invoke(app, ["population", "--template", "--lang", "nl"]).stdout
    comments = [line for line in page.splitlines() if line.startswith("#")]
    assert len(comments) > 20 and not any(re.search(r"\b(the|Values|from|one row)\b", line) for line in comments)
    CliRunner().invoke(app, ["population", "--template", "--out", "made.csv", "--lang", "nl"])
    assert read_population("made.csv").rows == 1
