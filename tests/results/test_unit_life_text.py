"""Unit: the text and the figure of one life, from hand-made event logs."""

import pandas as pd
import pytest
from life_samples import CRAFT, DRIVER, FERNANDO, START, WENDY, log_of

from results.story.event_sentences import EVENT_TEXTS, JOBS, JOBS_LOST
from results.story.life_text import (
    COUNTED_EVENTS,
    ENDS,
    MAX_EVENTS,
    count_left_out,
    counts_sentence,
    course_of_life,
    ending,
    moments,
    month_of,
    portrait,
    time_span,
    turning_points,
)
from results.story.life_words import BREACHES, CONTACTS, DOMAIN_WORDS, GROUPS, domain_name, partner_name
from results.story.likeness_words import differences_at_start, how_alike
from results.story.story_text import tell
from results.story.timeline_figure import FIGURE_WIDTH, LANES_RIGHT, _lengths, month_ticks
from results.words.language import _ as translated
from results.words.language import in_language
from scenarios.lives.followed_life import BENEFIT
from scenarios.lives.life_patterns import LIFE_PATTERNS
from scenarios.lives.person_search import Lane
from scenarios.story import LiveStory
from simulation.event_detection import CAUSES, CONTRACTS, EVENT_KINDS, GROUP_NAMES, SLOT_NAMES
from simulation.partners import PARTNERS_2018


def story_of(*rows, sex="woman", most=MAX_EVENTS):
    return course_of_life(turning_points(moments(sex, log_of(*rows)), most))


def test_text_of_a_whole_life():
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


def test_pronouns_of_a_man():
    lines = story_of((10, "separation", "", "", 0), (12, "job_lost", "permanent", "", 30), sex="man")
    assert lines == ["Month 3. He parts from his partner. He loses his permanent job."]


def test_the_ending_compares_end_and_start():
    weeks = pd.DataFrame(
        {"week": [0, 104], "trust": [0.42, 0.351], "life_satisfaction": [5.14, 6.26], "problems": [4.0, 2.0]}
    )
    assert ending(START, weeks) == (
        "At the end, after 2 years, she is on the benefit, without work. Satisfaction with life: from 5.1 to 6.3 of "
        "10; trust in the municipality: from 4.2 to 3.5 of 10; parts of life that are a problem: from 4 to 2."
    )


def test_an_introduction_is_a_call_of_the_coach():
    lines = story_of(*DRIVER, (21, "coach_record", "", "", 0))
    assert "She hears of a job through the coach." in lines[1]
    assert "The coach calls an employer, and she begins a trial placement of 32 hours a week." in lines[2 - 1]


def test_disclosures_of_a_conversation_share_a_sentence():
    talk = [(8, "disclosure", "finances", "", 3), (8, "disclosure", "housing", "", 2), (8, "meeting", "office", "", 1)]
    lines = story_of(*talk)
    assert lines == [
        "Month 2. She talks with the client manager. The client manager hears about a serious problem with money and a "
        "problem with housing."
    ]


def test_the_weightiest_events_are_told_and_the_rest_counted():
    talks = [(week, "meeting", "office", "", number) for number, week in enumerate(range(10, 50, 10), start=1)]
    rows = (*talks, (30, "letter", "", "", 2), (31, "job", "permanent", "", 30), (32, "crisis", "", "", 0))
    assert story_of(*rows, most=1) == ["Month 7. She begins a permanent job of 30 hours a week."]
    assert " ".join(story_of(*rows)).count("talks with") == 1
    assert counts_sentence(log_of(*rows)) == "In all: 4 conversations and 2 letters from the department."
    assert counts_sentence(log_of()) == "Nobody was in touch in all this time."
    happened = moments("woman", log_of(*rows))
    assert count_left_out(happened, turning_points(happened, 1)) == 1  # the crisis; the first talk is a conversation
    assert count_left_out(happened, turning_points(happened)) == 0
    assert counts_sentence(log_of(*rows), 1).endswith(" 1 event of less weight is not told here.")
    assert counts_sentence(log_of(*rows), 5).endswith(" 5 events of less weight are not told here.")


def test_only_the_last_of_consecutive_missed_appointments_is_told():
    missed = [(week, "no_show", "", "", week - 9) for week in (10, 11, 12)]
    assert story_of(*missed) == ["Month 3. She has now missed 3 appointments in a row."]


def test_a_repeated_event_weighs_less():
    crises = [(5, "crisis", "", "", 0), (15, "crisis", "", "", 0)]
    rows = (*crises, (30, "change_of_coach", "", "", 1))
    assert story_of(*rows, most=2) == ["Month 1. She is in a crisis.", "Month 7. She gets another contact person."]


def test_only_a_real_problem_can_be_over():
    eased = (5, "problem_eased", "finances", "", 0)
    assert story_of((0, "problem_at_start", "finances", "", 1), eased) == []
    assert story_of((0, "problem_at_start", "finances", "", 2), eased) == ["Month 1. Money is no longer a problem."]


def test_a_blocked_payment_is_told_with_its_release():
    """The second release is a repetition and weighs too little to be told by itself."""
    blocks = ((2, "payment_blocked", "", "", 0), (3, "payment_released", "", "", 0), (20, "payment_blocked", "", "", 0),
              (25, "payment_released", "", "", 0))  # fmt: skip
    turns = tuple((week, "sanction", "", "", week) for week in (30, 40, 50))
    lines = story_of(*blocks, *turns, most=6)
    assert lines[1] == "Month 5. No money comes: the payment is blocked."
    assert lines[2] == "Month 6. The payment is released."
    assert story_of(*blocks, *turns, most=1) == [
        "Month 1. No money comes: the payment is blocked. The payment is released."
    ]


