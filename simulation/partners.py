"""Partners (ketenpartners): the organisations in town that help, with places and waiting lists.

`partners.toml` describes them as they were in 2018. Everyone else in town uses them too; how many come a week is
solved from the places and the wait (`stationary_line.py`), so that a queue starts stationary and stays so.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from .errors import TableError
from .messages import N_, message
from .people import DOMAINS, IN_QUEUE, LEVEL
from .record_fields import AT_LEAST_0, EVERY_WEEK, FLAG, SHARE, Field, record_of
from .stationary_line import balanced_arrivals, mean_stay

MOST_PARTNERS = 100
PROVISIONAL = 900
"""Luck numbers above those of the table, for partners that have none yet."""
TOWN_RECIPIENTS = 7000
"""Recipients in the town for which `places` in partners.toml are given (evidence B06)."""

PARTNER_FIELDS = (
    Field("id", "i8", AT_LEAST_0, fixed="it is the permanent number of the record"),
    Field("luck_number", "i8", AT_LEAST_0, fixed="it is the address of the partner's luck"),
    Field("places", "i8", AT_LEAST_0),
    Field("closed", "i8", FLAG),
    Field("intake_week", "f8", (0, 10**9)),
    Field("serves", "f8", AT_LEAST_0, items=9),
    Field("serves_activation", "f8", AT_LEAST_0),
    Field("level_from", "i8", LEVEL),
    Field("employability_from", "f8", SHARE),
    Field("employability_to", "f8", SHARE),
    Field("needs_limitation", "i8", FLAG),
    Field("service", "f8", (1, 1000)),
    Field("service_spread", "f8", SHARE),
    Field("success", "f8", SHARE),
    Field("levels_down", "i8", LEVEL),
    Field("drop_out_week", "f8", SHARE),
    Field("by_letter", "i8", FLAG),
    Field("town_arrivals", "f8", (0, 10**6)),
    Field("town_urgent", "f8", SHARE),
    Field("known_in_town", "f8", SHARE),
    Field("cost_week", "f8", AT_LEAST_0),
    Field("gives_employability", "f8", SHARE),
    Field("gives_placement", "f8", SHARE),
    Field("gives_business", "f8", SHARE),
    Field("gives_lead", "f8", SHARE),
    Field("gives_unpaid", "f8", SHARE),
    Field("gives_indication", "i8", FLAG),
    Field("waiting", "i8", AT_LEAST_0, fixed=IN_QUEUE),
    Field("in_service", "i8", AT_LEAST_0, fixed=IN_QUEUE),
    Field("admitted", "i8", AT_LEAST_0, fixed=EVERY_WEEK),
    Field("wait_weeks", "f8", AT_LEAST_0),
    Field("referred", "i8", AT_LEAST_0, items=2),
    Field("self_referred", "i8", AT_LEAST_0),
    Field("welcome", "f8", SHARE),
)

PARTNER_RECORD = record_of(PARTNER_FIELDS)
"""One record a partner. `id` is its row, `luck_number` the address of its luck. `wait_weeks` is the running mean wait
of the people admitted; while nobody is admitted, at least the wait of the first in line. `town_arrivals` are those who
would come a week without simulated people. `referred` counts referrals by client managers and by coaches; `welcome` is
the share of drop-out that staff with a pin prevent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSpec:
    """A partner as it was in 2018. `places` are for a town of 7,000 recipients, everyone else in town included.

    Readers see `title`, in a sentence `in_text`, in a figure `short_name`. `luck_number` is part of the address of
    every draw of the partner. A row of the table may lack them while it is being written: one test names what is
    missing. Neither belongs to the key under which starting points are kept: the `repr`.
    """

    name: str
    title: str = ""
    in_text: str = field(default="", repr=False)
    short_name: str = field(default="", repr=False)
    luck_number: int | None = field(default=None, repr=False)
    source: str = ""
    places: float
    wait_weeks: float
    service: float
    spread: float
    success: float
    drop_out_week: float
    cost_week: float
    by_letter: bool
    known_in_town: float
    serves: dict = field(default_factory=dict)
    activation: float = 0.0
    level_from: int = 1
    levels_down: int = 0
    employability_from: float = 0.0
    employability_to: float = 1.0
    needs_limitation: bool = False
    town_urgent: float = 0.0
    gives_employability: float = 0.0
    gives_placement: float = 0.0
    gives_business: float = 0.0
    gives_lead: float = 0.0
    gives_unpaid: float = 0.0
    gives_indication: bool = False
    refers_to: dict = field(default_factory=dict)

    def __post_init__(self):
        for domain in self.serves:
            if domain not in DOMAINS:
                rule = message(
                    "partner {name} serves {domain!r}, which is no life domain", name=self.name, domain=domain
                )
                raise ValueError(rule)
        for rule, holds in {
            N_("places must not be negative"): self.places >= 0,
            N_("wait_weeks lies between 0 and 200"): 0 <= self.wait_weeks <= 200,
            N_("service lasts at least a week"): 1 <= self.service <= 1000,
            N_("spread lies between 0 and 1"): 0 <= self.spread <= 1,
            N_("success is a chance"): 0 <= self.success <= 1,
            N_("drop_out_week is a chance below 1"): 0 <= self.drop_out_week < 1,
            N_("a partner serves a domain or activation"): bool(self.serves) or self.activation > 0,
        }.items():
            if not holds:
                raise ValueError(message("partner {name}: {rule}", name=self.name, rule=message(rule)))

    @property
    def luck_address(self) -> int:
        """The luck number; a provisional one, from the name, for a partner that has none yet."""
        if self.luck_number is None:
            return MOST_PARTNERS + crc32(self.name.encode()) % PROVISIONAL
        return self.luck_number

    def admissions(self, drop_service: float) -> float:
        """Return admissions a week with all places in use, for a town of 7,000."""
        return self.places / mean_stay(self.service, self.spread, drop_service)

    def line_weeks(self, drop_service: float) -> float:
        """Return the wait of people who are not urgent, if the line is never empty; urgent people hardly wait."""
        return balanced_arrivals(
            self.admissions(drop_service), self.wait_weeks, self.drop_out_week, self.town_urgent
        )[1]


def read_partners() -> tuple[PartnerSpec, ...]:
    """Return the partners of 2018, in the order of the table."""
    rows = tomllib.loads((Path(__file__).parent / "partners.toml").read_text(encoding="utf-8"))
    return tuple(PartnerSpec(name=name, **row) for name, row in rows.items())


def luck_faults(partners: Iterable[PartnerSpec]) -> Iterator[str]:
    """Yield a text for each partner whose luck is not its own: two with the same number have the same luck."""
    names: dict[int, str] = {}
    for partner in partners:
        number = partner.luck_number
        if number is not None and not isinstance(number, int):
            yield f"the luck_number of {partner.name} is a whole number; got {number!r}"
        elif number is not None and not 0 <= number < MOST_PARTNERS:
            yield f"the luck_number of {partner.name} lies between 0 and {MOST_PARTNERS - 1}; got {number}"
        elif (other := names.setdefault(partner.luck_address, partner.name)) != partner.name:
            yield f"{other} and {partner.name} have the same luck_number, {partner.luck_address}"


def check_luck_numbers(partners: Iterable[PartnerSpec]) -> None:
    """Raise TableError unless every partner has luck of its own; a world is refused before it is built."""
    if faults := list(luck_faults(partners)):
        raise TableError("; ".join(faults))


PARTNERS_2018 = read_partners()
