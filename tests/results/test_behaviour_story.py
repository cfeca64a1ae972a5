"""Behaviour: the figure of a story has no overlapping labels, and every life has a text in both languages."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from story_samples import DESIGN, WEEKS, story_of
from worlds import usual_equilibrium

from results.story.life_text import counts_sentence, course_of_life, ending, moments, portrait, turning_points
from results.story.story_text import tell
from results.story.timeline_figure import place_in_rows
from results.words.language import in_language
from scenarios.lives.followed_life import follow


@pytest.fixture(scope="module")
def story():
    return story_of()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_figure_has_no_labels_that_overlap(story, language):
    with in_language(language):
        figure = tell(story).figure
    FigureCanvasAgg(figure).draw()
    width = figure.bbox.width
    for axes in figure.axes:
        labels = [text for text in axes.texts if text.get_gid() == "event label"]
        boxes = [text.get_window_extent() for text in labels]
        assert labels and all(box.x1 <= width for box in boxes)
        for index, box in enumerate(boxes):
            for other in boxes[:index]:
                across = min(box.x1, other.x1) - max(box.x0, other.x0)
                along = min(box.y1, other.y1) - max(box.y0, other.y0)
                assert across <= 0 or along <= 2.5, (labels[index].get_text(), across, along)


def test_no_pointer_runs_through_a_label(story):
    for person in story.people.to_dict("records"):
        own = story.events[(story.events["lane"] == person["lane"]) & (story.events["role"] == person["role"])]
        happened = moments(person["sex"], own)
        rows = place_in_rows(turning_points(happened, 99), WEEKS)
        for label in rows:
            for other in rows:
                if other.moment.week > label.moment.week and other.row >= label.row:
                    reach = label.moment.week + len(label.moment.label) * 0.03 * WEEKS / 7.45
                    assert other.moment.week > reach


def test_every_life_has_a_text_in_both_languages():
    lives = follow(DESIGN, 1, 0, usual_equilibrium())
    for language in ("en", "nl"):
        with in_language(language):
            for person in lives.people[::8].to_dict("records"):
                events, weeks = lives.of(person["person"])
                happened = moments(person["sex"], events)
                parts = [
                    portrait(person, events),
                    *course_of_life(turning_points(happened, 99)),
                    counts_sentence(events, 3),
                ]
                text = " ".join([*parts, ending(person, weeks), *(moment.label for moment in happened)])
                assert "{" not in text and "_" not in text and "nan" not in text, text
                if language == "nl":
                    assert " she " not in text and " the " not in text, text
