"""Faulty scenario and population files, and the words of the message for each."""

SMALL = """
[groups.few]
size = 20
"""

SCENARIO_FAULTS = {
    "unknown key": ("titel = 'x'", 1, "'titel' is no key here; nearest valid: title"),
    "unknown key of a group": (
        SMALL + "labl = 'x'",
        4,
        "groups.few.labl: 'labl' is no key here; nearest valid: label",
    ),
    "unknown lever": (
        SMALL + "policy.exemt = true",
        4,
        "'exemt' is no lever of policy; nearest valid: exempt",
    ),
    "unknown lever of a team": ("\n[coach_team]\nhandovr = true", 3, "nearest valid: handover"),
    "lever of the wrong type": (SMALL + "policy.exempt = 'yes'", 4, "exempt is true or false; got 'yes'"),
    "lever out of range": (
        SMALL + "policy.home_visits = 2",
        4,
        "between 0 and 1 share of conversations; got 2",
    ),
    "lever with another choice": (
        SMALL + "policy.invitation = 'leter'",
        4,
        "got 'leter'; nearest valid: letter",
    ),
    "wrong type": ("weeks = '12'", 1, "weeks: should be a valid integer; got '12'"),
    "true is no number": ("weeks = true", 1, "weeks: should be a valid integer; got True"),
    "a table is needed": ("groups = 3", 1, "groups: should be a valid table; got 3"),
    "impossible value": (
        SMALL.replace("\n[", "\n\nweeks = 0\n["),
        3,
        "weeks: a run lasts 1 to 1040 weeks; got 0",
    ),
    "impossible age": ("least_age = 12\n" + SMALL, 1, "the least age lies between 18 and 59; got 12"),
    "town too small": (
        "town = 5\n" + SMALL,
        1,
        "at least as many recipients in town as people in the groups",
    ),
    "a group of less than nobody": (
        "[groups.few]\nsize = -3",
        2,
        "groups.few.size: group few cannot have -3 people",
    ),
    "a group without size": ("[groups.few]\nlabel = 'x'", 1, "groups.few.size: this key is missing"),
    "a new group that was meant to be another": (
        "extends = 'tilburg-2018'\n[groups.guidence.policy]\ncontacts_per_year = 12",
        2,
        "'guidence' is a new group without a size; nearest valid: guidance",
    ),
    "empty population": ("[groups.few]\nsize = 0", 1, "the population is empty"),
    "coaches without a post": (SMALL + "policy.team = 'coaches'", None, "no coach has a post in week 0"),
    "coaches without any post": (
        "posts = []\n" + SMALL + "policy.team = 'coaches'",
        1,
        'no coach has a post in week 0: add [[posts]], or give the group team = "client_managers"',
    ),
    "a coach who leaves first": (
        "\n[[posts]]\n[[posts]]\nleaves = 0\n" + SMALL,
        3,
        "a coach leaves after arriving",
    ),
    "unknown parameter": ("[parameters]\nwaeg = 9", 2, "'waeg' is no parameter; nearest valid: wage"),
    "parameter of the wrong type": ("[parameters]\nwage = 'high'", 2, "wage is a number; got 'high'"),
    "unknown switch": ("weeks = 3\nswitched_off = ['shme']", 2, "'shme' is no switch; nearest valid: shame"),
    "unknown partner": ("[partners.gz]\nplaces = 3", 1, "'gz' is no partner; nearest valid: ggz"),
    "unknown key of a partner": (
        "[partners.ggz]\nplace = 3",
        2,
        "'place' is no lever or description of a partner",
    ),
    "partner that cannot be": (
        "[partners.ggz]\nsuccess = 2.0",
        2,
        "partner ggz: success is a chance; got 2.0",
    ),
    "partner of the wrong type": (
        "[partners.ggz]\nplaces = 'many'",
        2,
        "should be a valid number; got 'many'",
    ),
    "partner refers to nobody": (
        "[partners.ggz]\nrefers_to = { siz = [0.1, 0.2] }",
        2,
        "nearest valid: siza",
    ),
    "unknown life domain": ("[partners.ggz]\nserves = { housng = 1.0 }", 2, "nearest valid: housing"),
    "unknown control group": (
        "control = 'feew'\n" + SMALL,
        1,
        "control: 'feew' is no group; nearest valid: few",
    ),
    "change of an unknown group": (
        SMALL + "[[changes]]\nweek = 2\ngroups.fw.policy.exempt = true",
        6,
        "'fw' is no group; nearest valid: few",
    ),
    "change of an unknown partner": (
        SMALL + "[[changes]]\nweek = 2\npartners.gz.places_factor = 2",
        6,
        "'gz' is no partner; nearest valid: ggz",
    ),
    "change before the start": (
        SMALL + "[[changes]]\nweek = -1\norganisation.letters = 2",
        5,
        "a change falls in week 0 or later; got week -1",
    ),
    "change after the end": (
        "weeks = 10\n" + SMALL + "[[changes]]\nweek = 10\norganisation.letters = 2",
        6,
        "changes[1].week: a change falls before the end of the run, week 10; got week 10",
    ),
    "change of the team": (
        SMALL + "[[changes]]\nweek = 2\ngroups.few.policy.team = 'coaches'",
        6,
        "cannot change during a run",
    ),
    "invalid TOML": ("weeks = 3\ntown == 4", 2, "this is no valid TOML"),
    "unfinished TOML": ("weeks = 3\nswitched_off = [", 2, "this is no valid TOML"),
    "unknown base": (
        "extends = 'tilburg-2081'",
        1,
        "no scenario 'tilburg-2081'; nearest valid: tilburg-2018",
    ),
    "base of the wrong type": ("weeks = 3\nextends = 3", 2, "extends: names one scenario; got 3"),
    "a circle": ("extends = 'mine.toml'", 1, "in a circle"),
}
"""Kind of fault → text of mine.toml, line, words of the message."""

