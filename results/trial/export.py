"""Export of the data of one simulated trial in the form that researchers would have: CSV, Parquet, Stata, dictionary.

Three data sets: a row a person and wave, a row a person and month, a row a coach's record. Each carries the person's
attributes at the start; later arrivals are left out. Columns that researchers never see are left out, unless asked for;
their names begin with `true_`.
"""

import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from simulation.messages import argument
from simulation.trial_data import TrialData

from ..drawing.atomic_files import write_atomically, write_csv
from ..words.language import _
from .data_dictionary import IN_EXPORT, NAMES_AT_START, TRUE, VARIABLES, dictionary, in_markdown, value_labels
from .trial_frames import FRAME_COLUMNS, KEYS, SURVEY_MEASURES, TrialFramesError

EXPORT_FORMATS = ("csv", "parquet", "stata")
ENDINGS = {"csv": "csv", "parquet": "parquet", "stata": "dta"}
STATA_VERSION = 118
_SETS = {"person_wave": "surveys", "person_month": "register", "coach_records": "records"}


def formats_of(words: str) -> tuple[str, ...]:
    """Return the formats in a list separated by commas; raises TrialFramesError for an unknown format or none."""
    formats = tuple(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))
    for word in formats:
        if word not in EXPORT_FORMATS:
            rule = _("{argument} knows {formats}; got {word!r}")
            name = argument("export", "--export")
            raise TrialFramesError(rule.format(argument=name, formats=", ".join(EXPORT_FORMATS), word=word))
    if not formats:
        raise TrialFramesError(
            _("{argument} names at least one of {formats}; got {words!r}").format(
                argument=argument("export", "--export"), formats=", ".join(EXPORT_FORMATS), words=words
            )
        )
    return formats


def data_sets(trial: TrialData, truth: bool = False) -> dict[str, pd.DataFrame]:
    """Return the data sets by name: person_wave, person_month, coach_records; data sets without rows are left out.

    Columns: those of the frame (`FRAME_COLUMNS`), then the attributes of the person. With `truth` person_wave also has
    the survey measures without error, and every data set the person's state at the start.
    """
    sets = {}
    attributes = _attributes(trial.persons, truth)
    for name, source in _SETS.items():
        frame = getattr(trial, source)[list(FRAME_COLUMNS[source])].rename(columns=IN_EXPORT)
        if frame.empty:
            continue
        if truth and name == "person_wave":
            true = trial.truth.rename(columns={measure: f"{TRUE}{measure}" for measure in SURVEY_MEASURES})
            keys = KEYS["truth"]
            frame = frame.merge(true[[*keys, *(f"{TRUE}{measure}" for measure in SURVEY_MEASURES)]], "left", on=keys)
        frame = frame.merge(attributes, "left", on=KEYS["persons"], validate="many_to_one")
        sets[name] = _in_plain_types(frame.sort_values(KEYS[source], ignore_index=True))
    return sets


def write_export(trial: TrialData, folder: Path, formats: Iterable[str], truth: bool = False) -> list[Path]:
    """Write the data sets in each format, and dictionary.csv and dictionary.md, into `folder`; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    sets = data_sets(trial, truth)
    paths = []
    for form in formats:
        for name, frame in sets.items():
            paths.append(_WRITERS[form](folder / f"{name}.{ENDINGS[form]}", frame))
    table = dictionary(sets)
    paths.append(write_csv(folder / "dictionary.csv", table))
    words = in_markdown(table)
    return [*paths, write_atomically(folder / "dictionary.md", lambda part: part.write_text(words, encoding="utf-8"))]


def _attributes(persons: pd.DataFrame, truth: bool) -> pd.DataFrame:
    """Return replication, person and the attributes of persons; the data sets already have the group."""
    observed = [name for name in FRAME_COLUMNS["persons"] if name not in ("group", "arrival_week")]
    hidden = {name: new for name, new in NAMES_AT_START.items() if truth and name in persons}
    return persons[[*observed, *hidden]].rename(columns=hidden)


def _in_plain_types(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame in types that every program reads: nullable integers become floats."""
    kinds = {}
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == bool:
            continue
        if pd.api.types.is_extension_array_dtype(column.dtype) or column.dtype.kind == "f":
            kinds[name] = "float64"
    return frame.astype(kinds)


def _write_csv(path: Path, frame: pd.DataFrame) -> Path:
    yes_no = {name: "int8" for name in frame if frame[name].dtype == bool}
    return write_csv(path, frame.astype(yes_no), digits=None)


def _write_parquet(path: Path, frame: pd.DataFrame) -> Path:
    return write_atomically(path, lambda part: frame.to_parquet(part, compression="zstd", index=False))


def _write_stata(path: Path, frame: pd.DataFrame) -> Path:
    yes_no = {name: "int8" for name in frame if frame[name].dtype == bool}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
        return write_atomically(
            path,
            lambda part: frame.astype(yes_no).to_stata(
                part,
                write_index=False,
                version=STATA_VERSION,
                variable_labels={name: VARIABLES[name].full_label for name in frame},
                value_labels=value_labels(frame),
                data_label=_("Simulated Tilburg trust experiment; nobody in this file exists"),
            ),
        )


_WRITERS: dict[str, Callable[[Path, pd.DataFrame], Path]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "stata": _write_stata,
}
