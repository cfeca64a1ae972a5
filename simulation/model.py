"""The model: the trust experiment as a Mesa model whose step is one week.

People, coaches and partners are records; the rules of the week are compiled and run over them. Mesa agents are views
of the records and are made when somebody first looks at one, so that a run that never looks does not pay for them.
"""

from collections.abc import Container

import mesa
import networkx as nx
import numpy as np

from .calendar import apply_change, apply_partner_lever, turn_page
from .coaches import Coach
from .compiled import compiled_for
from .design import Design
from .equilibrium import Equilibrium, equilibrium_of
from .events import note
from .levers import checked
from .luck import luck_of
from .network import peer_graph, problem_web, referral_network
from .observation import observe, observe_start
from .parameters import values_of
from .partners import TOWN, Partner
from .peers import with_new_ties
from .people import Participant
from .pin_network import pin_graph
from .pins import pins_by_week
from .population import require_synthetic
from .recruitment import hear_result
from .start import arrivals_by_week, build_world, empty_book, settle_minds, start_contact
from .waiting import make_room
from .week import STEPS, WEEK
from .weekly_measures import measure


class TrustExperiment(mesa.Model):
    """The simulated trust experiment.

    Args:
        design: what there is and which policy applies to whom; kept as `model.design`.
        rng: the seed, a whole number from 0.
        replication: number of the repetition; every one has its own luck.
        equilibrium: where everything starts; found from the design if not given.
        measured: the weeks in which everything is measured; in the others, only what adds up over the weeks. None is
            every week.
        surveyed: hold the surveys and let coaches write records; nothing in the world reads either.
        register: keep the monthly benefit register of everybody.
        logged: keep the event log of so many people of each group; `ALL_PEOPLE` is everybody.

    `people`, `coaches`, `partners`, `policies`, `teams` and `town` are record arrays, one row each; `agents` are
    their Mesa views. `step()` is a week; `run_until(104)` runs weeks 1…104. Raises IndexError past the last week of
    the design.
    """

    def __init__(
        self,
        design: Design,
        rng: int = 1,
        replication: int = 0,
        equilibrium: Equilibrium | None = None,
        measured: Container[int] | None = None,
        surveyed: bool = True,
        register: bool = False,
        logged: int = 0,
    ):
        if isinstance(rng, bool) or not isinstance(rng, int | np.integer):
            raise TypeError(f"rng is a whole number, the seed; got {rng!r}")
        if logged < 0:
            raise ValueError(f"the event log is kept of 0 or more people of each group; got {logged}")
        if register or logged:
            require_synthetic(design, "the register and the event log")
        luck = luck_of(int(rng), replication)
        super().__init__(rng=int(rng))
        self.design = design
        self.seed_given = int(rng)
        self.replication = replication
        self.luck = luck
        self.week = 0
        self.scale = design.town / TOWN
        self.equilibrium = equilibrium or equilibrium_of(design)
        self.weeks_of_posts = {week for post in design.posts for week in (post.arrives, post.leaves)}
        self.is_open = any(group.open for group in design.groups)
        self._looked_at = False
        self.measured = measured
        self.usual_hires, self.usual_vacancies = None, 0.0
        self.pins = None
        values = values_of(design.parameters)
        self.world = build_world(design, values, self.luck, self.equilibrium, self.scale)
        self.arrivals = arrivals_by_week(self.world.people) if self.is_open else {}
        self.book = empty_book(design, self.world)
        self._look_up_rules()
        self.start(values)
        self.observed = observe_start(design, self.world, luck, values, surveyed, register, logged)
        hear_result(self.people, design, self.parameters[0])

    def _look_up_rules(self) -> None:
        self._rule_sets = [compiled_for(rule_set, self.world, 0) for rule_set in WEEK]
        self._measure = compiled_for(measure, self.world, self.book, 0, True)

    def __getstate__(self) -> dict:
        """Return what a copy in another process needs; compiled rules are looked up there."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_rule_sets", "_measure")}

    def __setstate__(self, state: dict) -> None:
        """Take over what was returned by `__getstate__`."""
        self.__dict__.update(state)
        self._look_up_rules()

    def start(self, values: dict) -> None:
        """Let relations and minds stand where week 0 finds them, and apply the partners' levers."""
        world = self.world
        start_contact(world, values, self.luck)
        settle_minds(world)
        self.usual_town_arrivals = world.partners.town_arrivals.copy()
        for name, levers in self.design.partner_levers.items():
            for lever, value in checked("partners", levers).items():
                apply_partner_lever(self, self.design.partner_number(name), lever, value)
        self._measure(world, self.book, 0, True)

    def step(self) -> None:
        """Let a week happen."""
        week = self.week + 1
        if week > self.design.weeks:
            raise IndexError(f"the design lasts {self.design.weeks} weeks; give it more `weeks` to go on")
        self.begin_week(week)
        queue = make_room(self.world.queue)
        if queue is not self.world.queue:
            self.world = self.world._replace(queue=queue)
        self.week = week
        for step, rule_set in zip(STEPS, self._rule_sets, strict=True):
            self.let_happen(step, rule_set, week)
            if self.observed.log is not None:
                self.observed = self.observed._replace(log=note(self.observed.log, self.people, week, step))
        self.write_down(week)
        observe(self.observed, self.world, self.design.weeks, week)

    def begin_week(self, week: int) -> None:
        """Let everything happen that the calendar has at the turn to `week`."""
        turn_page(self, week - 1)

    def let_happen(self, step: int, rule_set, week: int) -> None:
        """Let one rule-set of the week happen; `step` is its number in `STEPS`."""
        new_ties = rule_set(self.world, week)
        if new_ties is not None and len(new_ties):
            self.world = self.world._replace(ties=with_new_ties(self.world.ties, new_ties))

    def write_down(self, week: int) -> None:
        """Write the week's measures into the book."""
        self._measure(self.world, self.book, week, self.measured is None or week in self.measured)

    def set_lever(self, scope: str, lever: str, value, target: str = "") -> None:
        """Set a lever from the next week on; the scenario file's `[[changes]]` do the same at a date.

        Raises KeyError, TypeError or ValueError for what is no lever, target or value.
        """
        apply_change(self, scope, target, lever, value)

    @property
    def people(self) -> np.recarray:
        """Records of the people, one row each."""
        return self.world.people

    @property
    def coaches(self) -> np.recarray:
        """Records of coaches, then client managers."""
        return self.world.coaches

    @property
    def partners(self) -> np.recarray:
        """Records of the partners."""
        return self.world.partners

    @property
    def policies(self) -> np.recarray:
        """The levers of each group, and last of the service as usual."""
        return self.world.policies

    @property
    def teams(self) -> np.recarray:
        """The levers of the client managers' team and of the coaches' team."""
        return self.world.teams

    @property
    def town(self) -> np.recarray:
        """The levers of organisation and labour market."""
        return self.world.town

    @property
    def parameters(self) -> np.recarray:
        """The record of parameters and switches."""
        return self.world.p

    @property
    def familiarity(self) -> np.ndarray:
        """How familiar each coach is with each partner, shape (coaches, partners), 0…1."""
        return self.world.familiarity

    @property
    def coach_names(self) -> list[str]:
        """Names of the coaches and client managers, in the order of their rows."""
        first = int(self.town[0].first_manager)
        return [f"coach {n + 1}" if n < first else f"client manager {n - first + 1}" for n in range(len(self.coaches))]

    @property
    def referral_network(self) -> nx.DiGraph:
        """The referral network as it stands now."""
        return referral_network(self)

    @property
    def problem_web(self) -> nx.DiGraph:
        """The web of problems."""
        return problem_web(self.parameters)

    @property
    def pin_network(self) -> nx.Graph:
        """Who knows whom and who holds a VertrouwensPin since when; empty as long as no pins were given."""
        return pin_graph(self)

    @property
    def pins_by_week(self) -> np.ndarray:
        """Pins held by residents, professionals and employers after each week, shape (weeks so far + 1, 3)."""
        return pins_by_week(self)

    @property
    def peer_graph(self) -> nx.Graph:
        """Who is acquainted with whom now."""
        return peer_graph(self)

    def list_joins(self) -> np.ndarray:
        """Return how often a person joined each partner's list so far, shape (partners,)."""
        partners = self.partners
        return partners.referred.sum(axis=1) + partners.self_referred + self.world.onward["referrals"].sum(axis=0)

    @property
    def agents(self):
        """All agents: participants, coaches, partners, in that order; made at the first look."""
        if not self._looked_at:
            self._looked_at = True
            Participant.create_agents(self, len(self.people), list(range(len(self.people))))
            Coach.create_agents(self, len(self.coaches), list(range(len(self.coaches))))
            Partner.create_agents(self, len(self.partners), list(range(len(self.partners))))
        return super().agents

    @property
    def agents_by_type(self):
        """All agents by their class."""
        return (self.agents, super().agents_by_type)[1]
