"""Recruitment before week 0 (werving): letters, meetings, personal calls or visits, screening, and the lot.

The files contained errors, so that people were invited who could not take part. Letters brought few sign-ups. The
information meetings drew many people and many doubts. Then the first coaches asked people individually, within their
hours, until the target was reached. Starters are divided over the groups by lot. Source: process report, "Werving
deelnemers" and phases 1-2. During recruitment everybody has the state of week 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .luck import PERSON, uniforms
from .messages import message
from .people import NEIGHBOURHOODS
from .population import luck_of_lots

NOT_ASKED, ASKED, SIGNED_UP, STARTED = range(4)
"""Codes of `recruited`: not asked; asked; signed up and did not start; started."""

SIGN_UP_CHANNELS = ("none", "letter", "meeting", "telephone", "doorstep")
"""Channels of sign-up, in the order of the codes of `channel`."""
SIGN_UP_LETTER, SIGN_UP_MEETING, SIGN_UP_TELEPHONE, SIGN_UP_DOORSTEP = range(1, 5)
APPROACHES = {"telephone": SIGN_UP_TELEPHONE, "doorstep": SIGN_UP_DOORSTEP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """Coaches who ask people individually, from week `from_week` until week 0."""

    coaches: int = 1
    from_week: int = -8

    def __post_init__(self):
        if self.coaches < 1:
            raise ValueError(message("at least one coach calls; got {coaches}", coaches=self.coaches))
        if not -52 <= self.from_week < 0:
            raise ValueError(
                message("calling begins in week -52 to -1; got week {from_week}", from_week=self.from_week)
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruitment:
    """Plan for recruiting people of the group `pool` for the groups with a lot; other people stay in the pool.

    `target` is the wanted number of sign-ups. The target population lives in `neighbourhoods` (empty: all), has
    employability up to `employability_to` and has been on the benefit for at least `years_on_benefit`. People younger
    than `from_age` are excluded, and status holders unless `status_holders`; only these exclusions have errors in the
    files. `callers` have `hours_week` each for an `approach` by telephone or at the doorstep.
    """

    pool: str
    target: int
    from_age: float = 27.0
    status_holders: bool = False
    neighbourhoods: tuple[str, ...] = ()
    employability_to: float = 1.0
    years_on_benefit: float = 0.0
    letters: bool = True
    letters_week: int = -16
    meetings: int = 5
    meetings_week: int = -13
    approach: str = "telephone"
    hours_week: float = 24.0
    callers: tuple[Callers, ...] = ()

    def __post_init__(self):
        if self.target < 1:
            raise ValueError(message("at least one sign-up is wanted; got {target}", target=self.target))
        if not 18.0 <= self.from_age < 66.0:
            raise ValueError(
                message("people take part from an age between 18 and 65 on; got {from_age:g}", from_age=self.from_age)
            )
        for name in self.neighbourhoods:
            if name not in NEIGHBOURHOODS:
                raise ValueError(
                    message(
                        "{name!r} is no neighbourhood; they are {names}", name=name, names=", ".join(NEIGHBOURHOODS)
                    )
                )
        if not 0.0 < self.employability_to <= 1.0:
            raise ValueError(
                message(
                    "employability lies between 0 and 1; got {employability_to:g}",
                    employability_to=self.employability_to,
                )
            )
        if self.years_on_benefit < 0.0:
            raise ValueError(
                message(
                    "years on the benefit are 0 or more; got {years_on_benefit:g}",
                    years_on_benefit=self.years_on_benefit,
                )
            )
        if not -52 <= self.letters_week < 0:
            raise ValueError(message("letters go out in week -52 to -1; got week {week}", week=self.letters_week))
        if not -52 <= self.meetings_week < 0:
            raise ValueError(message("meetings are held in week -52 to -1; got week {week}", week=self.meetings_week))
        if self.meetings < 0:
            raise ValueError(message("there are 0 meetings or more; got {meetings}", meetings=self.meetings))
        if self.approach not in APPROACHES:
            raise ValueError(
                message("people are asked by telephone or at the doorstep; got {approach!r}", approach=self.approach)
            )
        if not 0.0 <= self.hours_week <= 40.0:
            raise ValueError(
                message("a caller has 0 to 40 hours a week for it; got {hours_week:g}", hours_week=self.hours_week)
            )


def lottery_faults(groups: Mapping, recruitment: Recruitment | None) -> Iterator[tuple[tuple, str]]:
    """Yield (path of the key, broken rule) for every conflict between the recruitment and the groups, given by name."""
    drawn = {name: group for name, group in groups.items() if group.lot > 0.0}
    for name, group in drawn.items():
        if recruitment is None:
            yield ("groups", name, "lot"), message("people are divided by lot only where there is a [recruitment]")
        elif group.size > 0:
            yield (
                ("groups", name, "size"),
                message("a group that is filled by lot has size 0; got {size}", size=group.size),
            )
        elif group.open:
            yield ("groups", name, "open"), message("new recipients do not come into a group that is filled by lot")
    if recruitment is None:
        return
    if recruitment.pool not in groups:
        yield ("recruitment", "pool"), message("{name!r} is no group", name=recruitment.pool)
    elif groups[recruitment.pool].size == 0:
        yield (
            ("recruitment", "pool"),
            message("there is nobody to recruit: the pool {pool} has size 0", pool=recruitment.pool),
        )
    if not drawn:
        yield ("recruitment",), message("nobody could start: give a group a lot above 0")


def in_target_population(people, plan: Recruitment) -> np.ndarray:
    """Return a mask of the people for whom the policies are meant."""
    meant = people.employability <= plan.employability_to
    meant &= people.benefit_weeks >= 52.0 * plan.years_on_benefit
    if plan.neighbourhoods:
        meant &= np.isin(people.neighbourhood, [NEIGHBOURHOODS.index(name) for name in plan.neighbourhoods])
    return meant


def are_excluded(people, plan: Recruitment) -> np.ndarray:
    """Return a mask of the excluded people: the young and, unless admitted, status holders (statushouders)."""
    excluded = people.age < plan.from_age
    return excluded if plan.status_holders else excluded | (people.status_holder == 1)


def sign_up_chance(appeal, trust, self_efficacy, load, p):
    """Return the chance that an asked person signs up (logit); `appeal` belongs to the channel."""
    self_selection = p.signs_up_trust * (trust - p.trust_mean)
    self_selection += p.signs_up_confidence * (self_efficacy - p.confidence_mean)
    self_selection += p.signs_up_load * (load / 36.0 - 0.25)
    return 1.0 / (1.0 + np.exp(-(appeal + p.on_selection * self_selection)))


def attempts_until_reached(u, chance: float) -> np.ndarray:
    """Return the number of the first successful attempt to reach a person; each succeeds with this chance."""
    return 1 + np.floor(np.log(u) / np.log1p(-min(chance, 1.0 - 1e-12))).astype(np.int64)


def second_thoughts_chance(trust, weeks, p):
    """Return the chance of cancelling within `weeks` after signing up."""
    return 1.0 - np.exp(-p.on_second_thoughts * p.second_thoughts * (1.5 - trust) * weeks)


def steps_out_chance(trust, nothing_changes, p):
    """Return the chance of withdrawing after the result of the lot."""
    disappointed = np.where(nothing_changes, 1.0 + p.on_disappointment * (p.disappointed_leave - 1.0), 1.0)
    return np.minimum(1.0, p.on_withdrawal * p.steps_out * (1.5 - trust) * disappointed)


def asked_individually(plan: Recruitment, rank, u, chances, signed: int, p) -> tuple[np.ndarray, np.ndarray]:
    """Return the week in which the coaches speak each person (0: never), and a mask of the people who then sign up.

    `rank` orders the list of calls; `u` (people, 2) are for being reached and for signing up; `signed` is the number
    of earlier sign-ups. Calls stop after the week in which the target is reached, or when the hours are used up.
    """
    at_door = plan.approach == "doorstep"
    number = attempts_until_reached(u[:, 0], p.found_at_door if at_door else p.answers_call)
    reached = number <= p.call_attempts
    hours = np.minimum(number, p.call_attempts) * (p.travel_hours if at_door else p.call_hours) + reached * p.talk_hours
    weeks = np.arange(min((post.from_week for post in plan.callers), default=0), 0)
    calling = sum(((weeks >= post.from_week) * post.coaches for post in plan.callers), np.zeros(len(weeks)))
    order = np.argsort(rank, kind="stable")
    turn = np.empty(len(rank), dtype=np.int64)
    turn[order] = np.searchsorted(np.cumsum(calling * plan.hours_week), np.cumsum(hours[order]))
    agrees = reached & (u[:, 1] < chances)
    by_week = np.bincount(turn[agrees], minlength=len(weeks) + 1)[: len(weeks)]
    last = np.searchsorted(signed + np.cumsum(by_week), plan.target) if signed < plan.target else -1
    spoken = reached & (turn <= last) & (turn < len(weeks))
    return np.where(spoken, turn - len(weeks), 0), agrees & spoken


def sign_ups(pool, plan: Recruitment, in_files, known, u, p) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ask the people in the files. Returns channel and week of sign-up (0: none), and a mask of the asked people.

    `known` marks errors in the files that are noticed before the call.
    """
    oneself = np.array(pool.trust), np.array(pool.self_efficacy), pool.level.sum(axis=1)
    channel, week = np.zeros(len(pool), dtype=np.int64), np.zeros(len(pool), dtype=np.int64)

    answers = in_files & plan.letters & (u[:, 1] < sign_up_chance(p.signs_up_letter, *oneself, p))
    channel[answers], week[answers] = SIGN_UP_LETTER, plan.letters_week

    visits = in_files & (channel == 0) & (u[:, 2] < 1.0 - (1.0 - p.visits_meeting) ** plan.meetings)
    persuaded = visits & (u[:, 3] < sign_up_chance(p.signs_up_meeting, *oneself, p))
    channel[persuaded], week[persuaded] = SIGN_UP_MEETING, plan.meetings_week

    way = APPROACHES[plan.approach]
    chances = sign_up_chance(p.signs_up_telephone if way == SIGN_UP_TELEPHONE else p.signs_up_doorstep, *oneself, p)
    to_call = np.flatnonzero(in_files & (channel == 0) & ~known)
    spoken, agrees = asked_individually(
        plan, u[to_call, 5], u[to_call, 6:8], chances[to_call], int(np.count_nonzero(channel)), p
    )
    channel[to_call[agrees]], week[to_call[agrees]] = way, spoken[agrees]
    asked = (in_files & plan.letters) | visits
    asked[to_call[spoken < 0]] = True
    return channel, week, asked


