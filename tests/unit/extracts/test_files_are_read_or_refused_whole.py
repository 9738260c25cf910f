"""A file that cannot be read is refused with what to do; all the bad files of a folder are said at once."""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_extract import PARTICIPATIONS, PERSONS, PROVIDERS, SmallExtract, compressed
from small_workbook import write_workbook

from analysis.core.errors import ExtractError
from analysis.extracts.limits import Limits
from analysis.extracts.store import open_store

Read = Callable[[], ExtractError]


@pytest.fixture
def refusal(extract: SmallExtract) -> Read:
    def read(**options: object) -> ExtractError:
        with pytest.raises(ExtractError) as caught:
            extract.read(**options)
        return caught.value

    return read


def _as(extract: SmallExtract, name: str, content: bytes) -> SmallExtract:
    """Send the providers as another file, with its bytes."""
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", f'file: "{name}"')
    extract.write(fournisseurs=None)
    (extract.folder / name).write_bytes(content)
    return extract


def _whats(error: ExtractError) -> list[tuple[str, str]]:
    return [(problem.where, problem.what.en) for problem in error.problems]


def test_all_the_bad_files_are_said_at_once(extract: SmallExtract, refusal: Read) -> None:
    extract.write(personnes=b"", fournisseurs=None, participations=[PARTICIPATIONS[0].replace("debut", "date_debut"), *PARTICIPATIONS[1:]])
    assert _whats(refusal()) == [
        ("fournisseurs.csv", "file absent"),
        ("personnes.csv", "empty file"),
        ("participations.csv:1", 'column "debut" absent'),
    ]


def test_an_absent_column_has_its_near_matches(extract: SmallExtract, refusal: Read) -> None:
    error = refusal() if extract.write(personnes=[PERSONS[0].replace("handicap", "handicapé"), *PERSONS[1:]]) else None
    assert error is not None
    assert error.problems[0].todo is not None
    assert "handicapé" in error.problems[0].todo.fr


def test_a_first_row_of_persons_is_not_shown_as_if_it_were_a_header(extract: SmallExtract, refusal: Read) -> None:
    error = refusal() if extract.write(personnes=["SECRET;01/02/1980;F;O", *PERSONS[1:]]) else None
    assert error is not None
    assert "SECRET" not in error.text("fr") + error.text("en")
    assert "0 of the 4 expected columns" in error.text("en")


def test_another_delimiter_is_recognised(extract: SmallExtract, refusal: Read) -> None:
    extract.write(personnes=[line.replace(";", ",") for line in PERSONS])
    assert "delimiter seems to be a comma" in refusal().text("en")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n\r\n"])
def test_an_empty_file_is_refused(extract: SmallExtract, refusal: Read, content: bytes) -> None:
    extract.write(fournisseurs=content)
    assert _whats(refusal()) == [("fournisseurs.csv", "empty file")]


def test_a_header_without_rows_is_an_empty_table_and_is_said(extract: SmallExtract) -> None:
    result = extract.write(participations=PARTICIPATIONS[:1]).read()
    assert result.row_counts[-1].n_rows == 0
    assert [notice.en for notice in result.notices] == ["participations.csv: a header and no row"]
    assert open_store(extract.store).table("participations").count().execute() == 0


def test_a_truncated_gzip_file_is_refused(extract: SmallExtract, refusal: Read) -> None:
    content = compressed([PROVIDERS[0], *(f"F{number};Nom {number * 7919};06" for number in range(3000))])
    for damaged in (content[:-20], content[:40], content[:-8] + b"\0" * 8, content + b"garbage"):
        _as(extract, "fournisseurs.csv.gz", damaged)
        assert _whats(refusal()) == [("fournisseurs.csv.gz", "compressed file truncated or damaged")]


@pytest.mark.parametrize("inner", [compressed(PROVIDERS), b"PK\x03\x04" + b"\0" * 100], ids=["gzip", "zip"])
def test_what_was_compressed_twice_is_said_to_be_no_text(extract: SmallExtract, refusal: Read, inner: bytes) -> None:
    _as(extract, "fournisseurs.csv.gz", gzip.compress(inner))
    assert _whats(refusal()) == [("fournisseurs.csv.gz", "this file is not text")]


def test_a_gzip_bomb_is_stopped_at_the_limit(extract: SmallExtract, refusal: Read) -> None:
    _as(extract, "fournisseurs.csv.gz", compressed([PROVIDERS[0]]) + gzip.compress(b"F9;x;06\n" * 4_000_000))
    bounded = Limits(expansion_from=10**6, expansion=100)
    with pytest.raises(ExtractError) as caught:
        extract.read(limits=bounded)
    assert _whats(caught.value) == [("fournisseurs.csv.gz", "file far too large once decompressed")]


