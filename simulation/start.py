"""The start: builds the world of a design in its state under the service as usual."""

from collections import namedtuple
from typing import Any

import numpy as np

from .appointments import HORIZON
from .coaches import COACH_RECORD
from .compiled import rule
from .courses import build_courses
from .draw_rows import ROWS
from .end_of_experiment import foresee_end
from .imputation import enter_population
from .inflow import inflow_factors, newcomers
from .levers import CLIENT_MANAGERS, COACHES, checked, lever_dtype, usual, write_lever
from .luck import CHUNK
from .measures import NAMES
from .memo import OneEntryCache
from .mind import settle_mind
from .network import onward_edges
from .outsiders import draw_arrivals_ahead, start_queues
from .parameters import parameter_record
from .partners import PARTNER_RECORD, check_luck_numbers
from .peers import TIE
from .people import DOMAINS, NOT_YET_HERE, ON_BENEFIT, PERSON_RECORD, empty_records
from .population import group_of_population
from .recruitment import groups_without_news, recruit
from .synthesis import draw_people, start_help, start_measures, start_minds, start_work
from .waiting import empty_queue

TEAM_NAMES = ("manager_team", "coach_team")
"""Teams in the order of their numbers."""

POLICY_RECORD = lever_dtype("policy", (("release_ends", "f8"),))
"""The levers of a policy, and the week in which its earnings release ends with the experiment; 0: in none."""
TEAM_RECORD = lever_dtype("team")
TOWN_RECORD = np.dtype(
    lever_dtype("organisation").descr
    + lever_dtype("labour_market").descr
    + [("usual_policy", "i8"), ("first_manager", "i8"), ("managers", "i8")]
    + [("hires", "f8"), ("contracts", "f8"), ("vacancies", "f8"), ("offers_left", "f8"), ("employers_open", "f8")]
    + [("job_loss", "f8")]
)
"""The levers of the town and the state of the labour market: new contracts of this week and so far, the stock of
vacancies and the offers left as shares of usual, the extra offers of employers with a pin to people far from work, and
the factor of a downturn on job loss."""

COUNTED_FIELDS = (
    "due", "appointments", "lapsed", "backlog", "clients", "recipients", "cost_hours", "spared_hours", "service_cost",
    "benefit_weeks",
)  # fmt: skip
TALLY = np.dtype([(name, "f8") for name in COUNTED_FIELDS])
"""Counts by group during a week; `clients` are those with a coach, `recipients` those of them on the benefit;
`benefit_weeks`, on the benefit and taking part, counts since the start."""

World = namedtuple(
    "World",
    "people coaches partners policies teams town p luck familiarity onward queue agenda_key agenda_row diary tally "
    "courses ties ids draws frailty",
)
"""All arrays that rules read and write; the argument of every rule-set. `draws` (ROWS, CHUNK) holds uniforms of this
week for some people, and marks (`draw_rows.py`); `diary` (coaches, weeks ahead) counts appointments; `frailty` (2,
people) caches the pull of vulnerability and its factor
on the chances to worsen."""

Book = namedtuple("Book", "series members problems appointments coaches partners")
"""Measurements: `series` (weeks, groups, measures); the denominators of some, `members`, `problems` and
`appointments`, each (weeks, groups); `coaches` (weeks, coaches, 2), `partners` (weeks, partners, 4)."""


def build_world(design, values: dict, luck, equilibrium, scale: float) -> World:
    """Return the world of `design` at week 0, relations and minds not yet begun."""
    people, partners, queue, p = stock_of(design, values, luck, equilibrium, scale)
    teams, policies = build_teams(design), build_policies(design)
    if design.recruitment:
        recruit(design, people, policies, p[0], luck)
    people.drawn_for_nothing = groups_without_news(design, policies)[people.group]
    coaches, town = build_coaches(design, values, people, policies.team[people.policy] == COACHES)
    for scope in ("organisation", "labour_market"):
        for name, value in checked(scope, getattr(design, scope)).items():
            write_lever(town[0], scope, name, value)
    town.usual_policy = len(design.groups)
    town.vacancies = town.offers_left = town.job_loss = 1.0
    familiarity = np.full((len(coaches), len(partners)), values["familiarity_start"])
    return World(
        people=people, coaches=coaches, partners=partners, policies=policies, teams=teams, town=town,
        p=p, luck=luck,
        familiarity=familiarity, onward=onward_edges(design.partners),
        queue=queue,
        agenda_key=np.zeros(len(people)), agenda_row=np.zeros(len(people), dtype=np.int64),
        diary=np.zeros((len(coaches), HORIZON)),
        tally=empty_records(TALLY, len(design.groups)), courses=build_courses(), ties=empty_records(TIE, 0),
        ids=people["id"].copy(), draws=np.empty((ROWS, CHUNK)), frailty=np.full((2, len(people)), np.nan),
    )  # fmt: skip