def divide_by_lot(lots, weights) -> np.ndarray:
    """Return the index of each person's group; sizes are in proportion to the weights, members ranked by lot."""
    ends = np.rint(np.cumsum(weights) / np.sum(weights) * len(lots))
    rank = np.empty(len(lots), dtype=np.int64)
    rank[np.argsort(lots, kind="stable")] = np.arange(len(lots))
    return np.searchsorted(ends, rank, side="right")


def groups_without_news(design, policies) -> np.ndarray:
    """Return for each group whether the lot, in the model or in fact, drew people for whom nothing changes."""
    if design.no_news is not None:
        return np.array([group.name in design.no_news for group in design.groups])
    taking_part = np.array([group.lot > 0.0 or group.surveyed for group in design.groups])
    usual = policies[-1].tobytes()
    return taking_part & np.array([policy.tobytes() == usual for policy in policies[:-1]])


def disappointed_trust(trust, drawn_for_nothing, p):
    """Return trust after the result of the lot."""
    return trust * (1.0 - p.on_disappointment * p.disappointment * drawn_for_nothing)


def hear_result(people, design, p) -> None:
    """Tell the starters the result of the lot, after week 0 is measured."""
    if design.recruitment:
        heard = np.flatnonzero((people["recruited"] == STARTED) & (people["drawn_for_nothing"] == 1))
        people["trust"][heard] = disappointed_trust(people["trust"][heard], 1.0, p)


