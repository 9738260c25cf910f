"""Estimates of an outcome at five follow-up waves on a made-up agency: one engine pass, then every method, weights and balance.

    python benchmarks/follow_up_estimates.py 1000000
    python benchmarks/follow_up_estimates.py --agencies 500

The first form measures time and peak memory of the whole, in a process of its own: of the cohort that the Ontario framework follows
for longest, and of every participation of the store moved into one year, as a cohort of that size would be. The agency is written once
under the temporary folder and used again.

The second draws made-up agencies whose truth is known (stated seed) and counts how often each interval holds it, when who answers
depends on what is known of everyone, and when it depends on the outcome itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FRAMEWORK = ROOT / "params" / "frameworks" / "ontario_supported_employment.yaml"
YEAR, AS_OF, SEED = 2024, date(2025, 9, 30), 20240401


def store_of(participations: int) -> Path:
    """Return the store of a made-up agency, written the first time."""
    from analysis.synthetic.agency import make_agency
    from analysis.synthetic.store_files import write_store

    folder = Path(tempfile.gettempdir()) / f"bilan-benchmark-{participations}-{SEED}"
    if not (folder / "store.json").is_file():
        write_store(make_agency(participations, SEED), folder)
    return folder


def run_one(folder: Path, whole: bool) -> None:
    """Make every table in this process and print how long each step took and the most memory used."""
    from analysis.core.periods import FiscalYear
    from analysis.evaluation.due_people import due_people
    from analysis.evaluation.estimate_choices import choose
    from analysis.evaluation.outcome_estimates import OutcomeEstimates
    from analysis.extracts.store import open_store
    from analysis.frameworks.loading import load_framework

    store, framework = open_store(folder), load_framework(FRAMEWORK)
    choices = choose(framework)
    cohort, calendar = framework.cohort(choices.cohort), framework.follow_up
    if whole:
        store = _in_one_year(store)
        cohort = cohort.model_copy(update={"rules": ()})
    start, processor = time.perf_counter(), time.process_time()
    people = due_people(store, cohort, calendar, FiscalYear(YEAR), AS_OF, outcome=choices.outcome, characteristics=choices.characteristics)
    read = time.perf_counter() - start
    made = OutcomeEstimates(people, choices, {}, cohort.label, store.provenance, store, FiscalYear(YEAR))
    made.estimates()
    estimated = time.perf_counter() - start
    made.weighting()
    made.balance()
    made.by("region")
    total, processor = time.perf_counter() - start, time.process_time() - processor
    status = Path("/proc/self/status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024**2
    due = {months: int(answers.due.sum()) for months, answers in people.answers.items()}
    print(
        json.dumps(
            {
                "rows": people.design.size,
                "due": due,
                "read": read,
                "estimated": estimated,
                "total": total,
                "processor": processor,
                "peak": peak,
            }
        )
    )


def _in_one_year(store: Any) -> Any:
    """Return the store with every participation moved into the year of the cohort, at the same day and month, contacts with it."""
    import ibis

    class Moved(type(store)):  # type: ignore[misc]
        def table(self, name: str) -> Any:
            table = super().table(name)
            if name == "participations":
                return table.mutate(start_date=_moved(table.start_date, ibis))
            if name == "follow_ups":
                starts = super().table("participations").select("participation_id", started="start_date")
                joined = table.left_join(starts, "participation_id").drop("participation_id_right")
                shift = _moved(joined.started, ibis).delta(joined.started, unit="day")
                return joined.mutate(contact_date=(joined.contact_date + shift.as_interval("D")).cast("date")).drop("started")
            return table

    moved = object.__new__(Moved)
    moved.__dict__.update(store.__dict__)
    return moved


def _moved(day: Any, ibis: Any) -> Any:
    # Fiscal years 2022 and 2024 are moved by a year of 365 days, so that every start falls in 2023–2024.
    days = ibis.cases((day < ibis.date("2023-04-01"), 365), (day >= ibis.date("2024-04-01"), -366), else_=0)
    return (day + days.as_interval("D")).cast("date")


def measure(sizes: list[int]) -> None:
    columns = ("Participations", "Cohort", "Due at 3, 6, 12, 18, 24 months", "Rows", "Engine (s)", "Estimates (s)", "All tables (s)",
               "Processor (s)", "Peak (GiB)")  # fmt: skip
    print(f"| {' | '.join(columns)} |")
    print("|---:|---|---|---:|---:|---:|---:|---:|---:|")
    for participations in sizes:
        folder = store_of(participations)
        for whole in (False, True):
            command = [sys.executable, __file__, "--one", str(folder), "whole" if whole else "cohort"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            found = json.loads(done.stdout)
            due = ", ".join(f"{n:,}" for n in found["due"].values())
            name = "every participation as one cohort" if whole else "the framework's"
            print(
                f"| {participations:,} | {name} | {due} | {found['rows']:,} | {found['read']:.1f} | {found['estimated']:.1f} "
                f"| {found['total']:.1f} | {found['processor']:.1f} | {found['peak']:.2f} |"
            )


def simulate(n_agencies: int, n: int = 1500) -> None:
    """Print bias and coverage of each estimate over made-up agencies."""
    import numpy as np

    from analysis.statistics.answers import Answers
    from analysis.statistics.designs import Factors
    from analysis.statistics.doubly_robust import doubly_robust_share
    from analysis.statistics.intervals import wilson
    from analysis.statistics.logistic import fit_logistic
    from analysis.statistics.multiple_imputation import imputed_share
    from analysis.statistics.nonresponse import merge_small_levels, response_weights, weighted_share
    from analysis.statistics.outcome_bounds import outcome_bounds
    from analysis.statistics.survey_weights import corrected, logit_interval

    levels = (10, 20, 5, 2, 2, 2, 2, 6)
    random = np.random.default_rng(SEED)

    def expit(odds: Any) -> Any:
        return 1 / (1 + np.exp(-odds))

    answer_effects, outcome_effects = ([random.normal(0, spread, k) for k in levels] for spread in (0.3, 0.4))
    answer_effects[3], outcome_effects[3] = np.array([0.0, 1.1]), np.array([-0.6, 0.8])
    print("| Who answers depends on | Estimate | Mean error (points) | Intervals that hold the truth |")
    print("|---|---|---:|---:|")
    for known, by_outcome in (("what is known of everyone", 0.0), ("the outcome too (log-odds 1)", 1.0)):
        errors: dict[str, list[float]] = {}
        held: dict[str, int] = {}
        crowd = [random.integers(0, k, 500_000) for k in levels]
        truth = float(expit(0.1 + sum(e[c] for e, c in zip(outcome_effects, crowd, strict=True))).mean())
        inside = 0
        for number in range(n_agencies):
            codes = [random.integers(0, k, n).astype(np.int32) for k in levels]
            yes = random.random(n) < expit(0.1 + sum(e[c] for e, c in zip(outcome_effects, codes, strict=True)))
            odds = -1.0 - 0.5 * by_outcome + sum(e[c] for e, c in zip(answer_effects, codes, strict=True)) + by_outcome * yes
            reached = random.random(n) < expit(odds)
            answers = Answers(*((kind).astype(float) for kind in (yes & reached, ~yes & reached, ~reached)), np.full(n, -1))
            design = merge_small_levels(Factors(tuple(codes), levels, n), answers.answered, 20)
            weights = response_weights(design, answers, largest=5)
            outcome = fit_logistic(design, answers.yes, answers.answered, spread=2.5)
            fitted = float(answers.answered.sum()), design.rank
            share = float(answers.yes.sum()) / fitted[0]
            bounds = outcome_bounds(answers.yes.sum(), fitted[0], n)
            inside += bool(bounds.worst <= yes.mean() <= bounds.best)
            found = {
                "reached only": (share, wilson(answers.yes.sum(), fitted[0])),
                "bounds": (share, bounds),
                "weighted": _with_interval(corrected(weighted_share(design, answers, weights.weights), *fitted), logit_interval),
                "doubly robust": _with_interval(
                    corrected(doubly_robust_share(answers, outcome.chance(design), weights.inverse_chances), *fitted), logit_interval
                ),
                "multiple imputation": _with_interval(
                    imputed_share(outcome, design, answers, n_draws=20, seed=number).estimate, logit_interval
                ),
            }
            for name, (value, interval) in found.items():
                errors.setdefault(name, []).append(value - truth)
                held[name] = held.get(name, 0) + bool(interval.low <= truth <= interval.high)
        for name, values in errors.items():
            mean = "" if name == "bounds" else f"{100 * float(np.mean(values)):+.1f}"
            print(f"| {known} | {name} | {mean} | {100 * held[name] / n_agencies:.1f} % |")
        print(f"| {known} | bounds: the share of that very agency | | {100 * inside / n_agencies:.1f} % |")


def _with_interval(estimate: Any, interval: Any) -> Any:
    return estimate.value, interval(estimate)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_one(Path(sys.argv[2]), sys.argv[3] == "whole")
    elif sys.argv[1:2] == ["--agencies"]:
        simulate(int(sys.argv[2]))
    else:
        measure([int(size) for size in sys.argv[1:]] or [1_000_000])
