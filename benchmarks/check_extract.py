"""Checking an agency's files: `bilan check`'s own function against the same rules in pandas, and against DuckDB's typing alone.

    python benchmarks/check_extract.py 1000000

The files (participations, seven persons for ten of them, 40 providers; one row in a thousand bad) are made in a temporary folder. Each way
runs in a process of its own; the table gives wall time, processor time (of all cores, which other programs disturb less), peak memory,
and the refused rows found. The last way only types the participations (`store_rejects`): no codes, keys or references.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

AS_OF = date(2025, 9, 30)
CODEBOOK = """\
name: benchmark
title: {fr: Mesure, en: Benchmark}
source: {fr: Données fictives, en: Invented data}
made_up: true
defaults:
  delimiter: ";"
  date_format: jj/mm/aaaa
  booleans: {is_true: [O], is_false: ["N"]}
  missing: {unknown: [INC], not_applicable: [S.O.], suppressed: [CONF]}
files:
  - file: personnes.csv
    table: persons
    columns: {person_id: no_personne, birth_date: date_naissance, sex: {column: sexe, codes: {F: woman, M: man}}, is_disabled: handicap}
  - file: fournisseurs.csv
    table: providers
    columns: {provider_id: no_fournisseur, provider_name: nom, region: region}
  - file: participations.csv
    table: participations
    columns:
      participation_id: no_participation
      person_id: no_personne
      provider_id: no_fournisseur
      program: {column: programme, codes: {SE: supported_employment, SPE: employment_services}}
      region: region
      office: bureau
      request_date: date_demande
      start_date: date_debut
      end_date: date_fin
      n_suitability_indicators: indicateurs
      receives_last_resort_assistance: afdr
