"""How many differences a comparison judges in words: what is called clear must hold for all of them together.

A page with many headlines names something by chance alone more often than one time in twenty, unless each difference
is asked for more. Every difference is therefore judged at 1 − 0.05 ÷ their number (Bonferroni): `STATEMENTS` outcomes
times the scenarios. The number is the same for screen, figures and report, and whichever of them shows how many, so
that one difference is judged alike everywhere. Bonferroni and not Holm: then a difference is clear exactly where one
interval leaves out zero, whatever came out for the others, and also prices can be judged by it.

With no real difference anywhere, at most one comparison in twenty then calls one of these clear. A page holds further
families, each with its one in twenty: subgroups (`who_gains.py`), who is never the best choice (`cost_effect.py`).
"""

OUTCOMES = ("exit_work", "durable_exit", "part_time", "life_satisfaction", "trust", "cost_all_budgets")
"""What headlines and tables tell of people, and the cost."""
BUDGETS = (
    "net_position_benefit_budget", "net_position_execution_budget", "net_position_municipality",
    "net_position_partners", "net_position_all_budgets", "net_benefit",
)  # fmt: skip
SAME = {"net_position_all_budgets": "cost_all_budgets"}
"""Minus the other, and judged with it."""
STATEMENTS = tuple(name for name in (*OUTCOMES, *BUDGETS) if name not in SAME)


def judgements(comparison) -> int:
    """Return how many differences are judged in words."""
    return len(STATEMENTS) * max(1, len(comparison.scenarios))
