"""Unit: every fault of a scenario or population file has its message in Dutch."""

import re
import tomllib
from pathlib import Path

import pytest
from file_faults import POPULATION_FAULTS, SCENARIO_FAULTS
from pydantic_core import PydanticKnownError

from results.words.language import in_language
from scenarios.file.conditions import ConditionError, condition
from scenarios.file.faults import FAULT_MESSAGES, ScenarioError
from scenarios.file.population_file import read_population
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import TOML_RULES
from scenarios.sweep_axes import axis_of
from simulation.messages import message, set_translator, translate_foreign

SENTENCE = re.compile(r"[a-z]+ [a-z]+")
pytestmark = pytest.mark.usefixtures("tiny_folder")


@pytest.fixture
def bracketed_messages():
    """Translate every message to itself in brackets."""
    set_translator(lambda text, values: f"⟦{text.format(**values)}⟧")
    yield
    set_translator(None)


def outside_brackets(message: str) -> str:
    """Return the text outside all brackets."""
    while "⟦" in message:
        message = re.sub(r"⟦[^⟦⟧]*⟧", "", message)
    return message


def scenario_fault(kind: str) -> str:
    """Return the message of a faulty scenario file."""
    Path("mine.toml").write_text(SCENARIO_FAULTS[kind][0], encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load("mine.toml")
    return str(raised.value)


def population_fault(kind: str) -> str:
    Path("own.csv").write_bytes(POPULATION_FAULTS[kind][0])
    with pytest.raises(ScenarioError) as raised:
        read_population("own.csv")
    return str(raised.value)


@pytest.mark.parametrize("kind", SCENARIO_FAULTS)
def test_every_word_of_a_scenario_file_fault_is_translated(bracketed_messages, kind):
    for line in scenario_fault(kind).splitlines():
        assert not SENTENCE.search(outside_brackets(line)), line
        assert "⟦" in line


@pytest.mark.parametrize("kind", POPULATION_FAULTS)
def test_every_word_of_a_population_file_fault_is_translated(bracketed_messages, kind):
    for line in population_fault(kind).splitlines():
        assert not SENTENCE.search(outside_brackets(line)), line
        assert "⟦" in line


@pytest.mark.parametrize(("fault_of", "kind"), [(scenario_fault, kind) for kind in SCENARIO_FAULTS] + [
    (population_fault, kind) for kind in POPULATION_FAULTS
])  # fmt: skip
def test_no_fault_in_a_file_has_its_english_words_in_dutch(fault_of, kind):
    english = fault_of(kind)
    with in_language("nl"):
        dutch = fault_of(kind)
    assert len(dutch.splitlines()) == len(english.splitlines())
    for line in dutch.splitlines():
        assert not re.search(r"\b(line|column|got|nearest valid|the|and|or|is a|should|must|there|with)\b", line), line


def test_pydantic_messages_keep_their_wording_except_table():
    of = {"gt": 0, "ge": 1, "le": 10, "class_name": "X", "field_type": "List", "actual_length": 1}
    of |= {"min_length": 2, "max_length": 2}
    for kind, text in FAULT_MESSAGES.items():
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
def test_toml_errors_of_python_are_translated(text):
    with pytest.raises(tomllib.TOMLDecodeError) as raised:
        tomllib.loads(text)
    english = re.sub(r" \(at [^)]*\)$", "", str(raised.value))
    with in_language("nl"):
        assert translate_foreign(english, TOML_RULES) != english


def test_conditions_and_axes_are_refused_in_dutch():
    design = load("tiny.toml").design
    with in_language("nl"):
        with pytest.raises(ConditionError, match="'age' is geen ja of nee"):
            condition("age and work")
        with pytest.raises(ScenarioError, match="een bereik loopt op, met een stap boven 0"):
            axis_of("parameters.wage=9..2", design)
        with pytest.raises(ScenarioError, match="meer dan 0 en hoogstens"):
            axis_of("organisation.coach_fte=0", design)
