"""Unit: conditions on how people start."""

import pandas as pd
import pytest

from scenarios.file.conditions import CONDITION_NAMES, ConditionError, condition

PEOPLE = pd.DataFrame(
    {
        "age": [30.0, 45.0, 60.0],
        "sex": ["woman", "man", "woman"],
        "household": ["single parent", "single", "couple"],
        "young_children": [True, False, False],
        "education": ["low", "middle", "high"],
        "load": [9, 3, 12],
        "finances": [4, 0, 2],
        "work": [False, True, False],
    }
)


@pytest.mark.parametrize(
    ("text", "meets"),
    [
        ("household == 'single parent' and load >= 8", [True, False, False]),
        ("load > 5 or work", [True, True, True]),
        ("not young_children", [False, True, True]),
        ("education in ['low', 'high'] and not work", [True, False, True]),
        ("education not in ('low',)", [False, True, True]),
        ("30 < age <= 60", [False, True, True]),
        ("age - 10 * finances < 0", [True, False, False]),
        ("'woman' == sex", [True, False, True]),
        ("-age > -40", [True, False, False]),
        ("work == True", [False, True, False]),
        ("True", [True, True, True]),
        ("not (load > 5 and sex != 'man')", [False, True, False]),
    ],
)
def test_a_condition_selects_people(text, meets):
    assert condition(text)(PEOPLE).tolist() == meets


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lod >= 8", "'lod' is nothing that is known of how people start; nearest valid: load"),
        ("group == 'coaching'", "'group' is nothing that is known"),
        ("sex == 'female'", "'female' is none of the values"),
        ("household == 'single mother'", "there is single, single parent, couple"),
        ("education in ['low', 'hgh']", "nearest valid: high"),
        ("age == 'old'", "not of the same kind"),
        ("household > 'couple'", "words are compared with == or !="),
        ("load", "true or false of somebody"),
        ("age and work", "'age' is not a yes or no"),
        ("load >=", "this is no condition"),
        ("", "this is no condition"),
        ("__import__('os').system('true')", "cannot stand in a condition"),
        ("age.__class__ == 3", "cannot stand in a condition"),
        ("[x for x in age]", "cannot stand in a condition"),
        ("load in load", "needs a list of values"),
        ("load is None", "compares with"),
        ("age ** 9 > 1", "cannot stand in a condition"),
        ("(" * 450 + "work" + ")" * 40, "this is no condition"),
        ("work and " * 200 + "work", "at most 500 characters"),
    ],
)
def test_an_invalid_condition_is_refused_with_a_clear_message(text, message):
    with pytest.raises(ConditionError) as raised:
        condition(text)
    assert message in str(raised.value) and "\n" not in str(raised.value)


def test_every_name_can_be_asked_for():
    for name, kind in CONDITION_NAMES.items():
        condition(f"{name} == {kind[0]!r}" if isinstance(kind, tuple) else f"{name} == {name}")
