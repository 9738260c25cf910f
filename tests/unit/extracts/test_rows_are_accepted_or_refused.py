"""Every row of an extract is in the store or in the ledger, with its line and its reason, and never in both."""

from __future__ import annotations

from datetime import date

import pytest
from small_extract import PARTICIPATIONS, PERSONS, PROVIDERS, SmallExtract

from analysis.core.errors import ExtractError
from analysis.extracts.store import open_store


def test_a_sound_extract_loses_nothing(extract: SmallExtract) -> None:
    result = extract.write().read(as_of=date(2025, 3, 31))
    assert (result.n_rows, result.n_accepted, result.n_refused) == (8, 8, 0)
    assert extract.ledger() == []
    assert open_store(extract.store).table("participations").count().execute() == 3


def test_blank_unknown_not_applicable_and_suppressed_stay_four_different_things(extract: SmallExtract) -> None:
    extract.write(personnes=[*PERSONS, "U4;S.O.;INC;N"]).read()
    persons = open_store(extract.store).table("persons").order_by("person_id").to_pandas()
    assert persons["birth_date_missing"].fillna("-").tolist() == ["-", "blank", "unknown", "not_applicable"]
    assert persons["is_disabled_missing"].fillna("-").tolist() == ["-", "-", "suppressed", "-"]
    assert persons["sex_missing"].fillna("-").tolist() == ["-", "-", "-", "unknown"]
    assert persons["birth_date"].isna().tolist() == [False, True, True, True]


def test_a_column_that_the_file_does_not_give_is_unknown(extract: SmallExtract) -> None:
    extract.write().read()
    persons = open_store(extract.store).table("persons").to_pandas()
    assert set(persons["is_immigrant_missing"]) == {"unknown"}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("P4;U1;F1;SE;06;B;31/02/2024;;", "start_date", "not_a_date"),
        ("P4;U1;F1;SE;06;B;1/4/24;;", "start_date", "not_a_date"),
        ("P4;U1;F1;SE;06;B;2024-04-01;;", "start_date", "not_a_date"),
        ("P4;U1;F1;SE;06;B;;;", "start_date", "required_missing"),
        ("P4;U1;F1;SE;06;B;INC;;", "start_date", "required_missing"),
        ("P4;U1;F1;SE;06;B;01/04/1824;;", "start_date", "date_out_of_range"),
        ("P4;U1;F1;SE;06;B;02/04/2025;;", "start_date", "date_in_the_future"),
        ("P4;U1;F1;SE;06;B;02/04/2024;01/04/2024;", "end_date", "dates_reversed"),
        ("P4;U1;F1;SE;6;B;01/04/2024;;", "region", "unknown_code"),
        ("P4;U1;F1;SE;18;B;01/04/2024;;", "region", "unknown_code"),
        ("P4;U1;F1;SE;06;B;01/04/2024;;10", "n_suitability_indicators", "out_of_bounds"),
        ("P4;U1;F1;SE;06;B;01/04/2024;;-1", "n_suitability_indicators", "out_of_bounds"),
        ("P4;U1;F1;SE;06;B;01/04/2024;;4,5", "n_suitability_indicators", "not_an_integer"),
        ("P4;U1;F1;SE;06;B;01/04/2024;;4.0", "n_suitability_indicators", "not_an_integer"),
        ("P4;U1;F1;SE;06;B;01/04/2024;;99999999999999999999", "n_suitability_indicators", "not_an_integer"),
        ("P4;U1;F1;SE;06;" + "B" * 1001 + ";01/04/2024;;", "office", "text_too_long"),
        ("P4;U9;F1;SE;06;B;01/04/2024;;", "person_id", "unknown_reference"),
        ("P4;U1;F9;SE;06;B;01/04/2024;;", "provider_id", "unknown_reference"),
        ("P4;U1;F1;SE;06;B;01/04/2024;", "", "wrong_number_of_fields"),
        ("P4;U1;F1;SE;06;B;01/04/2024;;;", "", "wrong_number_of_fields"),
        ('P4;U1;F1;SE;06;"B"1;01/04/2024;;', "", "misplaced_quote"),
        ('P4;U1;F1;SE;06;"B;01/04/2024;;', "", "misplaced_quote"),
        ("P4;U1;F1;SE;06;B\x001;01/04/2024;;", "", "control_character"),
        ("P4;U1;F1;SE;06;\x1b[31mB;01/04/2024;;", "", "control_character"),
    ],
)
def test_a_bad_row_is_refused_at_its_line_for_its_reason(extract: SmallExtract, row: str, column: str, reason: str) -> None:
    lines = [*PARTICIPATIONS[:2], row, *PARTICIPATIONS[2:]]
    result = extract.write(participations=lines).read(as_of=date(2025, 3, 31))
    assert extract.ledger() == [("participations.csv", 3, column, reason)]
    assert (result.n_rows, result.n_accepted, result.n_refused) == (9, 8, 1)
    kept = open_store(extract.store).table("participations").participation_id.to_list()
    assert kept == ["P1", "P2", "P3"]