def test_who_is_off_the_benefit_does_not_leave_it_again():
    exits = ((5, "job", "permanent", "", 38), (5, "exit_work", "", "", 0), (30, "job_lost", "permanent", "", 38))
    moved = (40, "exit_other", "", "", 0)
    assert story_of(*exits, moved)[-1] == "Month 10. She reaches the pension age."
    assert story_of(*exits, (35, "return", "", "", 0), moved)[-1] == (
        "Month 10. She leaves the benefit for another reason than work."
    )


def test_half_a_year_in_work_is_told_before_the_work_that_ends_that_week():
    rows = ((5, "job", "temporary", "", 38), (31, "job_lost", "temporary", "", 38), (31, "durable_exit", "", "", 0))
    assert story_of(*rows)[-1] == (
        "Month 7. She has now worked for half a year without benefit. Her temporary job ends."
    )


def test_weeks_are_shown_as_months():
    assert [month_of(week) for week in (0, 1, 5, 53, 104)] == [1, 1, 1, 13, 24]
    assert [time_span(weeks) for weeks in (1, 8, 26, 52, 104)] == ["1 week", "8 weeks", "6 months", "1 year", "2 years"]


def test_every_kind_of_event_can_be_told():
    assert {*EVENT_TEXTS} >= {kind for kind in EVENT_KINDS if not kind.endswith("_at_start")}
    assert set(DOMAIN_WORDS) == set(SLOT_NAMES) and set(GROUPS) == set(GROUP_NAMES) and set(BREACHES) == set(CAUSES)
    assert set(JOBS) == set(JOBS_LOST) == set(CONTRACTS) - {"none"}
    assert BENEFIT in ENDS


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
def test_text_and_figure_show_the_same_events(log, language):
    assert set(LIFE_PATTERNS) < set(PATTERN_LOGS)
    with in_language(language):
        story = tell(story_from(log))
        happened = moments("woman", log_of(*log))
        known = {(moment.week, moment.label): moment for moment in happened if moment.sentence}
        text = {month: line for life in story.lives for line in life.months for month in [int(line.split()[1][:-1])]}
    (axes,) = (axes for axes in story.figure.axes if any(words.get_gid() == "event label" for words in axes.texts))
    drawn = [(int(words.xy[0]), words.get_text()) for words in axes.texts if words.get_gid() == "event label"]
    assert len(drawn) == len(set(drawn)) and all(words for _week, words in drawn)
    for spot in drawn:  # every label of the figure has its sentence in that month …
        assert known[spot].sentence in text[month_of(spot[0])]
    with_text = [moment for moment in happened if moment.sentence]
    shown_moments = [moment for moment in with_text if moment.sentence in text.get(month_of(moment.week), "")]
    for moment in shown_moments:  # … and every sentence its label
        same = [other for other in shown_moments if other.sentence == moment.sentence]
        month = month_of(moment.week)
        assert any((other.week, other.label) in drawn for other in same if month_of(other.week) == month)
    length = sum(len(line) for line in text.values())
    parts = {(month_of(moment.week), moment.sentence) for moment in shown_moments}
    heads = sum(len(line.split(". ")[0]) + 1 for line in text.values())
    assert length == heads + sum(len(words) + 1 for _month, words in parts)  # the text holds no other sentence
    marks = {int(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "event mark"}
    assert marks >= {week for week, _words in drawn} and marks <= {moment.week for moment in shown_moments}
    small = sorted(int(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "small mark")
    assert small == sorted(row[0] for row in log if row[1] in COUNTED_EVENTS)


def story_from(log):
    """Return a story with a single lane and person from an event log."""
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
    with in_language(language):
        jobs = [label for _sentence, label in (*JOBS.values(), *JOBS_LOST.values())]
        templates = [row.label for row in EVENT_TEXTS.values()] + jobs
        labels = {
            translated(template).format(
                partner=partner_name(partner.name, short=True), domain=domain_name(domain),
                contact=translated(contact), n=12,
            )
            for template in templates if template
            for partner in PARTNERS_2018 for domain in DOMAIN_WORDS for contact in CONTACTS.values()
        }  # fmt: skip
        edge = 0.985  # of the width of the figure
        assert max(_lengths(sorted(labels))) <= (edge - LANES_RIGHT) * FIGURE_WIDTH


def test_differences_between_two_people_at_the_start():
    this = START | {"employability": 0.31, "load": 9, "finances": 3, "housing": 0}
    that = this | {"age": 45.9, "household": "single", "years_on_benefit": 5.2, "employability": 0.34, "finances": 1}
    assert differences_at_start(this, that) == (
        "They differ at the start in (the first; this one; problems in a part of life from 0 to 4): household (single "
        "parent; single), years on the benefit (9; 5), money (3; 1). They hardly differ in age or chances at work, "
        "of 10. "
        "They do not differ in sex, young children at home, schooling, problems in all, of 36 or housing."
    )
    about = {"among": 3, "distance": 1.0, "same_policy": True}
    assert how_alike(this, that, about).startswith("Of 3 people whose lives went the other way under the same policy")
    assert "Under the same policy nobody's" in how_alike(this, that, about | {"same_policy": False})


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("letter", "department"), ("offer_refused", "work"), ("course_list", "help"), ("plan", "life")],
)
def test_an_event_without_a_sentence_keeps_its_subject_for_the_small_mark(kind, subject):
    assert EVENT_TEXTS[kind].subject == subject
