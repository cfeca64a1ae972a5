"""Stories: one simulated person with the same luck under each policy, and how frequent such a life is.

With several scenarios the person lives in each of them. With one scenario whose groups have different policies, the lot
is rotated until the person was in every group (`lives/lot_rotation.py`). A `lane` is a life under one policy.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from simulation.arguments import text, whole_number
from simulation.equilibrium_search import equilibrium_of
from simulation.messages import N_, argument, message, nearest
from simulation.population import require_synthetic

from .file.conditions import condition
from .file.faults import ScenarioError
from .file.mechanism import check_without_mechanism
from .file.scenario import Scenario
from .lives.followed_life import IN_WORK
from .lives.life_patterns import CLOSE, LIFE, LIFE_COURSES, LIFE_PATTERNS, OPPOSITE
from .lives.likeness import most_alike
from .lives.lot_rotation import distinct_policies, rotations
from .lives.person_search import Lane, Search, most_typical, similar_start
from .parameter_sets import plausible_set
from .parameter_sets.parameter_sets import Draws, described
from .run import bar_format, checked_options
from .run_folder.store import RunFolderError, write_table, write_text

MOST_LANES = 6
SEARCHED_FOR_PATTERN, SEARCHED = 6, 1
"""Repetitions of the world that are searched and counted: lives like those in the report are rare. Of several sets of
parameter values each is searched for a pattern."""
STORY_FILE, EVENTS_FILE, WEEKS_FILE = "story.json", "story-events.parquet", "story-weeks.parquet"


class StoryError(ScenarioError):
    """A story that is refused; the message gives the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class LiveStory:
    """The values from which a story is written; nothing more has to be run.

    `about`: the question, seed, replication, person, weeks, how the person was chosen, and `draws`: the sets of
    parameter values (name, sha256, count), None for those of the table; replication r has set r modulo count. `other`
    holds for the second person: among how many, how near and where. `people`: lane, role (`chosen`, or `other` for the
    person whose life went the other way), the columns of `Lives.people`, and `course`. `events` and `weeks`: lane,
    role, and the columns of `Lives`. `counts`: a row a lane: people, start, life, close, opposite, in numbers of
    people.
    """

    about: dict
    lanes: tuple[Lane, ...]
    people: pd.DataFrame
    events: pd.DataFrame
    weeks: pd.DataFrame
    counts: pd.DataFrame


def live_story(
    scenarios: Sequence[Scenario],
    seed: int = 1,
    *,
    like: str | None = None,
    where: str | None = None,
    person: int | None = None,
    replication: int = 0,
    replications: int | None = None,
    draws: Draws | None = None,
    equilibrium: Callable = equilibrium_of,
    progress: bool = False,
) -> LiveStory:
    """Live one person's life under each policy, and count similar lives in `replications` repetitions of the world.

    `like` names a pattern, `where` is a condition on the start, `person` a permanent number; without any of them the
    choice is the most typical person among those whose lives end in work under one policy and not under another.
    `draws` are parameter sets that the repetitions take in turn, as in a comparison: the plausible set by default,
    `POINT` for the values of the parameter table. `equilibrium` gives the starting point of a design for which `draws`
    has none. Raises StoryError if no person fits, MechanismError for a scenario with a mechanism, and PrivacyError for
    real people.
    """
    _, seed, _ = checked_options("story", scenarios, replications or 1, seed, 1)
    replication = whole_number("replication", replication, 0)
    if replications is not None:
        replications = whole_number("replications", replications, 1)
    check_without_mechanism("story", scenarios)
    meets = check_question(like, where, person)
    search = _search(scenarios, seed, person, plausible_set.given_or_default(draws), equilibrium)
    several = max(SEARCHED_FOR_PATTERN, len(search.draws.draws))
    number = replications or (several if like else SEARCHED)
    numbers = reversed(range(replication, replication + number))  # the first, the usual choice, comes last
    quiet = not progress or number == 1
    bar = tqdm(numbers, total=number, desc=scenarios[0].name, bar_format=bar_format(), disable=quiet)
    people = pd.concat([search.people(index, like) for index in bar], ignore_index=True)
    if people.empty:
        raise StoryError(message("nobody lives under all of these policies: the scenarios do not have the same people"))
    if meets is not None:
        people["course"] = _by_end(people, meets(people))
    key, how = _choose(people, scenarios, search, like=like, where=where, person=person)
    others = people
    if like is None and where is None:
        people["course"] = _by_end(people, similar_start(people, key))
        others = people.assign(course=_by_end(people, pd.Series(True, index=people.index)))
    about = how | {"like": like, "where": where, "first": replication, "replications": number}
    return _story_of(search, people, others, key, about)


