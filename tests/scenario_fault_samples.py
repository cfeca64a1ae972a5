"""Faults of scenario files: kind → (text of the file, line, part of the message)."""

SMALL = """
[groups.few]
size = 20
"""
FAULTS = {
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
