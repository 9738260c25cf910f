"""A header takes no row with it: its quotes close within it, or the file is refused with the line, and no cell of a row is shown."""

from __future__ import annotations

import pytest
from small_extract import PARTICIPATIONS, PERSONS, PROVIDERS, SmallExtract

from analysis.core.errors import ExtractError
from analysis.extracts.store import open_store

MANY = [f"F{number};Nom {number};06" for number in range(1, 4001)]


def _refusal(extract: SmallExtract) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        extract.read()
    return caught.value


def test_a_stray_quote_at_the_end_of_a_heading_swallows_no_row(extract: SmallExtract) -> None:
    rows = [*MANY[:100], 'F5001;"Chez nous";06', *MANY[100:]]
    extract.codebook_text = extract.codebook_text.replace(
        "region: region}\n  - file: participations", "region: region}\n  - file: participations"
    )
    result = extract.write(fournisseurs=[PROVIDERS[0] + ';note"', *(f"{row};" for row in rows)]).read()
    count = next(count for count in result.row_counts if count.table == "providers")
    assert (count.n_rows, count.n_accepted, count.n_counted) == (4001, 4001, 4001)


@pytest.mark.parametrize(
    "rows",
    [
        ['no_personne;date_naissance;sexe;"handicap', 'SECRET1;05/02/2000;";N', "SECRET2;05/02/2000;F;N"],
        ['no_personne;date_naissance;sexe;"handicap', 'SECRET1";05/02/2000;F;N', "SECRET2;05/02/2000;F;N"],
        ['no_personne;date_naissance;sexe;"handicap', 'SECRET1;05/02/2000;F;N"', "SECRET2;05/02/2000;F;N"],
        ['no_personne;date_naissance;sexe;"handicap', *PERSONS[1:]],
        ['"no_personne;date_naissance;sexe;handicap', *PERSONS[1:]],
        ['no_personne;"date"_naissance;sexe;handicap', *PERSONS[1:]],
    ],
    ids=["closed by a row", "closed in its first cell", "closed at its end", "never closed", "opened first", "more after the quote"],
)
def test_a_header_whose_quotes_leave_a_doubt_is_refused_with_its_line_and_shows_no_row(extract: SmallExtract, rows: list[str]) -> None:
    error = _refusal(extract.write(personnes=["", *rows]))
    assert [problem.where for problem in error.problems] == ["personnes.csv:2"]
    assert "a quote of the header is misplaced or not closed (column" in error.text("en")
    assert "SECRET" not in error.text("fr") + error.text("en")
    assert "2000" not in error.text("fr") + error.text("en")


def test_headings_over_several_lines_are_read_and_every_row_after_them(extract: SmallExtract) -> None:
    extract.codebook_text = extract.codebook_text.replace("provider_name: nom", 'provider_name: "nom du fournisseur"')
    result = extract.write(fournisseurs=['no;"nom du\nfournisseur";region', 'F1;"Carrefour\nde l\'emploi";06', "F2;Entraide;03"]).read()
    assert result.n_refused == 0
    assert open_store(extract.store).table("providers").provider_name.to_list() == ["Carrefour\nde l'emploi", "Entraide"]


def test_thousands_of_columns_end_in_a_message(extract: SmallExtract) -> None:
    wide = ";".join(f"c{number}" for number in range(10_000))
    error = _refusal(extract.write(fournisseurs=[wide, wide]))
    assert "more columns than are read" in error.text("en")


def test_quotes_that_may_swallow_whole_rows_refuse_the_file_with_the_line(extract: SmallExtract) -> None:
    rows = list(MANY)
    rows[9], rows[19] = 'F10;"Nom 10;06', 'F20;Nom 20";06'
    error = _refusal(extract.write(fournisseurs=[PROVIDERS[0], *rows]))
    assert [problem.where for problem in error.problems] == ["fournisseurs.csv:11"]
    assert "looks like whole rows" in error.text("en")


def test_records_that_two_readers_count_differently_refuse_the_file_with_both_counts(extract: SmallExtract) -> None:
    # One cell of 1,100 lines: more than a record may have for the one, several records for the other.
    cell = "\n".join(f"ligne {number}" for number in range(1100))
    error = _refusal(extract.write(fournisseurs=[PROVIDERS[0], f'F1;"{cell}";06', "F2;Entraide;03"]))
    assert [problem.where for problem in error.problems] == ["fournisseurs.csv:3"]
    assert "1101 for the reader that reads them, 2 for the one that counts them again" in error.text("en")


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x0b", "?", " "])
def test_a_header_that_lost_the_end_of_its_line_shows_no_cell_of_the_row_it_took(extract: SmallExtract, end: str) -> None:
    error = _refusal(extract.write(personnes=[f"{PERSONS[0]}{end}SECRET;01/02/1980;F;O", *PERSONS[1:]]))
    assert all(problem.where == "personnes.csv:1" for problem in error.problems)
    assert "SECRET" not in error.text("fr") + error.text("en")


@pytest.mark.parametrize("end", ["?", " "])
def test_columns_that_are_not_read_are_not_named_when_they_may_be_a_row(extract: SmallExtract, end: str) -> None:
    result = extract.write(
        personnes=[f"{PERSONS[0]};note{end}SECRET;01/02/1980;F;O;x", *PERSONS[1:]], participations=PARTICIPATIONS[:1]
    ).read()
    assert not any("SECRET" in notice.fr + notice.en for notice in result.notices)


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\x0c"])
def test_rows_parted_by_another_sign_than_the_others_refuse_the_file_with_their_line(extract: SmallExtract, end: str) -> None:
    error = _refusal(extract.write(fournisseurs=[PROVIDERS[0], "F1;Carrefour;06", f"F2;Entraide;03{end}F3;Relais;06"]))
    assert [problem.where for problem in error.problems] == ["fournisseurs.csv:3"]
