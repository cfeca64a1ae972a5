"""Unit: lives told from events, patterns of life courses on hand-made logs, and the commands that show them."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from results.story.event_sentences import BREACHES, COUNTED, JOBS, JOBS_LOST, TOLD
from results.story.life_text import (
    COUNTS,
    ENDS,
    MOST_TOLD,
    counted,
    course_of_life,
    ending,
    lasting,
    left_out,
    moments,
    month_of,
    portrait,
    turning_points,
)
from results.story.life_words import CONTACTS, DOMAINS, GROUPS, domain_name, partner_name
from results.story.likeness_words import differences, how_alike
from results.story.story_text import told
from results.story.timeline_figure import EDGE_OF_LABELS, RIGHT, WIDTH, _lengths, month_ticks
from results.words.language import _ as translated
from results.words.language import speaking
from scenarios.lives.followed_life import BENEFIT
from scenarios.lives.life_patterns import (
    BETWEEN,
    CLOSE,
    LIFE,
    OPPOSITE,
    PATTERNS,
    courses,
    courses_of,
    pattern_frequencies,
)
from scenarios.lives.person_search import Lane
from scenarios.story import LiveStory
from simulation.event_detection import CAUSES, CONTRACTS, GROUP_NAMES, KINDS, SLOT_NAMES
from simulation.partners import PARTNERS_2018
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
        ("wendy", (*WENDY, (37, "job_lost", "temporary", "", 20)), OPPOSITE),
        ("wendy", (*WENDY, (38, "job_lost", "temporary", "", 20)), LIFE),
        ("wendy", (*WENDY[:2], (28, "payment_blocked", "", "", 0), WENDY[2], WENDY[4]), LIFE),
        ("wendy", (*WENDY[:2], (27, "payment_blocked", "", "", 0), WENDY[2], WENDY[4]), None),
        ("wendy", (*WENDY[:3], (34, "payment_blocked", "", "", 0), (35, "payment_released", "", "", 0)), LIFE),
        ("wendy", (*WENDY[:3], (35, "payment_blocked", "", "", 0), (36, "payment_released", "", "", 0)), None),
        ("wendy", WENDY[:4], BETWEEN),
        ("wendy", ((0, "problem_at_start", "substance_use", "", 1), *WENDY[1:]), None),
        ("wendy", WENDY[:3], None),
        ("wendy", WENDY[1:], None),
        ("fernando", FERNANDO, LIFE),
        ("fernando", FERNANDO[:-1], CLOSE),
        ("fernando", FERNANDO[:3], OPPOSITE),
        ("fernando", (*FERNANDO[:6], (20, "dropped_out", "physical_health", "rehabilitation", 5)), OPPOSITE),
        ("fernando", FERNANDO[:1] + FERNANDO[2:], None),
        ("fernando", FERNANDO[:4] + ((8, "referral", "physical_health", "rehabilitation", 0),) + FERNANDO[5:], BETWEEN),
        ("fernando", FERNANDO[:4] + ((8, "referral", "finances", "debt_help", 1),) + FERNANDO[5:], BETWEEN),
        ("ingrid-driver", DRIVER, LIFE),
        ("ingrid-driver", (*DRIVER[:2], (30, "job", "temporary", "", 32)), LIFE),
        ("ingrid-driver", (*DRIVER[:2], (31, "job", "temporary", "", 32)), CLOSE),
        ("ingrid-driver", DRIVER[::2], CLOSE),
        ("ingrid-driver", DRIVER[:2], OPPOSITE),
        ("ingrid-craft", CRAFT, LIFE),
        ("ingrid-craft", ADVICE, OPPOSITE),
    ],
)
def test_a_life_is_recognised(pattern, rows, course):
    found = courses(log_of(*rows), somebody(), 104).set_index("pattern")["course"]
    assert found.get(pattern) == course
    assert courses_of(pattern, log_of(*rows), somebody(), 104).get(7) == course


def test_a_lead_counts_if_the_contact_person_brought_it():
    by_peers = log_of(*DRIVER)
    by_peers["step"] = 5
    assert courses_of("ingrid-driver", by_peers, somebody(), 104)[7] == CLOSE


def test_work_has_to_be_kept_within_the_time_that_is_looked_at():
    for last, course in ((37, BETWEEN), (38, LIFE)):
        assert courses_of("wendy", log_of(*WENDY), somebody(), last)[7] == course


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


START = {
    "sex": "woman", "household": "single parent", "age": 45.3, "young_children": False, "education": "low",
    "years_on_benefit": 9.0, "end": BENEFIT,
}  # fmt: skip


def story_of(*rows, sex="woman", most=MOST_TOLD):
    return course_of_life(turning_points(moments(sex, log_of(*rows)), most))


def test_a_life_reads_like_a_life():
    text = portrait(START, log_of(*FERNANDO))
    assert text == (
        "A woman of 45, single parent. She has been on the benefit for 9 years. She has no more than basic schooling. "
        "At the start: an acute problem with physical health. The municipality does not know about the trouble with "
        "physical health."
    )
    assert story_of(*FERNANDO) == [
        "Month 1. She has now missed 2 appointments in a row.",
        "Month 2. She talks with the client manager at home. The client manager brings her into contact with the "
        "rehabilitation centre, for help with physical health, and goes along.",
        "Month 4. She can start at the rehabilitation centre, after 7 weeks of waiting.",
        "Month 10. She finishes with the rehabilitation centre, and it helped. She can start at the practice "
        "diagnosis centre, after 3 weeks of waiting.",
        "Month 12. The client manager calls an employer, and she begins a trial placement of 32 hours a week.",
        "Month 15. The placement becomes a contract of 32 hours a week.",
    ]


def test_a_man_is_he_and_his():
    lines = story_of((10, "separation", "", "", 0), (12, "job_lost", "permanent", "", 30), sex="man")
    assert lines == ["Month 3. He parts from his partner. He loses his permanent job."]


def test_the_end_stands_beside_the_start():
    weeks = pd.DataFrame(
        {"week": [0, 104], "trust": [0.42, 0.351], "life_satisfaction": [5.14, 6.26], "problems": [4.0, 2.0]}
    )
    assert ending(START, weeks) == (
        "At the end, after 2 years, she is on the benefit, without work. Satisfaction with life: from 5.1 to 6.3 of "
        "10; trust in the municipality: from 4.2 to 3.5 of 10; parts of life that are a problem: from 4 to 2."
    )


def test_who_is_introduced_begins_by_a_call_of_the_coach():
    lines = story_of(*DRIVER, (21, "coach_record", "", "", 0))
    assert "She hears of a job through the coach." in lines[1]
    assert "The coach calls an employer, and she begins a trial placement of 32 hours a week." in lines[2 - 1]


def test_what_is_told_in_one_talk_stands_in_one_sentence():
    talk = [(8, "disclosure", "finances", "", 3), (8, "disclosure", "housing", "", 2), (8, "meeting", "office", "", 1)]
    lines = story_of(*talk)
    assert lines == [
        "Month 2. She talks with the client manager. The client manager hears about a serious problem with money and a "
        "problem with housing."
    ]


def test_only_what_weighs_most_is_told_and_the_rest_is_counted():
    talks = [(week, "meeting", "office", "", number) for number, week in enumerate(range(10, 50, 10), start=1)]
    rows = (*talks, (30, "letter", "", "", 2), (31, "job", "permanent", "", 30), (32, "crisis", "", "", 0))
    assert story_of(*rows, most=1) == ["Month 7. She begins a permanent job of 30 hours a week."]
    assert " ".join(story_of(*rows)).count("talks with") == 1
    assert counted(log_of(*rows)) == "In all: 4 conversations and 2 letters from the department."
    assert counted(log_of()) == "Nobody was in touch in all this time."
    happened = moments("woman", log_of(*rows))
    assert left_out(happened, turning_points(happened, 1)) == 1  # the crisis; the first talk is a conversation
    assert left_out(happened, turning_points(happened)) == 0
    assert counted(log_of(*rows), 1).endswith(" 1 event of less weight is not told here.")
    assert counted(log_of(*rows), 5).endswith(" 5 events of less weight are not told here.")


def test_of_missed_appointments_in_a_row_only_the_last_is_told():
    missed = [(week, "no_show", "", "", week - 9) for week in (10, 11, 12)]
    assert story_of(*missed) == ["Month 3. She has now missed 3 appointments in a row."]


def test_what_is_said_a_second_time_weighs_less():
    crises = [(5, "crisis", "", "", 0), (15, "crisis", "", "", 0)]
    rows = (*crises, (30, "change_of_coach", "", "", 1))
    assert story_of(*rows, most=2) == ["Month 1. She is in a crisis.", "Month 7. She gets another contact person."]


def test_a_problem_is_over_only_if_it_was_one():
    eased = (5, "problem_eased", "finances", "", 0)
    assert story_of((0, "problem_at_start", "finances", "", 1), eased) == []
    assert story_of((0, "problem_at_start", "finances", "", 2), eased) == ["Month 1. Money is no longer a problem."]


def test_weeks_are_told_by_their_month():
    assert [month_of(week) for week in (0, 1, 5, 53, 104)] == [1, 1, 1, 13, 24]
    assert [lasting(weeks) for weeks in (1, 8, 26, 52, 104)] == ["1 week", "8 weeks", "6 months", "1 year", "2 years"]


def test_every_kind_of_event_can_be_told():
    assert {*TOLD, *COUNTED} >= {kind for kind in KINDS if not kind.endswith("_at_start")}
    assert set(DOMAINS) == set(SLOT_NAMES) and set(GROUPS) == set(GROUP_NAMES) and set(BREACHES) == set(CAUSES)
    assert set(JOBS) == set(JOBS_LOST) == set(CONTRACTS) - {"none"}
    assert BENEFIT in ENDS


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


def test_a_story_is_told_shown_and_kept(small, tmp_path):
    out = tmp_path / "story"
    done = invoke("story", small, "--person", "3", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "nobody lives this life" in done.stdout and "Person 3, seed 1, repetition 0." in done.stdout
    assert {path.name for path in out.iterdir()} == {
        "story.txt", "story.png", "story.svg", "story.json", "story-events.parquet", "story-weeks.parquet",
    }  # fmt: skip
    again = invoke("story", small, "--out", str(out))
    assert again.exit_code == 2 and "exists already" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["story", "SMALL", "--person", "99"], "no person 99 lives under all of these policies; there are, for"),
        (["story", "SMALL", "--person", "3", "--like", "wendy"], "in one way: like, where or person"),
        (["story", "SMALL", "--like", "wendi"], "got 'wendi'; nearest valid: wendy"),
        (["story", "SMALL", "--where", "lod > 3"], "nearest valid: load"),
        (["story", "SMALL", "--where", "age > 90"], "nobody of 20 people meets the condition 'age > 90'"),
        (["story", "SMALL", "--like", "wendy", "--replications", "1"], "nobody's life went like that of wendy"),
        (["story", "SMALL", "--lang", "fr"], "--lang is one of en, nl; got 'fr'"),
        (["story", "SMALL", "SMALL"], "the scenarios have different names; got small, small"),
        (["story", "SMALL", "tilburg-2018"], "the scenarios last equally long; got 20 weeks, 104 weeks"),
        (["story", "SMALL", "--out", "."], "exists already"),
        (["story", "no-such"], "no-such"),
        (["log", "SMALL", "--out", "events.xls"], "written as .csv or .parquet; got events.xls"),
        (["log", "SMALL", "--out", "nowhere/events.csv"], "there is no folder nowhere"),
    ],
)
def test_bad_input_is_one_message(words, message, small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = invoke(*[small if word == "SMALL" else word for word in words])
    assert done.exit_code == 2
    assert message in done.stderr


def test_months_on_the_time_axis_are_few_enough_to_be_read():
    for weeks in (8, 26, 52, 104, 156, 208):
        ticks = month_ticks(weeks)
        assert 2 <= len(ticks) <= 7 and ticks[0][0] == 0.0 and ticks[-1][0] <= weeks
    assert [text for _week, text in month_ticks(104)] == ["start", "month 6", "month 12", "month 18", "month 24"]


BUSY = (
    (0, "problem_at_start", "finances", "", 3), (1, "letter", "", "", 2), (2, "no_show", "", "", 1),
    (3, "meeting", "office", "", 1), (3, "disclosure", "finances", "", 3), (3, "disclosure", "housing", "", 2),
    (3, "referral", "finances", "debt_help", 0), (3, "referral", "housing", "contourdetwern", 1),
    (5, "self_referral", "physical_health", "contourdetwern", 0), (9, "admission", "finances", "debt_help", 6),
    (9, "admission", "housing", "contourdetwern", 6), (11, "problem_worse", "physical_health", "", 3),
    (12, "meeting", "home", "", 2), (13, "crisis", "", "", 0), (20, "not_helped", "housing", "contourdetwern", 9),
    (22, "onward_referral", "housing", "household_goods", 0), (23, "offer_refused", "temporary", "", 16),
    (24, "problem_eased", "finances", "", 2), (25, "problem_eased", "finances", "", 1), (30, "close_worse", "", "", 2),
    (31, "close_seen", "", "", 2), (33, "assistance", "", "", 0), (34, "breach", "letter", "", 0),
    (40, "job_lead", "", "", 0), (41, "job", "temporary", "", 24), (42, "payment_blocked", "", "", 0),
    (44, "payment_released", "", "", 0), (60, "job_lost", "temporary", "", 24), (104, "dropped_out", "finances",
     "debt_help", 95),
)  # fmt: skip
PATTERN_LOGS = {"wendy": WENDY, "fernando": FERNANDO, "ingrid-driver": DRIVER, "ingrid-craft": CRAFT, "busy": BUSY}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("log", PATTERN_LOGS.values(), ids=PATTERN_LOGS)
def test_text_and_figure_tell_the_same_events(log, language):
    assert set(PATTERNS) < set(PATTERN_LOGS)
    with speaking(language):
        story = told(story_from(log))
        happened = moments("woman", log_of(*log))
        known = {(one.week, one.label): one for one in happened if one.sentence}
        text = {month: line for life in story.lives for line in life.months for month in [int(line.split()[1][:-1])]}
    (axes,) = (axes for axes in story.figure.axes if any(words.get_gid() == "event label" for words in axes.texts))
    drawn = [(int(words.xy[0]), words.get_text()) for words in axes.texts if words.get_gid() == "event label"]
    assert len(drawn) == len(set(drawn)) and all(words for _week, words in drawn)
    for spot in drawn:  # whatever the figure says, the text says in that month …
        assert known[spot].sentence in text[month_of(spot[0])]
    said = [one for one in happened if one.sentence and one.sentence in text.get(month_of(one.week), "")]
    for one in said:  # … and the other way round
        same = [other for other in said if other.sentence == one.sentence]
        assert any((other.week, other.label) in drawn for other in same if month_of(other.week) == month_of(one.week))
    length = sum(len(line) for line in text.values())
    parts = {(month_of(one.week), one.sentence) for one in said}
    heads = sum(len(line.split(". ")[0]) + 1 for line in text.values())
    assert length == heads + sum(len(words) + 1 for _month, words in parts)  # the text holds no other sentence
    marks = {int(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "event mark"}
    assert marks >= {week for week, _words in drawn} and marks <= {one.week for one in said}
    small = sorted(int(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "small mark")
    assert small == sorted(row[0] for row in log if row[1] in COUNTS)


def story_from(log):
    """Return a story of one lane and one person, told from a log."""
    weeks = pd.DataFrame({"week": range(105), "trust": 0.5, "life_satisfaction": 5.0, "problems": 2, "on_benefit": 1.0})
    events = log_of(*log).drop(columns="group").assign(lane="coaching", role="chosen")
    about = {
        "seed": 1, "replication": 0, "person": 7, "weeks": 104, "by_group": True, "scenarios": ["made"], "like": None,
        "where": None, "replications": 1, "how": "person", "draws": None, "other": None,
    }  # fmt: skip
    person = START | {"lane": "coaching", "role": "chosen", "replication": 0, "person": 7, "course": ""}
    counts = pd.DataFrame([{"lane": "coaching", "people": 5, "start": 3, "life": 1, "close": 0, "opposite": 2}])
    lanes = (Lane("coaching", "Coaching"),)
    return LiveStory(about, lanes, pd.DataFrame([person]), events, weeks.assign(lane="coaching", role="chosen"), counts)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_label_fits_right_of_an_event_in_the_last_week(language):
    with speaking(language):
        jobs = [label for _sentence, label in (*JOBS.values(), *JOBS_LOST.values())]
        templates = [one.label for one in TOLD.values()] + jobs
        labels = {
            translated(template).format(
                partner=partner_name(partner.name, short=True), domain=domain_name(domain),
                contact=translated(contact), n=12,
            )
            for template in templates if template
            for partner in PARTNERS_2018 for domain in DOMAINS for contact in CONTACTS.values()
        }  # fmt: skip
        assert max(_lengths(sorted(labels))) <= (EDGE_OF_LABELS - RIGHT) * WIDTH


def test_two_people_are_laid_beside_one_another_at_the_start():
    this = START | {"employability": 0.31, "load": 9, "finances": 3, "housing": 0}
    that = this | {"age": 45.9, "household": "single", "years_on_benefit": 5.2, "employability": 0.34, "finances": 1}
    assert differences(this, that) == (
        "They differ at the start in (the first; this one; problems in a part of life from 0 to 4): household (single "
        "parent; single), years on the benefit (9; 5), money (3; 1). They hardly differ in age or chances at work, "
        "of 10. "
        "They do not differ in sex, young children at home, schooling, problems in all, of 36 or housing."
    )
    about = {"among": 3, "distance": 1.0, "same_policy": True}
    assert how_alike(this, that, about).startswith("Of 3 people whose lives went the other way under the same policy")
    assert "Under the same policy nobody's" in how_alike(this, that, about | {"same_policy": False})
