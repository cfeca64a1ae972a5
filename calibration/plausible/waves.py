"""History matching in waves: try points, rule out the space where no point can hold, try points in the rest.

The first wave fills the whole space. After every wave each pattern gets an emulator from all points tried so far, and
the next wave fills the part of the space that the emulators do not rule out. Only simulated points that hold are kept.
Every result is stored immediately, so that an interrupted search can be resumed.
"""

import json
import multiprocessing
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from simulation.errors import VexError
from simulation.world_hash import rules_hash, tables_hash

from .bands import Band, far_outside, read_bands
from .emulators import Emulator, fit, not_ruled_out
from .point_readings import SEEDS, mean_reading, starting_point, stock_readings
from .space import latin_hypercube, overrides_at, values_at
from .work_folder import read_result, result_file, write_result

FIRST_POINTS = (132, 66, 160)
"""Points of the first waves; all further tries belong to the last."""
CUTOFFS = (None, 0.5, 0.0, 0.0)
"""By wave: accepted distance of an emulated pattern to its band, in errors of the emulator; None: the whole space."""
BATCH, MOST_BATCHES = 20_000, 100


class PlausibleError(VexError):
    """An impossible search; the message has the reason."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The inputs that determine the points."""

    tries: int
    seed: int
    rules: str
    tables: str

    def sizes(self) -> list[int]:
        """Return the number of points of each wave."""
        ends = [*(min(self.tries, end) for end in np.cumsum(FIRST_POINTS).tolist()), self.tries]
        return [end - start for start, end in zip([0, *ends], ends, strict=False)]


@dataclass(frozen=True, slots=True)
class Wave:
    """The points of a wave: positions in the unit cube, readings of one stock and of two.

    `both` has None for a point ruled out by its first reading; `looked_at` is the number of candidate points; `errors`
    are those of the emulators that selected the points.
    """

    number: int
    unit: np.ndarray
    first: tuple[dict[str, float], ...]
    both: tuple[dict[str, float] | None, ...]
    looked_at: int
    errors: dict[str, float]

    @property
    def values(self) -> np.ndarray:
        """Return the parameters' values, shape (points, parameters)."""
        return values_at(self.unit)


def settings(tries: int, seed: int, work: Path) -> Settings:
    """Return the settings; raises PlausibleError if `work` has results of other settings.

    More tries extend an earlier search: the points of a wave begin with those of a smaller search.
    """
    current = Settings(tries, seed, rules_hash(), tables_hash())
    path = work / "settings.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        same = all(before.get(name) == getattr(current, name) for name in ("seed", "rules", "tables"))
        if not same or tries < before["tries"]:
            raise PlausibleError(
                f"{work} holds points tried with {before['tries']} tries, seed {before['seed']}, rules"
                f" {before['rules']} and tables {before.get('tables')}; now {tries}, {seed}, {current.rules} and"
                f" {current.tables}. Give another --work, or remove it."
            )
    work.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(current)), encoding="utf-8")
    return current


def run_waves(settings: Settings, work: Path, workers: int) -> list[Wave]:
    """Run every wave and return them."""
    bands = read_bands()
    waves: list[Wave] = []
    for number, size in enumerate(settings.sizes()):
        if size:
            emulators = emulators_of(waves, bands) if number else {}
            unit, looked_at = points(size, settings.seed, number, emulators, bands)
            results = tried(unit, work / f"wave-{number + 1}", workers)
            first, both = (tuple(result[kind] for result in results) for kind in ("first", "both"))
            errors = {name: emulator.error for name, emulator in emulators.items()}
            waves.append(Wave(number + 1, unit, first, both, looked_at, errors))
    return waves


def points(
    size: int, seed: int, wave: int, emulators: Mapping[str, Emulator], bands: Mapping[str, Band]
) -> tuple[np.ndarray, int]:
    """Return up to `size` points for a wave, and the number of candidates."""
    cutoff = CUTOFFS[wave]
    if cutoff is None:
        unit = latin_hypercube(round(1.3 * FIRST_POINTS[0]), seed, 0)[:size]
        return unit, len(unit)
    accepted: list[np.ndarray] = []
    batch = 0
    while sum(len(part) for part in accepted) < size and batch < MOST_BATCHES:
        batch += 1
        unit = latin_hypercube(BATCH, seed, 1000 * wave + batch)
        accepted.append(unit[not_ruled_out(unit, emulators, bands, cutoff)])
    unit = np.concatenate(accepted)[:size]
    if not len(unit):
        raise PlausibleError(
            f"wave {wave + 1}: of {BATCH * batch:,} points none is emulated within all bands: they exclude everything"
        )
    return unit, BATCH * batch


def emulators_of(waves: list[Wave], bands: dict[str, Band]) -> dict[str, Emulator]:
    """Return an emulator of every target from all points tried so far."""
    unit = np.concatenate([wave.unit for wave in waves])
    readings = [row for wave in waves for row in wave.first]
    emulators = {}
    for name, band in bands.items():
        if band.target and np.isfinite(band.high) and band.published is not None:
            values = np.array([row[name] for row in readings])
            good = np.isfinite(values) & (values > 0.0)
            emulators[name] = fit(unit[good], np.log(values[good]))
    return emulators


def tried(unit: np.ndarray, folder: Path, workers: int) -> list[dict]:
    """Return the results of `try_point` at these points, in order; those stored in `folder` are reused."""
    return done(try_point, [(values,) for values in values_at(unit)], folder, workers)


def done(work: Callable[..., dict], tasks: list[tuple], folder: Path, workers: int) -> list[dict]:
    """Return the results of `work` for each task, in order; each is stored in `folder` immediately."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [
        (work, task, result_file(folder, n)) for n, task in enumerate(tasks) if not result_file(folder, n).exists()
    ]
    with tqdm(total=len(tasks), initial=len(tasks) - len(missing), desc=folder.name) as bar:
        if workers <= 1:
            for task in missing:
                bar.update(do(task))
        elif missing:
            with multiprocessing.get_context("spawn").Pool(workers) as pool:
                for number in pool.imap_unordered(do, missing):
                    bar.update(number)
    return [read_result(result_file(folder, number)) for number in range(len(tasks))]


def do(task: tuple[Callable[..., dict], tuple, Path]) -> int:
    """Do one task and store its result; return 1, the number of tasks done."""
    work, arguments, path = task
    write_result(path, work(*arguments))
    return 1


def try_point(values: np.ndarray) -> dict:
    """Return first reading, reading of both stocks (None if the first rules the point out) and starting point."""
    overrides = overrides_at(values)
    start = starting_point(overrides)
    stocks = stock_readings(overrides, start, SEEDS[:1])
    first, both = mean_reading(stocks), None
    if not far_outside(first, read_bands()):
        both = mean_reading(stocks + stock_readings(overrides, start, SEEDS[1:]))
    return {"first": first, "both": both, "start": start}
