"""Unit: lives told from events, patterns of life courses on hand-made logs, and the commands that show them."""

import pandas as pd
import pytest
from typer.testing import CliRunner
from worlds import two_groups, usual_equilibrium

from results.clauses import COUNTED, DOMAINS, PARTNERS, SIMPLE, TOLD
from results.life import ENDS, day, tell
from scenarios.life_patterns import CLOSE, LIFE, OPPOSITE, PATTERNS, courses, pattern_frequencies
from simulation.events import ALL_PEOPLE
from simulation.model import TrustExperiment
from simulation.noting import KINDS, SLOT_NAMES
from simulation.partners import PARTNERS_2018
from simulation.trial_data import TrialData
from vex.command import app

COLUMNS = ("week", "step", "event", "detail", "partner", "value")


def log_of(*rows, person=7, group="coaching"):
    """Return a log of (week, event, detail, partner, value) rows of one person."""
    full = [(week, 2, event, detail, partner, float(value)) for week, event, detail, partner, value in rows]
    frame = pd.DataFrame(full, columns=COLUMNS)
    frame.insert(0, "group", pd.Categorical([group] * len(frame)))
    frame.insert(0, "person", person)
    frame.insert(0, "replication", 0)
    return frame


def somebody(**changes):
    row = {
        "replication": 0, "person": 7, "group": "coaching", "age": 45.3, "female": True, "household": "single_parent",
        "young_children": False, "education": 0, "neighbourhood": "Noord", "benefit_years": 9.0,
        "true_self_efficacy": 0.4,
    }  # fmt: skip
    return pd.DataFrame([row | changes]).astype({"group": "category"})


WENDY = (
    (0, "problem_at_start", "substance_use", "", 3), (3, "admission", "mental_health", "ggz", 12),
    (30, "job", "temporary", "", 20), (31, "payment_blocked", "", "", 0), (33, "payment_released", "", "", 0),
)  # fmt: skip
FERNANDO = (
    (0, "problem_at_start", "physical_health", "", 4), (2, "no_show", "", "", 1), (5, "no_show", "", "", 2),
    (8, "meeting", "home", "", 1), (8, "referral", "physical_health", "rehabilitation", 1),
    (15, "admission", "physical_health", "rehabilitation", 7), (40, "helped", "physical_health", "rehabilitation", 25),
    (44, "admission", "activation", "practice_diagnosis", 3), (51, "job", "trial_placement", "", 32),
    (64, "contract_after_placement", "temporary", "", 32),
)  # fmt: skip
DRIVER = ((9, "meeting", "office", "", 1), (20, "job_lead", "", "", 0), (22, "job", "trial_placement", "", 32))
CRAFT = (
    (10, "referral", "activation", "self_employment_advice", 0),
    (24, "helped", "activation", "self_employment_advice", 9),
    (24, "job", "self_employed", "", 16),
)  # fmt: skip
ADVICE = CRAFT[:1] + ((24, "not_helped", "activation", "self_employment_advice", 9),)


@pytest.mark.parametrize(
    ("pattern", "rows", "course"),
    [
        ("wendy", WENDY, LIFE),
        ("wendy", (*WENDY, (35, "job_lost", "temporary", "", 20)), OPPOSITE),
        ("wendy", WENDY[:3], None),
        ("wendy", WENDY[1:], None),
        ("fernando", FERNANDO, LIFE),
        ("fernando", FERNANDO[:-1], CLOSE),
        ("fernando", FERNANDO[:3], OPPOSITE),
        ("fernando", (*FERNANDO[:6], (20, "dropped_out", "physical_health", "rehabilitation", 5)), OPPOSITE),
        ("fernando", FERNANDO[:1] + FERNANDO[2:], None),
        ("ingrid-driver", DRIVER, LIFE),
        ("ingrid-driver", DRIVER[::2], CLOSE),
        ("ingrid-driver", DRIVER[:2], OPPOSITE),
        ("ingrid-craft", CRAFT, LIFE),
        ("ingrid-craft", ADVICE, OPPOSITE),
    ],
)
def test_a_life_is_recognised(pattern, rows, course):
    found = courses(log_of(*rows), somebody(), 104).set_index("pattern")["course"]
    assert found.get(pattern) == course


@pytest.mark.parametrize("changes", [{"female": False}, {"household": "couple"}, {"benefit_years": 2.0},
                                     {"true_self_efficacy": 0.7}])  # fmt: skip
def test_only_a_mother_long_on_the_benefit_and_unsure_is_like_ingrid(changes):
    assert "ingrid-driver" not in set(courses(log_of(*DRIVER), somebody(**changes), 104)["pattern"])


def test_frequencies_are_of_100_people_of_the_group():
    persons = pd.concat([somebody(person=number) for number in range(7, 12)], ignore_index=True)
    found = pattern_frequencies(log_of(*CRAFT), persons).set_index("pattern")
    assert found.loc["ingrid-craft", ["people", "start", "life", "opposite"]].tolist() == [5, 20.0, 20.0, 0.0]
    assert found.loc["wendy", "start"] == 0.0
    assert list(found.index) == list(PATTERNS)


