"""Unit: what is said of bad input is Dutch when asked: faults of files, run folders and options, and Typer's words."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from pydantic_core import PydanticKnownError
from test_unit_faults import FAULTS as IN_SCENARIOS
from test_unit_population import FAULTS as IN_POPULATIONS
from typer.testing import CliRunner

from results.words.language import _, speaking
from scenarios.file import faults
from scenarios.file.conditions import ConditionError, condition
from scenarios.file.faults import KINDS, REASONS, ScenarioError, why
from scenarios.file.population_file import read_population
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import TOML_RULES
from scenarios.run import bar_format
from scenarios.sweep_axes import axis_of
from simulation import messages as words
from simulation.messages import message, set_translator, translate_foreign
from tools import catalogues
from vex import typer_texts as usage
from vex.command import app

ROOT = Path(__file__).parents[2]
CHECKS = ("columns", "design", "levers", "parameters", "partners", "population", "recruitment")
"""Modules of the world that check what a scenario or a population file says; the others are for Python alone."""
SAYING = [ROOT / "simulation" / f"{name}.py" for name in CHECKS]
SAYING += sorted((ROOT / "scenarios").glob("*.py")) + sorted((ROOT / "results").glob("*.py"))
WITHIN = ("RuntimeError", "AttributeError", "MechanismError")
"""Errors that no command can cause: a mistake in the program, or in a mechanism of a Python user."""
NOT_ON_THE_COMMAND_LINE = ("figures.py", "gains_figure.py", "language.py", "money.py", "pairs.py", "shapley.py")
NOT_ON_THE_COMMAND_LINE += ("summary.py", "alone.py", "trial_frames.py", "pairing.py")
SENTENCE = re.compile(r"[a-z]+ [a-z]+")
TINY = """
control = "usual"
weeks = 3
town = 100
[groups.usual]
size = 20
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "tiny.toml").write_text(TINY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def marked():
    """Let everything that is said stand in brackets, whatever its words."""
    set_translator(lambda text, values: f"⟦{text.format(**values)}⟧")
    yield
    set_translator(None)


def call(*arguments: str) -> str:
    """Return what a command says on standard error in Dutch, in one line."""
    result = CliRunner().invoke(app, [*arguments, "--lang", "nl"])
    assert result.exit_code == 2, result.output
    return " ".join(re.sub("[│╭╮╰╯─]", " ", result.stderr).split())


def not_said(message: str) -> str:
    """Return what stands outside all brackets."""
    while "⟦" in message:
        message = re.sub(r"⟦[^⟦⟧]*⟧", "", message)
    return message


def told(kind: str) -> str:
    """Return the fault of a scenario file as its file tells it."""
    Path("mine.toml").write_text(IN_SCENARIOS[kind][0], encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load("mine.toml")
    return str(raised.value)


def told_of_people(kind: str) -> str:
    Path("own.csv").write_bytes(IN_POPULATIONS[kind][0])
    with pytest.raises(ScenarioError) as raised:
        read_population("own.csv")
    return str(raised.value)


@pytest.mark.parametrize("kind", IN_SCENARIOS)
def test_every_word_of_a_fault_in_a_scenario_file_is_said(marked, kind):
    for line in told(kind).splitlines():
        assert not SENTENCE.search(not_said(line)), line
        assert "⟦" in line


@pytest.mark.parametrize("kind", IN_POPULATIONS)
def test_every_word_of_a_fault_in_a_population_file_is_said(marked, kind):
    for line in told_of_people(kind).splitlines():
        assert not SENTENCE.search(not_said(line)), line
        assert "⟦" in line


@pytest.mark.parametrize(("tell", "kind"), [(told, kind) for kind in IN_SCENARIOS] + [
    (told_of_people, kind) for kind in IN_POPULATIONS
])  # fmt: skip
def test_no_fault_in_a_file_has_its_english_words_in_dutch(tell, kind):
    english = tell(kind)
    with speaking("nl"):
        dutch = tell(kind)
    assert len(dutch.splitlines()) == len(english.splitlines())
    for line in dutch.splitlines():
        assert not re.search(r"\b(line|column|got|nearest valid|the|and|or|is a|should|must|there|with)\b", line), line


def test_a_fault_is_told_in_whole_dutch_sentences(folder):
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


def test_what_is_of_real_people_is_refused_in_dutch():
    Path("own.csv").write_text("age\n" + "40\n" * 12, encoding="utf-8")
    assert "levensverhalen gaan over afzonderlijke mensen" in call("story", "city-7000", "--population", "own.csv")
    Path("own.csv").write_text("age\n40\n", encoding="utf-8")
    assert "minder dan 10 echte mensen wordt niet doorgerekend" in call("run", "city-7000", "--population", "own.csv")


def test_a_folder_with_another_run_is_refused_in_dutch():
    arguments = ["run", "tiny.toml", "--replications", "1", "--workers", "1", "--out", "kept", "--quiet"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    words = "vex: De map kept bevat een andere simulatie: scenario tiny, seed 1. Kies een andere map met --out."
    assert words in call(*arguments, "--seed", "2")
    Path("other.toml").write_text(TINY, encoding="utf-8")
    words = "vex: kept bevat een simulatie, geen vergelijking; kies een andere map"
    assert words in call("compare", "tiny.toml", "other.toml", "--out", "kept")


@pytest.mark.parametrize(
    ("arguments", "dutch"),
    [
        (("runn",), "De opdracht 'runn' bestaat niet. Bedoelde u 'run'?"),
        (("run", "--seedd", "3"), "De optie --seedd bestaat niet. Wel mogelijk: --seed"),
        (("run", "--zzz"), "De optie --zzz bestaat niet."),
        (("run", "--seed", "x"), "Ongeldige waarde voor '--seed': dit moet een geheel getal zijn"),
        (("run", "--seed", "1.5"), "Ongeldige waarde voor '--seed': dit moet een geheel getal zijn"),
        (("run", "--seed", "-3"), "Ongeldige waarde voor '--seed': dit moet 0 of meer zijn"),
        (("run", "--seed", str(2**64)), "dit moet 18446744073709551615 of minder zijn"),
        (("run", "--seed", "9" * 5000), "dit gehele getal heeft te veel cijfers"),
        (("compare", "a", "b", "--precision", "x"), "Ongeldige waarde voor '--precision': dit moet een getal zijn"),
        (("compare",), "'basis' ontbreekt."),
        (("run", "a", "b", "c"), "Dit is meer dan er kan staan: b c"),
        (("run", "--seed"), "Bij de optie '--seed' hoort een waarde."),
        (("run", "--quiet=3"), "Bij de optie '--quiet' hoort geen waarde."),
        (("run", "--synthetic"), "Ongeldige waarde voor --synthetic: dit zegt iets over een --population"),
    ],
)  # fmt: skip
def test_typer_refuses_in_dutch(arguments, dutch):
    words = call(*arguments)
    assert dutch in words
    assert not re.search("Usage|OPTIONS|COMMAND|Error|Invalid|Missing|No such|should|Try ", words)


def test_help_pages_have_no_word_of_typer_in_english():
    group = typer.main.get_command(app)
    below = [(name, other) for name, one in group.commands.items() for other in getattr(one, "commands", ())]
    for name in ((), *((name,) for name in group.commands), *below):
        page = CliRunner().invoke(app, [*name, "--help", "--lang", "nl"]).stdout
        assert "Gebruik: vex" in " ".join(page.split()) and "[OPTIES]" in page
        english = r"Usage|OPTIONS|COMMAND|ARGS|Options|Arguments|Commands|\[default|\[required"
        assert not re.search(english, page), page
        kinds = {kind for found in re.findall(r"<([a-z][^>]*)>", page) for kind in re.findall("[a-z]+", found)}
        assert kinds <= {"geheel", "getal", "binnen", "tekst", "ja", "of", "nee", "pad", "lijst"}, kinds


def test_typer_speaks_english_again_afterwards():
    call("run", "--seed", "x")
    result = CliRunner().invoke(app, ["run", "--seed", "x"])
    assert "Usage: vex run [OPTIONS]" in result.stderr and "Invalid value for '--seed'" in result.stderr
    assert "Error" in result.stderr and "Try 'vex run --help' for help." in result.stderr
    page = CliRunner().invoke(app, ["run", "--help"]).stdout
    assert all(word in page for word in ("<int range>", "Options", "Arguments", "[default: 200]"))


def test_an_error_that_is_not_recognised_stays_as_it_is():
    with speaking("nl"):
        with pytest.raises(typer.BadParameter) as raised, usage.faults_translated():
            raise typer.BadParameter("quite another thing", param_hint="--seed")
        assert raised.value.format_message() == "Ongeldige waarde voor --seed: quite another thing"
        assert translate_foreign("quite another thing", usage.FAULTS) == "quite another thing"


@pytest.mark.parametrize("path", SAYING, ids=lambda path: path.name)
def test_what_is_raised_is_said(path):
    """No sentence that a user may read is raised as it stands in the source."""
    if path.name in NOT_ON_THE_COMMAND_LINE:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if getattr(node.exc.func, "id", "") in WITHIN:
                continue
            for part in node.exc.args:
                plain = [one for one in ast.walk(part) if isinstance(one, ast.JoinedStr)]
                plain += [part] if isinstance(part, ast.Constant) else []
                for one in plain:
                    assert not SENTENCE.search(ast.unparse(one)), f"line {one.lineno}: {ast.unparse(one)}"


def test_what_is_said_is_written_out_and_filled_in_later():
    for path in SAYING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("said", "N_"):
                assert not isinstance(node.args[0], ast.JoinedStr), f"{path.name}, line {node.lineno}"


def test_texts_of_the_floors_below_are_in_the_catalogue():
    texts = set(catalogues.extracted())
    assert {said_of for said_of in (*KINDS.values(), *REASONS, *TOML_RULES, *usage.FAULTS, *usage.RULES)} <= texts
    assert {"life stories", "number", "places must not be negative", "{file}, line {line}"} <= texts


def test_words_of_a_sentence_are_not_the_same_in_dutch():
    known = catalogues.translations()
    for text in catalogues.extracted():
        if isinstance(text, str) and re.search(r"\b(the|is|are|with|of|not|there|got)\b", text):
            assert known[text] != text


def test_what_pydantic_finds_is_said_in_its_own_words_but_for_those_of_this_house():
    of = {"gt": 0, "ge": 1, "le": 10, "class_name": "X", "field_type": "List", "actual_length": 1}
    of |= {"min_length": 2, "max_length": 2}
    for kind, text in KINDS.items():
        if kind != "missing":
            words_of = PydanticKnownError(kind, of).message()
            assert message(text, **of) == words_of.replace("Input should be", "should be").replace(
                "dictionary", "table"
            )


@pytest.mark.parametrize(
    "text",
    [
        "a == 1", "a = [1", 'a = "x', "a = 1 b", "a = {x = 1", "a = 1\na = 2", "[a]\n[a]", "[a", "[[a]", "a = ", "= 1",
        "a = '\x01'", 'a = "\\q"', 'a = "\\ud800"', 'a = "\\uzzzz"', "a = 2020-13-40", "a = {x = 1, x = 2}",
        "a = {}\na.b = 1", "a.b = 1\n[a]\nb = 2", "a = []\n[[a]]", "a = 1 # \x01", "a", "[a]]",
    ],
)  # fmt: skip
def test_what_python_finds_in_toml_is_said_in_dutch(text):
    with pytest.raises(tomllib.TOMLDecodeError) as raised:
        tomllib.loads(text)
    english = re.sub(r" \(at [^)]*\)$", "", str(raised.value))
    with speaking("nl"):
        assert translate_foreign(english, TOML_RULES) != english


def test_why_a_file_cannot_be_read_is_said_in_dutch():
    error = PermissionError(13, "Permission denied")
    assert why(error) == "Permission denied"
    assert why(OSError("odd")) == "odd"
    with speaking("nl"):
        assert why(error) == "geen toegang"
        assert why(OSError(5, "Something else")) == "Something else"
    Path("inside").mkdir()
    assert "fout" not in call("run", "tiny.toml", "--out", "tiny.toml")


def test_numbers_with_a_format_follow_the_locale_and_values_of_a_file_do_not():
    text = "a group has fewer than {most:,} people; got {size:,}"
    assert message(text, most=1234567, size=-2000) == "a group has fewer than 1,234,567 people; got -2,000"
    with speaking("nl"):
        assert message(text, most=1234567, size=-2000).endswith(" minder dan 1.234.567 mensen; het waren er -2.000")
        assert message("a coach works more than 0 fte; got {fte:g}", fte=0.5).endswith("het was 0,5")
        assert message("{rule}; got {value!r}", rule="x", value=0.5) == "x; het was 0.5"
    assert message("{rule}; got {value!r}", rule="x", value=0.5) == "x; got 0.5"


def test_values_in_a_message_are_no_texts_and_no_places():
    with speaking("nl"):
        assert message("{name!r} is no {what}", name="{x} the group", what="group") == "'{x} the group' is geen group"
        assert translate_foreign("No such option: --{x}", usage.FAULTS) == "De optie --{x} bestaat niet."


def test_the_progress_bar_is_dutch_and_tqdm_can_fill_it():
    english = "{desc}: {percentage:3.0f} % |{bar}| {n_fmt} of {total_fmt} replications, {remaining} left"
    assert bar_format() == english
    with speaking("nl"):
        dutch = bar_format()
    assert "herhalingen, nog {remaining}" in dutch
    assert set(re.findall(r"\{[^}]*\}", dutch)) == set(re.findall(r"\{[^}]*\}", english))


def test_conditions_and_axes_are_refused_in_dutch():
    design = load("tiny.toml").design
    with speaking("nl"):
        with pytest.raises(ConditionError, match="'age' is geen ja of nee"):
            condition("age and work")
        with pytest.raises(ScenarioError, match="een bereik loopt op, met een stap boven 0"):
            axis_of("parameters.wage=9..2", design)
        with pytest.raises(ScenarioError, match="meer dan 0 en hoogstens"):
            axis_of("organisation.coach_fte=0", design)


def test_the_language_is_that_of_the_block_and_english_without_one():
    with speaking("nl"):
        assert message("nobody") == "niemand" == _("nobody")
        with speaking("en"):
            assert message("nobody") == "nobody"
        assert message("nobody") == "niemand"
    assert message("nobody") == "nobody"
    assert words._translate is words._in_english


def test_floors_below_speak_english_by_themselves():
    program = "from scenarios.file.scenario import load\ntry: load('nowhere')\nexcept ValueError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "there is no scenario 'nowhere'; `vex scenarios` lists them\n"
    assert faults.nearest("labl", ("label",)) == "; nearest valid: label"


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
