"""Referral flows of one run: origins and outcomes of referrals to each partner, and the time of the coaches.

`ReferralFlows` observes a model from outside: it compares the people of a week with those of the week before, as the
event log does, and changes nothing. The flows are of the simulated people; places and waiting lists are of the whole
town, because its other recipients use the same partners.
"""

import numpy as np
import pandas as pd

from simulation.design import Design
from simulation.equilibrium import Equilibrium
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX
from simulation.outcomes import EVERYONE
from simulation.people import (
    BY_PARTNER,
    BY_SELF,
    DOMAINS,
    DROPPED_OUT,
    FAILED,
    GAVE_UP,
    IN_SERVICE,
    NO_HELP,
    ON_BENEFIT,
    SLOTS,
    SUCCEEDED,
    WAITING,
)
from simulation.start import TEAM_NAMES

from .pairs.kept_measures import MONTHS_A_WEEK

NEEDS = (*DOMAINS, "activation")
"""Need for help: a life domain, or a track towards work or participation."""
THEMSELVES, AT_START = "themselves", "at_start"
ORIGINS = (*TEAM_NAMES, THEMSELVES, AT_START)
"""Origins of referrals, beside other partners; `at_start`: waiting or in service in week 0."""
HELP_STEPS = ("joined", "begun", "succeeded", "failed", "gave_up", "dropped_out")
"""Steps of help: joined the waiting list, began, ended with or without success, gave up waiting, dropped out."""
JOINED, BEGUN = 0, 1
ENDED = np.zeros(4, dtype=np.int64)
ENDED[[SUCCEEDED, FAILED, GAVE_UP, DROPPED_OUT]] = 2, 3, 4, 5
FLOW_KEYS = ("replication", "origin", "partner", "need")
NODE_COLUMNS = (
    "replication", "node", "kind", "places", "in_use", "waiting", "wait_weeks", "wait_first", "wait_last", "let_in",
    "asked", "most",
)  # fmt: skip


