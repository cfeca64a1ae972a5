"""The story of a person in words: a life under each policy, its frequency, and a life with the opposite course."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from scenarios.lives.followed_life import IN_WORK
from scenarios.lives.life_patterns import CLOSE, LIFE
from scenarios.story import LiveStory

from ..drawing.finding import Finding
from ..words.language import N_, _, decimal, plural
from .life_text import (
    MAX_EVENTS_SHORT,
    count_left_out,
    counts_sentence,
    course_of_life,
    ending,
    moments,
    portrait,
    turning_points,
)
from .life_words import PATTERN_WORDS, enumeration
from .likeness_words import how_alike
from .timeline_figure import TimelineLane, timeline


@dataclass(frozen=True, slots=True)
class Life:
    """One life in words: title of the policy, turning points by month, and ending."""

    title: str
    months: tuple[str, ...]
    ending: str


@dataclass(frozen=True, slots=True)
class Story:
    """A story in one language.

    `notice`: the sentence that nobody lives this life. `chosen`: the rule by which the person was chosen. `lives`: a
    life a policy. `frequency`: sentences on how frequent the life is; `shares`: their numbers (columns of `shares_of`).
    `otherwise`: portrait and life of the person with the opposite course, None without such a person. `alt`: the figure
    in words.
    """

    headline: str
    notice: str
    chosen: str
    portrait: str
    lives: tuple[Life, ...]
    frequency: tuple[str, ...]
    shares: pd.DataFrame
    otherwise: tuple[str, Life] | None
    figure: Figure
    alt: str

    def text(self) -> str:
        """Return the whole story as plain text."""
        parts = [self.headline, self.notice, self.chosen, self.portrait]
        parts += ["\n".join([life.title, *life.months, life.ending]) for life in self.lives]
        parts.append("\n".join(self.frequency))
        if self.otherwise is None:
            parts.append(_("Of those with such a start, nobody's life went the other way."))
        else:
            person_portrait, life = self.otherwise
            title = _("A start like this one, and it went the other way: {policy}").format(policy=life.title)
            parts.append("\n".join([title, person_portrait, *life.months, life.ending]))
        return "\n\n".join(parts) + "\n"


def tell(story: LiveStory) -> Story:
    """Return the story in words, in the language in use."""
    titles = {lane.name: _(lane.title) for lane in story.lanes}
    lives, lanes = [], []
    titles_of_lives: dict[tuple[tuple[str, ...], str], str] = {}
    chosen = story.people[story.people["role"] == "chosen"].to_dict("records")
    for person in chosen:
        events, weeks = _person_frames(story, person)
        events_in_words = moments(person["sex"], events)
        points = turning_points(events_in_words)
        counts = counts_sentence(events, count_left_out(events_in_words, points))
        life = Life(titles[person["lane"]], tuple(course_of_life(points)), f"{counts} {ending(person, weeks)}")
        same_as = titles_of_lives.setdefault((life.months, life.ending), life.title)
        if same_as != life.title:
            life = Life(life.title, (), _("Exactly as under: {policy}.").format(policy=same_as))
        lives.append(life)
        lanes.append(TimelineLane(life.title, weeks, points, events_in_words))
    shares = shares_of(story)
    like = story.about["like"]
    headline = pattern_apart(chosen, titles, like) if like else ends_apart(chosen, titles)
    person_portrait = portrait(chosen[0], _person_frames(story, chosen[0])[0])
    notice = _("A simulated person: nobody lives this life, and it is not a forecast of anybody's.")
    figure = timeline(Finding(headline, ""), person_portrait, lanes, notice)
    alt = _("Timeline of one simulated life under each policy. {headline}").format(headline=headline)
    return Story(
        headline, notice, how_chosen(story), person_portrait, tuple(lives), frequency(story, shares, titles), shares,
        _opposite_life(story, titles), figure, alt,
    )  # fmt: skip


def _person_frames(story: LiveStory, person: Mapping) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of `story.events` and `story.weeks` of one person of `story.people`."""
    events, weeks = (
        frame[(frame["lane"] == person["lane"]) & (frame["role"] == person["role"])].reset_index(drop=True)
        for frame in (story.events, story.weeks)
    )
    return events, weeks