def without_news(design) -> list[str]:
    """Return the names of the groups whose members were drawn by lot but get the service as usual."""
    flags = groups_without_news(design, build_policies(design))
    return [group.name for group, flag in zip(design.groups, flags, strict=True) if flag]


def empty_book(design, world) -> Book:
    """Return a book without measurements."""
    weeks, groups = design.weeks + 1, len(design.groups)
    return Book(
        series=np.zeros((weeks, groups, len(NAMES))),
        members=np.zeros((weeks, groups)), problems=np.zeros((weeks, groups)),
        appointments=np.zeros((weeks, groups)),
        coaches=np.zeros((weeks, len(world.coaches), 2)), partners=np.zeros((weeks, len(world.partners), 4)),
    )  # fmt: skip


def build_policies(design) -> np.recarray:
    """Return one record a group, and a last one with the service as usual."""
    records = empty_records(POLICY_RECORD, len(design.groups) + 1)
    for number, levers in enumerate([*map(design.policy_of, design.groups), usual("policy")]):
        for name, value in levers.items():
            write_lever(records[number], "policy", name, value)
    for number in range(len(design.groups)):
        foresee_end(records[number], records[-1], design.ends)
    return records


def build_teams(design) -> np.recarray:
    """Return the records of the team of client managers and the team of coaches."""
    records = empty_records(TEAM_RECORD, 2)
    for number, name in enumerate(TEAM_NAMES):
        for lever, value in checked("team", getattr(design, name)).items():
            write_lever(records[number], "team", lever, value)
    return records


MOST_CACHED = 50_000
"""People of a stock that is cached; a larger one costs memory, and building it is a small part of a run."""

LAST_STOCK: OneEntryCache[tuple] = OneEntryCache()


def stock_of(design, values: dict, luck, equilibrium, scale: float) -> tuple:
    """Return people, partners, waiting lists and the record of parameters before any policy, for the caller to change.
    """
    key = (
        luck, values, design.switched_off, design.partners, design.weeks, design.town, design.least_age,
        design.population, group_of_population(design), equilibrium,
        [(group.size, group.open) for group in design.groups], inflow_factors(design, values).tolist(),
        [design.cohort_of(number) for number in range(len(design.groups))],
    )  # fmt: skip

    def build():
        p = parameter_record(values, design.switched_off, equilibrium.worsen)
        p["unpaid_starts"] *= equilibrium.unpaid
        partners = build_partners(design, scale)
        people = build_people(design, values, luck, equilibrium, partners)
        queue = empty_queue(len(partners), design.weeks + 2)
        queue = start_queues(people, partners, queue, p[0], luck, design.partners, equilibrium, scale)
        return people, partners, draw_arrivals_ahead(queue, partners, design.weeks, p[0], luck), p

    if design.people > MOST_CACHED:
        return build()
    people, partners, queue, p = LAST_STOCK.get(key, build)
    own = {name: getattr(queue, name).copy() for name in ("lines", "tickets", "departures")}
    return people.copy(), partners.copy(), queue._replace(**own), p.copy()


def build_partners(design, scale: float) -> np.recarray:
    """Return the partners as they were in 2018, in a town of this scale; each has luck of its own."""
    check_luck_numbers(design.partners)
    records = empty_records(PARTNER_RECORD, len(design.partners))
    same = (
        "level_from", "employability_from", "employability_to", "needs_limitation", "service", "success", "levels_down",
        "drop_out_week", "by_letter", "town_urgent", "known_in_town", "cost_week", "gives_employability",
        "gives_placement", "gives_business", "gives_lead", "gives_unpaid", "gives_indication",
    )  # fmt: skip
    for number, spec in enumerate(design.partners):
        record = records[number]
        for name in same:
            record[name] = getattr(spec, name)
        record.id, record.luck_number = number, spec.luck_address
        record.serves = [spec.serves.get(domain, 0.0) for domain in DOMAINS]
        record.serves_activation = spec.activation
        record.service_spread = spec.spread
        record.places = round(spec.places * scale)
        record.intake_week = 1e9
        record.wait_weeks = spec.wait_weeks
    return records


