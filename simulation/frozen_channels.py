"""Two lives of the same people: one that is written down, and one in which channels are frozen at what was written.

What the channels are and what freezing means stands in `channels.py`.
"""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .channel_effects import AT_START, BRINGS, BRINGS_JOBS, GOES_BY_RULES, JOB, MEASURING, READS, SHARES, TURN
from .channels import CHANNELS
from .design import Design
from .levers import RULES
from .model import TrustExperiment
from .people import LEFT_FOR_WORK, NO_WORK, ON_BENEFIT, PERSON, empty_records
from .start import POLICY_RECORD

SAME_PEOPLE = ("id", "group")
"""Fields in which two lives of the same people agree from beginning to end."""

Brought = namedtuple("Brought", "rows before after")
"""What a moment changed: the rows of the people, and the values before and after it, one a row."""


@dataclass(slots=True)
class Course:
    """What a run brought people, week by week; `read` and `rules` are what its rules read of them.

    `brought`: (week, moment, field) → Brought; `jobs`: (week, moment) → rows and records of `JOB`.
    """

    start: dict = field(default_factory=dict)
    brought: dict = field(default_factory=dict)
    jobs: dict = field(default_factory=dict)
    read: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)


class _InMoments(TrustExperiment):
    """A run of which every moment can be looked at before and after.

    `_bring` gets each moment that may bring people something, `_read` what happens in it; `_rows` are the people's
    records as a plain array, of which fields are read faster.
    """

    def __init__(self, design: Design, **luck):
        super().__init__(design, **luck)
        self._rows = self.people.view(PERSON, np.ndarray)

    def begin_week(self, week: int) -> None:
        """Let the calendar's turn be a moment."""
        self._bring(TURN, week, lambda: super(_InMoments, self).begin_week(week))

    def let_happen(self, step: int, rule_set, week: int) -> None:
        """Let each rule-set be a moment."""

        def happen():
            self._read(step, week, lambda: super(_InMoments, self).let_happen(step, rule_set, week))

        self._bring(step, week, happen)

    def write_down(self, week: int) -> None:
        """Let measuring be a moment, too."""
        self._read(MEASURING, week, lambda: super(_InMoments, self).write_down(week))

    def _fields(self, moment: int) -> tuple[str, ...]:
        return BRINGS[moment][1] + (JOB if moment in BRINGS_JOBS else ())

    def _copies(self, names) -> dict[str, np.ndarray]:
        return {name: self._rows[name].copy() for name in names}


class WrittenDown(_InMoments):
    """A run like any other, of which `course` holds what it brought people through each channel."""

    def __init__(self, design: Design, **luck):
        super().__init__(design, **luck)
        fields = (*SAME_PEOPLE, *(name for names in AT_START.values() for name in names))
        self.course = Course(start=self._copies(fields))

    def _bring(self, moment: int, week: int, happen: Callable[[], None]) -> None:
        if moment not in BRINGS:
            return happen()
        before = self._copies(self._fields(moment))
        happen()
        for name in BRINGS[moment][1]:
            now = self._rows[name]
            rows = np.flatnonzero((now != before[name]).reshape(len(now), -1).any(axis=1))
            self.course.brought[week, moment, name] = Brought(rows, before[name][rows], now[rows].copy())
        if moment in BRINGS_JOBS:
            rows = np.flatnonzero(self._rows["jobs"] != before["jobs"])
            now = {name: self._rows[name][rows].copy() for name in JOB}
            self.course.jobs[week, moment] = Brought(rows, {name: before[name][rows] for name in JOB}, now)

    def _read(self, moment: int, week: int, happen: Callable[[], None]) -> None:
        for names in READS.get(moment, {}).values():
            for name in names:
                self.course.read[week, moment, name] = self._rows[name].copy()
        if moment in GOES_BY_RULES:
            self.course.rules[week, moment] = self.policies.copy(), self._rows["policy"].copy()
        happen()