def test_names_that_lie_about_the_format_are_refused(extract: SmallExtract, refusal: Read) -> None:
    _as(extract, "fournisseurs.csv.gz", "\n".join(PROVIDERS).encode())
    assert "not compressed with gzip" in refusal().text("en")
    (extract.folder / "fournisseurs.csv.gz").unlink()
    extract.codebook_text = extract.codebook_text.replace("fournisseurs.csv.gz", "fournisseurs.csv")
    extract.write(fournisseurs=compressed(PROVIDERS))
    assert "this file is not text" in refusal().text("en")


def test_a_file_all_in_another_encoding_is_refused_with_the_encoding_to_declare(extract: SmallExtract, refusal: Read) -> None:
    accented = [PROVIDERS[0], "F1;Élan;06", "F2;Évasion;03", "F3;Forêt;03"]
    extract.write(fournisseurs="\n".join(accented).encode("cp1252"))
    assert "encoding: windows-1252" in refusal().text("en")
    extract.codebook_text = extract.codebook_text.replace('delimiter: ";"', 'delimiter: ";"\n  encoding: windows-1252')
    assert extract.read().n_refused == 0
    assert open_store(extract.store).table("providers").provider_name.to_list() == ["Élan", "Évasion", "Forêt"]
    extract.write(fournisseurs="\n".join(accented).encode())
    assert "this file is in UTF-8" in refusal().text("en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_auto_tells_the_encoding(extract: SmallExtract, encoding: str) -> None:
    extract.codebook_text = extract.codebook_text.replace('delimiter: ";"', 'delimiter: ";"\n  encoding: auto')
    extract.write(fournisseurs="\n".join([PROVIDERS[0], "F1;Élan;06", "F2;Évasion;03"]).encode(encoding)).read()
    assert open_store(extract.store).table("providers").provider_name.to_list() == ["Élan", "Évasion"]


def test_links_that_leave_the_folder_pipes_and_repeated_columns_are_refused(extract: SmallExtract, refusal: Read, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_text("\n".join(PERSONS))
    extract.write(
        personnes=None, fournisseurs=None, participations=["no;" + PARTICIPATIONS[0], *("x;" + row for row in PARTICIPATIONS[1:])]
    )
    (extract.folder / "personnes.csv").symlink_to(tmp_path / "elsewhere.csv")
    os.mkfifo(extract.folder / "fournisseurs.csv")
    assert [problem.what.en for problem in refusal().problems] == [
        "this link leads out of the extract's folder",
        "this is not an ordinary file",
        'two columns are called "no"',
    ]


def test_a_link_inside_the_folder_is_followed(extract: SmallExtract) -> None:
    extract.write()
    (extract.folder / "personnes.csv").rename(extract.folder / "personnes 2024 é.csv")
    (extract.folder / "personnes.csv").symlink_to("personnes 2024 é.csv")
    result = extract.read()
    assert result.n_refused == 0
    assert result.unread == ("personnes 2024 é.csv",)


def test_files_that_nothing_names_are_reported_and_do_no_harm(extract: SmallExtract) -> None:
    extract.write()
    (extract.folder / "notes [1].docx").write_bytes(b"\0\0")
    assert extract.read().unread == ("notes [1].docx",)


def test_an_optional_file_may_be_absent(extract: SmallExtract) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", "file: fournisseurs.csv\n    optional: true")
    result = extract.write(fournisseurs=None).read()
    assert not open_store(extract.store).has("providers")
    assert [notice.en for notice in result.notices] == [
        "participations.provider_id: not checked, the extract does not give the table providers"
    ]


def test_a_record_far_too_long_costs_its_own_line_only(extract: SmallExtract) -> None:
    extract.write(fournisseurs=[*PROVIDERS, "F3;" + "x" * 9_000_000 + ";06", "F4;" + "x" * 1001 + ";06", "F5;Relais;06"]).read()
    assert extract.ledger() == [("fournisseurs.csv", 4, "", "record_too_long"), ("fournisseurs.csv", 5, "provider_name", "text_too_long")]


def _workbook(extract: SmallExtract, sheets: dict[str, list[list[object]]], sheet: str = "") -> SmallExtract:
    _as(extract, "participations.xlsx", b"")
    extract.write(participations=None)
    extract.codebook_text = extract.codebook_text.replace('file: "participations.xlsx"', "file: fournisseurs.csv").replace(
        "file: participations.csv", f"file: participations.xlsx{sheet}"
    )
    write_workbook(extract.folder / "participations.xlsx", sheets)  # type: ignore[arg-type]
    return extract


def test_a_workbook_gives_days_numbers_and_texts_however_they_are_held(extract: SmallExtract) -> None:
    header: list[object] = list(PARTICIPATIONS[0].split(";"))
    day = dt.date(2024, 4, 1)
    rows: list[list[object]] = [
        ["P1", "U1", "F1", "SE", "06", "B", day, dt.date(2024, 5, 1), 4],
        [],
        ["P2", "U1", "F1", "SE", "06", "B", 45383, None, 4.0],
        ["P3", "U1", "F1", "SE", "06", "B", "01/04/2024", "", "S.O."],
        ["P4", "U1", "F1", "SE", "06", "B", 45383.5, "", "x"],
        ["P5", "U1", "F1", "SE", 6, "B", day, "", "", "beyond"],
    ]
    _workbook(extract, {"Feuille 1": [header, *rows]}).read()
    kept = open_store(extract.store).table("participations").to_pandas()
    assert kept.participation_id.tolist() == ["P1", "P2", "P3"]
    assert {moment.date() for moment in kept.start_date} == {day}
    assert kept.n_suitability_indicators.fillna(-1).tolist() == [4, 4, -1]
    assert extract.ledger() == [
        ("participations.xlsx", 6, "n_suitability_indicators", "not_an_integer"),
        ("participations.xlsx", 6, "start_date", "not_a_date"),
        ("participations.xlsx", 7, "", "wrong_number_of_fields"),
    ]


def test_a_workbook_of_several_sheets_needs_the_name_of_one(extract: SmallExtract, refusal: Read) -> None:
    rows: list[list[object]] = [list(line.split(";")) for line in PARTICIPATIONS]
    _workbook(extract, {"Données": rows, "Notes": [["à lire"]]})
    assert "Données, Notes" in refusal().text("en")
    extract.codebook_text = extract.codebook_text.replace("file: participations.xlsx", "file: participations.xlsx\n    sheet: Donnees")
    assert "Did you mean: Données?" in refusal().text("en")
    extract.codebook_text = extract.codebook_text.replace("sheet: Donnees", "sheet: Données")
    assert extract.read().n_refused == 0


def test_a_truncated_protected_or_exploding_workbook_is_refused(extract: SmallExtract, refusal: Read) -> None:
    rows: list[list[object]] = [list(PARTICIPATIONS[0].split(";")), *([["x" * 1000] * 9] * 300)]
    path = _workbook(extract, {"A": rows}).folder / "participations.xlsx"
    whole = path.read_bytes()
    with pytest.raises(ExtractError, match="far too large once decompressed"):
        extract.read(limits=Limits(expansion_from=1000, expansion=10))
    path.write_bytes(whole[: len(whole) // 2])
    assert "truncated or damaged" in refusal().text("en")
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    path.write_bytes(bytes(damaged))
    assert "truncated or damaged" in refusal().text("en")
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "protected by a password" in refusal().text("en")
    for text in ("\n".join(PARTICIPATIONS), "<html><table><tr><td>P1"):
        path.write_text(text, "utf-8")
        assert "this is not an .xlsx workbook" in refusal().text("en")


def test_a_parquet_file_gives_typed_values_and_a_damaged_one_is_refused(extract: SmallExtract, refusal: Read) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: participations.csv", "file: participations.parquet")
    extract.write(participations=None)
    path = extract.folder / "participations.parquet"
    table = pa.table(
        {
            "no": ["P1", "P2"],
            "no_personne": ["U1", "U2"],
            "no_fournisseur": ["F1", "F1"],
            "programme": ["SE", "SE"],
            "region": ["06", "66"],
            "bureau": ["B", "B"],
            "debut": pa.array([dt.date(2024, 4, 1), dt.date(2024, 4, 2)]),
            "fin": pa.array([dt.datetime(2024, 5, 1), None], pa.timestamp("us")),
            "indicateurs": [4.0, None],
        }
    )
    pq.write_table(table, path)
    extract.read()
    row = open_store(extract.store).table("participations").to_pandas().iloc[0]
    assert (row.start_date.date(), row.end_date.date(), row.n_suitability_indicators) == (dt.date(2024, 4, 1), dt.date(2024, 5, 1), 4)
    assert extract.ledger() == [("participations.parquet", 2, "region", "unknown_code")]
    path.write_bytes(path.read_bytes()[:-9])
    assert "Parquet file truncated or damaged" in refusal().text("en")


@pytest.mark.parametrize("kind", [pa.float64(), pa.decimal128(6, 2)], ids=str)
def test_a_number_in_a_text_has_the_decimal_sign_of_the_codebook_whatever_its_type(extract: SmallExtract, kind: pa.DataType) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", "file: fournisseurs.parquet\n    decimal: comma")
    extract.write(fournisseurs=None)
    numbers = pa.array([0.25, 1.75]).cast(kind)
    pq.write_table(pa.table({"no": ["F1", "F2"], "nom": numbers, "region": ["06", "03"]}), extract.folder / "fournisseurs.parquet")
    extract.read()
    assert sorted(open_store(extract.store).table("providers").to_pandas()["provider_name"]) == ["0,25", "1,75"]
