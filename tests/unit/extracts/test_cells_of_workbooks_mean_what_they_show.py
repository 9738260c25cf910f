"""A cell of a workbook gives the value that a person sees in it, or its row is refused with the cell's line, column and reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from raw_workbook import (
    BLANK,
    CALCULATED_EMPTY,
    DAY,
    HOURS,
    MONEY,
    NEVER_CALCULATED,
    PERCENTAGE,
    ZEROS,
    error,
    number,
    row,
    text,
    write_sheet,
)
from small_extract import CODEBOOK, SmallExtract

from analysis.core.errors import ExtractError
from analysis.core.ownership import OwnFile
from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.sheet_cells import number_cell
from analysis.extracts.store import open_store
from analysis.extracts.workbook_parts import GENERAL, Shown, number_format

HEADER = ("no", "no_personne", "no_fournisseur", "programme", "region", "bureau", "debut", "fin", "indicateurs", "heures")
BOOK = CODEBOOK.replace("file: participations.csv", "file: participations.xlsx").replace(
    "n_suitability_indicators: indicateurs", "n_suitability_indicators: indicateurs\n      n_hours_planned: heures"
)
SOUND = {"debut": number(45383, DAY), "fin": BLANK, "indicateurs": number(4), "heures": number(35)}


@pytest.fixture
def book(extract: SmallExtract) -> SmallExtract:
    extract.codebook_text = BOOK
    return extract.write(participations=None)


def write(book: SmallExtract, *changes: dict[str, str], **options: object) -> SmallExtract:
    rows = [row(1, *map(text, HEADER))]
    for index, change in enumerate(changes):
        cells = {
            "no": text(f"P{index}"), "no_personne": text("U1"), "no_fournisseur": text("F1"), "programme": text("SE"),
            "region": text("06"), "bureau": text("B"), **SOUND, **change,
        }  # fmt: skip
        rows.append(row(index + 2, *(cells[name] for name in HEADER)))
    write_sheet(book.folder / "participations.xlsx", rows, **options)  # type: ignore[arg-type]
    return book


def accepted(book: SmallExtract, column: str) -> list[object]:
    frame = open_store(book.store).table("participations").order_by("participation_id").to_pandas()
    return [value.date() if hasattr(value, "date") else value for value in frame[column].tolist()]


DAY_TEXTS = [
    (text("2024"), "not_a_date"),
    (number(2024), "not_a_date"),
    (number(2024, DAY), "not_a_date"),
    (number(1980), "not_a_date"),
    (text("45383"), "not_a_date"),
    (number(45383.75), "not_a_date"),
    (number(45383.75, DAY), "not_a_date"),
    (number(-3, DAY), "not_a_date"),
    (number(60, DAY), "not_a_date"),
    (number(0.5, DAY), "not_a_date"),
    (number(0.5, HOURS), "not_a_date"),
    (number(20240401), "not_a_date"),
    (number(202404), "not_a_date"),
    (number("1e300", DAY), "not_a_date"),
    (text("31/12/1899"), "date_out_of_range"),
    ('<c t="b"><v>1</v></c>', "not_a_date"),
    (error("#N/A"), "error_value"),
    (error("#REF!"), "error_value"),
    (NEVER_CALCULATED, "formula_not_calculated"),
]


def test_what_is_not_a_day_is_never_made_one(book: SmallExtract) -> None:
    write(book, *({"debut": cell} for cell, _ in DAY_TEXTS), {}).read()
    found = {(line, column): reason for _, line, column, reason in book.ledger()}
    assert found == {(index + 2, "start_date"): reason for index, (_, reason) in enumerate(DAY_TEXTS)}
    assert accepted(book, "start_date") == [dt.date(2024, 4, 1)]


@pytest.mark.parametrize(("is_1904", "shift"), [(False, 0), (True, 1462)])
def test_days_are_counted_in_the_calendar_of_the_workbook(book: SmallExtract, is_1904: bool, shift: int) -> None:
    write(
        book,
        {"debut": number(45383 - shift, DAY)},
        {"debut": number(45383 - shift)},
        {"debut": '<c t="d"><v>2024-04-01T00:00:00</v></c>'},
        {"debut": text("01/04/2024")},
        is_1904=is_1904,
    ).read()
    assert book.ledger() == []
    assert accepted(book, "start_date") == [dt.date(2024, 4, 1)] * 4


NUMBER_CELLS = [
    ("heures", number("35.5"), None),
    ("heures", text("35,5"), None),
    ("heures", number("1.5E1"), None),
    ("heures", number("35", MONEY), None),
    ("heures", CALCULATED_EMPTY, None),
    ("heures", text("35.5"), "not_a_decimal"),
    ("heures", number("0.35", PERCENTAGE), "is_a_percentage"),
    ("heures", number("1.5", HOURS), "not_a_decimal"),
    ("heures", number("45383", DAY), "not_a_decimal"),
    ("heures", '<c t="b"><v>1</v></c>', "not_a_decimal"),
    ("heures", error("#VALUE!"), "error_value"),
    ("heures", NEVER_CALCULATED, "formula_not_calculated"),
    ("indicateurs", number("4.0"), None),
    ("indicateurs", number("4.5"), "not_an_integer"),
    ("indicateurs", number("2024", DAY), "not_an_integer"),
    ("indicateurs", number("12345678901234567"), "too_many_digits"),
]


def test_a_number_is_one_for_the_file_or_is_written_as_the_codebook_says(book: SmallExtract) -> None:
    write(book, *({column: cell} for column, cell, _ in NUMBER_CELLS)).read()
    places = {"heures": "n_hours_planned", "indicateurs": "n_suitability_indicators"}
    found = [(line, column, reason) for _, line, column, reason in book.ledger()]
    assert found == [(index + 2, places[column], reason) for index, (column, _, reason) in enumerate(NUMBER_CELLS) if reason]
    assert accepted(book, "n_hours_planned")[:4] == [35.5, 35, 35.5, 15] or sorted(
        value
        for value in accepted(book, "n_hours_planned")
        if value == value  # noqa: PLR0124 -- leaves out what is absent
    ) == [15, 35, 35, 35.5, 35.5]


TEXT_CELLS = [
    (number("123"), "123"),
    (number("42", ZEROS), "0042"),
    (number("35", MONEY), "shown_with_signs"),
    (number("123456789012345"), "123456789012345"),
    (number("1234567890123456"), "too_many_digits"),
    (number("1.23456789012346E+19"), "too_many_digits"),
    (number("123.00000000000001"), "too_many_digits"),
    (number("45383", DAY), "not_a_text"),
    ('<c t="b"><v>1</v></c>', "not_a_text"),
    (number("7.5"), "7,5"),
    ('<c t="str"><f>A1</f></c>', "formula_not_calculated"),
    (number("0.12", PERCENTAGE), "is_a_percentage"),
    (text("#N/A"), "error_value"),
    (text("#VALEUR!"), "error_value"),
    (error("#NAME?"), "error_value"),
    (text("  B 1 "), "B 1"),
    (text("e\u0301"), "é"),
    ('<c t="s"><v>0</v></c>', "riche"),
    ('<c t="s"><v>1</v></c>', "A\rB_x0041_"),
    (text("x" * 200_000), "text_too_long"),
    ('<c t="inlineStr"><is><t>_x0001_</t></is></c>', "control_character"),
]


def test_an_identifier_keeps_every_digit_or_is_refused(book: SmallExtract) -> None:
    shared = [
        '<r><t>ri</t></r><r><rPr/><t>che</t></r><rPh sb="0" eb="1"><t>lecture</t></rPh>',
        "<t>A_x000D_B_x005F_x0041_</t>",
    ]
    write(book, *({"bureau": cell} for cell, _ in TEXT_CELLS), shared=shared).read()
    refused = {line: reason for _, line, column, reason in book.ledger() if column == "office"}
    frame = open_store(book.store).table("participations").to_pandas().set_index("participation_id")["office"].to_dict()
    for index, (_, expected) in enumerate(TEXT_CELLS):
        assert frame.get(f"P{index}", refused.get(index + 2)) == expected


def test_a_mark_that_the_codebook_declares_is_a_missing_value_even_if_it_is_an_error(book: SmallExtract) -> None:
    book.codebook_text = BOOK.replace("unknown: [INC]", "unknown: [INC, '#N/A']")
    write(book, {"heures": error("#N/A")}, {"heures": error("#REF!")}).read()
    assert [(line, reason) for _, line, _, reason in book.ledger()] == [(3, "error_value")]


def test_a_correction_gives_a_value_to_a_cell_in_error(book: SmallExtract) -> None:
    book.codebook_text = BOOK + (
        "corrections:\n  - {file: participations.xlsx, column: heures, line: 2, old: '#N/A', new: '12', until: 2099-01-01,\n"
        "     reason: {fr: Essai, en: Trial}}\n"
    )
    write(book, {"heures": error("#N/A")}).read()
    assert accepted(book, "n_hours_planned") == [12]


def test_errors_of_a_column_that_is_not_read_refuse_nothing(book: SmallExtract) -> None:
    rows = [row(1, *map(text, (*HEADER, "autre")))]
    cells = ["P1", "U1", "F1", "SE", "06", "B"]
    rows.append(row(2, *map(text, cells), number(45383, DAY), BLANK, number(4), number(3), error("#N/A")))
    write_sheet(book.folder / "participations.xlsx", rows)
    assert book.read().n_refused == 0


def test_merged_cells_have_no_value_of_their_own(book: SmallExtract) -> None:
    merged = '<mergeCells><mergeCell ref="E2:E4"/><mergeCell ref="G3:H3"/></mergeCells>'
    result = write(book, {}, {"region": BLANK, "fin": BLANK}, {"region": BLANK}, {}, after=merged).read()
    assert [(line, column, reason) for _, line, column, reason in book.ledger()] == [
        (3, "end_date", "merged_cell"), (3, "region", "merged_cell"), (4, "region", "merged_cell"),
    ]  # fmt: skip
    assert any("areas of merged cells: 2" in notice.en for notice in result.notices)


def test_hidden_rows_and_sheets_are_read_and_told(book: SmallExtract) -> None:
    write(book, {}, {}, state="hidden")
    path = book.folder / "participations.xlsx"
    assert any("hidden" in notice.en for notice in book.read().notices)
    rows = [row(1, *map(text, HEADER)), row(7, *([text("x")] * 3), attributes=' hidden="1"')]
    write_sheet(path, rows)
    result = book.read()
    assert any("hidden or filtered rows, read as the others: 1" in notice.en for notice in result.notices)
    assert {line for _, line, _, _ in book.ledger()} == {7}


def test_a_cell_at_the_end_of_the_sheet_costs_its_own_row_only(book: SmallExtract) -> None:
    cells = [text(value) for value in ("P1", "U1", "F1", "SE", "06", "B")] + [number(45383, DAY), BLANK, BLANK, BLANK]
    far = '<row r="9"><c r="XFD9"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    write_sheet(book.folder / "participations.xlsx", [row(1, *map(text, HEADER)), row(2, *cells), far])
    result = book.read()
    assert [count.n_accepted for count in result.row_counts if count.table == "participations"] == [1]
    assert (9, "", "wrong_number_of_fields") in [(line, column, reason) for _, line, column, reason in book.ledger()]
    assert {line for _, line, _, _ in book.ledger()} == {9, 1_048_576}


@pytest.mark.parametrize(
    ("code", "shown", "width"),
    [
        ("General", Shown.AS_NUMBER, 0), ("0.00", Shown.AS_NUMBER, 0), ("00000", Shown.AS_NUMBER, 5), ("0", Shown.AS_NUMBER, 0),
        ("yyyy\\-mm\\-dd;@", Shown.AS_DATE, 0), ("[$-40C]d mmmm yyyy", Shown.AS_DATE, 0), ("mmm", Shown.AS_DATE, 0),
        ("[h]:mm:ss", Shown.AS_TIME, 0), ("h:mm", Shown.AS_TIME, 0), ("[Red]0.0", Shown.AS_NUMBER, 0), ('0 "mois"', Shown.AS_NUMBER, 0),
        ("# ##0\\ [$€-40C]", Shown.AS_NUMBER, 0), ("0.0%", Shown.AS_PERCENTAGE, 0), ("0.00E+00", Shown.AS_NUMBER, 0),
        ("dd/mm/yyyy hh:mm", Shown.AS_DATE, 0), ('"an"0', Shown.AS_NUMBER, 0),
    ],
)  # fmt: skip
def test_number_formats_are_told_apart_by_their_codes(code: str, shown: Shown, width: int) -> None:
    assert (number_format(code).shown, number_format(code).width) == (shown, width)


@pytest.mark.parametrize(
    "code",
    [
        "000-000-000", "000\\ 000\\ 000", "000 000", '"P"00000', "\\A00", '"P"0', '"P"General', "(000) 000-0000", '0" h"', '0","000',
        "0\\.000", "0-",
        "[<=9999999]000-0000;(000) 000-0000", "[>=1000]0000;000-000", "[$€-40C]00", "[Red]00-00;0", '00_)"-"*x00',
    ],
)  # fmt: skip
def test_a_number_that_is_shown_with_other_signs_is_still_that_number_and_no_text(code: str) -> None:
    kind, text = number_cell("1234567", number_format(code), is_1904=False)
    assert (kind, int(text)) == (CellKind.WITH_SIGNS, 1234567)


@pytest.mark.parametrize(
    "code", ["General", "0", "#,##0", "0.00", "0.00;-0.00", "0;(0)", "[Red]0", "[$-40C]0", "0_)", '0;"none"', '""0', "#,##0_);(#,##0)"]
)
def test_a_number_is_shown_as_it_is_without_signs_of_its_own(code: str) -> None:
    assert number_cell("35", number_format(code), is_1904=False) == (CellKind.NUMBER, "35")


def test_a_format_of_any_length_is_looked_at_in_an_instant() -> None:
    for code in ("_a" * 500_000, "[" * 100_000, '"' * 100_001, "\\" * 100_001, "0" * 1_000_000, "[<" * 100_000):
        number_format(code)


def test_the_first_days_of_1900_are_those_that_excel_shows() -> None:
    day = number_format("yyyy-mm-dd")
    assert number_cell("1", day, is_1904=False) == (CellKind.DATE, "1900-01-01")
    assert number_cell("59", day, is_1904=False) == (CellKind.DATE, "1900-02-28")
    assert number_cell("61", day, is_1904=False) == (CellKind.DATE, "1900-03-01")
    assert number_cell("0", day, is_1904=True) == (CellKind.DATE, "1904-01-01")
    assert number_cell("0.1", GENERAL, is_1904=False) == (CellKind.NUMBER, "0.1")
    assert number_cell("1E-7", GENERAL, is_1904=False) == (CellKind.NUMBER, "0.0000001")
    assert number_cell("nan", GENERAL, is_1904=False)[0] is CellKind.ERROR


SHARED_INPUTS = Path(__file__).parents[4] / "shared" / "inputs" / "read_wrong"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("01-excel-error-cells", {
            (2, "is_employed", "formula_not_calculated"), (2, "weekly_hours", "error_value"),
            (3, "is_employed", "error_value"), (3, "weekly_hours", "error_value"),
        }),
        ("03-year-of-birth-in-excel", {(2, "birth_date", "not_a_date"), (3, "birth_date", "not_a_date"), (4, "birth_date", "not_a_date")}),
    ],
)  # fmt: skip
def test_what_was_seen_is_refused_cell_by_cell(folder: str, expected: set[tuple[int, str, str]], tmp_path: Path) -> None:
    from analysis.extracts.codebooks import load_codebook  # noqa: PLC0415
    from analysis.extracts.reading import read_extract  # noqa: PLC0415

    source = SHARED_INPUTS / folder
    if not source.is_dir():
        pytest.skip("the collected inputs are not on this machine")
    text_of = (source / "codebook.yaml").read_text("utf-8")
    name = text_of.split("name: ", 1)[1].split("\n", 1)[0]
    (tmp_path / f"{name}.yaml").write_text(text_of, "utf-8")
    read_extract(
        source, load_codebook(tmp_path / f"{name}.yaml"), tmp_path / "store", ledger=OwnFile(tmp_path / "ledger.csv", tmp_path, "ledger")
    )
    ledger = SmallExtract(tmp_path).ledger()
    assert {(line, column, reason) for file, line, column, reason in ledger if file.endswith(".xlsx")} == expected


def test_a_shared_text_that_does_not_exist_refuses_the_workbook(book: SmallExtract) -> None:
    write(book, {"bureau": '<c t="s"><v>7</v></c>'})
    with pytest.raises(ExtractError, match="truncated or damaged"):
        book.read()