def ends_apart(chosen: list[dict], titles: dict[str, str]) -> str:
    """Return the headline on the policies under which the life ends in work."""
    works = [titles[person["lane"]] for person in chosen if person["end"] in IN_WORK]
    others = [titles[person["lane"]] for person in chosen if person["end"] not in IN_WORK]
    if works and others:
        return _("One life ends in work under {works}, and not under {others}").format(
            works=enumeration(works), others=enumeration(others)
        )
    if len(chosen) == 1:
        return _("A life that ends in work") if works else _("A life that does not end in work")
    if works:
        return _("The same life ends in work under every policy")
    return _("The same life does not end in work under any policy")


def pattern_apart(chosen: list[dict], titles: dict[str, str], like: str) -> str:
    """Return the headline on the policies under which the life follows the pattern, or else comes close to it."""
    courses = {person["course"] for person in chosen}
    wanted = next((course for course in (LIFE, CLOSE) if course in courses), None)
    follows = [titles[person["lane"]] for person in chosen if person["course"] == wanted]
    others = [titles[person["lane"]] for person in chosen if person["course"] != wanted]
    if not others:
        words = N_("A life after the pattern {like}") if wanted == LIFE else N_("A life close to the pattern {like}")
        return _(words).format(like=like)
    words = N_("One life follows the pattern {like} under {so}, and not under {others}")
    if wanted == CLOSE:
        words = N_("One life comes close to the pattern {like} under {so}, and not under {others}")
    return _(words).format(like=like, so=enumeration(follows), others=enumeration(others))


def how_chosen(story: LiveStory) -> str:
    """Return the sentences on the rule by which the person was chosen, and on person, seed and replication."""
    about = story.about
    number, of = about.get("among", 1), about.get("of", 1)
    rule = N_("The person was asked for by number.")
    if about["how"] == "like" and about["course"] == LIFE:
        rule = N_(
            "Chosen by rule: of {n} people whose life followed the pattern {like} under at least one policy, the one "
            "nearest the middle in problems and in time on the benefit."
        )
    elif about["how"] == "like":
        rule = N_(
            "Nobody's life followed the whole pattern {like}. Chosen by rule: of {n} people whose life came close, the "
            "one nearest the middle in problems and in time on the benefit."
        )
    elif about["how"] == "where" and about["differs"]:
        rule = N_(
            "Chosen by rule: {of} people meet the condition {where}. Of {n} of them the life ends in work under one "
            "policy and not under another, and this is the one of those nearest the middle in problems and in time on "
            "the benefit. For the others the policy made no difference to that."
        )
    elif about["how"] == "where":
        rule = N_(
            "Chosen by rule: of {of} people who meet the condition {where}, the one nearest the middle in problems and "
            "in time on the benefit."
        )
    elif about["how"] == "middle" and about["differs"]:
        rule = N_(
            "Chosen by rule: of {n} of {of} people the life ends in work under one policy and not under another, and "
            "this is the one of those nearest the middle in problems and in time on the benefit. For the others the "
            "policy made no difference to that."
        )
    elif about["how"] == "middle":
        rule = N_(
            "Chosen by rule: of {of} people, the one nearest the middle in problems and in time on the benefit."
        )
    chosen = _(rule).format(n=decimal(number), of=decimal(of), where=about["where"], like=about["like"])
    if len(story.lanes) > 1 and about.get("differs") is False:
        chosen += " " + _("For none of them the policy made a difference to whether the life ends in work.")
    same = N_("The lot was drawn anew until the same person, with the same luck, was once in each group.")
    if not about["by_group"]:
        same = N_("The same person, with the same luck, lives in each scenario.")
    if len(story.lanes) == 1:
        same = ""
    where = _("Person {person}, seed {seed}, repetition {replication}.").format(
        person=about["person"], seed=about["seed"], replication=about["replication"]
    )
    return " ".join(part for part in (chosen, _(same), where, parameter_sentence(about, about["replication"])) if part)


def parameter_sentence(about: Mapping, replication: int) -> str:
    """Return the sentence on the parameter values of a replication; `about` is `LiveStory.about`."""
    draws = about.get("draws")
    if draws is None:
        return _("The parameter values are those of the table.")
    return _(
        "The parameter values are those of set {number} of the plausible set ‘{name}’, whose sets are numbered from 0 "
        "to {last}."
    ).format(number=replication % draws["count"], name=draws["name"], last=draws["count"] - 1)


