"""A small world and its stories, for the tests of stories."""

from dataclasses import replace

from worlds import two_groups, usual_equilibrium

from scenarios.file.scenario import Scenario
from scenarios.parameter_sets.parameter_sets import POINT
from scenarios.story import live_story

WEEKS, SIZE = 40, 120
DESIGN = two_groups(size=SIZE, weeks=WEEKS, parameters={"offers": 1.0, "block_by_itself": 0.02})


def scenario(**changes) -> Scenario:
    return Scenario(design=replace(DESIGN, **changes), title=changes.get("name", "Two groups"))


def story_of(*scenarios, **asked):
    asked = {"draws": POINT} | asked
    return live_story(scenarios or [scenario()], equilibrium=lambda design: usual_equilibrium(), **asked)
