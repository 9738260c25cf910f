"""A value beyond what is plausible is refused, and the refusal names the limit; the codebook can say another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_extract import CODEBOOK, PARTICIPATIONS, PERSONS, SmallExtract

from analysis.core.errors import DefinitionError
from analysis.core.ownership import OwnFile
from analysis.extracts.checking import check_extract
from analysis.extracts.codebooks import load_codebook
from analysis.extracts.plausibility import BUILT_IN
from analysis.extracts.reading import read_extract

WITH_HOURS = CODEBOOK.replace("      end_date: fin\n", "      end_date: fin\n      n_hours_planned: {column: heures, optional: true}\n")
SHARED_INPUTS = Path(__file__).parents[4] / "shared" / "inputs" / "read_wrong" / "35-birth-1900"


def said(**limits: object) -> str:
    """Return the codebook with limits of its own."""
    written = ", ".join(f"{name}: {value}" for name, value in limits.items())
    return WITH_HOURS.replace('delimiter: ";"', f'delimiter: ";"\n  plausible: {{{written}}}')


def sentences(extract: SmallExtract, language: str = "en") -> list[tuple[int, str, str]]:
    import csv  # noqa: PLC0415

    with extract.ledger_file.open(encoding="utf-8-sig", newline="") as stream:
        return [(int(found["line"]), found["column"], found[f"reason_{language}"]) for found in csv.DictReader(stream)]


@pytest.fixture
def births(extract: SmallExtract) -> SmallExtract:
    days = ("01/01/1900", "31/12/1914", "01/01/1915", "02/01/2011", "01/01/2011", "01/01/1899")
    return extract.write(personnes=[PERSONS[0], *PERSONS[1:], *(f"V{index};{day};F;O" for index, day in enumerate(days))])


def test_a_birth_that_stands_for_an_unknown_one_is_refused_with_the_limit(births: SmallExtract) -> None:
    births.read(as_of=date(2025, 1, 1))
    assert sentences(births) == [
        (5, "birth_date", "This date is not plausible here; it may stand for an unknown one. Limit: births from 1915-01-01."),
        (6, "birth_date", "This date is not plausible here; it may stand for an unknown one. Limit: births from 1915-01-01."),
        (8, "birth_date", "This date is not plausible here; it may stand for an unknown one. Limit: at least 14 years on 2025-01-01."),
        (10, "birth_date", "This date is before 1900 or after 2199."),
    ]
    assert sentences(births, "fr")[0][2].endswith("Limite\u00a0: naissance à partir du 1915-01-01.")
    births.read()
    assert {line for line, _, _ in sentences(births)} == {5, 6, 10}


def test_a_codebook_says_another_limit_for_all_files_or_for_one(births: SmallExtract) -> None:
    births.codebook_text = said(births_from="1900-01-01", age_at_least=0)
    births.read(as_of=date(2025, 1, 1))
    assert {line for line, _, _ in sentences(births)} == {10}
    births.codebook_text = said(births_from="1900-01-01").replace(
        "table: persons", "table: persons\n    plausible: {births_from: 1900-01-02, age_at_least: 1}"
    )
    births.read(as_of=date(2025, 1, 1))
    assert {line for line, _, _ in sentences(births)} == {5, 10}


def test_hours_days_and_durations_have_limits(extract: SmallExtract) -> None:
    extract.codebook_text = WITH_HOURS
    header = "no;no_personne;no_fournisseur;programme;region;bureau;debut;fin;indicateurs;heures"
    rows = [
        "P1;U1;F1;SE;06;B;01/04/2024;30/09/2024;;5000",
        "P2;U1;F1;SE;06;B;01/04/2024;30/09/2024;;5000,5",
        "P3;U1;F1;SE;06;B;01/01/1970;02/01/1971;;1",
        "P4;U1;F1;SE;06;B;01/04/2024;31/12/2099;;1",
        "P5;U1;F1;SE;06;B;01/04/2004;01/05/2014;;1",
    ]
    extract.write(participations=[header, *rows]).read()
    assert [(line, column, text.rpartition("Limit: ")[2]) for line, column, text in sentences(extract)] == [
        (3, "n_hours_planned", "at most 5,000 hours."),
        (4, "start_date", "from 1971-01-01 to 2075-12-31."),
        (5, "end_date", "from 1971-01-01 to 2075-12-31."),
        (5, "end_date", "at most 3,653 days."),
        (6, "end_date", "at most 3,653 days."),
    ]
    extract.codebook_text = WITH_HOURS.replace('delimiter: ";"', 'delimiter: ";"\n  plausible: {hours_at_most: 6000}')
    assert extract.read().n_refused == 3


def test_a_number_out_of_its_bounds_is_refused_with_them(extract: SmallExtract) -> None:
    extract.write(participations=[*PARTICIPATIONS, "P4;U1;F1;SE;06;B;01/04/2024;;10"]).read()
    assert sentences(extract, "fr") == [(5, "n_suitability_indicators", "Ce nombre est hors des bornes possibles. Limite\u00a0: de 0 à 9.")]


def test_the_summary_of_a_check_names_the_limit(births: SmallExtract) -> None:
    check = check_extract(births.folder, births.codebook)
    assert "Limit: births from 1915-01-01." in check.summary_text("en")
    assert "Limite\u00a0: naissance à partir du 1915-01-01." in check.summary_text("fr")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"births_from": "1800-01-01"}, "a date of an extract is between 1900 and 2199"),
        ({"dates_from": "2050-01-01", "dates_to": "2049-01-01"}, "no date is between 2050-01-01 and 2049-01-01"),
        ({"dates_from": "2080-01-01"}, "no date is between 2080-01-01 and 2075-12-31"),
        ({"weekly_hours_at_most": 169}, "weekly_hours_at_most"),
        ({"hours_at_most": 0}, "hours_at_most"),
        ({"hours": 10}, "hours"),
    ],
)
def test_limits_that_cannot_be_are_refused_at_their_line(tmp_path: Path, limits: dict[str, object], expected: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(said(**limits), "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_codebook(path)
    assert expected in caught.value.text("en")
    assert caught.value.problems[0].where.endswith(":7")


def test_every_limit_is_built_in() -> None:
    assert all(value is not None for value in BUILT_IN.model_dump().values())


def test_the_birth_of_1900_that_was_seen_is_refused(tmp_path: Path) -> None:
    if not SHARED_INPUTS.is_dir():
        pytest.skip("the collected inputs are not on this machine")
    written = (SHARED_INPUTS / "codebook.yaml").read_text("utf-8")
    path = tmp_path / f"{written.split('name: ', 1)[1].splitlines()[0]}.yaml"
    path.write_text(written, "utf-8")
    read_extract(SHARED_INPUTS, load_codebook(path), tmp_path / "store", ledger=OwnFile(tmp_path / "ledger.csv", tmp_path, "ledger"))
    assert ("personnes.csv", 4, "birth_date", "implausible_date") in SmallExtract(tmp_path).ledger()
