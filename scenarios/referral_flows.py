"""The flows of one run: who sent whom to which partner, what became of it, and what coaches had time for.

A run is watched from outside, week by week: `ReferralFlows` compares the people of a week with those of the week
before, as the event log does, and changes nothing. All flows are of the simulated people; places and lines are those
of the town as a whole, because everyone else in town stands in the same lines.
"""

import numpy as np
import pandas as pd

from simulation.measures import POSITION
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

NEEDS = (*DOMAINS, "activation")
"""What help is for: a life domain, or a track towards work or participation."""
THEMSELVES, AT_START = "themselves", "at_start"
ORIGINS = (*TEAM_NAMES, THEMSELVES, AT_START)
"""Who brought people to a partner, beside another partner; `at_start`: they stood in line or were there in week 0."""
STEPS = ("joined", "begun", "succeeded", "failed", "gave_up", "dropped_out")
"""What happens to help: somebody joins a line, gets a place; it ends well or not, or is left while waiting or later."""
JOINED, BEGUN = 0, 1
ENDED = np.zeros(4, dtype=np.int64)
ENDED[[SUCCEEDED, FAILED, GAVE_UP, DROPPED_OUT]] = 2, 3, 4, 5
FLOW_KEYS = ("replication", "origin", "partner", "need")
NODE_COLUMNS = (
    "replication", "node", "kind", "places", "in_use", "waiting", "wait_weeks", "wait_first", "wait_last", "let_in",
    "asked", "most",
)  # fmt: skip
MONTHS_A_WEEK = 12.0 / 52.0


