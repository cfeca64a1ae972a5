"""Table of `docs/answers.md` with the values of `calibration/scenario_answers.csv`."""

from .markdown import code, markdown
from .mechanism_tables import check_cell

ANSWER_HEADS = {
    "exit_work": "left for work",
    "durable_exit": "work held half a year",
    "part_time": "part-time work",
    "lasting_part": "taking part for half a year",
    "life_satisfaction": "life satisfaction",
    "trust": "trust",
    "contacts_held": "conversations a year",
}


def scenario_answers() -> str:
    """Return a row for each answer and a column for each measure."""
    import pandas as pd

    from calibration.scenario_answers import ANSWERS, ANSWERS_FILE

    table = pd.read_csv(ANSWERS_FILE)
    stored = {(row.answer, row.measure): (row.mean, row.half_width, row.n) for row in table.itertuples()}
    rows = [
        (code(name), answer.meaning, *(check_cell(stored.get((name, measure))) for measure in ANSWER_HEADS))
        for name, answer in ANSWERS.items()
    ]
    return markdown(("answer", "what is compared", *ANSWER_HEADS.values()), rows)


ANSWER_TABLES = {"scenario_answers": scenario_answers}
