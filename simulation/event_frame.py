"""The event log as a tidy frame: the state at the start, the events, and the notes of observers."""

import numpy as np
import pandas as pd

from .event_detection import EVENT_KINDS, KIND_NAMES
from .people import IN_SERVICE, SLOTS, WAITING
from .week import EVENT_STEPS


def keyed(model, rows, columns: dict) -> pd.DataFrame:
    """Return a frame that begins with replication, person and group."""
    people = model.people
    groups = [group.name for group in model.design.groups]
    keys = {
        "replication": np.full(len(rows), model.replication, dtype=np.int32),
        "person": people["id"][rows],
        "group": pd.Categorical.from_codes(people["group"][rows].astype(np.int16), groups),
    }
    return pd.DataFrame(keys | columns)


def events_of(model) -> pd.DataFrame:
    """Return the event log in order of time, with surveys and coach records.

    Columns: replication, person, group, week, step (`EVENT_STEPS`), event, detail, partner, value.
    """
    log = model.observed.log
    if log is None:
        parts = [_entries([], [], 0, [], -1, -1, [])]
    else:
        entries = log.entries[: log.count[0]]
        columns_of_log = [entries[name] for name in ("row", "week", "step", "kind", "detail", "partner", "value")]
        parts = [*_at_start(log), _entries(*columns_of_log), *_of_observers(model, log)]
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["week", "step"], kind="stable", ignore_index=True)
    partners = np.array([*(partner.name for partner in model.design.partners), ""], dtype=object)
    kind, detail = table["kind"].to_numpy(), table["detail"].to_numpy()
    words = np.full((len(KIND_NAMES), 11), "", dtype=object)
    for number, name in enumerate(KIND_NAMES):
        words[number, : len(EVENT_KINDS[name])] = EVENT_KINDS[name]
    columns = {
        "week": table["week"].to_numpy(),
        "step": table["step"].to_numpy(),
        "event": pd.Categorical.from_codes(kind, KIND_NAMES),
        "detail": pd.Series(words[kind, detail], dtype="str"),
        "partner": pd.Series(partners[table["partner"].to_numpy()], dtype="str"),
        "value": table["value"].to_numpy(),
    }
    return keyed(model, table["row"].to_numpy(), columns)


def _entries(row, week, step, kind, detail, partner, value) -> pd.DataFrame:
    frame = pd.DataFrame({"row": np.asarray(row, dtype=np.int64), "week": np.asarray(week, dtype=np.int32)})
    frame["step"], frame["kind"] = np.asarray(step, np.int8), np.asarray(kind, np.int8)
    frame["detail"], frame["partner"] = np.asarray(detail, np.int16), np.asarray(partner, np.int16)
    frame["value"] = np.asarray(value, dtype=float)
    return frame


def _of_observers(model, log):
    """Yield answered and unanswered surveys and coach records of the logged people, as entries."""
    logged = np.zeros(len(model.people), dtype=bool)
    logged[log.rows] = True
    table = model.observed.surveys.table
    table = table[logged[table["row"]] & ((table["answered"] == 1) | (table["week"] <= model.week))]
    answered, unanswered = KIND_NAMES.index("survey_answered"), KIND_NAMES.index("survey_unanswered")
    kind = np.where(table["answered"] == 1, answered, unanswered)
    yield _entries(table["row"], table["week"], EVENT_STEPS["observe"], kind, -1, -1, table["wave"])
    records = model.observed.records.table[: model.observed.records.count[0]]
    records = records[logged[records["row"]]]
    record = KIND_NAMES.index("coach_record")
    yield _entries(records["row"], records["week"], EVENT_STEPS["observe"], record, -1, -1, records["problems_known"])


def _at_start(log):
    """Yield the start of the logged people (problems, help, work, unpaid activity) as entries of week 0."""
    start, rows = log.start, log.rows

    def entries(kind, chosen, detail, partner, value):
        chosen = np.flatnonzero(chosen)
        given = [np.broadcast_to(field, len(rows))[chosen] for field in (detail, partner, value)]
        return _entries(rows[chosen], np.zeros(len(chosen)), EVENT_STEPS["life"], KIND_NAMES.index(kind), *given)

    for slot in range(SLOTS):
        if slot < start["level"].shape[1]:
            level = start["level"][:, slot]
            yield entries("problem_at_start", level > 0, slot, -1, level)
            yield entries("known_at_start", start["disclosed"][:, slot] > 0, slot, -1, level)
        help_, partner = start["help"][:, slot], start["partner"][:, slot]
        weeks = -start["help_since"][:, slot]
        yield entries("waiting_at_start", help_ == WAITING, slot, partner, weeks)
        yield entries("in_service_at_start", help_ == IN_SERVICE, slot, partner, weeks)
    yield entries("work_at_start", start["contract"] > 0, start["contract"], -1, start["hours"])
    yield entries("unpaid_at_start", start["unpaid_activity"] > 0, -1, -1, 0.0)
