"""The made-up agency's files hold bad rows on purpose: the ledger finds each of them, for its reason, and no other."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from analysis.core.ownership import OwnFile
from analysis.extracts.codebooks import find_codebook
from analysis.extracts.reading import read_extract

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "data" / "sample"


def test_the_ledger_of_the_sample_holds_its_deliberately_bad_rows_and_nothing_else(tmp_path: Path) -> None:
    truth = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
    as_of = date.fromisoformat(truth["agency"]["observation_date"])
    ledger = tmp_path / "ledger.csv"
    codebook = find_codebook(ROOT / "params" / "codebooks", "made_up_agency")
    result = read_extract(SAMPLE, codebook, tmp_path / "store", ledger=OwnFile(ledger, tmp_path, "ledger"), as_of=as_of)
    with ledger.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = Counter((row["table"], row["reason"]) for row in rows)
    expected = {(table, reason): count for table, reasons in truth["bad_rows"].items() for reason, count in reasons.items()}
    assert dict(found) == expected
    assert result.n_rows == result.n_accepted + result.n_refused
    accepted = {count.table: count.n_accepted for count in result.row_counts}
    assert accepted["participations"] == truth["n_participations"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("codebook", "folder"),
    [
        ("quebec_social_assistance_reports", "facts/quebec_solidarite"),
        ("quebec_objectif_emploi_open_data", "data/quebec_objectif_emploi"),
    ],
)
def test_no_row_of_the_real_official_files_is_refused(shared: Path, tmp_path: Path, codebook: str, folder: str) -> None:
    result = read_extract(shared / folder, find_codebook(ROOT / "params" / "codebooks", codebook), tmp_path / "store")
    assert result.n_rows > 1000
    assert result.refusals == ()
    assert result.unread == ()