def test_a_row_with_several_problems_has_all_of_them_and_counts_once(extract: SmallExtract) -> None:
    result = extract.write(participations=[*PARTICIPATIONS, "P4;U9;F1;SE;99;B;x;;44"]).read()
    assert {(column, reason) for _, line, column, reason in extract.ledger() if line == 5} == {
        ("person_id", "unknown_reference"),
        ("region", "unknown_code"),
        ("start_date", "not_a_date"),
        ("n_suitability_indicators", "out_of_bounds"),
    }
    assert result.n_refused == 1


def test_of_identical_rows_the_first_is_kept(extract: SmallExtract) -> None:
    extract.write(personnes=[*PERSONS, PERSONS[1], PERSONS[1]]).read()
    assert extract.ledger() == [("personnes.csv", 5, "person_id", "repeated_row"), ("personnes.csv", 6, "person_id", "repeated_row")]


def test_of_different_rows_with_one_key_none_is_kept_whatever_their_order(extract: SmallExtract) -> None:
    other = "U1;01/02/1981;F;O"
    for persons in ([*PERSONS, other], [PERSONS[0], other, *PERSONS[1:]]):
        extract.write(personnes=persons).read()
        refused = {(column, reason) for file, _, column, reason in extract.ledger() if file == "personnes.csv"}
        assert refused == {("person_id", "conflicting_key")}
        assert "U1" not in open_store(extract.store).table("persons").person_id.to_list()


def test_a_bad_row_does_not_make_a_sound_row_with_its_key_a_duplicate(extract: SmallExtract) -> None:
    extract.write(personnes=[*PERSONS, "U1;32/13/1980;F;O"]).read()
    assert extract.ledger() == [("personnes.csv", 5, "birth_date", "not_a_date")]


def test_a_reference_to_a_refused_row_is_refused_for_that_reason(extract: SmallExtract) -> None:
    extract.write(personnes=[PERSONS[0], "U1;x;F;O", *PERSONS[2:]]).read()
    assert extract.ledger() == [
        ("participations.csv", 2, "person_id", "refused_reference"),
        ("personnes.csv", 2, "birth_date", "not_a_date"),
    ]


def test_lines_stay_right_after_line_breaks_inside_quotes(extract: SmallExtract) -> None:
    providers = ["no;nom;region", 'F1;"Carrefour\n\nEmploi; ""Nord""";06', "F2;Entraide;03", "F3;Relais;99", 'F4;"A\nB";x']
    extract.write(fournisseurs=providers).read()
    assert extract.ledger() == [("fournisseurs.csv", 6, "region", "unknown_code"), ("fournisseurs.csv", 7, "region", "unknown_code")]
    names = open_store(extract.store).table("providers").provider_name.to_list()
    assert names == ['Carrefour\n\nEmploi; "Nord"', "Entraide"]


def test_a_stray_quote_costs_its_own_line_only(extract: SmallExtract) -> None:
    extract.write(fournisseurs=[*PROVIDERS, 'F3;"Relais;06', "F4;Tremplin;06", "F5;Envol;06"]).read()
    assert extract.ledger() == [("fournisseurs.csv", 4, "", "misplaced_quote")]
    assert open_store(extract.store).table("providers").count().execute() == 4


def test_mixed_line_endings_and_blank_lines_count_as_an_editor_counts_them(extract: SmallExtract) -> None:
    content = b"no;nom;region\r\nF1;Carrefour;06\rF2;Entraide;03\n\r\n\nF3;Relais;99"
    extract.write(fournisseurs=content).read()
    assert extract.ledger() == [("fournisseurs.csv", 6, "region", "unknown_code")]


def test_a_row_in_another_encoding_is_refused_alone(extract: SmallExtract) -> None:
    content = "\n".join([*PROVIDERS, "F3;Élan;06"]).encode() + "\nF4;Élan;06\n".encode("cp1252")
    result = extract.write(fournisseurs=content).read()
    assert extract.ledger() == [("fournisseurs.csv", 5, "", "wrong_encoding")]
    assert result.n_rows == result.n_accepted + 1


def test_accents_are_composed_and_spaces_around_values_are_no_part_of_them(extract: SmallExtract) -> None:
    extract.write(fournisseurs=["no;nom;region", "F1 ; E\u0301lan\u00a0;06", "F2;\tEnvol nord ;03"]).read()
    assert open_store(extract.store).table("providers").provider_name.to_list() == ["Élan", "Envol nord"]


