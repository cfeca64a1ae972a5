"""Unit: the Dutch catalogue is complete and current, numbers follow the locale, commands speak both languages."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
import typer
from trial_samples import STATA_LABEL_LENGTH
from typer.testing import CliRunner

from results.run import run_files
from results.trial import data_dictionary
from results.words import language
from results.words.language import LANGUAGES, brief, current, day, decimal, in_language, plural, use
from results.words.quantities import amount, with_unit
from results.words.wording import duration
from tools import catalogues
from vex.command import app
from vex.command_language import helps, language_of

ROOT = Path(__file__).parents[2]
READ = [path for room in ("results", "vex") for path in sorted((ROOT / room).rglob("*.py"))]
ENGLISH = re.compile(
    r"\b(the|and|with|after|weeks|year|years|people|average|difference|differences|trials|than|from|months|shown|"
    r"benefit|points|euros|share|cost|lines|not|more|fewer|run|every|conversations)\b",
    re.IGNORECASE,
)
TINY = """
title = "Een paar mensen"
question = "Werkt het?"
control = "usual"
weeks = 26
town = 100

[groups.coached]
size = 20
label = "Met een coach"
policy.team = "coaches"

[groups.usual]
size = 20
label = "Zoals altijd"

[[posts]]
"""


def test_english_is_the_source_itself():
    with in_language("en"):
        for text in catalogues.extracted():
            if isinstance(text, str):
                assert language._(text) == text
            else:
                assert (plural(*text, 1), plural(*text, 3)) == text


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(ROOT)))
def test_texts_are_translated_when_shown_and_marked_as_constants(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        call
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.Lambda))
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", "")
        if name in ("_", "plural", "N_"):
            assert not any(isinstance(part, ast.JoinedStr) for part in call.args), f"line {call.lineno}: fill in later"
        if name in ("_", "plural"):
            assert call in inside, f"line {call.lineno}: looked up at import; mark it with N_"
        if name == "N_":
            assert isinstance(call.args[0], ast.Constant), f"line {call.lineno}: no text to mark"


def test_numbers_and_dates_are_those_of_the_locale():
    with in_language("nl"):
        assert (decimal(1234.56, 1), decimal(-0.25, 2), decimal(3, signed=True)) == ("1.234,6", "−0,25", "+3")
        assert (brief(0.5), brief(-2.0, signed=True), day(date(2018, 1, 1))) == ("0,5", "−2", "1 januari 2018")
        assert amount("exit_work", 0.1234) == "12,3"
        assert with_unit("exit_work", 0.12) == "12,0%"
        assert [duration(weeks) for weeks in (1, 26, 52, 104)] == ["1 week", "6 maanden", "1 jaar", "2 jaar"]
    assert (decimal(1234.56, 1), brief(0.5), day(date(2018, 1, 1))) == ("1,234.6", "0.5", "1 January 2018")
    assert with_unit("exit_work", 0.12) == "12.0 %"


def test_an_unknown_language_is_refused_and_the_previous_language_is_restored():
    with pytest.raises(ValueError, match="got 'de'"):
        use("de")
    with pytest.raises(RuntimeError), in_language("nl"):
        raise RuntimeError
    assert current() == "en"


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["run"], {}, ("en", ["run"])),
        (["--lang", "nl", "run", "x"], {}, ("nl", ["run", "x"])),
        (["run", "x", "--lang=nl"], {}, ("nl", ["run", "x"])),
        (["run"], {"VEX_LANG": "nl"}, ("nl", ["run"])),
        (["run", "--lang", "en"], {"VEX_LANG": "nl"}, ("en", ["run"])),
        (["run"], {"VEX_LANG": ""}, ("en", ["run"])),
        (["run", "--", "--lang"], {}, ("en", ["run", "--", "--lang"])),
    ],
)
def test_the_language_stands_anywhere_in_the_command(arguments, environment, expected):
    given = list(arguments)
    assert language_of(arguments, environment) == expected
    assert arguments == given  # the manifest holds the command as it was given


@pytest.mark.parametrize("arguments", [("--lang", "de", "levers"), ("levers", "--lang"), ("levers", "--lang=NL")])
def test_an_unknown_language_gives_one_clear_message(arguments):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1 and "--lang is one of en, nl; got" in result.stderr
    assert result.stdout == ""


def test_every_help_page_shows_the_option_and_is_dutch_when_asked(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    group = typer.main.get_command(app)
    below = [(name, other) for name, command in group.commands.items() for other in getattr(command, "commands", ())]
    for name in ((), *((name,) for name in group.commands), *below):
        page = CliRunner().invoke(app, [*name, "--help", "--lang", "nl"]).stdout
        assert "--lang" in page and "Toon deze uitleg en stop." in page, name
        assert "Opties" in page and "Options" not in page
    english = set(helps(typer.main.get_command(app)))
    assert len(english) > 30
    page = CliRunner().invoke(app, ["run", "--help"]).stdout
    assert "--lang" in page and "Show this message and exit." in page


def test_a_dutch_run_is_dutch(tmp_path, monkeypatch):
    (tmp_path / "klein.toml").write_text(TINY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    drawn, write = [], run_files.write_figure

    def kept(path, figure):
        drawn.extend(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))
        return write(path, figure)

    monkeypatch.setattr(run_files, "write_figure", kept)
    arguments = ["run", "klein.toml", "--replications", "2", "--workers", "1", "--out", "uit", "--lang", "nl"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "Na 6 maanden, gemiddelde van 2 gesimuleerde experimenten" in " ".join(result.stdout.split())
    assert result.stdout.rstrip().endswith("Map met resultaten: uit")
    assert len(drawn) > 50
    for words in (result.stdout, *drawn):
        assert not ENGLISH.findall(words), words
    header, first, *_ = (tmp_path / "uit" / "summary.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("scenario,group,measure,week,mean") and first.count(",") == header.count(",")
    assert current() == "en"


@pytest.mark.parametrize("command", ["levers", "parameters"])
def test_tables_for_programs_are_the_same_in_both_languages(command):
    tables = {name: CliRunner().invoke(app, [command, "--csv", "--lang", name]).stdout for name in LANGUAGES}
    assert tables["en"] == tables["nl"]
    eyes = CliRunner().invoke(app, [command, "--lang", "nl"]).stdout
    assert "betekenis" in eyes and "meaning" not in eyes


def test_labels_fit_into_stata_in_both_languages():
    for name in LANGUAGES:
        with in_language(name):
            longest = max(len(variable.full_label) for variable in data_dictionary.VARIABLES.values())
            assert longest <= STATA_LABEL_LENGTH
