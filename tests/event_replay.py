"""Replay of an event log: the weekly measures of every group, from the log alone."""

from collections import defaultdict

import numpy as np

from simulation.people import DOMAINS

CONTRACT_AFTER = {"job", "contract_after_placement", "renewal", "work_at_start"}
ENDED = {"helped", "not_helped", "gave_up_waiting", "dropped_out"}
REPLAYED = (
    "exit_work", "off_benefit", "part_time", "unpaid_activity", "problem_load", "disclosed", "in_service",
    "contacts_held", "recipients",
)  # fmt: skip


class Person:
    """State of a person according to the events so far."""

    def __init__(self):
        self.status, self.exits, self.contacts, self.withdrawn = "on_benefit", 0, 0, False
        self.contract, self.unpaid = "none", False
        self.level, self.known = dict.fromkeys(DOMAINS, 0), dict.fromkeys(DOMAINS, False)
        self.served = set()

    def live(self, event, detail, value):
        if event in ("problem_worse", "problem_eased", "problem_at_start"):
            self.level[detail] = value
        elif event in ("disclosure", "known_at_start", "over"):
            self.known[detail] = event != "over"
        elif event == "meeting":
            self.contacts += self.takes_part
        elif event == "withdrawal":
            self.withdrawn = True
        elif event in ("admission", "in_service_at_start"):
            self.served.add(detail)
        elif event in ENDED:
            self.served.discard(detail)
        elif event in ("unpaid_begins", "unpaid_at_start"):
            self.unpaid = True
        elif event == "unpaid_ends":
            self.unpaid = False
        elif event in CONTRACT_AFTER:
            self.contract = detail
        elif event == "job_lost":
            self.contract = "none"
        elif event in ("exit_work", "exit_other", "exit_household", "return"):
            self.status = "on_benefit" if event == "return" else event
            self.exits += event == "exit_work"
            if event == "exit_other":
                self.contract = "none"

    @property
    def on_benefit(self):
        return self.status == "on_benefit"

    @property
    def takes_part(self):
        return self.on_benefit and not self.withdrawn


def replay(events, persons, weeks):
    """Return measure → array (weeks + 1, groups) of the logged people."""
    groups = list(persons["group"].cat.categories)
    lives = {number: Person() for number in persons["person"]}
    group_of = dict(zip(persons["person"], persons["group"].cat.codes, strict=True))
    by_week = defaultdict(list)
    columns = (
        events[name].astype(str) if name == "event" else events[name]
        for name in ("week", "person", "event", "detail", "value")
    )
    for week, *rest in zip(*columns, strict=True):
        by_week[week].append(rest)
    measures = {name: np.zeros((weeks + 1, len(groups))) for name in REPLAYED}
    people_weeks = np.zeros(len(groups))
    for week in range(weeks + 1):
        for person, event, detail, value in by_week[week]:
            lives[person].live(event, detail, value)
        sums = np.zeros((len(groups), len(REPLAYED) + 3))
        for number, life in lives.items():
            problems = [k for k in DOMAINS if life.level[k] >= 2]
            sums[group_of[number]] += (
                life.exits > 0, not life.on_benefit,
                life.on_benefit and life.contract not in ("none", "trial_placement"), life.unpaid,
                sum(life.level.values()), sum(life.known[k] for k in problems), bool(life.served), life.contacts,
                life.on_benefit, len(problems), 1, life.takes_part,
            )  # fmt: skip
        people_weeks += sums[:, 11] if week else 0.0
        for index, name in enumerate(REPLAYED):
            with np.errstate(invalid="ignore", divide="ignore"):
                measures[name][week] = {
                    "disclosed": sums[:, 5] / sums[:, 9],
                    "contacts_held": 52.0 * sums[:, 7] / people_weeks,
                    "recipients": sums[:, 8],
                }.get(name, sums[:, index] / sums[:, 10])
    return measures
