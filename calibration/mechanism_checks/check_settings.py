"""Settings of the checks of mechanisms: one group of recipients under a policy, and the readings of a run."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from calibration.leavers import leaver_shares
from simulation.design import USUAL_MANAGERS, Change, CoachPost, Design, Group
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX
from simulation.partners import read_partners
from simulation.people import LEFT_FOR_WORK, NO_WORK, NOT_YET_HERE, ON_BENEFIT, WAITING
from simulation.search import search_effort

PEOPLE_IN_CHECK = 1200
PER_COACH = 100
"""People for each full-time coach, as in the trial from mid-2018 on."""
CHECKED_GROUP = "recipients"

OWN_DIRECTION_POLICY = {
    "team": "coaches", "contacts_per_year": 2.0, "hours_per_contact": 1.0, "initiative": "participant",
    "topic": "participant", "rules_in_conversation": False, "invitation": "telephone", "home_visits": 0.05,
    "outreach": True, "goes_along": True, "special_assistance": "whole_picture", "group_training": True,
    "exempt": True, "release_share": 0.5, "release_months": 24.0, "exit_bonus_year": 2400.0,
}  # fmt: skip
GUIDANCE_POLICY = {
    "team": "coaches", "contacts_per_year": 6.0, "hours_per_contact": 1.0, "initiative": "both", "topic": "participant",
    "planned_ahead": True, "rules_in_conversation": False, "invitation": "telephone", "home_visits": 0.05,
    "outreach": True, "goes_along": True, "special_assistance": "whole_picture", "group_training": True,
}  # fmt: skip
COACHING_POLICY = GUIDANCE_POLICY | {
    "initiative": "coach", "topic": "plan", "exempt": True, "release_share": 0.5, "release_months": 24.0,
    "exit_bonus_year": 2400.0,
}  # fmt: skip
RELEASE_POLICY = {"release_share": 0.5, "release_months": 24.0}
"""The policies of the trial without the possibility to withdraw, and the release of the trial alone."""

POLICY_OF_ARM = {"own_direction": OWN_DIRECTION_POLICY, "guidance": GUIDANCE_POLICY, "coaching": COACHING_POLICY}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSetting:
    """One group of people under a policy, with or without coaches; aged 27 and over, but for another `least_age`.

    `changes`: (week, scope, lever, value). `unlimited`: coaches have all the hours they need. `leavers`: people who
    leave for work are followed (`leavers.py`). `coach_team`, `manager_team` and `organisation` are laid over what goes
    with coaches and over the service as usual; `posts` replace the coaches who stay for the whole run.
    """

    policy: dict[str, Any] = field(default_factory=dict)
    weeks: int = 104
    people: int = PEOPLE_IN_CHECK
    coaches_per_100: float = 1.0
    unlimited: bool = False
    open: bool = False
    labour_market: dict[str, float] = field(default_factory=dict)
    changes: tuple[tuple[int, str, str, Any], ...] = ()
    parameters: tuple[tuple[str, float], ...] = ()
    without: tuple[str, ...] = ()
    ends: int | None = None
    town: int = 7000
    partner_levers: dict[str, dict[str, Any]] = field(default_factory=dict)
    least_age: int = 27
    leavers: bool = False
    coach_team: dict[str, Any] = field(default_factory=dict)
    manager_team: dict[str, Any] = field(default_factory=dict)
    organisation: dict[str, Any] = field(default_factory=dict)
    posts: tuple[CoachPost, ...] = ()
    surveyed: bool = False

    def design(self) -> Design:
        """Return the design of the setting with the values of the parameter table."""
        coached = self.policy.get("team") == "coaches"
        fte = self.people / PER_COACH * self.coaches_per_100
        posts = tuple(CoachPost(fte=fte / round(max(1, fte))) for _ in range(round(max(1, fte)))) if coached else ()
        with_coaches = {"case_discussion": True, "training_week": 6, "unlimited": self.unlimited} if coached else {}
        around_coaches = {"coordination": True, "coordination_from": 8, "courses_from": 39} if coached else {}
        changes = tuple(
            Change(week=week, scope=scope, lever=lever, value=value, target=CHECKED_GROUP if scope == "policy" else "")
            for week, scope, lever, value in self.changes
        )
        return Design(
            name="check",
            groups=(
                Group(
                    name=CHECKED_GROUP, size=self.people, policy=self.policy, open=self.open, surveyed=self.surveyed
                ),
            ),
            weeks=self.weeks,
            town=self.town,
            posts=self.posts or posts,
            coach_team=with_coaches | self.coach_team,
            manager_team=USUAL_MANAGERS | self.manager_team,
            organisation=around_coaches | self.organisation,
            labour_market=self.labour_market,
            changes=changes,
            ends=self.ends,
            switched_off=frozenset(self.without),
            partner_levers=self.partner_levers,
            least_age=self.least_age,
        )


@dataclass(frozen=True, slots=True)
class CheckRun:
    """Readings of a run.

    `start`: the records in week 0; `search`: mean effort to find work, 0-1, at the end, of those without work;
    `series` (weeks + 1, measures); `hires`, `offers_left` (weeks + 1,): new contracts and the factor on offers by week;
    `people`: the records at the end; `met` (weeks + 1,): share of those on the benefit who had a conversation;
    `worked` (weeks + 1, people): in work; `inflow` (weeks + 1,): people who came; `leavers`: shares of those who left
    for employee work, by reading, of settings that follow them; `search_spread`: standard deviation of the effort;
    `waits` (weeks + 1, partners): weeks of waiting; `response`: share of questionnaires that were answered, not a
    number where nobody is surveyed.
    """

    series: np.ndarray
    hires: np.ndarray
    offers_left: np.ndarray
    met: np.ndarray
    worked: np.ndarray
    inflow: np.ndarray
    people: np.recarray
    start: np.recarray
    search: float
    leavers: dict[str, float]
    search_spread: float = float("nan")
    waits: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    response: float = float("nan")

    def at(self, measure: str, week: int = 104) -> float:
        """Return a measure in a week."""
        return float(self.series[week, INDEX[measure]])

    def each(self, field_name: str) -> float:
        """Return the mean of a field over the people at the end, newcomers included."""
        return float(self.people[field_name][self.people["status"] != NOT_YET_HERE].mean())


def record_run(model: TrustExperiment, setting: CheckSetting) -> CheckRun:
    """Run the model to its last week and return its readings."""
    weeks = model.design.weeks
    hires, left, met, inflow = (np.full(weeks + 1, np.nan) for _ in range(4))
    worked = np.zeros((weeks + 1, len(model.people)), dtype=bool)
    start = model.people.copy()

    def look(model: TrustExperiment, week: int) -> None:
        people = model.people
        hires[week], left[week] = model.town[0].hires, model.town[0].offers_left
        here = people.status == ON_BENEFIT
        met[week] = (people.contacts[here] > 0).mean() if here.any() else np.nan
        worked[week] = (people.status == LEFT_FOR_WORK) | (people.contract > 1)
        inflow[week] = (people.arrival_week == week).sum()

    leavers: dict[str, float] = {}
    if setting.leavers:
        leavers = leaver_shares(model, look)
    else:
        for week in range(1, weeks + 1):
            model.step()
            look(model, week)
    series = model.book.series[:, 0].copy()
    people = model.people.copy()
    efforts, waits = efforts_of(model), model.book.partners[:, :, 2].copy()
    return CheckRun(
        series, hires, left, met, worked, inflow, people, start, mean_or_nothing(efforts), leavers,
        float(np.std(efforts)) if efforts else float("nan"), waits, response_of(model),
    )  # fmt: skip


def response_of(model: TrustExperiment) -> float:
    """Return the share of invitations to a questionnaire that were answered; not a number without invitations."""
    surveys = model.observed.surveys
    return float(surveys.table["answered"].mean()) if surveys is not None and len(surveys.table) else float("nan")


def mean_search(model: TrustExperiment) -> float:
    """Return the mean effort to find work, 0-1, of those on the benefit without work."""
    return mean_or_nothing(efforts_of(model))


def mean_or_nothing(efforts: list[float]) -> float:
    """Return the mean; not a number of nothing."""
    return float(np.mean(efforts)) if efforts else float("nan")


def efforts_of(model: TrustExperiment) -> list[float]:
    """Return the effort to find work, 0-1, of each person on the benefit without work."""
    people, policies, values = model.people, model.policies, model.parameters[0]
    policy_of = people.policy.tolist()
    searching = np.flatnonzero((people.status == ON_BENEFIT) & (people.contract == NO_WORK))
    return [search_effort(people[row], policies[policy_of[row]], model.design.weeks, values) for row in searching]


def waited_at(run: CheckRun, partner: str) -> np.ndarray:
    """Return a mask of the people who stood on the waiting list of a partner in week 0."""
    number = [spec.name for spec in read_partners()].index(partner)
    return ((run.start["help"] == WAITING) & (run.start["partner"] == number)).any(axis=1)