def test_hostile_texts_are_texts(extract: SmallExtract) -> None:
    names = ["<script>alert(1)</script>", '=HYPERLINK("x")', "'); DROP TABLE providers; --", "../../etc/passwd", "$p1 ? {x}"]
    rows = [f'F{10 + index};"{name.replace(chr(34), chr(34) * 2)}";06' for index, name in enumerate(names)]
    extract.write(fournisseurs=[*PROVIDERS, *rows]).read()
    assert open_store(extract.store).table("providers").provider_name.to_list()[2:] == names


def test_hostile_column_names_are_only_names(extract: SmallExtract) -> None:
    hostile = 'nom"); DROP TABLE refusals; --'
    extract.codebook_text = extract.codebook_text.replace("provider_name: nom", "provider_name: 'nom\"); DROP TABLE refusals; --'")
    quoted = '"' + hostile.replace('"', '""') + '"'
    extract.write(fournisseurs=[f"no;{quoted};region", "F1;Carrefour;06", "F2;;03"]).read()
    assert extract.ledger()[0][:3] == ("fournisseurs.csv", 3, "provider_name")


def test_no_value_of_a_person_is_in_the_ledger_or_the_summary(extract: SmallExtract) -> None:
    extract.write(personnes=[*PERSONS, "SECRET1;SECRET2;SECRET3;SECRET4", "SECRET5;SECRET6"]).read()
    for path in (extract.ledger_file, extract.store / "store.json", extract.store / "ledger.parquet"):
        assert b"SECRET" not in path.read_bytes()
    assert len(extract.ledger()) == 4


def test_a_formula_as_a_file_name_is_not_one_in_the_ledger(extract: SmallExtract) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", "file: '=cmd.csv'")
    extract.write(fournisseurs=None)
    (extract.folder / "=cmd.csv").write_text("no;nom;region\nF1;Carrefour;06\nF2;Entraide;03\nF3;x;99\n")
    extract.read()
    assert extract.ledger()[0][0] == "'=cmd.csv"


def test_rows_keep_their_order_and_the_same_files_give_the_same_bytes(extract: SmallExtract) -> None:
    persons = [PERSONS[0], *(f"U{number};01/02/1980;F;{'X' if number % 50 == 7 else 'O'}" for number in range(2000))]
    extract.write(personnes=persons).read()
    first = {path.name: path.read_bytes() for path in extract.store.iterdir()}
    kept = open_store(extract.store).table("persons").person_id.to_list()
    assert kept == [f"U{number}" for number in range(2000) if number % 50 != 7]
    extract.read()
    assert {path.name: path.read_bytes() for path in extract.store.iterdir()} == first


def test_more_refusals_than_the_codebook_bears_refuse_the_extract_and_leave_the_former_store(extract: SmallExtract) -> None:
    extract.codebook_text = extract.codebook_text.replace("table: persons", "table: persons\n    refusals_at_most: 0.2")
    extract.write().read()
    before = (extract.store / "store.json").read_bytes()
    with pytest.raises(ExtractError, match="2 rows refused out of 5"):
        extract.write(personnes=[*PERSONS, "U4;x;F;O", "U5;x;F;O"]).read()
    assert len(extract.ledger()) == 2
    assert (extract.store / "store.json").read_bytes() == before


def test_a_folder_that_is_not_a_store_is_never_replaced(extract: SmallExtract) -> None:
    extract.store.mkdir()
    (extract.store / "thesis.txt").write_text("mine")
    with pytest.raises(ExtractError, match="not a store"):
        extract.write().read()
    assert (extract.store / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("12 345,5", 12345.5),
        ("1\u202f234", 1234.0),
        ("7,25", 7.25),
        ("12 345,00 7", None),
        ("1 234,5 6", None),
        ("12 34", None),
        ("1 2345", None),
    ],
)
def test_spaces_part_thousands_and_never_decimals(extract: SmallExtract, written: str, hours: float | None) -> None:
    extract.codebook_text = extract.codebook_text.replace("decimal: comma", "decimal: comma\n  thousands: space").replace(
        "n_suitability_indicators: indicateurs", "n_hours_planned: indicateurs"
    )
    extract.codebook_text = extract.codebook_text.replace("decimal: comma", "plausible: {hours_at_most: 99999}\n  decimal: comma")
    extract.write(participations=[PARTICIPATIONS[0], PARTICIPATIONS[1].removesuffix(";4") + f";{written}"]).read()
    if hours is None:
        assert extract.ledger() == [("participations.csv", 2, "n_hours_planned", "not_a_decimal")]
    else:
        assert list(open_store(extract.store).table("participations").to_pandas()["n_hours_planned"]) == [hours]
