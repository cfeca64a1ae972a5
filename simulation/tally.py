"""What is counted by group during a week, as measures: conversations, appointments, waiting, and the cost of hours."""

from .compiled import rule
from .income import WEEKS_A_MONTH


@rule
def conversations_due(tally, recipients, p):
    """Return the people on the benefit for whom the policy foresees a conversation by now."""
    return tally.due


@rule
def appointments_made(tally, recipients, p):
    """Return the people with an appointment this week."""
    return tally.appointments


@rule
def appointments_lapsed(tally, recipients, p):
    """Return the appointments of this week that the municipality let lapse."""
    return tally.lapsed


@rule
def waiting_undated(tally, recipients, p):
    """Return the people on the benefit for whom a conversation is due and who have no appointment."""
    return tally.backlog


@rule
def execution_cost(tally, recipients, p):
    """Return the regular execution cost, less conversations that a coach holds instead, in euros a month."""
    return p.execution_year / 12.0 * recipients - WEEKS_A_MONTH * tally.spared_hours * p.coach_hour


@rule
def coach_cost(tally, recipients, p):
    """Return the cost of coach hours, in euros a month."""
    return WEEKS_A_MONTH * tally.cost_hours * p.coach_hour


@rule
def service_cost(tally, recipients, p):
    """Return the cost of services at partners, in euros a month."""
    return WEEKS_A_MONTH * tally.service_cost
