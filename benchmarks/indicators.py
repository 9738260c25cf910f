"""The indicators of the Ontario framework on a made-up agency: our engine against hand-written DuckDB SQL and against pandas.

    python benchmarks/indicators.py 1000000 10000000

Each way runs in a process of its own, several times after one that is not kept; the table gives the median time and processor time, the
peak memory of the process and whether the three ways count exactly the same. The agency is written once under the temporary folder and
used again. Processor time hardly depends on what else the machine does, so it is what ways are compared by.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FRAMEWORK = ROOT / "params" / "frameworks" / "ontario_supported_employment.yaml"
YEAR, AS_OF, SEED = 2024, date(2025, 9, 30), 20240401

OUTCOMES = """
with entries as (
    select participation_id, cast(start_date + interval {months} month as date) as due {more}
    from read_parquet('{store}/participations.parquet')
    where start_date between date '{first}' and date '{last}' and program = 'supported_employment'
),
kept as (
    select participation_id,
           arg_min(coalesce(is_employed, false)::int, rank) as employed, arg_min(coalesce(weekly_hours, -1), rank) as hours,
           arg_min(is_employed is null or (is_employed and weekly_hours is null), rank) as unanswered
    from (
        select f.participation_id, f.is_employed, f.weekly_hours,
               2 * abs(f.contact_date - e.due) + (f.contact_date > e.due)::int as rank
        from read_parquet('{store}/follow_ups.parquet') f join entries e using (participation_id)
        where f.contact_result = 'reached' and f.contact_date <= date '{as_of}'
          and f.contact_date between e.due - {before} and e.due + {after}
    )
    group by participation_id
),
answers as (
    select participation_id,
           {answers}
    from read_parquet('{store}/satisfaction_answers.parquet')
    where asked_date <= date '{as_of}' and participation_id in (select participation_id from entries) group by participation_id
)
"""

SHORT = (
    OUTCOMES
    + """,
referred as (
    select participation_id, bool_or(direction = 'in') as came, max(referral_date) filter (direction = 'out') as left_on
    from read_parquet('{store}/referrals.parquet')
    where referral_date <= date '{as_of}' and participation_id in (select participation_id from entries) group by participation_id
)
select
    count(*) filter (is_due and employed = 1 and hours >= 20) as outcome, count(*) filter (is_due) as due,
    sum(n_suitability_indicators) as suitability, count(n_suitability_indicators) as assessed,
    count(*) filter (participant >= 4) as participants, count(participant) as participant_answers,
    count(*) filter (employer >= 4) as employers, count(employer) as employer_answers,
    count(*) filter (came or left_on >= start_date) as referred, count(*) as entries
from (select *, due + {after} <= date '{as_of}' as is_due from entries) left join kept using (participation_id)
left join answers using (participation_id) left join referred using (participation_id)
"""
)

LONG = (
    OUTCOMES
    + """
select
    count(*) filter (is_due and employed = 1 and hours >= 20) as outcome, count(*) filter (is_due) as due,
    count(*) filter (participant >= 4) as participants, count(participant) as participant_answers,
    count(*) filter (employer >= 4) as employers, count(employer) as employer_answers