class ReferralFlows:
    """The flows of a model, counted week by week.

    `flows`: shape (origins, partners, needs, steps), the origins are `ORIGINS` and the partners; `helped`: successes by
    group.
    """

    def __init__(self, model: TrustExperiment) -> None:
        self.model = model
        partners = len(model.partners)
        self.flows = np.zeros((len(ORIGINS) + partners, partners, SLOTS, len(HELP_STEPS)))
        self.helped = np.zeros(len(model.design.groups))
        self.origin = np.full(model.people["help"].shape, ORIGINS.index(AT_START))
        self.partner_weeks = np.zeros((partners, 5))
        self.team_weeks = np.zeros((len(TEAM_NAMES), 6))
        self.weeks = 0
        self.wait_first = model.partners.wait_weeks.copy()
        self._save_state()

    def _save_state(self) -> None:
        """Copy the state of this week, for the comparison with the next."""
        people = self.model.people
        self.help, self.partner = people["help"].copy(), people["partner"].copy()
        self.contacts = people["contacts"].copy()

    def step(self) -> None:
        """Simulate a week and count its flows."""
        self.model.step()
        week, people = self.model.week, self.model.people
        ended = people["ended_week"] == week
        now = people["help"] != NO_HELP
        before = self.help != NO_HELP
        joined = (now & (~before | ended)) | (ended & ~before)  # the last: joined and gave up within the week
        as_it_ended, partner = ENDED[people["ended_as"]], people["partner"]
        self._count(ended & before, self.partner, as_it_ended)
        for row, slot in np.argwhere(joined):
            self.origin[row, slot] = self._origin_of(row, slot, week)
        self._count(joined, partner, np.full_like(as_it_ended, JOINED))
        self._count(ended & ~before, partner, as_it_ended)
        begun = (people["help"] == IN_SERVICE) & ((self.help == WAITING) | joined)
        self._count(begun, partner, np.full_like(as_it_ended, BEGUN))
        self._count_places()
        self._count_conversations(week)
        self.weeks += 1
        self._save_state()

    def _count(self, mask: np.ndarray, partner: np.ndarray, step: np.ndarray) -> None:
        """Count the steps of the help in `mask`; all arrays have shape (people, slots)."""
        rows, slots = np.nonzero(mask)
        steps = step[rows, slots]
        np.add.at(self.flows, (self.origin[rows, slots], partner[rows, slots], slots, steps), 1.0)
        np.add.at(self.helped, self.model.people["group"][rows[steps == ENDED[SUCCEEDED]]], 1.0)

    def _origin_of(self, row: int, slot: int, week: int) -> int:
        """Return the origin of a person who joined a waiting list this week."""
        model = self.model
        person = model.people[row]
        by = int(person.referred_by[slot])
        if by == BY_SELF:
            return ORIGINS.index(THEMSELVES)
        if by != BY_PARTNER:
            return int(model.coaches.team[person.coach])
        for other in (slot, *range(SLOTS)):
            sender = self.partner[row, other]
            has_ended = person.ended_week[other] == week and person.ended_as[other] in (SUCCEEDED, FAILED)
            if has_ended and model.world.onward[sender, person.partner[slot]].chance > 0.0:
                return len(ORIGINS) + int(sender)
        raise RuntimeError(f"no partner referred the person in row {row} onward in week {week}")

    def _count_places(self) -> None:
        partners = self.model.partners
        for column, name in enumerate(("places", "in_service", "waiting", "wait_weeks", "admitted")):
            self.partner_weeks[:, column] += partners[name]

    def _count_conversations(self, week: int) -> None:
        """Count by team: fte, hours, hours used, conversations, conversations lost by waiting, people waiting."""
        model, people, coaches = self.model, self.model.people, self.model.coaches
        team = coaches.team[people["coach"]]
        rate = model.policies.contacts_per_year[people["policy"]] / 52.0
        waiting = (people["status"] == ON_BENEFIT) & (people["next_contact"] <= week) & (rate > 0.0)
        for number, row in enumerate(self.team_weeks):
            own = coaches.team == number
            row += (
                coaches.fte[own] @ coaches.working[own],
                coaches.hours_week[own].sum(),
                coaches.hours_used[own].sum(),
                (people["contacts"] - self.contacts)[team == number].sum(),
                rate[waiting & (team == number)].sum(),
                (waiting & (team == number)).sum(),
            )

    def flow_table(self) -> pd.DataFrame:
        """Return the rows with flows: replication, origin, partner, need and `HELP_STEPS` in people a week."""
        names = [partner.name for partner in self.model.design.partners]
        origins = (*ORIGINS, *names)
        used = np.argwhere(self.flows.any(axis=3))
        keys = [(self.model.replication, origins[o], names[p], NEEDS[k]) for o, p, k in used]
        rates = self.flows[tuple(used.T)] / self.weeks
        return pd.DataFrame(keys, columns=list(FLOW_KEYS)).join(pd.DataFrame(rates, columns=list(HELP_STEPS)))

    def node_table(self) -> pd.DataFrame:
        """Return a row for each team with conversations and each partner: `NODE_COLUMNS`, means over the weeks.

        `places` are fte for a team; `in_use` are places, or fte for a team; `let_in` and `asked` are people a week at a
        partner (of the whole town; `asked` is missing) and conversations a week in a team; `most` is the maximum of
        `let_in` that the lever intake_week sets.
        """
        replication = self.model.replication
        rows: list[tuple[int | float | str, ...]] = []
        for name, sums in zip(TEAM_NAMES, self.team_weeks / self.weeks, strict=True):
            fte, hours, used, held, lost, waiting = sums
            if held > 0.0:
                busy, wait = used / hours if hours > 0.0 else np.nan, waiting / held
                rows.append(
                    (replication, name, "team", fte, fte * busy, waiting, wait, np.nan, np.nan, held, held + lost,
                     np.nan)
                )  # fmt: skip
        last = self.model.partners
        for number, spec in enumerate(self.model.design.partners):
            places, in_use, waiting, wait, let_in = self.partner_weeks[number] / self.weeks
            rows.append(
                (replication, spec.name, "partner", places, in_use, waiting, wait, self.wait_first[number],
                 last.wait_weeks[number], let_in, np.nan, last.intake_week[number])
            )  # fmt: skip
        return pd.DataFrame(rows, columns=list(NODE_COLUMNS))

    def outcome_table(self) -> pd.DataFrame:
        """Return the outcomes in the last week, a row for each group and one for everyone.

        Columns: replication, group, n, helped (successes of help), exits_to_work (people), life_satisfaction (mean),
        euros (coaches and partners, all weeks, sum of the group).
        """
        model = self.model
        series, members = model.book.series[: model.week + 1], model.book.members[: model.week + 1]
        n = members[-1]
        spent = series[1:, :, INDEX["cost_coach"]] + series[1:, :, INDEX["cost_partner"]]
        frame = pd.DataFrame(
            {
                "replication": model.replication,
                "group": [group.name for group in model.design.groups],
                "n": n.astype(int),
                "helped": self.helped,
                "exits_to_work": np.nan_to_num(series[-1, :, INDEX["exit_work"]]) * n,
                "life_satisfaction": series[-1, :, INDEX["life_satisfaction"]],
                "euros": np.nansum(spent * members[1:], axis=0) * MONTHS_A_WEEK,
            }
        )
        frame = frame[frame["n"] > 0]
        total = frame[["n", "helped", "exits_to_work", "euros"]].sum().to_dict()
        total["life_satisfaction"] = float(np.average(frame["life_satisfaction"], weights=frame["n"]))
        everyone = pd.DataFrame([{"replication": model.replication, "group": EVERYONE} | total])
        return pd.concat([frame, everyone], ignore_index=True).astype({"n": int})


def run_flows(design: Design, seed: int, replication: int, equilibrium: Equilibrium | None = None) -> ReferralFlows:
    """Run one replication and return its flows; without `equilibrium` its starting point is solved."""
    flows = ReferralFlows(TrustExperiment(design, rng=seed, replication=replication, equilibrium=equilibrium))
    for _ in range(design.weeks):
        flows.step()
    return flows