def shares_of(story: LiveStory) -> pd.DataFrame:
    """Return the frequency of the life, of a close life and of the opposite life, a row a lane.

    Columns: lane, of, life, life_share, close, close_share, opposite, opposite_share. The denominator `of` is all
    people for a pattern, otherwise the people who start like the person or meet the condition. There is no interval:
    people of one replication share coaches and queues, and there are too few replications for an interval over them.
    """
    rows = []
    for row in story.counts.itertuples():
        of = row.people if story.about["like"] else row.start
        record = {"lane": row.lane, "of": int(of)}
        for name, number in (("life", row.life), ("close", row.close), ("opposite", row.opposite)):
            record[name] = int(number)
            record[f"{name}_share"] = number / of if of else float("nan")
        rows.append(record)
    return pd.DataFrame(rows)


def frequency(story: LiveStory, shares: pd.DataFrame, titles: dict[str, str]) -> tuple[str, ...]:
    """Return the sentences on the frequency of the life under each policy; `shares` as of `shares_of`."""
    like = story.about["like"]
    sentences = []
    if like:
        pattern = PATTERN_WORDS[like]
        sentences += [
            _("How often does a life go like this? The start: {start}.").format(start=_(pattern.start)),
            _("The life: {life}. The opposite: {opposite}.").format(life=_(pattern.life), opposite=_(pattern.opposite)),
        ]
    elif story.about["where"]:
        sentences.append(_("How often does a life that meets this condition at the start end in work?"))
    else:
        sentences.append(
            _("How often does a life that starts like this (household, problems, age, time on benefit) end in work?")
        )
    for row in shares.itertuples():
        numbers = {"policy": titles[row.lane], "n": decimal(row.life), "of": decimal(row.of)}
        if not row.of:
            sentences.append(_("{policy}: there is nobody to count.").format(**numbers))
            continue
        text = _("{policy}: {n} of {of} people ({share} %).").format(share=_percent(row.life_share), **numbers)
        if like:
            text += " " + _("The opposite: {n} ({share} %).").format(
                n=decimal(row.opposite), share=_percent(row.opposite_share)
            )
        sentences.append(text)
    sentences += [replications_sentence(story.about), _("One life proves nothing about a policy.")]
    return tuple(sentences)


def replications_sentence(about: Mapping) -> str:
    """Return the sentence on the replications in which lives were counted, and on their parameter values."""
    runs, draws = int(about["replications"]), about.get("draws")
    used = min(runs, draws["count"]) if draws else 1
    words = plural("Counted in {n} repetition of the world", "Counted in {n} repetitions of the world", runs)
    if draws is None:
        values = _("with the parameter values of the table.")
    elif used == 1:
        values = _(
            "with one of the {count} plausible sets of parameter values, that of this life: under others such lives "
            "may be more or less frequent."
        )
    else:
        values = _("with {used} of the {count} plausible sets of parameter values in turn.")
    count = decimal(draws["count"]) if draws else ""
    shared = _(
        "People in one repetition share coaches and queues: others would give other numbers, and how far apart is not "
        "known here."
    )
    return f"{words}, {values} {shared}".format(n=decimal(runs), used=decimal(used), count=count)


def _percent(share: float) -> str:
    return decimal(100.0 * share, 2 if 0.0 < share < 0.01 else 1)


def _opposite_life(story: LiveStory, titles: dict[str, str]) -> tuple[str, Life] | None:
    """Return portrait and life of the person with the opposite course; None without such a person."""
    other = story.people[story.people["role"] == "other"].to_dict("records")
    if not other:
        return None
    person, first = other[0], story.people.iloc[0].to_dict()
    events, weeks = _person_frames(story, person)
    months = tuple(course_of_life(turning_points(moments(person["sex"], events), MAX_EVENTS_SHORT)))
    introduction = [portrait(person, events)]
    if story.about.get("other"):
        introduction.append(how_alike(first, person, story.about["other"]))
    if person["replication"] != first["replication"]:
        life_of = _("This life is of repetition {replication}.").format(replication=int(person["replication"]))
        introduction.append(f"{life_of} {parameter_sentence(story.about, int(person['replication']))}")
    return " ".join(introduction), Life(titles[person["lane"]], months, ending(person, weeks))