def build_people(design, values, luck, equilibrium, partners) -> np.recarray:
    """Return the people of the start, and the newcomers of all weeks of the design."""
    groups = [newcomers(design, values, equilibrium, luck, number) for number in range(len(design.groups))]
    people = empty_records(PERSON_RECORD, sum(len(ids) for ids, _ in groups))
    first = 0
    for number, (ids, arrival) in enumerate(groups):
        part: Any = people[first : first + len(ids)]  # a record array: fields are attributes
        part.id, part.arrival_week, part.group, part.policy = ids, arrival, number, number
        first += len(ids)
    people.row = np.arange(len(people))
    draw_people(people, values, luck, design.least_age, people.arrival_week > 0, equilibrium)
    if design.population is not None:
        enter_population(people, design, values, luck, equilibrium)
    start_minds(people, values, equilibrium, luck, fair_weight(design, values))
    start_measures(people, values, equilibrium, luck)
    start_help(people, equilibrium, luck, partners, values["drop_service"])
    start_work(people, values, equilibrium, luck)
    people.status[people.arrival_week > 0] = NOT_YET_HERE
    return people


def fair_weight(design, values: dict) -> float:
    """Return the weight that the experience of how one is treated has in trust."""
    return 0.0 if "fairness" in design.switched_off else values["fair_weighs"]


def arrivals_by_week(people) -> dict[int, np.ndarray]:
    """Return the rows of newcomers by the week of their arrival."""
    week = people["arrival_week"]
    order = np.argsort(week, kind="stable")
    weeks, first = np.unique(week[order], return_index=True)
    return {int(w): rows for w, rows in zip(weeks, np.split(order, first[1:]), strict=True) if w > 0}


def build_coaches(design, values, people, with_coach) -> tuple[np.recarray, np.recarray]:
    """Return the coaches of the team, then the client managers; and the town's record. Clients get their contact."""
    caseload = checked("team", design.manager_team)["caseload"]
    served = (~with_coach & (people.arrival_week == 0)).sum()
    managers = max(1, int(np.ceil(served / (caseload or 120.0))))
    posts = design.posts if with_coach.any() else ()
    joining = 0  # client managers who take over from the coaches when the experiment ends
    if design.ends_within and with_coach.any():
        joining = int(np.ceil((with_coach & (people.arrival_week == 0)).sum() / (caseload or 120.0)))
    coaches = empty_records(COACH_RECORD, len(posts) + managers + joining)
    coaches.id = np.arange(len(coaches))
    coaches.fte, coaches.leaves, coaches.team = 1.0, 10**6, CLIENT_MANAGERS
    coaches.skill = coaches.ceiling = values["manager_worth"] * values["coach_skill"]
    coaches.belief = values["coach_belief"]
    for number, post in enumerate(posts):
        record = coaches[number]
        record.team, record.fte, record.arrives, record.leaves = COACHES, post.fte, post.arrives, post.leaves
        record.skill, record.ceiling = values["coach_skill"], values["skill_ceiling"]
    coaches.arrives[len(posts) + managers :] = design.ends or 0
    coaches.working = coaches.arrives <= 0
    town = empty_records(TOWN_RECORD, 1)
    town.first_manager, town.managers = len(posts), managers
    in_turn = np.where(people.arrival_week > 0, people.id, np.cumsum(people.arrival_week == 0) - 1)
    people.coach = len(posts) + in_turn % managers  # newcomers by address: a change in the inflow moves nobody else
    present = np.flatnonzero(coaches["working"][: len(posts)])
    clients = np.flatnonzero(with_coach)
    if len(clients):
        people.coach[clients] = present[np.arange(len(clients)) % len(present)]
    return coaches, town


@rule
def settle_minds(world):
    """Start every state of mind at its value under the service as usual, of newcomers at that on the benefit."""
    usual_policy = world.policies[world.town[0].usual_policy]
    for i in range(len(world.people)):
        person = world.people[i]
        status = person.status
        if status == NOT_YET_HERE:
            person.status = ON_BENEFIT
        settle_mind(person, usual_policy, world.p[0])
        person.status = status


