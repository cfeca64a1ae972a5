"""Unit: chances against the formulas of the description, read from `docs/odd.md` and evaluated in random states.

A formula that differs from its rule fails, and so does one that no rule is compared with.
"""

import importlib

import numpy as np
import pytest
from formula_reading import UNREAD, as_python, document, parsed, written
from formula_rules import READERS, formulas
from formula_words import name_in
from random_states import random_states

SETS, EACH = 25, 8
"""Sets of parameters, and states under each."""


def test_every_formula_of_a_chance_names_a_rule_that_it_is_compared_with():
    titles = [title for title, _ in written(document())]
    assert sorted(titles) == sorted(READERS) and "" not in titles
    for title in titles:
        module, rule = title.split()[0].split(".")
        assert hasattr(importlib.import_module(f"simulation.{module}"), rule), title


def test_no_chance_of_the_text_has_a_formula_that_nobody_reads():
    assert UNREAD.findall(document()) == []
    assert UNREAD.findall("with chance `a · b`, then") and UNREAD.findall("chance\n`1 / c`<!-- note -->")
    assert written("```formula\nx = 1\n```\n") == [("", "x = 1\n")]  # a block that names no rule has no title


def states_of(title):
    """Return the states in which a formula is compared, and the names that it takes from each."""
    _, prepare, words = READERS[title]
    for state in random_states(sum(title.encode()), SETS, EACH):
        state = prepare(state) if prepare else state
        yield state, {name: name_in(state, name, words) for name in formulas()[title].names}


@pytest.mark.parametrize("title", READERS)
def test_the_rule_gives_what_the_formula_says(title):
    agrees, values = READERS[title][0], []
    for state, names in states_of(title):
        values.append(float(formulas()[title].value(names.__getitem__)))
        assert agrees(state, values[-1]), (values[-1], names)
    assert len(set(values)) > SETS / 2  # the states differ in what the formula reads


def other_than(value):
    """Return another value of a name: a flag turned over, a number that is larger."""
    if isinstance(value, bool | np.bool_ | np.uint8):
        return not value
    return 1.5 * value + 0.1


@pytest.mark.parametrize("title", READERS)
def test_with_another_value_of_any_of_its_names_the_formula_says_something_else(title):
    agrees, unfelt = READERS[title][0], set(formulas()[title].names)
    for state, names in states_of(title):
        for name in sorted(unfelt):
            changed = names | {name: other_than(names[name])}
            if not agrees(state, float(formulas()[title].value(changed.__getitem__))):
                unfelt.remove(name)
    assert not unfelt


@pytest.mark.parametrize(
    ("formula", "python"),
    [
        ("(1 − a) · b^2", "(1 - a) * b**2"),
        ("a · stress [bandwidth]", "a * stress * on_bandwidth"),
        ("x if by letter and not asked for, otherwise 1", "x if by_letter and not asked_for else 1"),
        ("worsen_k,level · min(1, part-time)", "worsen_k_level * min(1, part_time)"),
        ("exp(−weeks on benefit / fades)", "exp(-weeks_on_benefit / fades)"),
    ],
)
def test_a_formula_becomes_python(formula, python):
    assert as_python(formula).replace(" ", "") == python.replace(" ", "")


def test_lines_may_use_the_lines_before_them():
    formula = parsed("test", "half load = load / 36\n    / 2\nvalue = half load + exp(0) · a\n")
    assert formula.names == {"load", "a"}
    assert formula.value({"load": 18.0, "a": 3.0}.__getitem__) == pytest.approx(3.25)


@pytest.mark.parametrize("text", ["a + ", "__import__('os').name", "[x for x in a]", "a.b", "a == b"])
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(SyntaxError):
        parsed("test", text)