def step_out(people, rows, without_news, policies, u, p) -> None:
    """Let some of the starters withdraw after the result of the lot."""
    nothing_changes = without_news[people.group[rows]]
    trust = disappointed_trust(people.trust[rows], nothing_changes, p)
    leaves = rows[u < steps_out_chance(trust, nothing_changes, p)]
    people.left_study[leaves] = 1
    usual = len(policies) - 1
    withdraws = leaves[policies.may_withdraw[people.policy[leaves]] == 1]
    people.withdrawn[withdraws] = 1
    people.policy[withdraws] = usual


def recruit(design, people, policies, p, luck) -> None:
    """Recruit in the pool, screen, divide the starters over the groups by lot, and let some withdraw."""
    plan = design.recruitment
    number = [group.name for group in design.groups].index(plan.pool)
    everyone = np.flatnonzero(people.group == number)
    pool = people[everyone[0] : everyone[0] + design.groups[number].size]
    u = uniforms(luck, "recruiting", PERSON, pool.id, 12)
    meant, excluded = in_target_population(pool, plan), are_excluded(pool, plan)
    in_files = meant & (~excluded | (u[:, 0] < p.on_file_errors * p.file_error))
    channel, week, asked = sign_ups(pool, plan, in_files, excluded & (u[:, 4] < p.screened_before_call), u, p)
    signed = channel > 0
    steps_back = u[:, 8] < second_thoughts_chance(np.array(pool.trust), -week, p)
    starters = np.flatnonzero(signed & ~excluded & ~steps_back)
    people.eligible[everyone] = 0
    pool.eligible = meant & ~excluded
    pool.channel = channel
    pool.recruited = np.where(signed, SIGNED_UP, np.where(asked, ASKED, NOT_ASKED))
    pool.recruited[starters] = STARTED
    drawn = np.array([index for index, group in enumerate(design.groups) if group.lot > 0.0])
    lots = uniforms(luck_of_lots(design, luck), "lot", PERSON, pool.id[starters], 1)[:, 0]
    group = drawn[divide_by_lot(lots, [design.groups[index].lot for index in drawn])]
    pool.group[starters] = group
    pool.policy[starters] = group
    step_out(pool, starters, groups_without_news(design, policies), policies, u[starters, 9], p)
