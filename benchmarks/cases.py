"""Benchmark cases; each runs in a process of its own and prints a line of JSON."""

import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

REPEATS = 5


def seconds(function, repeats: int = REPEATS) -> list[float]:
    """Return the seconds of each of `repeats` calls."""
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        function()
        taken.append(time.perf_counter() - begin)
    return taken


def design_of(name: str, **changes):
    """Return the design of a shipped scenario."""
    import dataclasses

    import vex

    return dataclasses.replace(vex.load(name).design, **changes)


def whole_run(design):
    """Return a function that runs the next replication at each call."""
    from simulation.experiment import TrustExperiment

    numbers = iter(range(10**6))

    def run():
        TrustExperiment(design, rng=1, replication=next(numbers)).run_until(design.weeks)

    run()
    return run


def trial() -> dict:
    """Measure the trial: population, start at equilibrium and 104 weeks."""
    design = design_of("tilburg-2018")
    taken = seconds(whole_run(design), 15)
    return {"seconds": taken, "people": design.people, "weeks": design.weeks}


def city() -> dict:
    """Measure a city of 7,000, open to newcomers."""
    design = design_of("city-7000")
    return {"seconds": seconds(whole_run(design)), "people": design.people, "weeks": design.weeks}


def whole_experiment() -> dict:
    """Measure the experiment with recruitment from a city of 7,000, and its surveys."""
    design = design_of("whole-experiment")
    return {"seconds": seconds(whole_run(design)), "people": design.people, "weeks": design.weeks}


def event_log() -> dict:
    """Measure runs with the log of 200 people of each group against runs without it, alternately."""
    return {name: log_pairs(design_of(name)) for name in ("tilburg-2018", "whole-experiment")}


def log_pairs(design) -> list[tuple[float, float]]:
    """Return seconds of a run without and with the log, the same replication each time."""
    from simulation.experiment import TrustExperiment

    def run(replication, logged):
        TrustExperiment(design, rng=1, replication=replication, logged=logged).run_until(design.weeks)

    run(0, 200)
    return [
        (seconds(lambda k=k: run(k, 0), 1)[0], seconds(lambda k=k: run(k, 200), 1)[0]) for k in range(1, REPEATS + 1)
    ]


def country() -> dict:
    """Measure the country."""
    from simulation.experiment import TrustExperiment

    design = design_of("country")
    TrustExperiment(design_of("city-7000", weeks=2), rng=1).run_until(2)
    begin = time.perf_counter()
    TrustExperiment(design, rng=1).run_until(design.weeks)
    return {"seconds": [time.perf_counter() - begin], "people": design.people, "weeks": design.weeks}


def scaling() -> dict:
    """Measure the effect of people and of weeks; the town scales with the people."""
    from simulation.design import Design, Group

    rows = []
    for people, weeks in ((1000, 104), (4000, 104), (16000, 104), (64000, 104), (16000, 26), (16000, 52), (16000, 208)):
        design = Design(
            name="scaling", groups=(Group(name="recipients", size=people),), town=people, weeks=weeks, least_age=18
        )
        rows.append({"people": people, "weeks": weeks, "seconds": seconds(whole_run(design), 3)})
    return {"rows": rows}


def against_plain_mesa() -> dict:
    """Measure the same people and weeks in a plain Mesa model, alternately in the same process."""
    from simulation.design import Design, Group

    from .plain_mesa import PlainModel

    people, weeks = 1598, 104
    design = Design(name="compare", groups=(Group(name="recipients", size=people),), weeks=weeks)
    ours = whole_run(design)
    pairs = [(seconds(ours, 1)[0], seconds(lambda: PlainModel(people).run_until(weeks), 1)[0]) for _ in range(REPEATS)]
    return {"people": people, "weeks": weeks, "pairs": pairs}


def ensemble() -> dict:
    """Measure 200 replications of the trial on two processes, after compilation."""
    import vex
    from simulation.equilibrium_search import equilibrium_of

    scenario = vex.load("tilburg-2018")
    equilibrium_of(scenario.design)
    begin = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        outcomes = vex.run(scenario, replications=200, seed=1, executor=pool)
    taken = time.perf_counter() - begin
    return {"seconds": [taken], "failures": len(outcomes.failures)}


def comparison() -> dict:
    """Measure five policies of 200 replications over the plausible set, on two processes."""
    import tempfile
    from pathlib import Path

    import vex
    from calibration.plausible import load_set
    from results.comparison.comparison_files import write_comparison
    from results.page.page import Contents, write_page

    names = ("tilburg-2018", "twelve-coaches", "two-contacts", "partner-closed", "ggz-waits-halved")
    base, *others = (vex.load(name) for name in names)
    with tempfile.TemporaryDirectory() as parent:
        folder, begin = Path(parent) / "run", time.perf_counter()
        result = vex.compare(
            base, others, replications=200, seed=1, workers=2, folder=folder, draws=load_set(), progress=False
        )
        compared = time.perf_counter()
        stored = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        write_comparison(result, folder, workers=2)
        write_page(Contents(comparison=result, folder=folder))
        reported = time.perf_counter()
    return {
        "compared": compared - begin, "reported": reported - compared, "stored_mb": stored / 1e6,
        "failures": len(result.failures),
    }  # fmt: skip


def compilation() -> dict:
    """Measure compilation and equilibrium in an empty cache."""
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.environ["VEX_CACHE_DIR"] = folder
        begin = time.perf_counter()
        from simulation.design import Design, Group
        from simulation.equilibrium import first_guess
        from simulation.equilibrium_search import equilibrium_of
        from simulation.experiment import TrustExperiment

        design = Design(name="first", groups=(Group(name="recipients", size=50),), weeks=3)
        TrustExperiment(design, equilibrium=first_guess(design)).run_until(3)
        compiled = time.perf_counter() - begin
        equilibrium_of(design)
        return {"compile": compiled, "equilibrium": time.perf_counter() - begin - compiled}


CASES = {
    function.__name__: function
    for function in (
        trial, city, whole_experiment, country, event_log, scaling, against_plain_mesa, ensemble, comparison,
        compilation,
    )
}


def main() -> None:
    """Run the case named on the command line."""
    case = CASES[sys.argv[1]]()
    case["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(case))


if __name__ == "__main__":
    main()
