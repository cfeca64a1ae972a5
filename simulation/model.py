"""The model: a Mesa model whose step is one week, from a start that its caller prepared.

People, coaches and partners are records; the rules of the week are compiled and run over them. Mesa agents are views
of the records and are created at the first access, so that a run without access does not pay for them.
`experiment.py` prepares the start for users.
"""

from collections.abc import Container, Iterable

import mesa
import networkx as nx
import numpy as np

from .agents import LastingAgents, create_agents
from .arguments import flag, instance_of, tuple_of, whole_number
from .calendar import apply_change, apply_partner_lever
from .compiled import compiled_for
from .design import Design
from .displacement import UsualHires
from .equilibrium import Equilibrium
from .events import note
from .inflow import MARKET_LEVER, check_market
from .levers import checked
from .luck import luck_of
from .network import peer_graph, problem_web, referral_network
from .observation import observe_start
from .parameters import values_of
from .partners import TOWN_RECIPIENTS
from .peers import with_new_ties
from .pin_network import pin_graph
from .pins import pins_by_week
from .population import require_synthetic
from .recruitment import hear_result
from .start import arrivals_by_week, build_world, empty_book, settle_minds
from .start_contact import start_contact
from .waiting import make_room
from .week import EVENT_STEPS, WEEK, Step
from .weekly_measures import measure


def check_arguments(
    design: Design,
    rng: int,
    replication: int,
    equilibrium: Equilibrium | None,
    usual_hires: UsualHires | None,
    measured: Container[int] | None,
    surveyed: bool,
    register: bool,
    logged: int,
) -> None:
    """Check the arguments of a model before anything is prepared for it."""
    instance_of("design", design, Design, "a Design, such as vex.load(name).design")
    luck_of(rng, replication)
    instance_of("equilibrium", equilibrium, Equilibrium | None, "an Equilibrium, or None to search for it")
    instance_of("usual_hires", usual_hires, UsualHires | None, "a UsualHires, or None to simulate them")
    weeks = "a collection of weeks, such as range(0, 105, 4), or None for every week"
    instance_of("measured", measured, Container | None, weeks)
    if isinstance(measured, Iterable):
        tuple_of("measured", measured, int | np.integer, weeks)
    flag("surveyed", surveyed)
    flag("register", register)
    whole_number("logged", logged, 0)
    if register or logged:
        require_synthetic(design, "the register and the event log")