class Frozen(_InMoments):
    """A run in which the channels `frozen` bring people what they brought them in `course`.

    `touched` holds the frozen channels that brought anything else than they would have; while it lacks one, the run
    is the same as one in which that channel is not frozen. Raises ValueError for people that are not those of
    the course.
    """

    def __init__(self, design: Design, course: Course, frozen: frozenset[str], **luck):
        unknown = set(frozen) - set(CHANNELS)
        if unknown:
            raise ValueError(f"a channel is one of {', '.join(CHANNELS)}; got {', '.join(sorted(unknown))}")
        self.course, self.frozen, self.touched = course, frozenset(frozen), set()
        super().__init__(design, **luck)
        for name in SAME_PEOPLE:
            if not np.array_equal(self._rows[name], course.start[name]):
                raise ValueError(f"these are not the people whose course was written down: not the same {name}")
        for channel in self.frozen & AT_START.keys():
            for name in AT_START[channel]:
                self._set(channel, name, course.start[name])

    def _set(self, channel: str, name: str, values: np.ndarray) -> None:
        if channel not in self.touched and not np.array_equal(self._rows[name], values):
            self.touched.add(channel)
        if channel in self.touched:
            self._rows[name] = values

    def _bring(self, moment: int, week: int, happen: Callable[[], None]) -> None:
        if moment not in BRINGS or BRINGS[moment][0] not in self.frozen:
            return happen()
        channel, names = BRINGS[moment]
        before = self._copies({*self._fields(moment), "contract"})
        happen()
        values = {name: self._carried(week, moment, name, before) for name in names}
        if "level" in values:
            values["disclosed"][(values["level"] == 0) & (before["level"] > 0)] = 0
        if moment in BRINGS_JOBS:
            values |= self._jobs(week, moment, before)
        for name, carried in values.items():
            self._set(channel, name, carried)

    def _carried(self, week: int, moment: int, name: str, before: dict) -> np.ndarray:
        rows, then, after = self.course.brought[week, moment, name]
        values = before[name].copy()
        if not len(rows):
            return values
        own = values[rows]
        if name in SHARES:
            values[rows] = carried_share(own, then, after)
        elif name == "level":
            values[rows] = np.clip(own + (after - then), 0, 4)
        elif name == "disclosed":
            values[rows] = np.where(after != then, after & (before.get("level", self._rows["level"])[rows] > 0), own)
        elif name == "unpaid_activity":
            values[rows] = np.where(before["contract"][rows] == NO_WORK, after, own)
        else:
            values[rows] = after
        return values

    def _jobs(self, week: int, moment: int, before: dict) -> dict[str, np.ndarray]:
        """Return the fields of `JOB` without what this run brought, and with what the course brought."""
        own = np.flatnonzero(self._rows["jobs"] != before["jobs"])
        values = self._copies(JOB)
        for name in JOB:
            values[name][own] = before[name][own]
        rows, then, after = self.course.jobs[week, moment]
        reached = (before["status"][rows] == ON_BENEFIT) & (before["contract"][rows] == NO_WORK)
        rows = rows[reached]
        then, after = ({name: column[reached] for name, column in side.items()} for side in (then, after))
        for name in ("contract", "hours", "wage_hour", "tenure", "contract_until", "chosen"):
            values[name][rows] = after[name]
        for name in ("jobs", "exits_to_work", "blocks"):
            values[name][rows] += after[name] - then[name]
        values["blocked"][rows] = np.where(after["blocks"] != then["blocks"], 1, values["blocked"][rows])
        left = after["status"] == LEFT_FOR_WORK
        values["status"][rows[left]] = LEFT_FOR_WORK
        values["exit_week"][rows[left]] = week
        first = rows[left][values["exits_to_work"][rows[left]] == 1]
        values["first_exit_week"][first] = week
        return values

    def _read(self, moment: int, week: int, happen: Callable[[], None]) -> None:
        own = {}
        for channel, names in READS.get(moment, {}).items():
            for name in names if channel in self.frozen else ():
                own[name] = self._rows[name].copy()
                self._set(channel, name, self.course.read[week, moment, name])
        ruled = [channel for channel in RULES if channel in self.frozen] if moment in GOES_BY_RULES else []
        policies, policy_of = self.policies, self._rows["policy"].copy()
        if ruled:
            self._go_by_rules(week, moment, ruled)
        happen()
        for name, values in own.items():
            self._rows[name] = values
        if ruled:
            self._rows["policy"] = policy_of
            self.world = self.world._replace(policies=policies)

    def _go_by_rules(self, week: int, moment: int, channels: list[str]) -> None:
        """Give everybody a policy of B's with the rules of these channels from A's policy for the same person."""
        then, policy_then = self.course.rules[week, moment]
        pair = self._rows["policy"].astype(np.int64) * len(then) + policy_then
        there = np.bincount(pair) > 0
        pairs, place = np.flatnonzero(there), np.cumsum(there) - 1
        mixed = empty_records(POLICY_RECORD, len(pairs))
        mixed[:] = self.policies[pairs // len(then)]
        for channel in channels:
            for name in RULES[channel]:
                rules = then[name][pairs % len(then)]
                if not np.array_equal(mixed[name], rules):
                    self.touched.add(channel)
                    mixed[name] = rules
        self._rows["policy"] = place[pair]
        self.world = self.world._replace(policies=mixed)


def carried_share(own: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return `own` with a change between 0 and 1: a gain as a share of what lacked, a loss of what there was."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = own + (1.0 - own) * (after - before) / (1.0 - before)
        loss = own * after / before
    moved = np.where(after > before, gain, np.where(after < before, loss, own))
    return np.where(own == before, after, moved)
