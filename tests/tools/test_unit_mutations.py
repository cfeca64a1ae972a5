"""Unit: every mutation of a rule, and nothing but rules."""

import ast

import pytest

from tools.line_coverage import PROJECT
from tools.mutations import mutants_of, mutated

RULE = '''"""Rules."""


@rule
def ease(person, k, p):
    """Lower a level – by 1."""
    {body}


def read(path):
    """No rule."""
    return path + 1
'''


def changes(body):
    """Return mutation, text before and text after of every mutant of a rule with this body."""
    return {(m.mutation, m.before, m.after) for m in mutants_of("simulation/a.py", RULE.format(body=body))}


@pytest.mark.parametrize(
    "body, expected",
    [
        ("return k < p", {("comparison negated", "k < p", "k >= p"), ("strictness changed", "k < p", "k <= p"),
                          ("result changed", "k < p", "not k < p")}),
        ("return k == p", {("comparison negated", "k == p", "k != p"), ("result changed", "k == p", "not k == p")}),
        ("return k + p", {("operator swapped", "k + p", "k - p"), ("result changed", "k + p", "k + p + 1")}),
        ("return k / p", {("operator swapped", "k / p", "k * p"), ("result changed", "k / p", "k / p + 1")}),
        ("return k and p", {("and/or swapped", "k and p", "k or p"), ("result changed", "k and p", "not (k and p)")}),
        ("return not k", {("not dropped", "not k", "k")}),
        ("return -k", {("sign dropped", "-k", "k")}),
        ("return max(k, p)", {("min/max swapped", "max(k, p)", "min(k, p)"),
                              ("result changed", "max(k, p)", "max(k, p) + 1")}),
        ("return True", {("constant changed", "True", "False")}),
        ("return 0.5", {("constant changed", "0.5", "1.5")}),
        ("k *= p", {("operator swapped", "k *= p", "k /= p"), ("statement removed", "k *= p", "pass")}),
        ("person.level = k", {("statement removed", "person.level = k", "pass")}),
        ("ease(person, k, p)", {("statement removed", "ease(person, k, p)", "pass")}),
        ("if k:\n        return", {("condition negated", "k", "not k"), ("statement removed", "return", "pass")}),
        ("for k in p:\n        continue", {("statement removed", "continue", "pass")}),
        ("raise ValueError(k + 1)", set()),
    ],
)  # fmt: skip
def test_the_changes_of_a_statement(body, expected):
    assert changes(body) == expected


def test_a_first_value_of_a_name_is_not_removed_but_a_later_one_is():
    assert changes("gain = p\n    gain = k") == {("statement removed", "gain = k", "pass")}


def test_only_decorated_functions_are_changed():
    source = RULE.format(body="return k + 1")
    assert {m.function for m in mutants_of("simulation/a.py", source)} == {"ease"}
    assert mutants_of("simulation/a.py", source.replace("@rule", "@cache")) == []
    assert mutants_of("simulation/a.py", source.replace("@rule", "@array_rule")) != []


def test_the_rest_of_the_file_stays_as_it_is():
    source = RULE.format(body="x = (k\n         + p)  # of both – together\n    return x")
    (mutant,) = (m for m in mutants_of("simulation/a.py", source) if m.mutation == "operator swapped")
    assert mutated(source, mutant) == source.replace("(k\n         + p)", "((k - p))")


def test_a_mutant_knows_the_lines_of_its_statement():
    source = RULE.format(body="if (k\n            < 1):\n        person.level = 0")
    lines = {m.before: (m.first_line, m.last_line) for m in mutants_of("simulation/a.py", source)}
    assert lines["k < 1"] == (7, 8)
    assert lines["person.level = 0"] == (9, 9)


@pytest.mark.parametrize("name", ["trust.py", "waiting.py"])
def test_every_mutant_of_the_world_is_valid_and_differs(name):
    source = (PROJECT / "simulation" / name).read_text(encoding="utf-8")
    original = ast.dump(ast.parse(source))
    mutants = mutants_of(f"simulation/{name}", source)
    assert len(mutants) > 50
    for mutant in mutants:
        assert ast.dump(ast.parse(mutated(source, mutant))) != original