class ReferralFlows:
    """Counts the flows of a model while its weeks pass.

    `flows` is an array (origins, partners, needs, steps): the origins of `ORIGINS`, then the partners; `helped` counts
    help that ended well by group.
    """

    def __init__(self, model):
        self.model = model
        partners = len(model.partners)
        self.flows = np.zeros((len(ORIGINS) + partners, partners, SLOTS, len(STEPS)))
        self.helped = np.zeros(len(model.design.groups))
        self.origin = np.full(model.people["help"].shape, ORIGINS.index(AT_START))
        self.partner_weeks = np.zeros((partners, 5))
        self.team_weeks = np.zeros((len(TEAM_NAMES), 6))
        self.weeks = 0
        self.wait_first = model.partners.wait_weeks.copy()
        self._remember()

    def _remember(self) -> None:
        people = self.model.people
        self.help, self.partner = people["help"].copy(), people["partner"].copy()
        self.contacts = people["contacts"].copy()

    def step(self) -> None:
        """Let a week happen, and count it."""
        self.model.step()
        week, people = self.model.week, self.model.people
        ended = people["ended_week"] == week
        there = people["help"] != NO_HELP
        before = self.help != NO_HELP
        joined = (there & (~before | ended)) | (ended & ~before)  # the last: joined and gave up within the week
        as_it_ended, partner = ENDED[people["ended_as"]], people["partner"]
        self._count(ended & before, self.partner, as_it_ended)
        for row, slot in np.argwhere(joined):
            self.origin[row, slot] = self._who_brought(row, slot, week)
        self._count(joined, partner, np.full_like(as_it_ended, JOINED))
        self._count(ended & ~before, partner, as_it_ended)
        begun = (people["help"] == IN_SERVICE) & ((self.help == WAITING) | joined)
        self._count(begun, partner, np.full_like(as_it_ended, BEGUN))
        self._count_places()
        self._count_conversations(week)
        self.weeks += 1
        self._remember()

    def _count(self, which: np.ndarray, partner: np.ndarray, step: np.ndarray) -> None:
        """Count what happened to the help that `which` marks; all arrays are (people, slots)."""
        rows, slots = np.nonzero(which)
        steps = step[rows, slots]
        np.add.at(self.flows, (self.origin[rows, slots], partner[rows, slots], slots, steps), 1.0)
        np.add.at(self.helped, self.model.people["group"][rows[steps == ENDED[SUCCEEDED]]], 1.0)

    def _who_brought(self, row: int, slot: int, week: int) -> int:
        """Return the origin of somebody who joined a line this week."""
        model = self.model
        person = model.people[row]
        by = int(person.referred_by[slot])
        if by == BY_SELF:
            return ORIGINS.index(THEMSELVES)
        if by != BY_PARTNER:
            return int(model.coaches.team[person.coach])
        for other in (slot, *range(SLOTS)):
            from_there = self.partner[row, other]
            came_to_its_end = person.ended_week[other] == week and person.ended_as[other] in (SUCCEEDED, FAILED)
            if came_to_its_end and model.world.onward[from_there, person.partner[slot]].chance > 0.0:
                return len(ORIGINS) + int(from_there)
        raise RuntimeError(f"nobody sent the person in row {row} on in week {week}")

    def _count_places(self) -> None:
        partners = self.model.partners
        for place, name in enumerate(("places", "in_service", "waiting", "wait_weeks", "admitted")):
            self.partner_weeks[:, place] += partners[name]

    def _count_conversations(self, week: int) -> None:
        """Count, by team: fte, its hours, hours used, conversations, those lost by waiting, people who wait."""
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
        """Return replication, origin, partner, need and `STEPS`, people a week, without empty rows."""
        names = [partner.name for partner in self.model.design.partners]
        origins = (*ORIGINS, *names)
        found = np.argwhere(self.flows.any(axis=3))
        keys = [(self.model.replication, origins[o], names[p], NEEDS[k]) for o, p, k in found]
        rates = self.flows[tuple(found.T)] / self.weeks
        return pd.DataFrame(keys, columns=list(FLOW_KEYS)).join(pd.DataFrame(rates, columns=list(STEPS)))

    def node_table(self) -> pd.DataFrame:
        """Return `NODE_COLUMNS`, a row a team that serves somebody and a row a partner, means over the weeks.

        `places` are fte for a team; `in_use` are places, or fte for a team; `let_in` and `asked` are people a week at a
        partner (everyone in town; `asked` is missing) and conversations a week in a team; `most` is the most that can
        be let in a week by the lever intake_week.
        """
        number, rows = self.model.replication, []
        for name, sums in zip(TEAM_NAMES, self.team_weeks / self.weeks, strict=True):
            fte, hours, used, held, lost, waiting = sums
            if held > 0.0:
                busy, wait = used / hours if hours > 0.0 else np.nan, waiting / held
                rows.append(
                    (number, name, "team", fte, fte * busy, waiting, wait, np.nan, np.nan, held, held + lost, np.nan)
                )
        last = self.model.partners
        for place, spec in enumerate(self.model.design.partners):
            places, in_use, waiting, wait, let_in = self.partner_weeks[place] / self.weeks
            rows.append(
                (number, spec.name, "partner", places, in_use, waiting, wait, self.wait_first[place],
                 last.wait_weeks[place], let_in, np.nan, last.intake_week[place])
            )  # fmt: skip
        return pd.DataFrame(rows, columns=list(NODE_COLUMNS))

    def outcome_table(self) -> pd.DataFrame:
        """Return what came of it for each group and for everyone: people, help that ended well, and the last week.

        Columns: replication, group, n, helped, exits_to_work (people), life_satisfaction (mean), euros (coaches and
        partners, all weeks, for the group together).
        """
        model = self.model
        series, members = model.book.series[: model.week + 1], model.book.members[: model.week + 1]
        n = members[-1]
        spent = series[1:, :, POSITION["cost_coach"]] + series[1:, :, POSITION["cost_partner"]]
        frame = pd.DataFrame(
            {
                "replication": model.replication,
                "group": [group.name for group in model.design.groups],
                "n": n.astype(int),
                "helped": self.helped,
                "exits_to_work": np.nan_to_num(series[-1, :, POSITION["exit_work"]]) * n,
                "life_satisfaction": series[-1, :, POSITION["life_satisfaction"]],
                "euros": np.nansum(spent * members[1:], axis=0) * MONTHS_A_WEEK,
            }
        )
        frame = frame[frame["n"] > 0]
        whole = frame[["n", "helped", "exits_to_work", "euros"]].sum().to_dict()
        whole["life_satisfaction"] = float(np.average(frame["life_satisfaction"], weights=frame["n"]))
        everyone = pd.DataFrame([{"replication": model.replication, "group": EVERYONE} | whole])
        return pd.concat([frame, everyone], ignore_index=True).astype({"n": int})


def run_flows(design, seed: int, replication: int, equilibrium=None) -> ReferralFlows:
    """Run one replication from beginning to end, from this starting point if given; return what was seen."""
    from simulation.model import TrustExperiment

    seen = ReferralFlows(TrustExperiment(design, rng=seed, replication=replication, equilibrium=equilibrium))
    for _ in range(design.weeks):
        seen.step()
    return seen