POPULATION_FAULTS = {
    "nothing": (b"", "is empty"),
    "only comments": (b"# age\n# sex\n", "is empty"),
    "no rows": (b"age,sex\n", "has a header and no people below it"),
    "only blank rows": (b"age,sex\n,\n\n,\n", "has a header and no people below it"),
    "after a blank row": (b"sep=,\nage,sex\n40,man\n,\n41,mann\n", "line 5, column sex: is one of man, woman; got"),
    "Dutch column": (b"leeftijd,sex\n40,man\n", "line 1: 'leeftijd' is no column; write age"),
    "Dutch word": (b"sex\nvrouw\n", "line 2, column sex: is one of man, woman; write woman; got 'vrouw'"),
    "quoted decimal comma": (b'age,sex\n"40,25",man\n', "line 2, column age: 40,25 has a decimal comma."),
    "cell too many": (b"age,sex\n40,man,5\n", "line 2: the row has 3 cells and the header 2"),
    "two ways": (b"age,benefit_years\n40,3,7\n", "line 2: the row has 3 cells and the header 2"),
    "no header": (b"44,man\n40,woman\n", "line 1: the first line holds the names of the columns; got '44'"),
    "column twice": (b"age,sex,age\n40,man,40\n", "line 1: column 'age' stands here twice"),
    "column without a name": (b"age,,sex\n40,,man\n", "line 1: column 2 has no name"),
    "unknown column": (b"age,benefit_year\n40,2\n", "'benefit_year' is no column; nearest valid: benefit_years"),
    "column of names": (b"age,Achternaam\n40,Jansen\n", "column 'achternaam' says who a person is"),
    "column of numbers": (b"BSN,age\n123456782,40\n", "column 'bsn' says who a person is"),
    "tabs": (b"age\tsex\n40\tman\n", "separated by commas or semicolons; got tabs"),
    "bars": (b"age|sex\n40|man\n", "separated by commas or semicolons; got upright bars"),
    "no UTF-8": ("age,neighbourhood\n40,Oost\n41,Zu\xefd\n".encode("latin-1"), "line 3: is no text in UTF-8, byte 0x"),
    "UTF-16": ("age,sex\n40,man\n".encode("utf-16"), "it was saved as Unicode text (UTF-16). In Excel choose"),
    "workbook": (b"PK\x03\x04\x14\x00", "is a workbook"),
    "cell too few": (b"age,sex\n40,man\n41\n", "line 3: the row has 1 cells and the header 2"),
    "decimal comma": (b"age,sex\n40,5,man\n", "column age: 40,5 has a decimal comma. Save the file with"),
    "quote never closed": (b'age,sex\n40,man\n41,"man\n42,man\n', "line 3: a quotation mark opens here and is never"),
    "quote inside": (b'age,sex\n40,"ma"n\n', "line 2: a quotation mark stands inside a cell"),
    "no number": (b"age\nforty\n", "line 2, column age: is a number; got 'forty'"),
    "thousands": (b"age;sex\n1.040,5;man\n", "line 2, column age: is a number; got '1.040,5'"),
    "too young": (b"age\n17.5\n", "line 2, column age: is at least 18 and under 66; got '17.5'"),
    "too old": (b"age\n66\n", "line 2, column age: is at least 18 and under 66; got '66'"),
    "negative": (b"benefit_years\n-3\n", "line 2, column benefit_years: is at least 0 and at most 48; got '-3'"),
    "not a number": (b"age\nNaN\n", "line 2, column age: what is not known is left empty; got 'NaN'"),
    "infinite": (b"age\ninf\n", "line 2, column age: is a finite number; got 'inf'"),
    "level too high": (b"level_housing\n5\n", "line 2, column level_housing: is at least 0 and at most 4; got '5'"),
    "half a level": (b"level_housing\n2.5\n", "line 2, column level_housing: is a whole number; got '2.5'"),
    "unknown word": (b"household\nmarried\n", "line 2, column household: is one of single, single_parent, couple; got"),
    "unknown neighbourhood": (b"neighbourhood\nGroenwoud\n", "got 'Groenwoud'; nearest valid: Groenewoud"),
    "benefit before 18": (
        b"age,benefit_years\n30,20\n",
        "line 2, column benefit_years: nobody is on social assistance before the age of 18; got benefit_years 20 and",
    ),
    "work as a child": (b"age,experience_years\n30,16.5\n", "work before the age of 15 does not count"),
    "single with children": (b"household,young_children\nsingle,yes\n", "young children at home is a single_parent"),
    "children without care": (b"level_care_duties,young_children\n0,yes\n", "are care duties of level 1 at least"),
}  # fmt: skip
"""Kind of fault → bytes of own.csv, words of the message."""
