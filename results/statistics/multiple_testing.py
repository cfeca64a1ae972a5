"""Correction for multiple testing: the number of differences that a comparison judges in words.

Without a correction, a page with many headlines calls some difference clear by chance more often than one time in
twenty. Every difference is therefore judged at 1 − 0.05 ÷ their number (Bonferroni): `STATEMENTS` outcomes times the
scenarios. Screen, figures and report use the same number, so that they give the same verdict on a difference.
Bonferroni and not Holm: a difference is then clear exactly where its own interval excludes zero, independent of
the other differences, and prices can be judged by the same interval.

If there is no real difference, at most one comparison in twenty then calls one of these clear. A page holds two
further families, each with its own error rate of one in twenty: subgroups (`who_gains.py`) and dominated policies
(`cost_effect.py`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.compare import Comparison


HEADLINE_OUTCOMES = (
    "exit_work", "durable_exit", "part_time", "self_reliance", "life_satisfaction", "health", "lasting_part", "trust",
    "cost_all_budgets",
)  # fmt: skip
"""Outcomes of people and the cost, in headlines and tables."""
BUDGET_ITEMS = (
    "net_position_benefit_budget", "net_position_execution_budget", "net_position_municipality",
    "net_position_partners", "net_position_all_budgets",
)  # fmt: skip
SOCIAL_ACCOUNT = "net_benefit"
"""Item of the social account, which is made on request only."""
SAME_VERDICT = {"net_position_all_budgets": "cost_all_budgets"}
"""Item of money → the same item with the opposite sign, so that both have one verdict."""
STATEMENTS = tuple(name for name in (*HEADLINE_OUTCOMES, *BUDGET_ITEMS, SOCIAL_ACCOUNT) if name not in SAME_VERDICT)


def judgements(comparison: "Comparison") -> int:
    """Return how many differences are judged in words."""
    return len(STATEMENTS) * max(1, len(comparison.scenarios))