def check_question(like: str | None, where: str | None, person: int | None) -> Callable | None:
    """Return the condition asked for, if any; raises StoryError, ConditionError, TypeError or ValueError if refused."""
    if sum(asked is not None for asked in (like, where, person)) > 1:
        raise StoryError(message("choose a person in one way: like, where or person"))
    if like is not None:
        text("like", like)
    if where is not None:
        text("where", where)
    if person is not None:
        whole_number("person", person, 0)
    if like is not None and like not in LIFE_PATTERNS:
        names, near = ", ".join(LIFE_PATTERNS), nearest(like, tuple(LIFE_PATTERNS))
        raise StoryError(message("a life like that of {names}; got {like!r}{near}", names=names, like=like, near=near))
    return condition(where) if where is not None else None


def _search(
    scenarios: Sequence[Scenario], seed: int, person: int | None, draws: Draws, equilibrium: Callable
) -> Search:
    if not scenarios:
        raise StoryError(message("a story needs at least one scenario"))
    for scenario in scenarios:
        require_synthetic(scenario.design, N_("life stories"))
    if len(scenarios) == 1:
        only = scenarios[0]
        ring = distinct_policies(only.design, person)
        lanes = tuple(Lane(name, only.labels[name]) for name in ring)
        designs = rotations(only.design, ring)
    else:
        lanes = tuple(Lane(scenario.name, scenario.title) for scenario in scenarios)
        designs = [scenario.design for scenario in scenarios]
        if len({lane.name for lane in lanes}) < len(lanes):
            raise StoryError(
                message("the scenarios have different names; got {names}", names=", ".join(lane.name for lane in lanes))
            )
        if len({design.weeks for design in designs}) > 1:
            weeks = ", ".join(message("{n} weeks", n=design.weeks) for design in designs)
            raise StoryError(message("the scenarios last equally long; got {weeks}", weeks=weeks))
    if len(lanes) > MOST_LANES:
        raise StoryError(
            message("a story shows at most {most} policies side by side; got {size}", most=MOST_LANES, size=len(lanes))
        )
    return Search(lanes, tuple(designs), len(scenarios) == 1, seed, draws, equilibrium, {})


def _by_end(people: pd.DataFrame, start: pd.Series) -> pd.Series:
    """Return the course of those with the start: whether the life ends in work, off the benefit or beside it."""
    course = pd.Series(OPPOSITE, index=people.index).mask(people["end"].isin(IN_WORK), LIFE)
    return course.where(start, "")


def _choose(
    people: pd.DataFrame,
    scenarios: Sequence[Scenario],
    search: Search,
    *,
    like: str | None,
    where: str | None,
    person: int | None,
) -> tuple[tuple[int, int], dict]:
    """Return replication and number of the person, and how the person was chosen."""
    first = people[people["lane"] == search.lanes[0].name]
    if person is not None:
        chosen = first[first["person"] == person].sort_values("replication", kind="stable")
        if chosen.empty:
            examples = ", ".join(str(number) for number in first["person"].head(3))
            rule = N_("no person {person} lives under all of these policies; there are, for example, {some}")
            raise StoryError(message(rule, person=person, some=examples))
        return (int(chosen["replication"].iloc[0]), person), {"how": "person"}
    if like is not None:
        for course in (LIFE, CLOSE):
            rows = people[people["course"] == course]
            if len(rows):
                key, number = most_typical(rows.drop_duplicates(["replication", "person"]))
                return key, {"how": "like", "course": course, "among": number}
        raise StoryError(
            message(
                "of {people:,} people nobody's life went like that of {like}; try another {seed}, more {replications}",
                seed=argument("seed", "--seed"),
                replications=argument("replications", "--replications"),
                people=len(first),
                like=like,
            )
        )
    rows = first
    if where is not None:
        rows = first[first["course"] != ""]
        if rows.empty:
            raise StoryError(
                message("nobody of {people:,} people meets the condition {where!r}", people=len(first), where=where)
            )
    elif own := _with_a_policy(scenarios):
        within = rows[rows["group"].isin(own)]
        rows = within if len(within) and not search.by_group else rows
    keys = ["replication", "person"]
    differs = people["end"].isin(IN_WORK).groupby([people[name] for name in keys]).transform("nunique") > 1
    others = rows.merge(people.loc[differs, keys].drop_duplicates(), on=keys)
    key, number = most_typical(others if len(others) else rows)
    return key, {"how": "where" if where else "middle", "differs": bool(len(others)), "among": number, "of": len(rows)}


