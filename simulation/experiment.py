"""The trust experiment as users run it: a model that prepares the start it is not given."""

from collections.abc import Container

from .design import Design
from .displacement import UsualHires, is_contested, may_be_contested
from .equilibrium import Equilibrium
from .equilibrium_search import equilibrium_of
from .model import ExperimentModel, check_arguments
from .usual_hires import usual_hires_of


class TrustExperiment(ExperimentModel):
    """The simulated trust experiment.

    Args:
        design: people, coaches, partners and the policy of each group; kept as `model.design`.
        rng: the seed, a whole number from 0.
        replication: number of the repetition; every one has its own luck.
        equilibrium: where everything starts; searched for the design (seconds, then cached) if not given.
        measured: the weeks in which everything is measured; in the others, only what adds up over the weeks. None is
            every week.
        surveyed: hold the surveys and let coaches write records; nothing in the world reads either.
        register: keep the monthly benefit register of everybody.
        logged: number of people of each group whose event log is kept; `ALL_PEOPLE` is everybody.
        usual_hires: the hires of the same people under the service as usual. Only displacement needs them; if the
            design has displacement in any week and they are not given, the second life is simulated first, which
            doubles the time.

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
        usual_hires: UsualHires | None = None,
    ):
        check_arguments(design, rng, replication, equilibrium, usual_hires, measured, surveyed, register, logged)
        if equilibrium is None:
            equilibrium = equilibrium_of(design)
        if usual_hires is None and may_be_contested(design):
            usual_hires = usual_hires_of(design, rng, replication, equilibrium)
        super().__init__(
            design, rng, replication, equilibrium=equilibrium, usual_hires=usual_hires, measured=measured,
            surveyed=surveyed, register=register, logged=logged,
        )  # fmt: skip

    def set_lever(self, scope: str, lever: str, value, target: str = "") -> None:
        """Set a lever from the next week on; the scenario file's `[[changes]]` do the same at a date.

        Turning on displacement that the design does not have simulates the second life of the same people at once.
        Raises VexError for an unknown lever or target, TypeError or ValueError for an impossible value.
        """
        super().set_lever(scope, lever, value, target)
        if self.usual_hires is None and is_contested(self):
            self.usual_hires = usual_hires_of(self.design, self.seed_given, self.replication, self.equilibrium)
