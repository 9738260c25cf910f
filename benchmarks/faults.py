"""What hostile inputs and a hostile machine do: mutated extracts and definition files, builds killed at random moments or disturbed.

    python benchmarks/faults.py extracts 10000
    python benchmarks/faults.py definitions 2000
    python benchmarks/faults.py kills 200
    python benchmarks/faults.py kills 20 --renderer quarto
    python benchmarks/faults.py builds 10
    python benchmarks/faults.py extracts --only 4711

Each trial is made from its own seed, so that a failure is made again by `--only SEED`; `--first` says where the seeds begin.
A trial is judged by what the mutation did to the file or by bytes kept before the build was killed,
never by what the code under trial says.
The command ends with 1 when a trial failed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from trials.verdict import Verdict


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("extracts", "definitions", "kills", "builds"))
    parser.add_argument("trials", type=int, nargs="?", default=100)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--only", type=int, action="append", help="only this seed, with what it did")
    parser.add_argument("--renderer", choices=("pandoc", "quarto"), default="pandoc", help="what the builds that are killed render with")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    seeds = options.only or list(range(options.first, options.first + options.trials))
    # Builds follow one another: each has the machine to itself, and those who disturb it.
    n_jobs = 1 if options.kind == "builds" else min(options.jobs, len(seeds))
    started = time.monotonic()
    verdicts = []
    with multiprocessing.get_context("spawn").Pool(n_jobs, _prepare, (options.kind, options.renderer)) as pool:
        for number, verdict in enumerate(pool.imap_unordered(_try, seeds, chunksize=1), 1):
            verdicts.append(verdict)
            if verdict.failures or options.only:
                print(f"seed {verdict.seed}: {verdict.what}: {verdict.outcome} {'; '.join(verdict.failures)}", flush=True)
            if number % 500 == 0:
                print(f"… {number} of {len(seeds)}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print_table(options.kind, sorted(verdicts, key=lambda verdict: verdict.seed), time.monotonic() - started)
    return int(any(verdict.failures for verdict in verdicts))


def print_table(kind: str, verdicts: list[Verdict], seconds: float) -> None:
    """Print how many were tried, how each kind of trial ended, and the seeds of the failures."""
    kinds = sorted({verdict.kind for verdict in verdicts})
    outcomes = sorted({verdict.outcome for verdict in verdicts})
    print(f"\n| {kind} | tried | {' | '.join(outcomes)} | failed |\n|---|---:|{'---:|' * len(outcomes)}---:|")
    for name in [*kinds, None]:
        chosen = [verdict for verdict in verdicts if name in (verdict.kind, None)]
        counts = Counter(verdict.outcome for verdict in chosen)
        cells = [f"{counts[outcome]:,}" for outcome in outcomes]
        print(f"| {name or '**all**'} | {len(chosen):,} | {' | '.join(cells)} | {sum(bool(verdict.failures) for verdict in chosen):,} |")
    failures = Counter(failure.split(":")[0] for verdict in verdicts for failure in verdict.failures)
    print(f"\n{len(verdicts):,} tried in {seconds:,.0f} s; {sum(not verdict.failures for verdict in verdicts):,} survived.")
    for failure, count in failures.most_common():
        seeds = [verdict.seed for verdict in verdicts if any(text.startswith(failure) for text in verdict.failures)]
        print(f"- {failure}: {count:,}, seeds {', '.join(map(str, seeds[:20]))}{' …' if len(seeds) > 20 else ''}")


def _prepare(kind: str, renderer: str) -> None:
    from trials import build_trials, definition_trials, extract_trials, kill_trials

    global _trial  # noqa: PLW0603 -- each process of the pool tries one kind
    chosen = {"extracts": extract_trials, "definitions": definition_trials, "kills": kill_trials, "builds": build_trials}[kind]
    chosen.prepare(*((renderer,) if kind == "kills" else ()))
    _trial = chosen.try_one


def _try(seed: int) -> Verdict:
    try:
        return _trial(seed)
    except Exception as fault:
        # A trial that is itself at fault is one failure, and the others go on.
        return Verdict(seed, "?", "the trial itself", "not tried", (f"not tried: {type(fault).__name__} {fault}",))


if __name__ == "__main__":
    sys.exit(main())
