"""Unit: the week of the participants' meeting, and the chance of coming."""

import pytest
from person_samples import rules, somebody, town_with

from simulation.participants_meeting import coming_chance, is_meeting
from simulation.people import SOCIAL


def test_the_meeting_is_in_its_week_only():
    town, p = town_with(participants_meeting=95.0), rules()
    assert [week for week in range(1, 105) if is_meeting(town, p, week)] == [96]
    never = town_with(participants_meeting=-1.0)
    assert not any(is_meeting(never, p, week) for week in range(105))


def test_trust_rapport_and_company_bring_people_to_the_meeting():
    p = rules(gathering_comes=0.3, gathering_alone=0.5, gathering_known=0.5)
    alone = somebody()
    alone.level[SOCIAL] = 4
    assert coming_chance(somebody(), p) == pytest.approx(0.3)
    assert coming_chance(alone, p) == pytest.approx(0.15)
    assert coming_chance(somebody(acquaintances=2), p) == pytest.approx(0.45)
    assert coming_chance(somebody(trust=0.9, rapport=0.9), p) > 0.3 > coming_chance(somebody(trust=0.1), p)
