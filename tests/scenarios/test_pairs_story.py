"""Pairs: one person with the same luck under several policies, with the choice and the counts of the story."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from story_samples import DESIGN, SIZE, WEEKS, scenario, story_of
from worlds import usual_equilibrium

import scenarios.lives.person_search
import scenarios.story
from results.story.story_text import tell
from scenarios.file.faults import ScenarioError
from scenarios.file.populations import populated
from scenarios.file.scenario import Scenario
from scenarios.lives.followed_life import IN_WORK, follow
from scenarios.lives.likeness import ATTRIBUTES, distances
from scenarios.lives.lot_rotation import distinct_policies, rotations
from scenarios.run_folder.store import RunFolderError
from scenarios.story import StoryError, live_story, open_story, save_story
from simulation.design import Group
from simulation.population import Population, PrivacyError

STATE = ["trust", "life_satisfaction", "problems", "on_benefit"]
START = ["age", "sex", "household", "years_on_benefit", "load", "trust", "self_efficacy", "life_satisfaction", "work"]


@pytest.fixture(scope="module")
def story():
    return story_of()


def test_one_person_starts_equal_in_every_lane_and_then_follows_the_policy(story):
    chosen = story.people[story.people["role"] == "chosen"]
    assert chosen["lane"].tolist() == ["coached", "usual"] == chosen["group"].tolist()
    assert chosen["person"].nunique() == 1
    assert (chosen[START].nunique() == 1).all()
    weeks = story.weeks[story.weeks["role"] == "chosen"].set_index(["lane", "week"])[STATE]
    np.testing.assert_array_equal(weeks.loc[("coached", 0)], weeks.loc[("usual", 0)])
    assert not weeks.loc["coached"].equals(weeks.loc["usual"])
    starts = story.events[(story.events["week"] == 0) & (story.events["role"] == "chosen")]
    coached, usual = (
        starts[starts["lane"] == lane].drop(columns="lane").reset_index(drop=True) for lane in ("coached", "usual")
    )
    pd.testing.assert_frame_equal(coached, usual)


def test_the_lane_of_the_own_group_equals_the_unchanged_scenario(story):
    lives = follow(DESIGN, 1, 0, usual_equilibrium())
    person = story.about["person"]
    group = lives.people.set_index("person").loc[person, "group"]
    events, weeks = lives.of(person)
    own = story.weeks[(story.weeks["role"] == "chosen") & (story.weeks["lane"] == group)].reset_index(drop=True)
    pd.testing.assert_frame_equal(own[["week", *STATE]], weeks)
    lane_events = story.events[(story.events["role"] == "chosen") & (story.events["lane"] == group)]
    assert lane_events["value"].tolist() == events["value"].tolist()


def test_rotating_the_lot_keeps_sizes_names_and_policies():
    uneven = replace(DESIGN, groups=(*DESIGN.groups, Group(name="third", size=7, policy={"exempt": True})))
    ring = distinct_policies(uneven)
    assert ring == ["coached", "usual", "third"]
    turned = rotations(uneven, ring)
    assert turned[0] is uneven and len(turned) == 3
    for design in turned:
        assert {group.name: (group.size, group.policy) for group in design.groups} == {
            group.name: (group.size, group.policy) for group in uneven.groups
        }
    cohorts = [{design.groups[n].name: design.cohort_of(n) for n in range(3)} for design in turned]
    assert all({cohort[name] for cohort in cohorts} == {0, 1, 2} for name in ring)


def test_among_groups_with_equal_policy_the_person_s_own_group_counts():
    twins = replace(DESIGN, groups=(*DESIGN.groups, Group(name="also usual", size=9)))
    assert distinct_policies(twins) == ["coached", "usual"]
    assert distinct_policies(twins, person=(2 << 24) + 3) == ["coached", "also usual"]


def counted_by_hand(meets):
    """Return by group the people who meet a condition and their number in work, with everybody in both groups."""
    rows = []
    for design in rotations(DESIGN, ["coached", "usual"]):
        people = follow(design, 1, 0, usual_equilibrium()).people
        for person in people.to_dict("records"):
            if meets(person):
                rows.append((person["group"], person["end"] in IN_WORK))
    table = pd.DataFrame(rows, columns=["group", "work"])
    return table.groupby("group")["work"].agg(["size", "sum"])


def test_frequencies_equal_a_count_by_hand_and_have_no_interval():
    story = story_of(where="load >= 6 and sex == 'woman'")
    counts = story.counts.set_index("lane")
    expected = counted_by_hand(lambda person: person["load"] >= 6 and person["sex"] == "woman")
    assert counts["start"].to_dict() == expected["size"].to_dict()
    assert counts["life"].to_dict() == expected["sum"].to_dict()
    assert (counts["people"] == 2 * SIZE).all()
    text = tell(story)
    for row in text.shares.itertuples():
        assert row.life_share == pytest.approx(row.life / row.of)
    assert not [name for name in text.shares if name.endswith(("_low", "_high"))]
    words = " ".join(text.frequency)
    assert "interval" not in words and "People in one repetition share coaches and queues" in words


def test_the_chosen_person_is_nearest_the_median_of_people_whose_ends_differ(story):
    designs = rotations(DESIGN, ["coached", "usual"])
    people = pd.concat([follow(design, 1, 0, usual_equilibrium()).people for design in designs], ignore_index=True)
    differ = people["end"].isin(IN_WORK).groupby(people["person"]).transform("nunique") > 1
    rows = people[differ].drop_duplicates("person").sort_values("person")
    away = sum((rows[name] - rows[name].median()).abs() / rows[name].std() for name in ("load", "years_on_benefit"))
    assert story.about["person"] == rows.loc[away.idxmin(), "person"]
    assert story.about["among"] == len(rows) and story.about["of"] == 2 * SIZE


def test_the_other_person_starts_alike_and_ends_otherwise():
    story = story_of(where="household == 'single'")
    other = story.people[story.people["role"] == "other"].iloc[0]
    chosen = story.people[story.people["role"] == "chosen"]
    assert other["person"] != story.about["person"]
    assert chosen["end"].isin(IN_WORK).any() and other["end"] not in IN_WORK
    assert other["household"] == "single" == chosen["household"].iloc[0]


def test_with_several_scenarios_the_person_keeps_the_group():
    story = story_of(scenario(name="one"), scenario(name="two", labour_market={"labour_market": 3.0}))
    chosen = story.people[story.people["role"] == "chosen"]
    assert chosen["lane"].tolist() == ["one", "two"] and chosen["group"].nunique() == 1
    assert (chosen[START].nunique() == 1).all()
    assert (story.counts["people"] == SIZE).all()


def test_the_same_scenario_twice_is_the_same_life():
    text = tell(story_of(scenario(name="one"), scenario(name="two")))
    assert text.lives[1].months == () and text.lives[1].ending == "Exactly as under: one."


def test_a_saved_story_has_the_same_text(story, tmp_path):
    assert open_story(tmp_path) is None
    save_story(story, tmp_path)
    again = open_story(tmp_path)
    assert tell(again).text() == tell(story).text()
    (tmp_path / "story-weeks.parquet").write_bytes(b"broken")
    with pytest.raises(RunFolderError, match="cannot be read"):
        open_story(tmp_path)


def test_stories_of_real_people_are_refused_before_any_run(monkeypatch):
    monkeypatch.setattr(scenarios.lives.person_search, "follow", lambda *args: pytest.fail("a model was run"))
    real = Population(columns={"age": np.full(2 * SIZE, 40.0)})
    with pytest.raises(PrivacyError, match="life stories tell of single people"):
        live_story([Scenario(design=populated(DESIGN, real))])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"person": 10**9}, "no person 1000000000 lives under all"),
        ({"where": "age > 99"}, f"nobody of {2 * SIZE} people meets the condition"),
        ({"like": "ingrid"}, "nearest valid: ingrid-craft"),
        ({"like": "wendy", "where": "age > 30"}, "in one way"),
    ],
)
def test_an_impossible_story_is_refused_with_a_clear_message(asked, message):
    with pytest.raises(ScenarioError, match=message):
        story_of(**asked)


def test_too_many_policies_are_refused():
    with pytest.raises(StoryError, match="at most 6 policies"):
        story_of(*(scenario(name=f"number {n}") for n in range(7)))


class Sets:
    """Three parameter sets; the middle set has frequent job offers."""

    name, sha256 = "made", "x"
    draws = ({"offers": 0.5}, {"offers": 4.0}, {"offers": 1.0})

    def equilibrium(self, number, design):
        return usual_equilibrium()


def test_replications_rotate_through_the_parameter_sets_and_the_story_names_the_set():
    plain = replace(DESIGN, parameters={})
    for first, number in ((1, 1), (3, 0)):
        story = live_story([Scenario(design=plain, title="Plain")], replication=first, draws=Sets())
        by_hand = follow(replace(plain, parameters=Sets.draws[number]), 1, first, usual_equilibrium())
        person = story.about["person"]
        lane = by_hand.people.set_index("person").loc[person, "group"]
        own = story.weeks[(story.weeks["role"] == "chosen") & (story.weeks["lane"] == lane)].reset_index(drop=True)
        pd.testing.assert_frame_equal(own[["week", *STATE]], by_hand.of(person)[1])
        text = tell(story)
        assert f"of set {number} of the plausible set ‘made’, whose sets are numbered from 0 to 2." in text.chosen
        assert "with one of the 3 plausible sets of parameter values, that of this life" in text.text()
    several = tell(live_story([Scenario(design=plain, title="Plain")], replications=4, draws=Sets()))
    assert "4 repetitions of the world, with 3 of the 3 plausible sets of parameter values in turn." in several.text()
    table = tell(story_of())
    assert "The parameter values are those of the table." in table.chosen
    assert "1 repetition of the world, with the parameter values of the table." in table.text()


def test_the_search_for_a_pattern_covers_every_parameter_set(monkeypatch):
    ran = []
    monkeypatch.setattr(scenarios.lives.person_search, "follow", lambda design, seed, number, start: ran.append(number))
    monkeypatch.setattr(
        scenarios.lives.person_search.Search, "people", lambda self, number, like: self.lives(number) and None)
    for draws, number in ((Sets(), 6), (Many(), 8)):
        ran.clear()
        with pytest.raises((StoryError, ValueError)):
            live_story([scenario()], like="wendy", draws=draws)
        assert sorted(set(ran)) == list(range(number))


class Many(Sets):
    draws = ({},) * 8


def people_of(**columns):
    """Return people who differ only in `columns`."""
    usual = {name: 0 for name in ATTRIBUTES} | {
        "sex": "woman", "household": "single", "education": "low", "young_children": False, "lane": "a",
        "replication": 0, "course": "opposite",
    }  # fmt: skip
    number = len(next(iter(columns.values())))
    return pd.DataFrame({name: [value] * number for name, value in usual.items()} | columns).assign(
        person=range(number)
    )


def test_the_other_person_is_the_nearest_with_the_opposite_end_under_the_same_policy(story):
    everybody = pd.concat(
        [follow(design, 1, 0, usual_equilibrium()).people for design in rotations(DESIGN, ["coached", "usual"])],
        ignore_index=True,
    )
    chosen = story.people[story.people["role"] == "chosen"]
    other = story.people[story.people["role"] == "other"].iloc[0]
    well = chosen[chosen["end"].isin(IN_WORK)]["group"]
    away = distances(everybody, chosen.iloc[0])
    eligible = everybody["group"].isin(well) & ~everybody["end"].isin(IN_WORK)
    eligible &= everybody["person"] != chosen["person"].iloc[0]
    assert away[eligible].min() == pytest.approx(story.about["other"]["distance"])
    assert everybody.loc[away[eligible].idxmin(), "person"] == other["person"]
    assert story.about["other"]["among"] == everybody[eligible]["person"].nunique() and other["lane"] in set(well)
    who, _life = tell(story).otherwise
    assert "who started most like the first" in who and "They differ at the start in" in who


def test_a_complete_pattern_is_preferred_to_a_close_match(monkeypatch):
    def people(self, number, like):
        rows = people_of(load=[3, 8, 9], years_on_benefit=[1, 5, 6], course=["life", "close", "opposite"])
        both = [rows.assign(lane=lane.name, group=lane.name, end="work", world=0) for lane in self.lanes]
        return pd.concat(both, ignore_index=True).assign(replication=number)

    chosen_keys = []
    monkeypatch.setattr(scenarios.story.Search, "people", people)
    monkeypatch.setattr(scenarios.story, "_story_of", lambda *arguments: chosen_keys.append(arguments[3]))
    story_of(like="fernando", replications=1)
    assert chosen_keys == [(0, 0)]


def test_only_people_present_under_every_policy_are_counted():
    more = tuple(replace(group, size=SIZE + 5) for group in DESIGN.groups)
    story = story_of(scenario(name="one"), scenario(name="two", groups=more), where="age > 0")
    assert story.about["of"] <= 2 * SIZE and (story.counts["people"] == SIZE).all()


def test_trust_in_a_story_moves_with_its_events():
    """Trust falls in a week with a blow, and hardly moves in a week without any event.

    What can raise trust in the same week as a blow: a conversation, going along, a course, special assistance.
    """
    lives = follow(replace(DESIGN, weeks=WEEKS), seed=2, replication=0, equilibrium=usual_equilibrium())
    raising = {"meeting", "session", "assistance", "change_of_coach"}
    after_blow, quiet = [], []
    for person in lives.people["person"]:
        events, weeks = lives.of(person)
        trust = weeks.set_index("week")["trust"]
        kinds = events.groupby("week")["event"].agg(lambda names: set(map(str, names)))
        for week in range(1, WEEKS + 1):
            happened = kinds.get(week, set())
            change = float(trust[week] - trust[week - 1])
            if "breach" in happened and not happened & raising:
                after_blow.append(change)
            elif not happened:
                quiet.append(change)
    assert len(after_blow) > 20 and max(after_blow) < 0.0
    assert np.abs(quiet).max() < 0.25 * -np.mean(after_blow)
