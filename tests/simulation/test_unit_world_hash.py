"""Unit: the hash of the rules changes only with their behaviour; that of the tables with their values."""

from pathlib import Path

import pytest

import simulation
from simulation import world_hash
from simulation.world_hash import hash_of_rules, hash_of_tables, rules_hash

RULE = '''"""A rule."""

import math

from .compiled import rule
from .luck import draw as uniform


@rule
def ease(person, steps, most=4):
    """Lower the level."""
    # what is over is over
    level: int = max(0, person.level - steps)
    for k in range(most):
        level += sum([k * row for row in person.rows if row > k])
    if level < 0:
        raise ValueError(f"a level is 0 or more; got {level}")
    return math.exp(level) * uniform(level, steps, 1.5)


def call(person):
    return ease(person, steps=1)


ROWS = {"eased": Measure(ease, "Problems, eased", "share", share=True)}
'''
SAME = {
    "docstring": ('"""Lower the level."""', '"""Ease a problem."""'),
    "no docstring": ('    """Lower the level."""\n', ""),
    "module docstring": ('"""A rule."""', '"""Another header."""'),
    "comment": ("# what is over is over", "# see the description"),
    "annotation": ("level: int = max", "level = max"),
    "annotated parameter": ("def call(person):", "def call(person: object) -> float:"),
    "renamed local": (
        "level: int", "height: int", "level +=", "height +=", "if level", "if height", "{level}", "{height}",
        "exp(level)", "exp(height)", "uniform(level", "uniform(height",
    ),
    "renamed loop variable": ("for k in", "for i in", "k * row", "i * row", "row > k", "row > i"),
    "renamed variable of a comprehension": ("row for row in person.rows if row >", "r for r in person.rows if r >"),
    "renamed parameter that nobody names": ("most", "count"),
    "message": ("a level is 0 or more; got", "levels are whole numbers; got"),
    "title of a measure": ("Problems, eased", "Problems eased"),
    "unused import": ("import math\n", "import math\nimport os\n"),
    "order of imports": ("import math\n\nfrom .compiled import rule\n", "from .compiled import rule\nimport math\n"),
    "alias": ("uniform", "draw_one"),
    "layout": ("max(0, person.level - steps)", "max(\n        0,\n        person.level - steps,\n    )"),
}  # fmt: skip
OTHER = {
    "number": ("1.5", "1.6"),
    "operator": ("person.level - steps", "person.level + steps"),
    "comparison": ("row > k]", "row >= k]"),
    "called function": ("math.exp", "math.log"),
    "order of arguments": ("max(0, person.level - steps)", "max(person.level - steps, 0)"),
    "field": ("person.level - steps", "person.levels - steps"),
    "default": ("most=4", "most=5"),
    "decorator": ("@rule\n", ""),
    "origin of a name": ("from .luck import draw as uniform", "from .luck import draw4 as uniform"),
    "renamed parameter that a caller names": ("def ease(person, steps, most", "def ease(person, step, most"),
    "name of a function": ("def call", "def called"),
    "rule of a measure": ("Measure(ease,", "Measure(call,"),
    "attribute of a measure": ("share=True", "share=False"),
    "which local": ("uniform(level, steps, 1.5)", "uniform(steps, level, 1.5)"),
    "order of statements": ("    return ease", "    ease(person, 2)\n    return ease"),
}


def changed(change):
    """Return the rule after pairs of texts, before and after, were put in."""
    text = RULE
    for before, after in zip(change[::2], change[1::2], strict=True):
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_does_nothing_leaves_the_hash(change):
    assert changed(change) != RULE
    assert hash_of_rules({"a.py": changed(change)}) == hash_of_rules({"a.py": RULE})


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_what_does_something_changes_the_hash(change):
    assert hash_of_rules({"a.py": changed(change)}) != hash_of_rules({"a.py": RULE})


def test_a_comprehension_reads_its_first_iterable_outside():
    text = "def f(a, b):\n    c = a + 1\n    d = b + 2\n    return [{0} for {0} in {0}]"
    assert hash_of_rules({"a.py": text.format("c")}) != hash_of_rules({"a.py": text.format("d")})


def test_names_of_a_function_within_a_function_are_told_apart():
    text = "def f(a):\n    b = a + 1\n    def g(c):\n        return {0}\n    return g(b)"
    assert hash_of_rules({"a.py": text.format("b")}) != hash_of_rules({"a.py": text.format("c")})


def test_the_name_of_the_file_counts():
    assert hash_of_rules({"a.py": RULE}) != hash_of_rules({"b.py": RULE})


def test_every_source_of_the_world_counts():
    sources = {path.name: path.read_text("utf-8") for path in Path(simulation.__file__).parent.glob("*.py")}
    before = hash_of_rules(sources)
    assert before == rules_hash()
    for name in ("problems.py", "luck.py", "model.py", "displacement.py"):
        assert hash_of_rules(sources | {name: sources[name] + "\nADDED = 1\n"}) != before
        assert hash_of_rules(sources | {name: sources[name] + '\n"""Said."""\n# and more\n'}) == before


def test_the_hash_is_cached_under_the_bytes_of_the_sources(tmp_path, monkeypatch):
    monkeypatch.setenv("VEX_CACHE_DIR", str(tmp_path))
    assert rules_hash.__wrapped__() == rules_hash()
    (cached,) = (tmp_path / "rules").iterdir()
    assert cached.name == world_hash.source_hash() and cached.read_text() == rules_hash()
    cached.write_text("0123456789abcdef")
    assert rules_hash.__wrapped__() == "0123456789abcdef"
    cached.write_text("damaged")
    assert rules_hash.__wrapped__() == rules_hash()


TABLE = '[ggz]\ntitle = "GGZ"\nsource = "a report"\nplaces = 12\n\n[debt]\nunit = "people"\nplaces = 3\n'


@pytest.mark.parametrize(("before", "after", "same"), [
    ("a report", "another report", True),
    ('title = "GGZ"\n', "", True),
    ('unit = "people"', 'unit = "persons"', True),
    ("places = 12", "# places\nplaces  =  12", True),
    ("places = 12", "places = 13", False),
    ("places = 3", "open = true\nplaces = 3", False),
    ("[debt]", "[debt_help]", False),
])  # fmt: skip
def test_tables_are_hashed_by_their_values(before, after, same):
    other = hash_of_tables({"partners.toml": TABLE.replace(before, after)})
    assert (other == hash_of_tables({"partners.toml": TABLE})) == same


def test_the_order_of_rows_counts():
    rows = TABLE.split("\n\n")
    assert hash_of_tables({"a.toml": "\n\n".join(rows[::-1])}) != hash_of_tables({"a.toml": TABLE})
