"""Mechanisms for tests: functions of the model that worker processes can import."""


def nothing(model) -> None:
    """Change nothing."""


def full_trust(model) -> None:
    """Set the trust of all people to 1."""
    model.people["trust"] = 1.0


def failing(model) -> None:
    """Fail before week 3."""
    if model.week == 2:
        raise ArithmeticError("no week 3")


def trust_of(model, level: float) -> None:
    """Set the trust of all people to a level."""
    model.people["trust"] = level