"""


def make_files(folder: Path, n: int) -> None:
    import duckdb

    connection = duckdb.connect()
    n_persons = n * 7 // 10
    day = "strftime(date '2022-04-01' + (i % 900)::int + {}, '%d/%m/%Y')"
    selects = {
        "personnes": f"""select 'U' || i as no_personne, strftime(date '1960-01-01' + (i * 7 % 16000)::int, '%d/%m/%Y') as date_naissance,
            case when i % 1000 = 3 then 'Z' when i % 2 = 0 then 'F' else 'M' end as sexe,
            case when i % 9 = 0 then 'INC' else 'N' end as handicap
            from range({n_persons}) t(i)""",
        "fournisseurs": """select 'F' || i as no_fournisseur, 'Fournisseur ' || i as nom, lpad((i % 17 + 1)::varchar, 2, '0') as region
            from range(40) t(i)""",
        "participations": f"""select 'P' || (case when i % 5000 = 11 then i - 1 else i end) as no_participation,
            'U' || (i * 37 % {n_persons}) as no_personne,
            'F' || (case when i % 4000 = 5 then 99 else i % 40 end) as no_fournisseur,
            case when i % 2 = 0 then 'SE' else 'SPE' end as programme,
            lpad((i % 17 + 1)::varchar, 2, '0') as region, 'B' || i % 90 as bureau,
            {day.format(0)} as date_demande,
            case when i % 2000 = 7 then '31/02/2023' else {day.format(9)} end as date_debut,
            case when i % 3 = 0 then '' else {day.format(99)} end as date_fin,
            case when i % 3000 = 1 then '12' else (i % 10)::varchar end as indicateurs, case when i % 5 = 0 then 'CONF' else 'O' end as afdr
            from range({n}) t(i)""",
    }
    for name, select in selects.items():
        connection.execute(f"copy ({select}) to '{folder}/{name}.csv' (header, delimiter ';')")
    (folder / "benchmark.yaml").write_text(CODEBOOK, "utf-8")


def by_bilan(folder: Path) -> dict[str, int]:
    from analysis.extracts.checking import check_extract
    from analysis.extracts.codebooks import load_codebook

    summary = check_extract(folder, load_codebook(folder / "benchmark.yaml"), as_of=AS_OF)
    return {count.table: count.n_refused for count in summary.result.row_counts}


def by_pandas(folder: Path) -> dict[str, int]:
    import pandas as pd

    marks = ["", "INC", "S.O.", "CONF"]

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(folder / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)

    def bad_dates(texts: pd.Series, *, required: bool = False) -> tuple[pd.Series, pd.Series]:
        missing = texts.isin(marks)
        days = pd.to_datetime(texts.where(~missing), format="%d/%m/%Y", errors="coerce")
        bad = (~missing & days.isna()) | (days > pd.Timestamp(AS_OF)) | (days < pd.Timestamp("1900-01-01"))
        return days, bad | missing if required else bad

    def duplicated(frame: pd.DataFrame, key: str, sound: pd.Series) -> pd.Series:
        kept = frame[sound]
        repeated = kept.duplicated().reindex(frame.index, fill_value=False)
        distinct = kept.drop_duplicates()
        conflicting = frame[key].isin(distinct.loc[distinct[key].duplicated(keep=False), key]) & sound
        return repeated | conflicting

    persons, providers, rows = read("personnes"), read("fournisseurs"), read("participations")
    bad = bad_dates(persons.date_naissance)[1] | ~persons.sexe.isin(["F", "M", *marks]) | ~persons.handicap.isin(["O", "N", *marks])
    bad |= persons.no_personne.isin(marks)
    bad |= duplicated(persons, "no_personne", ~bad)
    regions = [f"{number:02d}" for number in range(1, 18)]
    bad_providers = ~providers.region.isin(regions) | providers.nom.isin(marks) | providers.no_fournisseur.isin(marks)
    bad_providers |= duplicated(providers, "no_fournisseur", ~bad_providers)
    asked, asked_bad = bad_dates(rows.date_demande)
    started, started_bad = bad_dates(rows.date_debut, required=True)
    ended, ended_bad = bad_dates(rows.date_fin)
    wrong = asked_bad | started_bad | ended_bad | (started < asked) | (ended < started)
    counts = pd.to_numeric(rows.indicateurs.where(~rows.indicateurs.isin(marks)), errors="coerce")
    wrong |= (~rows.indicateurs.isin(marks) & counts.isna()) | (counts < 0) | (counts > 9)
    wrong |= ~rows.programme.isin(["SE", "SPE"]) | ~rows.region.isin(regions) | ~rows.afdr.isin(["O", "N", *marks])
    for name in ("no_participation", "no_personne", "no_fournisseur", "bureau"):
        wrong |= rows[name].isin(marks)
    wrong |= duplicated(rows, "no_participation", ~wrong)
    wrong |= ~rows.no_personne.isin(persons.no_personne[~bad]) | ~rows.no_fournisseur.isin(providers.no_fournisseur[~bad_providers])
    return {"persons": int(bad.sum()), "providers": int(bad_providers.sum()), "participations": int(wrong.sum())}


def by_store_rejects(folder: Path) -> dict[str, int]:
    import duckdb

    connection = duckdb.connect()
    texts = ["no_participation", "no_personne", "no_fournisseur", "programme", "region", "bureau"]
    types = dict.fromkeys(texts, "VARCHAR") | dict.fromkeys(("date_demande", "date_debut", "date_fin"), "DATE")
    types |= {"indicateurs": "BIGINT", "afdr": "VARCHAR"}
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    connection.execute(
        f"create table typed as select * from read_csv('{folder}/participations.csv', header=true, auto_detect=false, delim=';', "
        f"columns={{{columns}}}, dateformat='%d/%m/%Y', store_rejects=true)"
    )
    found = connection.execute("select count(distinct line) from reject_errors").fetchone()
    return {"participations (types only)": int(found[0]) if found else 0}


WAYS: dict[str, Callable[[Path], dict[str, int]]] = {"bilan": by_bilan, "pandas": by_pandas, "store_rejects": by_store_rejects}


def run_one(way: str, folder: Path) -> None:
    started = time.perf_counter()
    refused = WAYS[way](folder)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures: dict[str, Any] = {
        "seconds": time.perf_counter() - started,
        "processor": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
        "refused": refused,
    }
    print(json.dumps(figures))


def main(n: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bilan-benchmark-") as name:
        folder = Path(name)
        make_files(folder, n)
        size = sum(path.stat().st_size for path in folder.glob("*.csv")) / 1e6
        print(f"{n:,} participations, {n * 7 // 10:,} persons: {size:,.0f} MB of CSV\n")
        print("| Way | Wall s | Processor s | Peak MB | Refused rows |\n|---|---:|---:|---:|---|")
        found = {}
        for way in WAYS:
            done = subprocess.run([sys.executable, __file__, "--one", way, name], capture_output=True, text=True, check=True)
            figures = json.loads(done.stdout)
            found[way] = figures["refused"]
            print(f"| {way} | {figures['seconds']:.1f} | {figures['processor']:.1f} | {figures['megabytes']:,.0f} | {figures['refused']} |")
        same = found["bilan"] == found["pandas"]
        print(f"\nbilan and pandas refuse {'the same number of rows in each table' if same else 'DIFFERENT numbers of rows'}.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
