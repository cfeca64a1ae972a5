"""Messages of every room: written as templates, in the catalogue, and translated with their values."""

import ast
import re
import subprocess
import sys

from document_blocks import ROOT

from results.words.language import _, in_language
from scenarios.file import faults
from scenarios.file.faults import FAULT_MESSAGES, REASONS
from scenarios.file.scenario_inheritance import TOML_RULES
from simulation import messages
from simulation.messages import message, translate_foreign
from tools import catalogues
from vex import typer_texts

CHECKS = ("columns", "design", "levers", "parameters", "partners", "population", "recruitment")
"""Modules of the world that check scenario and population files; the others raise for Python programmers alone."""
SOURCES = [ROOT / "simulation" / f"{name}.py" for name in CHECKS]
SOURCES += [path for room in ("scenarios", "results") for path in sorted((ROOT / room).rglob("*.py"))]
FAULTS_OF_THE_PROGRAM = ("RuntimeError", "AttributeError", "MechanismError", "TableError")
TRANSLATED = ("axis_fault",)
"""Functions that return an error with their text translated."""
FOR_PROGRAMMERS = {
    "arguments.py", "figures.py", "gains_figure.py", "language.py", "money.py", "paired_replication.py", "pairs.py",
    "plausible_set.py", "shapley.py", "summary.py", "trial_frames.py",
}  # fmt: skip
"""Files whose untranslated errors no command can cause."""
SENTENCE = re.compile(r"[a-z]+ [a-z]+")


def untranslated(path):
    """Yield every sentence that a file raises without `message`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
            continue
        if getattr(node.exc.func, "id", "") in (*FAULTS_OF_THE_PROGRAM, *TRANSLATED):
            continue
        for argument in node.exc.args:
            texts = [part for part in ast.walk(argument) if isinstance(part, ast.JoinedStr)]
            texts += [argument] if isinstance(argument, ast.Constant) else []
            yield from (ast.unparse(text) for text in texts if SENTENCE.search(ast.unparse(text)))


def test_errors_that_users_read_are_translated():
    raising = {path.name: sentences for path in SOURCES if (sentences := list(untranslated(path)))}
    unexpected = {name: sentences for name, sentences in raising.items() if name not in FOR_PROGRAMMERS}
    assert not unexpected
    assert set(raising) == FOR_PROGRAMMERS, "files without untranslated errors need no exception"


def test_messages_are_templates_and_not_f_strings():
    calls = 0
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("message", "N_"):
                calls += 1
                assert not isinstance(node.args[0], ast.JoinedStr), f"{path.name}, line {node.lineno}"
    assert calls > 100


def test_texts_of_lower_rooms_are_in_the_catalogue():
    texts = set(catalogues.extracted())
    assert {
        text
        for text in (*FAULT_MESSAGES.values(), *REASONS, *TOML_RULES, *typer_texts.FAULTS, *typer_texts.OPTION_MESSAGES)
    } <= texts
    assert {"life stories", "number", "places must not be negative", "{file}, line {line}"} <= texts


def test_words_of_a_sentence_are_not_the_same_in_dutch():
    known = catalogues.translations()
    for text in catalogues.extracted():
        if isinstance(text, str) and re.search(r"\b(the|is|are|with|of|not|there|got)\b", text):
            assert known[text] != text


def test_formatted_numbers_follow_the_locale_and_values_of_a_file_do_not():
    text = "a group has fewer than {most:,} people; got {size:,}"
    assert message(text, most=1234567, size=-2000) == "a group has fewer than 1,234,567 people; got -2,000"
    with in_language("nl"):
        assert message(text, most=1234567, size=-2000).endswith(" minder dan 1.234.567 mensen; het waren er -2.000")
        assert message("a coach works more than 0 fte; got {fte:g}", fte=0.5).endswith("het was 0,5")
        assert message("{rule}; got {value!r}", rule="x", value=0.5) == "x; het was 0.5"
    assert message("{rule}; got {value!r}", rule="x", value=0.5) == "x; got 0.5"


def test_braces_and_words_in_values_of_a_message_stay_untranslated():
    with in_language("nl"):
        assert message("{name!r} is no {what}", name="{x} the group", what="group") == "'{x} the group' is geen group"
        assert translate_foreign("No such option: --{x}", typer_texts.FAULTS) == "De optie --{x} bestaat niet."


def test_messages_follow_the_language_context_and_default_to_english():
    with in_language("nl"):
        assert message("nobody") == "niemand" == _("nobody")
        with in_language("en"):
            assert message("nobody") == "nobody"
        assert message("nobody") == "niemand"
    assert message("nobody") == "nobody"
    assert messages._translate is messages._in_english


def test_lower_rooms_default_to_english():
    program = "from scenarios.file.scenario import load\ntry: load('nowhere')\nexcept ValueError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "there is no scenario 'nowhere'; `vex scenarios` lists them\n"
    assert faults.nearest("labl", ("label",)) == "; nearest valid: label"
