"""A design: the complete, frozen input of a run of the world.

It holds the groups of people with their policies, the teams and posts of coaches, the partners, the changes with their
weeks, and the values of parameters. A group is a name and a policy: no rule knows the name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .arguments import (
    check_fields,
    flag,
    instance_of,
    names_of,
    own_name,
    real_number,
    settings_of,
    text,
    tuple_of,
    whole_number,
)
from .errors import VexError
from .levers import checked, lever_of, usual
from .messages import message, nearest
from .parameters import SWITCHES, check_overrides
from .partners import MOST_PARTNERS, PARTNERS_2018, PartnerSpec
from .population import Population, group_of_population
from .recruitment import Recruitment, lottery_faults

NEVER_LEAVES = 10**6
MOST_IN_A_GROUP = 1 << 23
MOST_COHORTS = 250
USUAL_MANAGERS = {"caseload": 120.0, "hours_per_fte": 7.0}
"""The team of client managers in 2018: 100 clients or more each (X08, a recollection), 7 client hours (assumption)."""


class NoCoachError(VexError):
    """A group has coaches, and there is a week in which nobody is a coach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People under one policy. `policy` holds the levers that differ from the service as usual.

    `label` is what readers see; `open` lets new recipients of the town come in; `lot` is the group's weight
    when people are divided by lot; `surveyed` people get the researchers' questionnaires. `cohort` addresses the
    luck of the members; two designs in which a group has the same cohort have the same people in it. By default it
    is the index of the group in the design.
    """

    name: str
    size: int
    cohort: int | None = None
    policy: Mapping = field(default_factory=dict)
    label: str = ""
    open: bool = False
    lot: float = 0.0
    surveyed: bool = False

    def __post_init__(self):
        check_fields(self, own_name, "name")
        check_fields(self, whole_number, "size", *(("cohort",) if self.cohort is not None else ()))
        check_fields(self, text, "label")
        check_fields(self, flag, "open", "surveyed")
        real_number("lot", self.lot)
        if self.size < 0:
            raise ValueError(message("group {name} cannot have {size} people", name=self.name, size=self.size))
        if self.size >= MOST_IN_A_GROUP:
            raise ValueError(
                message("a group has fewer than {most:,} people; got {size:,}", most=MOST_IN_A_GROUP, size=self.size)
            )
        if not self.lot >= 0.0:
            raise ValueError(message("the weight in the lottery is 0 or more; got {lot:g}", lot=self.lot))
        if self.cohort is not None and not 0 <= self.cohort < MOST_COHORTS:
            raise ValueError(
                message("a cohort lies between 0 and {last}; got {cohort}", last=MOST_COHORTS - 1, cohort=self.cohort)
            )
        checked("policy", self.policy, "policy")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachPost:
    """A coach's post: filled from week `arrives` until week `leaves`, for `fte` of a full-time week."""

    arrives: int = 0
    leaves: int = NEVER_LEAVES
    fte: float = 1.0

    def __post_init__(self):
        check_fields(self, whole_number, "arrives", "leaves")
        real_number("fte", self.fte)
        if self.fte <= 0:
            raise ValueError(message("a coach works more than 0 fte; got {fte:g}", fte=self.fte))
        if self.leaves <= self.arrives:
            raise ValueError(
                message(
                    "a coach leaves after arriving; got week {arrives} to week {leaves}",
                    arrives=self.arrives,
                    leaves=self.leaves,
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A lever that is set to another value when `week` weeks have passed; the states up to then are untouched.

    `scope` is one of the lever scopes; `target` names the group, team or partner, and is empty for the others.
    """

    week: int
    scope: str
    lever: str
    value: object
    target: str = ""

    def __post_init__(self):
        check_fields(self, whole_number, "week")
        check_fields(self, text, "target")
        if self.week < 0:
            raise ValueError(message("a change falls in week 0 or later; got week {week}", week=self.week))
        lever_of(self.scope, self.lever).check(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The input of a run. Mappings hold only the values that differ from 2018; `town` is the number of recipients.

    With a `recruitment`, groups with a lot are filled from its pool before week 0; else every group has its own people.
    When `ends` weeks have passed the experiment ends: coaches leave and every policy becomes the service as usual. What
    a change sets from then on, it sets on that service. None: it does not end within the run.
    `no_news` names groups into which people were drawn for nothing new; None: those whose policy is as usual.
    `population` has the people of a file: one group, or all groups by lot (`group_of_population`).
    """

    groups: tuple[Group, ...]
    name: str = "unnamed"
    weeks: int = 104
    town: int = 7000
    least_age: int = 27
    posts: tuple[CoachPost, ...] = ()
    coach_team: Mapping = field(default_factory=dict)
    manager_team: Mapping = field(default_factory=lambda: dict(USUAL_MANAGERS))
    organisation: Mapping = field(default_factory=dict)
    labour_market: Mapping = field(default_factory=dict)
    partners: tuple[PartnerSpec, ...] = PARTNERS_2018
    partner_levers: Mapping = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    ends: int | None = None
    recruitment: Recruitment | None = None
    no_news: frozenset[str] | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    switched_off: frozenset[str] = frozenset()
    population: Population | None = None

    def __post_init__(self):
        self._check_types()
        if self.people == 0:
            raise ValueError(message("the population is empty: give a group a size above 0"))
        if not 1 <= self.weeks <= 1040:
            raise ValueError(message("a run lasts 1 to 1040 weeks; got {weeks}", weeks=self.weeks))
        if not 18 <= self.least_age < 60:
            raise ValueError(message("the least age lies between 18 and 59; got {least_age}", least_age=self.least_age))
        if len(self.partners) > MOST_PARTNERS:
            raise ValueError(message("there are at most 100 partners; got {size}", size=len(self.partners)))
        if self.ends is not None and not 1 <= self.ends <= 1040:
            raise ValueError(message("an experiment ends in week 1 to 1040; got {ends}", ends=self.ends))
        names = [group.name for group in self.groups]
        if len(set(names)) < len(names):
            raise ValueError(message("two groups have the same name among {names}", names=", ".join(names)))
        if len(self.groups) > MOST_COHORTS:
            raise ValueError(
                message("there are at most {most} groups; got {size}", most=MOST_COHORTS, size=len(self.groups))
            )
        cohorts = [self.cohort_of(number) for number in range(len(self.groups))]
        if len(set(cohorts)) < len(cohorts):
            raise ValueError(message("two groups have the same cohort among {cohorts}", cohorts=cohorts))
        checked("team", self.coach_team, "coach_team")
        checked("team", self.manager_team, "manager_team")
        for name in self.manager_team:
            lever_of("team", name).check_target("manager_team")
        checked("organisation", self.organisation)
        checked("labour_market", self.labour_market)
        for partner, values in settings_of("partner_levers", self.partner_levers).items():
            self.partner_number(partner)
            checked("partners", values, f"partner_levers[{partner!r}]")
        for name in self.switched_off:
            if name not in SWITCHES:
                raise VexError(message("{name!r} is no switch{near}", name=name, near=nearest(name, SWITCHES)))
        check_overrides(self.parameters)
        for _, rule in lottery_faults({group.name: group for group in self.groups}, self.recruitment):
            raise ValueError(rule)
        self._check_coaches()
        self._check_population()
        for change in self.changes:
            self._check_target(change)

    def _check_types(self):
        check_fields(self, own_name, "name")
        check_fields(self, whole_number, "weeks", "town", "least_age", *(("ends",) if self.ends is not None else ()))
        for name, kind in (("groups", Group), ("posts", CoachPost), ("partners", PartnerSpec), ("changes", Change)):
            records = tuple_of(name, getattr(self, name), kind, f"a sequence of {kind.__name__}")
            object.__setattr__(self, name, records)
        for name in ("switched_off", "no_news"):
            if getattr(self, name) is not None or name == "switched_off":
                object.__setattr__(self, name, frozenset(names_of(name, getattr(self, name))))
        instance_of("recruitment", self.recruitment, Recruitment | None, "a Recruitment or None")
        instance_of("population", self.population, Population | None, "a Population or None")

    def _check_coaches(self):
        if any(self.policy_of(group)["team"] == "coaches" for group in self.groups):
            for week in range(self.coached_weeks):
                if not any(post.arrives <= week < post.leaves for post in self.posts):
                    raise NoCoachError(
                        message("a group has coaches, but no coach has a post in week {week}", week=week)
                    )

    def _check_population(self):
        if self.population is not None:
            number = group_of_population(self)
            size = self.people if number is None else self.groups[number].size
            if size != self.population.rows:
                raise ValueError(
                    message(
                        "the population has {people} people, and the groups for them {size}",
                        people=self.population.rows,
                        size=size,
                    )
                )

    def _check_target(self, change: Change):
        if change.target not in self.targets(change.scope):
            raise VexError(
                message("{target!r} is no target of a change in {scope}", target=change.target, scope=change.scope)
            )
        lever_of(change.scope, change.lever).check_target(change.target)
        if change.lever == "team":
            raise ValueError(message("the team of a group cannot change during a run"))
        if change.target == "coach_team" and self.ends_within and change.week >= self.coached_weeks:
            raise ValueError(
                message(
                    "the coaches leave when the experiment ends, in week {ends}; got week {week}",
                    ends=self.ends,
                    week=change.week,
                )
            )

    def targets(self, scope: str) -> list[str]:
        """Return the valid targets of a change in this scope; an empty name for a scope without targets."""
        return {
            "policy": [group.name for group in self.groups],
            "team": ["coach_team", "manager_team"],
            "partners": [partner.name for partner in self.partners],
        }.get(scope, [""])

    @property
    def levers_set(self) -> list[tuple[str, str]]:
        """Scope and name of every lever that the design sets, at the start or later."""
        tables = [("policy", group.policy) for group in self.groups]
        tables += [("team", self.coach_team), ("team", self.manager_team), ("organisation", self.organisation)]
        tables += [("labour_market", self.labour_market)]
        tables += [("partners", values) for values in self.partner_levers.values()]
        later = [(change.scope, change.lever) for change in self.changes]
        return [(scope, name) for scope, values in tables for name in values] + later

    @property
    def ends_within(self) -> bool:
        """Whether the experiment ends before the run."""
        return self.ends is not None and self.ends < self.weeks

    @property
    def coached_weeks(self) -> int:
        """Number of weeks, from week 0 on, in which groups can have coaches: until the experiment ends."""
        return self.weeks + 1 if self.ends is None or self.ends >= self.weeks else self.ends

    @property
    def people(self) -> int:
        """Number of people at the start."""
        return sum(group.size for group in self.groups)

    def cohort_of(self, number: int) -> int:
        """Return the cohort of group `number`."""
        cohort = self.groups[number].cohort
        return number if cohort is None else cohort

    def policy_of(self, group: Group) -> dict:
        """Return all levers of the group's policy at the start."""
        return usual("policy") | checked("policy", group.policy)

    def partner_number(self, name: str) -> int:
        """Return the number of a partner; raises VexError for a name that is none."""
        for number, partner in enumerate(self.partners):
            if partner.name == name:
                return number
        near = nearest(name, [partner.name for partner in self.partners])
        raise VexError(message("{name!r} is no partner{near}", name=name, near=near))