class ExperimentModel(mesa.Model):
    """The experiment from a prepared start: `equilibrium`, and `usual_hires` if recipients compete for vacancies.

    `TrustExperiment` is the same for a user, and documents the other arguments.
    """

    def __init__(
        self,
        design: Design,
        rng: int = 1,
        replication: int = 0,
        *,
        equilibrium: Equilibrium,
        usual_hires: UsualHires | None = None,
        measured: Container[int] | None = None,
        surveyed: bool = True,
        register: bool = False,
        logged: int = 0,
    ):
        check_arguments(
            design, rng, replication, equilibrium, usual_hires, measured, surveyed, register, logged
        )
        rng, replication = int(rng), int(replication)
        luck = luck_of(rng, replication)
        super().__init__(rng=rng)
        self.design = design
        self.seed_given = rng
        self.replication = replication
        self.luck = luck
        self.week = 0
        self.scale = design.town / TOWN_RECIPIENTS
        self.equilibrium = equilibrium
        self.weeks_of_posts = {week for post in design.posts for week in (post.arrives, post.leaves)}
        self.is_open = any(group.open for group in design.groups)
        self._has_agents = False
        self.measured = measured
        self.usual_hires = usual_hires
        self.competes = False
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
        self._rule_sets = {step.name: compiled_for(step.happen, self.world, 0) for step in WEEK if step.rule_set}
        self.compiled_measure = compiled_for(measure, self.world, self.book, 0, True)

    def __getstate__(self) -> dict:
        """Return the state for a copy in another process; the copy looks up the compiled rules again."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_rule_sets", "compiled_measure")}

    def __setstate__(self, state: dict) -> None:
        """Restore a state from `__getstate__`."""
        self.__dict__.update(state)
        self._look_up_rules()

    def start(self, values: dict) -> None:
        """Put relations and minds in their state of week 0, and apply the partners' levers."""
        world = self.world
        settle_minds(world)
        start_contact(world, values, self.luck, self.equilibrium)
        self.usual_town_arrivals = world.partners.town_arrivals.copy()
        for name, levers in self.design.partner_levers.items():
            for lever, value in checked("partners", levers).items():
                apply_partner_lever(self, self.design.partner_number(name), lever, value)
        self.compiled_measure(world, self.book, 0, True)

    def step(self) -> None:
        """Let a week happen."""
        week = self.week + 1
        if week > self.design.weeks:
            raise IndexError(f"the design lasts {self.design.weeks} weeks; give it more `weeks` to go on")
        queue = make_room(self.world.queue, self.partners, len(self.people), week)
        if queue is not self.world.queue:
            self.world = self.world._replace(queue=queue)
        self.week = week
        for step in WEEK:
            self.let_happen(step, week)
            if step.rule_set and self.observed.log is not None:
                log = note(self.observed.log, self.people, week, EVENT_STEPS[step.name], step.name == "coaching")
                self.observed = self.observed._replace(log=log)
        self.running = week < self.design.weeks

    def run_until(self, end_time: int) -> None:
        """Run the weeks up to `end_time`, a whole number up to the last week of the design."""
        super().run_until(whole_number("end_time", end_time, 0, self.design.weeks))

    def run_for(self, duration: int) -> None:
        """Run `duration` weeks, a whole number up to the number of weeks left."""
        super().run_for(whole_number("duration", duration, 0, self.design.weeks - self.week))

    def let_happen(self, step: Step, week: int) -> None:
        """Let one step of the week happen."""
        if not step.rule_set:
            step.happen(self, week)
            return
        new_ties = self._rule_sets[step.name](self.world, week)
        if new_ties is not None and len(new_ties):
            self.world = self.world._replace(ties=with_new_ties(self.world.ties, new_ties))

    def set_lever(self, scope: str, lever: str, value, target: str = "") -> None:
        """Set a lever from the next week on; the scenario file's `[[changes]]` do the same at a date.

        Raises VexError for an unknown lever or target and for a labour market that would bring other newcomers,
        TypeError or ValueError for an impossible value.
        """
        if (scope, lever) == (MARKET_LEVER, MARKET_LEVER):
            check_market(self, value)
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
        """The referral network in its present state."""
        return referral_network(self)

    @property
    def problem_web(self) -> nx.DiGraph:
        """The web of problems."""
        return problem_web(self.parameters)

    @property
    def pin_network(self) -> nx.Graph:
        """Acquaintances, with the week of each VertrouwensPin; empty as long as no pins were given."""
        return pin_graph(self)

    @property
    def pins_by_week(self) -> np.ndarray:
        """Pins held by residents, professionals and employers after each week, shape (weeks so far + 1, 3)."""
        return pins_by_week(self)

    @property
    def peer_graph(self) -> nx.Graph:
        """Acquaintances now."""
        return peer_graph(self)

    def list_joins(self) -> np.ndarray:
        """Return the number of times that a person joined each partner's list so far, shape (partners,)."""
        partners = self.partners
        return partners.referred.sum(axis=1) + partners.self_referred + self.world.onward["referrals"].sum(axis=0)

    @property
    def agents(self):
        """All agents: participants, coaches, partners, in that order; made when first read. They cannot be removed."""
        if not self._has_agents:
            self._has_agents = True
            create_agents(self)
            by_type = super().agents_by_type.items()
            self._agents_by_type = {kind: LastingAgents(agents, self.random) for kind, agents in by_type}
            self._all_agents = LastingAgents(super().agents, self.random)
        return super().agents

    @property
    def agents_by_type(self):
        """All agents by their class."""
        return (self.agents, super().agents_by_type)[1]

    def remove_all_agents(self) -> None:
        """Refuse to remove anybody, as each agent does; raises RuntimeError."""
        self.agents.do("remove")
