"""Two lives of the same people: one is recorded; in the other, channels are frozen at their recorded course.

`channels.py` explains the channels and the meaning of freezing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from .channels import BRINGS, BRINGS_JOBS, CHANNELS, FIELDS_AT_START, GOES_BY_RULES, JOB_FIELDS, READS, SHARE_FIELDS
from .design import Design
from .experiment import TrustExperiment
from .levers import RULED_FIELDS
from .people import LEFT_FOR_WORK, NO_WORK, ON_BENEFIT, PERSON_RECORD, empty_records
from .start import POLICY_RECORD
from .week import Step

SAME_PEOPLE = ("id", "group")
"""Fields in which two lives of the same people agree from beginning to end."""

Columns = dict[str, np.ndarray]


class Brought(NamedTuple):
    """Changes of one field in one step: the rows of the people, and the values before and after it, one a row."""

    rows: np.ndarray
    before: np.ndarray
    after: np.ndarray


class BroughtJobs(NamedTuple):
    """Jobs that began in one step: the rows of the people, and the fields of `JOB_FIELDS` before and after it."""

    rows: np.ndarray
    before: Columns
    after: Columns


@dataclass(slots=True)
class Course:
    """The course of a run, week by week: the changes that each step made to people, and the values that its rules read.

    `start`: field → values in week 0; `brought`: (week, step, field) → Brought; `jobs`: (week, step) → BroughtJobs;
    `read`: (week, step, field) → values; `rules`: (week, step) → policies, policy of each person.
    """

    start: dict[str, np.ndarray] = field(default_factory=dict)
    brought: dict[tuple[int, str, str], Brought] = field(default_factory=dict)
    jobs: dict[tuple[int, str], BroughtJobs] = field(default_factory=dict)
    read: dict[tuple[int, str, str], np.ndarray] = field(default_factory=dict)
    rules: dict[tuple[int, str], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)


class _StepByStep(TrustExperiment):
    """A run that observes its steps: `_bring` gets the changes of each step, `_read` the values that its rules read.

    `_rows` are the people's records as a plain array, whose fields are read faster.
    """

    def __init__(self, design: Design, **luck):
        super().__init__(design, **luck)
        self._rows = self.people.view(PERSON_RECORD, np.ndarray)

    def let_happen(self, step: Step, week: int) -> None:
        """Let one step of the week happen, watched."""

        def happen():
            super(_StepByStep, self).let_happen(step, week)

        self._bring(step.name, week, lambda: self._read(step.name, week, happen))

    def _bring(self, step: str, week: int, happen: Callable[[], None]) -> None:
        raise NotImplementedError

    def _read(self, step: str, week: int, happen: Callable[[], None]) -> None:
        raise NotImplementedError

    def _fields(self, step: str) -> tuple[str, ...]:
        return BRINGS[step][1] + (JOB_FIELDS if step in BRINGS_JOBS else ())

    def _copies(self, names: Iterable[str]) -> Columns:
        return {name: self._rows[name].copy() for name in names}


class Recorded(_StepByStep):
    """A run like any other whose `course` is recorded."""

    def __init__(self, design: Design, **luck):
        super().__init__(design, **luck)
        fields = (*SAME_PEOPLE, *(name for names in FIELDS_AT_START.values() for name in names))
        self.course = Course(start=self._copies(fields))

    def _bring(self, step: str, week: int, happen: Callable[[], None]) -> None:
        if step not in BRINGS:
            return happen()
        before = self._copies(self._fields(step))
        happen()
        for name in BRINGS[step][1]:
            now = self._rows[name]
            rows = np.flatnonzero((now != before[name]).reshape(len(now), -1).any(axis=1))
            self.course.brought[week, step, name] = Brought(rows, before[name][rows], now[rows].copy())
        if step in BRINGS_JOBS:
            rows = np.flatnonzero(self._rows["jobs"] != before["jobs"])
            then = {name: before[name][rows] for name in JOB_FIELDS}
            after = {name: self._rows[name][rows].copy() for name in JOB_FIELDS}
            self.course.jobs[week, step] = BroughtJobs(rows, then, after)

    def _read(self, step: str, week: int, happen: Callable[[], None]) -> None:
        for names in READS.get(step, {}).values():
            for name in names:
                self.course.read[week, step, name] = self._rows[name].copy()
        if step in GOES_BY_RULES:
            self.course.rules[week, step] = self.policies.copy(), self._rows["policy"].copy()
        happen()


class Frozen(_StepByStep):
    """A run in which the channels `frozen` make the same changes to people as in `course`.

    `touched` holds the frozen channels that made a difference. For a channel outside it, a run without freezing that
    channel gives the same result. Raises ValueError if the people are not those of the course.
    """

    def __init__(self, design: Design, course: Course, frozen: frozenset[str], **luck):
        unknown = set(frozen) - set(CHANNELS)
        if unknown:
            raise ValueError(f"a channel is one of {', '.join(CHANNELS)}; got {', '.join(sorted(unknown))}")
        self.course, self.frozen = course, frozenset(frozen)
        self.touched: set[str] = set()
        super().__init__(design, **luck)
        for name in SAME_PEOPLE:
            if not np.array_equal(self._rows[name], course.start[name]):
                raise ValueError(f"these are not the people whose course was recorded: not the same {name}")
        for channel in self.frozen & FIELDS_AT_START.keys():
            for name in FIELDS_AT_START[channel]:
                self._set(channel, name, course.start[name])

    def _set(self, channel: str, name: str, values: np.ndarray) -> None:
        if channel not in self.touched and not np.array_equal(self._rows[name], values):
            self.touched.add(channel)
        if channel in self.touched:
            self._rows[name] = values

    def _bring(self, step: str, week: int, happen: Callable[[], None]) -> None:
        if step not in BRINGS or BRINGS[step][0] not in self.frozen:
            return happen()
        channel, names = BRINGS[step]
        before = self._copies({*self._fields(step), "contract"})
        happen()
        values = {name: self._carried(week, step, name, before) for name in names}
        if "level" in values:
            values["disclosed"][(values["level"] == 0) & (before["level"] > 0)] = 0
        if step in BRINGS_JOBS:
            values |= self._jobs(week, step, before)
        for name, carried in values.items():
            self._set(channel, name, carried)

    def _carried(self, week: int, step: str, name: str, before: Columns) -> np.ndarray:
        rows, then, after = self.course.brought[week, step, name]
        values = before[name].copy()
        if not len(rows):
            return values
        own = values[rows]
        if name in SHARE_FIELDS:
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

    def _jobs(self, week: int, step: str, before: Columns) -> Columns:
        """Return the fields of `JOB_FIELDS` without the changes of this run, and with those of the course."""
        own = np.flatnonzero(self._rows["jobs"] != before["jobs"])
        values = self._copies(JOB_FIELDS)
        for name in JOB_FIELDS:
            values[name][own] = before[name][own]
        rows, then, after = self.course.jobs[week, step]
        reached = (before["status"][rows] == ON_BENEFIT) & (before["contract"][rows] == NO_WORK)
        rows = rows[reached]
        then, after = ({name: column[reached] for name, column in side.items()} for side in (then, after))
        for name in ("contract", "hours", "wage_hour", "tenure", "contract_until", "chosen", "ww_until"):
            values[name][rows] = after[name]
        for name in ("jobs", "contracts", "exits_to_work", "blocks"):
            values[name][rows] += after[name] - then[name]
        values["blocked"][rows] = np.where(after["blocks"] != then["blocks"], 1, values["blocked"][rows])
        left = after["status"] == LEFT_FOR_WORK
        values["status"][rows[left]] = LEFT_FOR_WORK
        values["exit_week"][rows[left]] = values["working_since"][rows[left]] = week
        first = rows[left][values["exits_to_work"][rows[left]] == 1]
        values["first_exit_week"][first] = week
        return values

    def _read(self, step: str, week: int, happen: Callable[[], None]) -> None:
        own = {}
        for channel, names in READS.get(step, {}).items():
            for name in names if channel in self.frozen else ():
                own[name] = self._rows[name].copy()
                self._set(channel, name, self.course.read[week, step, name])
        ruled = [channel for channel in GOES_BY_RULES.get(step, ()) if channel in self.frozen]
        policies, policy_of = self.policies, self._rows["policy"].copy()
        if ruled:
            self._go_by_rules(week, step, ruled)
        happen()
        for name, values in own.items():
            self._rows[name] = values
        if ruled:
            self._rows["policy"] = policy_of
            self.world = self.world._replace(policies=policies)

    def _go_by_rules(self, week: int, step: str, channels: list[str]) -> None:
        """Give everybody a policy of B's with the rules of these channels from A's policy for the same person."""
        then, policy_then = self.course.rules[week, step]
        pair = self._rows["policy"].astype(np.int64) * len(then) + policy_then
        present = np.bincount(pair) > 0
        pairs, index_of = np.flatnonzero(present), np.cumsum(present) - 1
        mixed = empty_records(POLICY_RECORD, len(pairs))
        mixed[:] = self.policies[pairs // len(then)]
        for channel in channels:
            for name in RULED_FIELDS[channel]:
                rules = then[name][pairs % len(then)]
                if not np.array_equal(mixed[name], rules):
                    self.touched.add(channel)
                    mixed[name] = rules
        self._rows["policy"] = index_of[pair]
        self.world = self.world._replace(policies=mixed)


def carried_share(own: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return `own` with a change between 0 and 1: gains as a share of the distance to 1, losses of the value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = own + (1.0 - own) * (after - before) / (1.0 - before)
        loss = own * after / before
    moved = np.where(after > before, gain, np.where(after < before, loss, own))
    return np.where(own == before, after, moved)