from (select *, due + {after} <= date '{as_of}' as is_due from entries) left join kept using (participation_id)
left join answers using (participation_id)
"""
)


def answer(respondent: str, occasions: str) -> str:
    chosen = f"respondent = '{respondent}' and occasion in ({occasions}) and score is not null"
    return f"arg_max(score, asked_date) filter ({chosen}) as {respondent}"


def by_hand(store: Path) -> dict[str, list[float]]:
    import duckdb

    common = {"store": store, "as_of": AS_OF, "before": 30, "after": 45}
    short = SHORT.format(
        **common,
        months=3,
        more=", start_date, n_suitability_indicators",
        first="2024-04-01",
        last="2025-03-31",
        answers=answer("participant", "'start'") + ", " + answer("employer", "'start'"),
    )
    long = LONG.format(
        **common,
        months=12,
        more="",
        first="2023-04-01",
        last="2024-03-31",
        answers=answer("participant", "'12_months', 'withdrawal'") + ", " + answer("employer", "'12_months'"),
    )
    engine = duckdb.connect()
    one, two = engine.execute(short).fetchall()[0], engine.execute(long).fetchall()[0]
    return _named(one, two)


def _named(one: Any, two: Any) -> dict[str, list[float]]:
    numbers = [float(value) for value in (*one, *two)]
    return {
        "short_term_outcome": numbers[0:2],
        "participant_suitability": numbers[2:4],
        "participant_satisfaction_short_term": numbers[4:6],
        "employer_satisfaction_short_term": numbers[6:8],
        "service_coordination": numbers[8:10],
        "long_term_outcome": numbers[10:12],
        "participant_satisfaction_long_term": numbers[12:14],
        "employer_satisfaction_long_term": numbers[14:16],
    }


def ours(store: Path) -> dict[str, list[float]]:
    from analysis.core.periods import FiscalYear
    from analysis.extracts.store import open_store
    from analysis.frameworks.loading import load_framework
    from analysis.indicators.computing import compute

    table = compute(open_store(store), load_framework(FRAMEWORK), FiscalYear(YEAR), as_of=AS_OF)
    return {
        row["indicator"]: [row["numerator"], row["denominator"]] for row in table.frame.to_dict("records") if row["indicator"] != "intake"
    }


def with_pandas(store: Path) -> dict[str, list[float]]:
    import pandas as pd

    def read(table: str, columns: list[str], **options: Any) -> Any:
        return pd.read_parquet(store / f"{table}.parquet", columns=columns, **options)

    columns = ["participation_id", "start_date", "n_suitability_indicators", "program"]
    everyone = read("participations", columns)
    everyone = everyone[everyone["program"] == "supported_employment"].drop(columns="program")
    everyone["start_date"] = pd.to_datetime(everyone["start_date"])
    contacts = read("follow_ups", ["participation_id", "contact_date", "contact_result", "is_employed", "weekly_hours"])
    contacts = contacts[contacts["contact_result"] == "reached"].drop(columns="contact_result")
    contacts["contact_date"] = pd.to_datetime(contacts["contact_date"])
    answers = read("satisfaction_answers", ["participation_id", "respondent", "occasion", "asked_date", "score"])
    answers = answers[answers["score"].notna()].sort_values("asked_date", kind="stable")
    as_of = pd.Timestamp(AS_OF)

    def cohort(first: str, last: str, months: int, occasions: list[str]) -> tuple[Any, list[float]]:
        entries = everyone[everyone["start_date"].between(first, last)].copy()
        entries["due"] = entries["start_date"] + pd.DateOffset(months=months)
        entries["is_due"] = entries["due"] + pd.Timedelta(days=45) <= as_of
        dated = contacts.merge(entries[["participation_id", "due"]], on="participation_id")
        gap = (dated["contact_date"] - dated["due"]).dt.days
        dated = dated.assign(rank=2 * gap.abs() + (gap > 0))[gap.between(-30, 45) & (dated["contact_date"] <= as_of)]
        kept = dated.sort_values("rank", kind="stable").drop_duplicates("participation_id")
        met = kept["is_employed"].fillna(False).astype(bool) & (kept["weekly_hours"] >= 20)
        met_ids = set(kept.loc[met, "participation_id"])
        counts = [float((entries["is_due"] & entries["participation_id"].isin(met_ids)).sum()), float(entries["is_due"].sum())]
        for respondent, chosen in (("participant", occasions), ("employer", occasions[:1])):
            given = answers[(answers["respondent"] == respondent) & answers["occasion"].isin(chosen)]
            given = given[given["participation_id"].isin(entries["participation_id"])].drop_duplicates("participation_id", keep="last")
            counts += [float((given["score"] >= 4).sum()), float(len(given))]
        return entries, counts

    entries, short = cohort("2024-04-01", "2025-03-31", 3, ["start"])
    _, long = cohort("2023-04-01", "2024-03-31", 12, ["12_months", "withdrawal"])
    referrals = read("referrals", ["participation_id", "direction", "referral_date"]).merge(entries, on="participation_id")
    when = pd.to_datetime(referrals["referral_date"])
    counts = (when <= as_of) & ((referrals["direction"] == "in") | (when >= referrals["start_date"]))
    suitability = entries["n_suitability_indicators"]
    one = [
        *short[:2],
        float(suitability.sum()),
        float(suitability.count()),
        *short[2:],
        referrals[counts]["participation_id"].nunique(),
        len(entries),
    ]
    return _named(one, long)


WAYS: dict[str, Callable[[Path], dict[str, list[float]]]] = {
    "bilan (Ibis on DuckDB)": ours,
    "hand-written DuckDB SQL": by_hand,
    "pandas": with_pandas,
}


def run_one(way: str, store: Path, times: int) -> None:
    """Run one way in this process and print what it counted, how long it took and the most memory it used."""
    seconds, processor = [], []
    for _ in range(times + 1):
        start, start_processor = time.perf_counter(), time.process_time()
        counted = WAYS[way](store)
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - start_processor)
    status = Path("/proc/self/status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024**2
    median = {"seconds": statistics.median(seconds[1:]), "processor": statistics.median(processor[1:])}
    print(json.dumps({"counted": counted, "first": seconds[0], "peak": peak} | median))


def store_of(participations: int) -> Path:
    """Return the store of a made-up agency, written the first time."""
    from analysis.synthetic.agency import make_agency
    from analysis.synthetic.store_files import write_store

    folder = Path(tempfile.gettempdir()) / f"bilan-benchmark-{participations}-{SEED}"
    if not (folder / "store.json").is_file():
        start = time.perf_counter()
        write_store(make_agency(participations, SEED), folder)
        print(f"made {participations:,} participations in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return folder


def main(sizes: list[int]) -> None:
    print("| Participations | Way | Time (s) | First time (s) | Processor (s) | Against hand-written | Peak memory (GiB) | Same counts |")
    print("|---:|---|---:|---:|---:|---:|---:|---|")
    for participations in sizes:
        store = store_of(participations)
        found = {}
        for way in WAYS:
            times = 3 if participations <= 1_000_000 else 1
            command = [sys.executable, __file__, "--way", way, str(store), str(times)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            found[way] = json.loads(done.stdout)
        reference = found["hand-written DuckDB SQL"]
        for way, result in found.items():
            same = all(
                math.isclose(a, b)
                for name in reference["counted"]
                for a, b in zip(reference["counted"][name], result["counted"][name], strict=True)
            )
            against = result["processor"] / reference["processor"]
            print(
                f"| {participations:,} | {way} | {result['seconds']:.2f} | {result['first']:.2f} | {result['processor']:.2f} "
                f"| {against:.2f} × | {result['peak']:.2f} "
                f"| {'yes' if same else 'NO'} |"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run_one(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main([int(size) for size in sys.argv[1:]] or [1_000_000])