def _with_a_policy(scenarios: Sequence[Scenario]) -> set[str]:
    """Return the groups that have a policy of their own in one of the scenarios."""
    return {group.name for scenario in scenarios for group in scenario.design.groups if group.policy}


def _story_of(
    search: Search, candidates: pd.DataFrame, others: pd.DataFrame, key: tuple[int, int], about: dict
) -> LiveStory:
    """Return the story of `key`; lives are counted among `candidates`; the second person is one of `others`."""
    chosen = candidates[(candidates["replication"] == key[0]) & (candidates["person"] == key[1])]
    order = {lane.name: index for index, lane in enumerate(search.lanes)}
    if not search.by_group:  # of a scenario, only people in the person's group count
        groups = chosen[["lane", "group"]]
        candidates, others = (rows.merge(groups, on=["lane", "group"]) for rows in (candidates, others))
    people = [chosen.assign(role="chosen").sort_values("lane", key=lambda lane: lane.map(order))]
    good = chosen["course"].isin([LIFE, CLOSE])
    other = most_alike(others, chosen[good] if good.any() else chosen, OPPOSITE if good.any() else LIFE)
    if other is not None:
        people.append(other.row.assign(role="other"))
    people = pd.concat(people, ignore_index=True)
    events, weeks = [], []
    for row in people.itertuples():
        happened, states = search.lives(row.replication)[row.world].of(row.person)
        happened["event"] = happened["event"].astype(str)
        events.append(happened.assign(lane=row.lane, role=row.role))
        weeks.append(states.assign(lane=row.lane, role=row.role))
    counts = [
        {"lane": lane.name, "people": len(own), "start": int((own["course"] != "").sum())}
        | {course: int((own["course"] == course).sum()) for course in LIFE_COURSES}
        for lane in search.lanes
        for own in [candidates[candidates["lane"] == lane.name]]
    ]
    about = about | {
        "seed": search.seed,
        "replication": key[0],
        "person": key[1],
        "weeks": search.designs[0].weeks,
        "by_group": search.by_group,
        "scenarios": [design.name for design in (search.designs[:1] if search.by_group else search.designs)],
        "draws": described(search.draws),
        "other": other and {name: getattr(other, name) for name in ("among", "distance", "same_policy")},
    }
    return LiveStory(
        about,
        search.lanes,
        people.drop(columns="world"),
        pd.concat(events, ignore_index=True).drop(columns="group"),
        pd.concat(weeks, ignore_index=True),
        pd.DataFrame(counts),
    )


def save_story(story: LiveStory, folder: str | Path) -> None:
    """Write a story into an existing folder; `open_story` reads it."""
    folder = Path(folder)
    document = {
        "about": story.about,
        "lanes": [asdict(lane) for lane in story.lanes],
        "people": json.loads(story.people.to_json(orient="records")),
        "counts": json.loads(story.counts.to_json(orient="records")),
    }
    write_table(story.events, folder / EVENTS_FILE)
    write_table(story.weeks, folder / WEEKS_FILE)
    write_text(folder / STORY_FILE, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def open_story(folder: str | Path) -> LiveStory | None:
    """Return the story in a folder, None without a story; raises RunFolderError if it cannot be read."""
    folder = Path(folder)
    if not (folder / STORY_FILE).exists():
        return None
    try:
        document = json.loads((folder / STORY_FILE).read_text(encoding="utf-8"))
        return LiveStory(
            document["about"],
            tuple(Lane(**lane) for lane in document["lanes"]),
            pd.DataFrame(document["people"]),
            pd.read_parquet(folder / EVENTS_FILE),
            pd.read_parquet(folder / WEEKS_FILE),
            pd.DataFrame(document["counts"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            message("the story in {folder} cannot be read; make it anew with vex story", folder=folder)
        ) from error
