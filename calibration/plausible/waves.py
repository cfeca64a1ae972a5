"""History matching in waves: try points, rule out implausible parts of the space, try more points in the rest.

The first wave fills the whole space. After every wave each pattern gets an emulator from all points tried so far, and
the next wave fills the part of the space that the emulators do not rule out. Only simulated points that hold are
kept. Every point tried is stored immediately, so that an interrupted run resumes.
"""

import json
import multiprocessing
import os
import pickle
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from simulation.world_hash import rules_hash

from .bands import Band, far_outside, outside, read_bands
from .emulators import Emulator, fit, not_ruled_out
from .point_readings import SEEDS, coarse_start, fine_start, reading
from .space import latin_hypercube, overrides_at, values_at

FIRST = (132, 66)
"""Points of the first waves; all further tries belong to the last."""
CUTOFFS = (None, 0.5, 0.0)
"""By wave: how many errors of its emulator a pattern may lie outside its band; None: the whole space is tried."""
BATCH, MOST_BATCHES = 20_000, 100


class PlausibleError(ValueError):
    """A request that cannot be carried out; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that determine the points tried."""

    tries: int
    seed: int
    rules: str

    def sizes(self) -> list[int]:
        """Return how many points each wave tries."""
        ends = [*(min(self.tries, end) for end in np.cumsum(FIRST).tolist()), self.tries]
        return [end - start for start, end in zip([0, *ends], ends, strict=False)]


@dataclass(frozen=True, slots=True)
class Wave:
    """Points tried in a wave: coordinates in the unit cube, number of candidates, coarse and fine readings.

    `fine` has None for a point that its coarse reading ruled out; `errors` are those of the emulators that chose them.
    """

    number: int
    unit: np.ndarray
    coarse: tuple[dict[str, float], ...]
    fine: tuple[dict[str, float] | None, ...]
    looked_at: int
    errors: dict[str, float]

    @property
    def values(self) -> np.ndarray:
        """Return the parameters' values, shape (points, parameters)."""
        return values_at(self.unit)


def settings(tries: int, seed: int, work: Path) -> Settings:
    """Return the settings; raises PlausibleError if `work` holds points tried with others.

    More tries than before continue them: the points of a larger wave begin with those of a smaller one.
    """
    wanted = Settings(tries, seed, rules_hash())
    path = work / "settings.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if (before["seed"], before["rules"]) != (seed, wanted.rules) or tries < before["tries"]:
            raise PlausibleError(
                f"{work} holds points tried with {before['tries']} tries, seed {before['seed']} and rules"
                f" {before['rules']}; now {tries}, {seed} and {wanted.rules}. Give another --work, or remove it."
            )
    work.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(wanted)), encoding="utf-8")
    return wanted


def run(wanted: Settings, work: Path, workers: int) -> list[Wave]:
    """Try every wave and return them."""
    bands = read_bands()
    waves: list[Wave] = []
    for number, size in enumerate(wanted.sizes()):
        if size:
            emulators = emulators_of(waves, bands) if number else {}
            unit, looked_at = points(size, wanted.seed, number, emulators, bands)
            readings = tried(unit, work / f"wave-{number + 1}", workers)
            coarse, fine = (tuple(reading[kind] for reading in readings) for kind in ("coarse", "fine"))
            errors = {name: emulator.error for name, emulator in emulators.items()}
            waves.append(Wave(number + 1, unit, coarse, fine, looked_at, errors))
    return waves


def points(size: int, seed: int, wave: int, emulators: dict, bands: dict) -> tuple[np.ndarray, int]:
    """Return up to `size` points for a wave, and how many were looked at."""
    if not wave:
        unit = latin_hypercube(round(1.3 * FIRST[0]), seed, 0)[:size]
        return unit, len(unit)
    left: list[np.ndarray] = []
    batch, cutoff = 0, CUTOFFS[wave] or 0.0
    while sum(len(part) for part in left) < size and batch < MOST_BATCHES:
        batch += 1
        unit = latin_hypercube(BATCH, seed, 1000 * wave + batch)
        left.append(unit[not_ruled_out(unit, emulators, bands, cutoff)])
    unit = np.concatenate(left)[:size]
    if not len(unit):
        raise PlausibleError(
            f"wave {wave + 1}: of {BATCH * batch:,} points none is emulated within all bands: they exclude everything"
        )
    return unit, BATCH * batch


def emulators_of(waves: list[Wave], bands: dict[str, Band]) -> dict[str, Emulator]:
    """Return an emulator of every target from all points tried so far."""
    unit = np.concatenate([wave.unit for wave in waves])
    readings = [row for wave in waves for row in wave.coarse]
    fitted = {}
    for name, band in bands.items():
        if band.target and np.isfinite(band.high) and band.published is not None:
            values = np.array([row[name] for row in readings])
            good = np.isfinite(values) & (values > 0.0)
            fitted[name] = fit(unit[good], np.log(values[good]))
    return fitted


def tried(unit: np.ndarray, folder: Path, workers: int) -> list[dict]:
    """Return the readings of points, in their order; those stored in `folder` are not tried again."""
    return done(try_point, [(values,) for values in values_at(unit)], folder, workers)


def done(work: Callable, tasks: list[tuple], folder: Path, workers: int) -> list:
    """Return the results of `work` for each task, in their order; each is stored in `folder` as soon as it is done."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [(work, task, stored(folder, n)) for n, task in enumerate(tasks) if not stored(folder, n).exists()]
    with tqdm(total=len(tasks), initial=len(tasks) - len(missing), desc=folder.name) as bar:
        if workers <= 1:
            for task in missing:
                bar.update(do(task))
        elif missing:
            with multiprocessing.get_context("spawn").Pool(workers) as crew:
                for number in crew.imap_unordered(do, missing):
                    bar.update(number)
    return [pickle.loads(stored(folder, number).read_bytes()) for number in range(len(tasks))]


def do(task: tuple[Callable, tuple, Path]) -> int:
    """Do one task and store its result; return 1, the number done."""
    work, arguments, path = task
    result = work(*arguments)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_bytes(pickle.dumps(result))
    partial.replace(path)
    return 1


def stored(folder: Path, number: int) -> Path:
    """Return the path of a stored result."""
    return folder / f"{number:04d}.pickle"


def try_point(values: np.ndarray) -> dict:
    """Solve and read one point: the coarse reading, the fine one unless that rules it out, and the starting point."""
    overrides = overrides_at(values)
    start, fine = coarse_start(overrides), None
    coarse = reading(overrides, start, SEEDS[:1])
    if not far_outside(coarse, read_bands()):
        start = fine_start(overrides, start)
        fine = reading(overrides, start)
    return {"coarse": coarse, "fine": fine, "start": start}


def holding(wave: Wave, bands: dict[str, Band]) -> list[int]:
    """Return the points of a wave with every target in its band."""
    return [number for number, row in enumerate(wave.fine) if row and not outside(row, bands)]
