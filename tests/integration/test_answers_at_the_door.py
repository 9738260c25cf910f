"""What a survey may not bring in: a score outside the scale is refused, and what people write stays in the agency's file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis import open_run

ANSWERS = "satisfaction.csv.gz"
WRITTEN = "Zoé dit que Mme Untel de la rue Principale l'a bien aidée"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """Two scores outside the scale, and a comment of a kind that names people."""
    made = make_tiny_run(tmp_path_factory.mktemp("answers") / "project")
    rows = made.rows(ANSWERS)
    score, comment = rows[0].index("note"), rows[0].index("commentaire")
    answered = [line for line, row in enumerate(rows) if line and row[score] in "12345" and row[score]]
    for line, wrong in zip(answered, ("0", "6"), strict=False):
        rows[line][score] = wrong
    for line in answered:
        rows[line][comment] = WRITTEN
    made.write(ANSWERS, rows)
    return made


def test_0_and_6_are_refused_into_the_ledger_and_counted_by_nobody(tiny: TinyRun) -> None:
    run = open_run(tiny.run_file, "fr")
    store = run.store_with("satisfaction_answers")
    ledger = duckdb.read_parquet(str(next((tiny.project / ".store").rglob("ledger.parquet"))))
    refused = ledger.filter("\"table\" = 'satisfaction_answers' and \"column\" = 'score'").fetchall()
    assert len(refused) == 2
    scores = set(store.table("satisfaction_answers").score.to_pyarrow().to_pylist())
    assert scores <= {None, 1, 2, 3, 4, 5}
    counts = next(count for count in store.row_counts if count.table == "satisfaction_answers")
    assert counts.n_rows == len(tiny.rows(ANSWERS)) - 1 == counts.n_accepted + counts.n_refused
    assert counts.n_refused == 2


def test_what_people_write_is_in_no_file_of_the_store(tiny: TinyRun) -> None:
    run = open_run(tiny.run_file, "fr")
    columns = run.store_with("satisfaction_answers").table("satisfaction_answers").columns
    assert not {"comment", "commentaire", "comment_missing"} & set(columns)
    files = [path for path in (tiny.project / ".store").rglob("*") if path.is_file()]
    assert any(path.suffix == ".parquet" for path in files)
    for path in files:
        if path.suffix == ".parquet":
            held = duckdb.read_parquet(str(path))
            texts = "\n".join(str(row) for row in held.fetchall())
            assert "Untel" not in texts, path
        else:
            assert b"Untel" not in path.read_bytes(), path


def test_a_column_left_in_its_file_is_not_noticed_as_unread(tiny: TinyRun) -> None:
    from analysis.extracts.codebooks import load_codebook  # noqa: PLC0415
    from analysis.extracts.reading import read_extract  # noqa: PLC0415

    codebook = load_codebook(tiny.project / "params" / "codebooks" / "made_up_agency.yaml")
    to = Path(tiny.project / "read")
    to.mkdir()
    report = read_extract(tiny.files, codebook, to, as_of=None)
    assert not [notice for notice in report.notices if ANSWERS in notice.fr]
