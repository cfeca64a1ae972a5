"""Pairs: one life under several policies is the same person with the same luck, counted and chosen as it says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from worlds import two_groups, usual_equilibrium

import scenarios.lives.person_search
import scenarios.story
from results.story.life_text import counted, course_of_life, ending, moments, portrait, turning_points
from results.story.story_text import told
from results.story.timeline_figure import laid_out
from results.words.language import speaking
from scenarios.file.faults import ScenarioError
from scenarios.file.populations import peopled
from scenarios.file.scenario import Scenario
from scenarios.lives.followed_life import IN_WORK, live
from scenarios.lives.likeness import ATTRIBUTES, distances, likest
from scenarios.lives.lot_rotation import lots, policies_apart
from scenarios.lives.person_search import alike, chosen_among
from scenarios.parameter_sets.parameter_sets import POINT
from scenarios.run_folder.store import RunFolderError
from scenarios.story import StoryError, live_story, open_story, save
from simulation.design import Group
from simulation.people import DOMAINS
from simulation.population import Population, PrivacyError

WEEKS, SIZE = 40, 60
STATE = ["trust", "life_satisfaction", "problems", "on_benefit"]
START = ["age", "sex", "household", "years_on_benefit", "load", "trust", "self_efficacy", "life_satisfaction", "work"]
DESIGN = two_groups(size=SIZE, weeks=WEEKS, parameters={"offers": 1.0, "block_by_itself": 0.02})


def scenario(**changes) -> Scenario:
    return Scenario(design=replace(DESIGN, **changes), title=changes.get("name", "Two groups"))


def lived(*scenarios, **asked):
    asked = {"draws": POINT} | asked
    return live_story(scenarios or [scenario()], equilibrium=lambda design: usual_equilibrium(), **asked)


@pytest.fixture(scope="module")
def story():
    return lived()


def test_the_same_person_starts_the_same_in_every_lane_and_lives_by_the_policy(story):
    chosen = story.people[story.people["role"] == "chosen"]
    assert chosen["lane"].tolist() == ["coached", "usual"] == chosen["group"].tolist()
    assert chosen["person"].nunique() == 1
    assert (chosen[START].nunique() == 1).all()
    weeks = story.weeks[story.weeks["role"] == "chosen"].set_index(["lane", "week"])[STATE]
    np.testing.assert_array_equal(weeks.loc[("coached", 0)], weeks.loc[("usual", 0)])
    assert not weeks.loc["coached"].equals(weeks.loc["usual"])
    starts = story.events[(story.events["week"] == 0) & (story.events["role"] == "chosen")]
    parts = [own.drop(columns="lane").reset_index(drop=True) for _, own in starts.groupby("lane")]
    pd.testing.assert_frame_equal(*parts)


def test_the_first_lane_is_the_life_in_the_scenario_as_it_is(story):
    lives = live(DESIGN, 1, 0, usual_equilibrium())
    person = story.about["person"]
    group = lives.people.set_index("person").loc[person, "group"]
    events, weeks = lives.of(person)
    own = story.weeks[(story.weeks["role"] == "chosen") & (story.weeks["lane"] == group)].reset_index(drop=True)
    pd.testing.assert_frame_equal(own[["week", *STATE]], weeks)
    told_of = story.events[(story.events["role"] == "chosen") & (story.events["lane"] == group)]
    assert told_of["value"].tolist() == events["value"].tolist()


def test_turning_the_lot_keeps_sizes_names_and_policies():
    uneven = replace(DESIGN, groups=(*DESIGN.groups, Group(name="third", size=7, policy={"exempt": True})))
    ring = policies_apart(uneven)
    assert ring == ["coached", "usual", "third"]
    turned = lots(uneven, ring)
    assert turned[0] is uneven and len(turned) == 3
    for design in turned:
        assert {group.name: (group.size, group.policy) for group in design.groups} == {
            group.name: (group.size, group.policy) for group in uneven.groups
        }
    cohorts = [{design.groups[n].name: design.cohort_of(n) for n in range(3)} for design in turned]
    assert all({one[name] for one in cohorts} == {0, 1, 2} for name in ring)


def test_of_groups_with_one_policy_the_person_s_own_counts():
    twins = replace(DESIGN, groups=(*DESIGN.groups, Group(name="also usual", size=9)))
    assert policies_apart(twins) == ["coached", "usual"]
    assert policies_apart(twins, person=(2 << 24) + 3) == ["coached", "also usual"]


def counted_by_hand(meets):
    """Count, by group, who meets a condition and who of them ends in work, when everybody was in both groups."""
    rows = []
    for design in lots(DESIGN, ["coached", "usual"]):
        people = live(design, 1, 0, usual_equilibrium()).people
        for person in people.to_dict("records"):
            if meets(person):
                rows.append((person["group"], person["end"] in IN_WORK))
    table = pd.DataFrame(rows, columns=["group", "work"])
    return table.groupby("group")["work"].agg(["size", "sum"])


def test_frequencies_are_those_counted_by_hand_and_have_no_interval_as_if_people_were_independent():
    found = lived(where="load >= 6 and sex == 'woman'")
    counts = found.counts.set_index("lane")
    expected = counted_by_hand(lambda person: person["load"] >= 6 and person["sex"] == "woman")
    assert counts["start"].to_dict() == expected["size"].to_dict()
    assert counts["life"].to_dict() == expected["sum"].to_dict()
    assert (counts["people"] == 2 * SIZE).all()
    one = told(found)
    for row in one.shares.itertuples():
        assert row.life_share == pytest.approx(row.life / row.of)
    assert not [name for name in one.shares if name.endswith(("_low", "_high"))]
    words = " ".join(one.frequency)
    assert "interval" not in words and "People in one repetition share coaches and queues" in words


def test_the_person_is_the_one_nearest_the_middle_of_those_whose_ends_differ(story):
    designs = lots(DESIGN, ["coached", "usual"])
    people = pd.concat([live(design, 1, 0, usual_equilibrium()).people for design in designs], ignore_index=True)
    differ = people["end"].isin(IN_WORK).groupby(people["person"]).transform("nunique") > 1
    rows = people[differ].drop_duplicates("person").sort_values("person")
    away = sum((rows[name] - rows[name].median()).abs() / rows[name].std() for name in ("load", "years_on_benefit"))
    assert story.about["person"] == rows.loc[away.idxmin(), "person"]
    assert story.about["among"] == len(rows) and story.about["of"] == 2 * SIZE


def test_who_went_the_other_way_starts_alike_and_ends_otherwise():
    story = lived(where="household == 'single'")
    other = story.people[story.people["role"] == "other"].iloc[0]
    chosen = story.people[story.people["role"] == "chosen"]
    assert other["person"] != story.about["person"]
    assert chosen["end"].isin(IN_WORK).any() and other["end"] not in IN_WORK
    assert other["household"] == "single" == chosen["household"].iloc[0]


def test_in_several_scenarios_the_same_person_lives_in_the_same_group():
    found = lived(scenario(name="one"), scenario(name="two", labour_market={"labour_market": 3.0}))
    chosen = found.people[found.people["role"] == "chosen"]
    assert chosen["lane"].tolist() == ["one", "two"] and chosen["group"].nunique() == 1
    assert (chosen[START].nunique() == 1).all()
    assert (found.counts["people"] == SIZE).all()


def test_the_same_scenario_twice_is_the_same_life():
    found = told(lived(scenario(name="one"), scenario(name="two")))
    assert found.lives[1].months == () and found.lives[1].ending == "Exactly as under: one."


def test_a_story_is_told_the_same_from_its_folder(story, tmp_path):
    assert open_story(tmp_path) is None
    save(story, tmp_path)
    again = open_story(tmp_path)
    assert told(again).text() == told(story).text()
    (tmp_path / "story-weeks.parquet").write_bytes(b"broken")
    with pytest.raises(RunFolderError, match="cannot be read"):
        open_story(tmp_path)


def test_stories_of_real_people_are_refused_before_anything_is_run(monkeypatch):
    monkeypatch.setattr(scenarios.lives.person_search, "live", lambda *args: pytest.fail("a model was run"))
    real = Population(columns={"age": np.full(2 * SIZE, 40.0)})
    with pytest.raises(PrivacyError, match="life stories tell of single people"):
        live_story([Scenario(design=peopled(DESIGN, real))])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"person": 10**9}, "no person 1000000000 lives under all"),
        ({"where": "age > 99"}, "nobody of 120 people meets the condition"),
        ({"like": "ingrid"}, "nearest valid: ingrid-craft"),
        ({"like": "wendy", "where": "age > 30"}, "in one way"),
    ],
)
def test_what_cannot_be_told_is_one_clear_message(asked, message):
    with pytest.raises(ScenarioError, match=message):
        lived(**{"draws": POINT} | asked)


def test_too_many_policies_are_refused():
    with pytest.raises(StoryError, match="at most 6 policies"):
        lived(*(scenario(name=f"number {n}") for n in range(7)))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_figure_has_no_labels_that_overlap(story, language):
    with speaking(language):
        figure = told(story).figure
    FigureCanvasAgg(figure).draw()
    width = figure.bbox.width
    for axes in figure.axes:
        labels = [text for text in axes.texts if text.get_gid() == "event label"]
        boxes = [text.get_window_extent() for text in labels]
        assert labels and all(box.x1 <= width for box in boxes)
        for place, box in enumerate(boxes):
            for other in boxes[:place]:
                across = min(box.x1, other.x1) - max(box.x0, other.x0)
                along = min(box.y1, other.y1) - max(box.y0, other.y0)
                assert across <= 0 or along <= 2.5, (labels[place].get_text(), across, along)


def test_no_pointer_runs_through_a_label(story):
    for person in story.people.to_dict("records"):
        own = story.events[(story.events["lane"] == person["lane"]) & (story.events["role"] == person["role"])]
        happened = moments(person["sex"], own)
        rows = laid_out(turning_points(happened, 99), WEEKS)
        for one in rows:
            for other in rows:
                if other.moment.week > one.moment.week and other.row >= one.row:
                    reach = one.moment.week + len(one.moment.label) * 0.03 * WEEKS / 7.45
                    assert other.moment.week > reach


def test_every_life_can_be_told_in_both_languages():
    lives = live(DESIGN, 1, 0, usual_equilibrium())
    for language in ("en", "nl"):
        with speaking(language):
            for person in lives.people[::8].to_dict("records"):
                events, weeks = lives.of(person["person"])
                happened = moments(person["sex"], events)
                parts = [portrait(person, events), *course_of_life(turning_points(happened, 99)), counted(events, 3)]
                text = " ".join([*parts, ending(person, weeks), *(moment.label for moment in happened)])
                assert "{" not in text and "_" not in text and "nan" not in text, text
                if language == "nl":
                    assert " she " not in text and " the " not in text, text


class Sets:
    """Three sets of parameter values, of which the middle one makes offers frequent."""

    name, sha256 = "made", "x"
    draws = ({"offers": 0.5}, {"offers": 4.0}, {"offers": 1.0})

    def equilibrium(self, number, design):
        return usual_equilibrium()


def test_repetitions_take_the_parameter_sets_in_turn_and_the_story_says_so():
    plain = replace(DESIGN, parameters={})
    for first, number in ((1, 1), (3, 0)):
        found = live_story([Scenario(design=plain, title="Plain")], replication=first, draws=Sets())
        by_hand = live(replace(plain, parameters=Sets.draws[number]), 1, first, usual_equilibrium())
        person = found.about["person"]
        lane = by_hand.people.set_index("person").loc[person, "group"]
        own = found.weeks[(found.weeks["role"] == "chosen") & (found.weeks["lane"] == lane)].reset_index(drop=True)
        pd.testing.assert_frame_equal(own[["week", *STATE]], by_hand.of(person)[1])
        story = told(found)
        assert f"of set {number} of the plausible set ‘made’, whose sets are numbered from 0 to 2." in story.chosen
        assert "with one of the 3 plausible sets of parameter values, that of this life" in story.text()
    several = told(live_story([Scenario(design=plain, title="Plain")], replications=4, draws=Sets()))
    assert "4 repetitions of the world, with 3 of the 3 plausible sets of parameter values in turn." in several.text()
    table = told(lived())
    assert "The parameter values are those of the table." in table.chosen
    assert "1 repetition of the world, with the parameter values of the table." in table.text()


def test_of_a_pattern_every_parameter_set_is_searched(monkeypatch):
    ran = []
    monkeypatch.setattr(scenarios.lives.person_search, "live", lambda design, seed, number, start: ran.append(number))
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
    """Return people alike in everything but `columns`."""
    usual = {name: 0 for name in ATTRIBUTES} | {
        "sex": "woman", "household": "single", "education": "low", "young_children": False, "lane": "a",
        "replication": 0, "course": "opposite",
    }  # fmt: skip
    number = len(next(iter(columns.values())))
    return pd.DataFrame({name: [value] * number for name, value in usual.items()} | columns).assign(
        person=range(number)
    )


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_attribute_counts_in_how_alike_two_people_start(name):
    values = {
        "sex": ["woman", "man", "woman"], "household": ["single", "couple", "single"],
        "education": ["low", "high", "middle"], "young_children": [False, True, False],
    }.get(name, [0, 4, 1])  # fmt: skip
    people = people_of(**{name: values})
    found = likest(people, people.iloc[:1], "opposite")
    assert found.row["person"].tolist() == [2] and found.among == 2 and found.same_policy
    away = distances(people, people.iloc[0])
    assert away[0] == 0.0 and away[1] > away[2]


def test_distance_is_in_standard_deviations():
    people = people_of(age=[40, 50, 40, 45], finances=[0, 0, 2, 1])
    age, finances = people["age"].std(ddof=0), people["finances"].std(ddof=0)
    expected = [0.0, 10 / age, 2 / finances, np.hypot(5 / age, 1 / finances)]
    assert distances(people, people.iloc[0]).tolist() == pytest.approx(expected)
    kinds = people_of(sex=["woman", "man"], household=["single", "couple"])
    assert distances(kinds, kinds.iloc[0])[1] == pytest.approx(np.sqrt(4.0 + 4.0))


def test_who_lives_under_the_same_policy_comes_first_and_nobody_is_held_beside_oneself():
    people = people_of(age=[40, 60, 41, 40], lane=["a", "a", "b", "a"])
    people.loc[3, ["person", "replication"]] = 0, 1
    found = likest(people, people.iloc[:1], "opposite")
    assert (found.row["replication"].iloc[0], found.among, found.same_policy) == (1, 2, True)
    others = likest(people.iloc[[0, 2]], people.iloc[:1], "opposite")
    assert others.row["person"].tolist() == [2] and not others.same_policy
    assert likest(people.iloc[:1], people.iloc[:1], "opposite") is None
    assert likest(people, people.iloc[:1], "life") is None


def test_of_equals_the_first_counts_and_somebody_under_two_policies_is_one_person():
    people = people_of(age=[40, 45, 45, 45])
    people.loc[3, "person"] = 2
    found = likest(people, people.iloc[:1], "opposite")
    assert found.row.index.tolist() == [1] and found.among == 2


def test_the_other_is_the_nearest_of_all_who_went_the_other_way_under_the_same_policy(story):
    everybody = pd.concat(
        [live(design, 1, 0, usual_equilibrium()).people for design in lots(DESIGN, ["coached", "usual"])],
        ignore_index=True,
    )
    chosen = story.people[story.people["role"] == "chosen"]
    other = story.people[story.people["role"] == "other"].iloc[0]
    well = chosen[chosen["end"].isin(IN_WORK)]["group"]
    away = distances(everybody, chosen.iloc[0])
    there = everybody["group"].isin(well) & ~everybody["end"].isin(IN_WORK)
    there &= everybody["person"] != chosen["person"].iloc[0]
    assert away[there].min() == pytest.approx(story.about["other"]["distance"])
    assert everybody.loc[away[there].idxmin(), "person"] == other["person"]
    assert story.about["other"]["among"] == everybody[there]["person"].nunique() and other["lane"] in set(well)
    who, _life = told(story).otherwise
    assert "who started most like the first" in who and "They differ at the start in" in who


def test_nearest_the_middle_is_nearest_the_median():
    rows = pd.DataFrame({"replication": 0, "person": range(5), "load": [3, 4, 5, 9, 30], "years_on_benefit": 1.0})
    assert chosen_among(rows) == ((0, 2), 5)  # the mean is 10.2


def test_who_starts_alike_has_the_same_household_and_is_near_in_all_the_rest():
    usual = {"replication": 0, "household": "single", "load": 8, "age": 40.0, "years_on_benefit": 5.0}
    others = [{}, {"household": "couple"}, {"load": 11}, {"load": 12}, {"age": 50.0}, {"age": 50.1},
              {"years_on_benefit": 8.0}, {"years_on_benefit": 8.1}]  # fmt: skip
    people = pd.DataFrame([usual | {"person": number} | other for number, other in enumerate(others)])
    assert alike(people, (0, 0)).tolist() == [True, False, True, False, True, False, True, False]


def test_of_a_pattern_a_whole_life_is_chosen_before_one_that_comes_close(monkeypatch):
    def people(self, number, like):
        rows = people_of(load=[3, 8, 9], years_on_benefit=[1, 5, 6], course=["life", "close", "opposite"])
        both = [rows.assign(lane=lane.name, group=lane.name, end="work", world=0) for lane in self.lanes]
        return pd.concat(both, ignore_index=True).assign(replication=number)

    told_of = []
    monkeypatch.setattr(scenarios.story.Search, "people", people)
    monkeypatch.setattr(scenarios.story, "_story_of", lambda search, found, others, key, about: told_of.append(key))
    lived(like="fernando", replications=1)
    assert told_of == [(0, 0)]


def test_only_who_lives_under_every_policy_is_counted():
    more = tuple(replace(group, size=SIZE + 5) for group in DESIGN.groups)
    found = lived(scenario(name="one"), scenario(name="two", groups=more), where="age > 0")
    assert found.about["of"] <= 2 * SIZE and (found.counts["people"] == SIZE).all()


def test_people_are_held_beside_one_another_in_all_that_is_told_of_their_start():
    assert set(ATTRIBUTES) == {
        "age", "sex", "household", "young_children", "education", "years_on_benefit", "employability", "load", *DOMAINS,
    }  # fmt: skip