def test_a_life_reads_like_a_life():
    text = tell(somebody().iloc[0], log_of(*FERNANDO), "Coaching")
    assert text.startswith(
        "Person 7, a woman of 45, lives alone with children in Noord, has no more than basic schooling and has been on "
        "the benefit for 9 years. Group: Coaching. At the start there is an acute problem with physical health."
    )
    assert "8 January 2018. She does not come to the appointment" in text
    assert "29 January 2018. She does not come again, the second time in a row." in text
    assert "contact with the rehabilitation centre for physical health and goes along." in text
    assert "The placement becomes a contract of 32 hours a week." in text
    assert text.endswith("The story ends on the benefit, with a temporary job beside it.")


def test_who_is_introduced_begins_by_a_call_of_the_coach():
    text = tell(somebody().iloc[0], log_of(*DRIVER, (21, "coach_record", "", "", 0)), "Coaching")
    assert "She hears of a job through the coach." in text
    assert "The coach calls the employer, and she begins a trial placement of 32 hours a week." in text
    assert text.endswith("The story ends on the benefit, with a trial placement beside it.")


def test_a_life_that_ends_after_lost_work_ends_on_the_benefit_alone():
    text = tell(somebody().iloc[0], log_of(*DRIVER, (40, "job_lost", "trial_placement", "", 32)))
    assert text.endswith("The story ends on the benefit.")


def test_conversations_of_which_there_is_nothing_else_to_tell_stand_in_one_line():
    talks = [(week, "meeting", "office", "", number) for number, week in enumerate((10, 20, 30, 50), start=2)]
    text = tell(somebody().iloc[0], log_of(*talks[:3], (40, "crisis", "", "", 0), talks[3]))
    assert "5 March 2018. She talks with the client manager, and again on 14 May 2018 and 23 July 2018." in text
    assert "1 October 2018. She is in a crisis." in text
    assert "10 December 2018. She talks with the client manager." in text
    assert text.count("talks with") == 2 and "In all: 4 conversations." in text


def test_weeks_are_told_by_their_monday():
    assert [day(week) for week in (0, 1, 2, 53)] == [
        "1 January 2018", "1 January 2018", "8 January 2018", "31 December 2018",
    ]  # fmt: skip


def test_every_kind_of_event_can_be_told():
    help_kinds = {kind for kind, details in KINDS.items() if details == SLOT_NAMES}
    told = {*SIMPLE, *TOLD, *COUNTED, *help_kinds}
    assert told >= {kind for kind in KINDS if not kind.endswith("_at_start")}
    assert set(DOMAINS) == set(SLOT_NAMES) and set(ENDS) <= set(KINDS)
    assert {partner.name for partner in PARTNERS_2018} <= set(PARTNERS)


def test_every_simulated_life_can_be_told():
    design = two_groups(size=30, weeks=52, parameters={"block_by_itself": 0.02, "offers": 0.4, "track_found": 0.5})
    model = TrustExperiment(design, rng=2, equilibrium=usual_equilibrium(), logged=ALL_PEOPLE)
    model.run_until(52)
    data = TrialData.of(model)
    for _, person in data.persons.iterrows():
        text = tell(person, data.events)
        assert "{" not in text and "_" not in text and "nan" not in text, text


SMALL = """extends = "tilburg-2018"
weeks = 20
[groups.own_direction]
size = 5
[groups.guidance]
size = 5
[groups.coaching]
size = 5
[groups.standard]
size = 5
[groups.reference]
size = 5
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return str(path)


def invoke(*words):
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_log_is_written(small, tmp_path, suffix):
    out = tmp_path / f"events.{suffix}"
    done = invoke("log", small, "--all", "--out", str(out))
    assert done.exit_code == 0, done.output
    events = pd.read_csv(out) if suffix == "csv" else pd.read_parquet(out)
    assert f"{len(events):,} events of 25 people in 20 weeks" in done.stdout


def test_a_life_is_told(small):
    done = invoke("life", small, "--person", "3")
    assert done.exit_code == 0, done.output
    assert "Person 3, a " in done.stdout and "nobody lives this life" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["life", "SMALL", "--person", "99"], "there is no person 99 in small; there are, for example, 0, 1, 2"),
        (["life", "SMALL"], "either --person NUMBER or --like NAME"),
        (
            ["life", "SMALL", "--like", "bob"],
            "--like is one of wendy, fernando, ingrid-driver, ingrid-craft; got 'bob'",
        ),
        (["life", "no-such"], "no-such"),
        (["log", "SMALL", "--out", "events.xls"], "written as .csv or .parquet; got events.xls"),
        (["log", "SMALL", "--out", "nowhere/events.csv"], "there is no folder nowhere"),
    ],
)
def test_bad_input_is_one_message(words, message, small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = invoke(*[small if word == "SMALL" else word for word in words])
    assert done.exit_code == 2
    assert message in done.stderr
