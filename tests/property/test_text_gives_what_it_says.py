"""Each value accepted from a mutated text file is the text of its line, and no line is lost: held against a plain reading."""

from __future__ import annotations

import csv
import datetime as dt
import re
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_extract import PERSONS, PROVIDERS, SmallExtract

from analysis.core.errors import ExtractError
from analysis.extracts.store import open_store

COLUMNS = 9
HEADER = "no;no_personne;no_fournisseur;programme;region;bureau;debut;fin;indicateurs"
ROWS = [
    "P1;U1;F1;SE;06;B06-1;01/04/2024;30/09/2024;4",
    'P2;U2;F2;Emploi « été »;03;"B;03";02/04/2024;;S.O.',
    'P3;U3;F1;SE;06;"B 06\nannexe";03/04/2024;;',
    'P4;U1;F2;"Le ""Coin""";03;B03-1;04/04/2024;05/04/2024;0',
    "P5;U2;F1;SE;06;B06-1;29/02/2024;;9",
]
PIECES = ['"', '""', ";", "\n", "\r", "\r\n", " ", "\u00a0", "é", "\u2028", "\x00", "0", "9", "-", "/", ",", "INC", "\ufeff", "U1", '";"']
MUTATIONS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from(PIECES), st.integers(0, 2)), min_size=1, max_size=4)


def _said(text: str) -> list[list[str]]:
    """Return what Python's own reader finds at each line of a text, carriage returns alone taken for ends of lines or for characters."""
    said = []
    for variant in {text, text.replace("\r", "\n")}:
        lines = variant.split("\n")
        for start in range(len(lines)):
            with suppress(csv.Error, StopIteration):
                said.append(next(csv.reader([f"{line}\n" for line in lines[start:-1]], delimiter=";")))
    return said


def _written(row: dict[str, object]) -> list[str]:
    """Return the cells of an accepted row as its codebook would have them written; `*` for a kind of missing that has several marks."""
    cells = []
    names = ("participation_id", "person_id", "provider_id", "program", "region", "office", "start_date", "end_date")
    for name in names:
        value = row[name]
        cells.append(value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else "" if value is None else str(value))
    number = row["n_suitability_indicators"]
    marks = {"blank": "", "unknown": "INC", "not_applicable": "S.O.", "suppressed": "CONF"}
    cells.append(marks.get(str(row["n_suitability_indicators_missing"]), f"{number:.0f}" if number is not None else ""))
    if row["end_date_missing"] == "unknown":
        cells[7] = "INC"
    return cells


def _same(theirs: str, ours: str) -> bool:
    """Say whether a cell of the file and a written value are one: spaces around it, composed accents, zeros before a number aside."""
    theirs = unicodedata.normalize("NFC", theirs.replace("\r\n", "\n")).strip(" \t\u00a0\u202f")
    if day_and_month := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", theirs, re.ASCII):
        theirs = "/".join(part.zfill(2) for part in day_and_month.groups())
    return theirs == ours or (theirs.lstrip("+-0") or "0") == ours


@given(ending=st.sampled_from(["\n", "\r\n"]), mutations=MUTATIONS, encoding=st.sampled_from(["utf-8", "utf-16"]))
@settings(max_examples=25, deadline=None, phases=[Phase.generate])
def test_what_is_accepted_is_what_its_line_says_and_no_line_is_lost(
    ending: str, mutations: list[tuple[int, str, int]], encoding: str
) -> None:
    text = "\n".join(ROWS) + "\n"
    for place, piece, n_replaced in mutations:
        start = place % (len(text) + 1)
        text = text[:start] + piece + text[start + n_replaced :]
    text = text.replace("\n", ending)
    with tempfile.TemporaryDirectory() as folder:
        extract = SmallExtract(Path(folder))
        entry = "file: participations.csv"
        extract.codebook_text = extract.codebook_text.replace(entry, f"{entry}\n    encoding: {encoding}")
        extract.write(personnes=PERSONS, fournisseurs=PROVIDERS, participations=f"{HEADER}{ending}{text}".encode(encoding))
        try:
            result = extract.read()
        except ExtractError as error:
            assert all(problem.where.startswith("participations.csv") for problem in error.problems)
            return
        rows = open_store(extract.store).table("participations").to_pandas().astype(object)
        rows = rows.where(rows.notna(), None).to_dict("records")
        refused = {line for file, line, _, _ in extract.ledger() if file == "participations.csv"}
    count = next(count for count in result.row_counts if count.table == "participations")
    assert count.n_counted == count.n_accepted + count.n_refused
    assert (len(rows), len(refused)) == (count.n_accepted, count.n_refused)
    whole = text.replace("\r\n", "\n") + "\n"
    said = [record for record in _said(whole) if len(record) == COLUMNS]
    for cells in map(_written, rows):
        assert any(all(map(_same, record, cells)) for record in said), "a value that no line says"
    if not any(mark in whole for mark in '"\r'):
        lines = {number for number, line in enumerate(whole.split("\n"), 2) if line.strip(" \t")}
        assert refused <= lines
        assert len(lines) == count.n_counted
