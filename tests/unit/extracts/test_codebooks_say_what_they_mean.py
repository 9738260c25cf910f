"""A codebook that cannot be used is refused with every reason, each at its line; corrections have a guard and an end."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_extract import CODEBOOK, PROVIDERS, SmallExtract

from analysis.core.errors import DefinitionError, ExtractError
from analysis.extracts.codebook_definition import FileEntry
from analysis.extracts.codebooks import find_codebook, load_codebook
from analysis.extracts.date_formats import parse_date_format
from analysis.extracts.store import open_store, stored_columns
from analysis.extracts.tables import TABLES

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("path", sorted((ROOT / "params" / "codebooks").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_codebook_of_the_project_can_be_used(path: Path) -> None:
    assert load_codebook(path).name == path.stem


@pytest.mark.parametrize(
    ("sound", "wrong", "said"),
    [
        ("table: persons", "table: person", 'unknown table "person"'),
        ("birth_date: date_naissance", "date_of_birth: date_naissance", 'the table persons has no column "date_of_birth"'),
        ("person_id: no_personne\n      birth", "birth", "nothing gives the required column person_id"),
        ("M: man", "M: men", 'sex has no value "men"'),
        ("{F: woman, M: man}", "sexes", 'unknown code list "sexes"'),
        ("M: man", "INC: man", '"INC" is both a code and a mark of a missing value'),
        ("is_true: [O]", 'is_true: [O, "N"]', '"N" means two things'),
        ("jj/mm/aaaa", "jour/mois", '"jour/mois" is not a way to write a date'),
        ('delimiter: ";"', "delimiter: ab", "this delimiter is not one"),
        ("file: personnes.csv", "file: ../personnes.csv", "the name of a file is not a path"),
        (
            "table: persons",
            "table: persons\n    other_columns: [date_naissance]",
            '"date_naissance" is also among other_columns',
        ),
        ("birth_date: date_naissance", "birth_date: {name_part: jour}", "has no part {jour}"),
        ("birth_date: date_naissance", "birth_date: {column: a, constant: 2024-01-01}", "a column has one origin"),
        ("birth_date: date_naissance", "birth_date: {constant: hier}", "this constant is not of type date"),
        ("file: fournisseurs.csv\n    table: providers", "file: personnes.csv\n    table: persons", '"personnes.csv" already gives rows'),
    ],
)
def test_a_codebook_is_refused_with_the_line_of_what_is_wrong(tmp_path: Path, sound: str, wrong: str, said: str) -> None:
    assert sound in CODEBOOK
    text = CODEBOOK.replace(sound, wrong, 1)
    path = tmp_path / "small.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_codebook(path)
    found = [problem for problem in caught.value.problems if said in problem.what.en]
    assert found, caught.value.text("en")
    assert int(found[0].where.rsplit(":", 1)[1]) > 1


def test_all_the_problems_of_a_codebook_are_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(CODEBOOK.replace("M: man", "M: men").replace("table: providers", "table: provider"), "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_codebook(path)
    assert len(caught.value.problems) == 3


def test_an_unknown_codebook_has_its_near_matches() -> None:
    with pytest.raises(DefinitionError, match="Did you mean: made_up_agency"):
        find_codebook(ROOT / "params" / "codebooks", "made_up_agence")


@pytest.mark.parametrize(
    ("written", "strptime"),
    [("jj/mm/aaaa", "%d/%m/%Y"), ("yyyy-mm-dd", "%Y-%m-%d"), ("aaaa-mm", "%Y-%m"), ("aaaamm", "%Y%m"), ("mm.yyyy", "%m.%Y")],
)
def test_dates_are_described_as_people_write_them(written: str, strptime: str) -> None:
    assert parse_date_format(written).strptime == strptime


@pytest.mark.parametrize("written", ["", "jj/mm", "aaaa", "jj/mm-aaaa", "mm/mm/aaaa", "jj/mm/aa", "%Y-%m"])
def test_what_is_not_a_date_format_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_date_format(written)


def test_name_parts_and_patterns_match_whole_names_only() -> None:
    entry = FileEntry(file="oe-adultes-{month}.csv", table="series")
    match = entry.pattern.match("oe-adultes-202404.csv")
    assert match is not None
    assert match.groupdict() == {"month": "202404"}
    assert not entry.pattern.match("oe-adultes-202404.csv.bak")
    assert not FileEntry(file="a.c*v", table="series").pattern.match("abc.csv")


def test_the_store_has_the_canonical_columns_and_why_each_may_be_missing(extract: SmallExtract) -> None:
    extract.write().read()
    store = open_store(extract.store)
    for name in ("persons", "providers", "participations"):
        assert list(store.table(name).columns) == list(stored_columns(TABLES[name]))
    assert store.provenance.made_up is True
    assert dict(store.provenance.inputs).keys() == {"personnes.csv", "fournisseurs.csv", "participations.csv"}


def test_a_table_that_the_extract_lacks_is_an_error_with_near_matches(extract: SmallExtract) -> None:
    extract.write().read()
    with pytest.raises(ExtractError, match="Did you mean: persons"):
        open_store(extract.store).table("person")


def test_a_reading_that_was_interrupted_is_not_a_store(extract: SmallExtract) -> None:
    extract.write().read()
    (extract.store / "persons.parquet").unlink()
    with pytest.raises(ExtractError, match=r"persons\.parquet"):
        open_store(extract.store)
    (extract.store / "store.json").unlink()
    with pytest.raises(ExtractError, match="not a readable store"):
        open_store(extract.store)


WIDE = """\
name: small
title: {fr: Séries, en: Series}
source: {fr: Test, en: Test}
made_up: true
defaults: {encoding: utf-8}
files:
  - file: "oe-{month}.csv"
    table: series
    absent_columns_are: not_applicable
    columns:
      period: {name_part: month, date_format: aaaamm}
      published: {name_part: month, date_format: aaaamm}
      status: {constant: official}
    set_aside: [{Valeur: [Note]}]
    unpivot:
      records:
        - when: {Caracteristique: [Région]}
          columns:
            territory: {column: Valeur, codes: {"06 - Montréal": "06"}}
            scheme: {constant: total}
            category: {constant: total}
        - when: {Caracteristique: [Sexe, Âge]}
          columns: {territory: {constant: quebec}, scheme: {column: Caracteristique, codes: {Sexe: sex, Âge: age}}, category: Valeur}
      rows:
        - columns: {series: {constant: women}, count: Femmes}
        - columns: {series: {constant: mean_age}, amount: Age_moyen}
"""


def test_a_wide_record_gives_several_rows_and_is_accepted_or_refused_whole(extract: SmallExtract) -> None:
    extract.codebook_text = WIDE
    lines = [
        "Caracteristique,Valeur,Femmes,Age_moyen",
        "Région,06 - Montréal,862,33.2",
        "Région,99 - Ailleurs,1,30",
        "Sexe,Femmes,2771,30.8",
        "Âge,Note,,",
        "Âge,De 20 à 24 ans,592,x",
        "Autre,Chose,1,2",
    ]
    (extract.folder / "oe-202404.csv").write_text("\n".join(lines), "utf-8-sig")
    result = extract.read()
    count = result.row_counts[0]
    assert (count.n_rows, count.n_accepted, count.n_refused, count.n_set_aside) == (5, 2, 3, 1)
    assert extract.ledger() == [
        ("oe-202404.csv", 3, "territory", "unknown_code"),
        ("oe-202404.csv", 6, "amount", "not_a_decimal"),
        ("oe-202404.csv", 7, "", "unknown_kind_of_record"),
    ]
    rows = open_store(extract.store).table("series").to_pandas()
    assert rows[["series", "territory", "scheme", "category"]].to_numpy().tolist() == [
        ["women", "06", "total", "total"],
        ["mean_age", "06", "total", "total"],
        ["women", "quebec", "sex", "Femmes"],
        ["mean_age", "quebec", "sex", "Femmes"],
    ]
    assert {moment.date() for moment in rows.period} == {date(2024, 4, 1)}
    assert rows.amount_missing.fillna("-").tolist() == ["not_applicable", "-", "not_applicable", "-"]


def _correction(old: str = 'old: "66"', new: str = "06", until: str = "2025-12-31", place: str = "where: {'no': F2}") -> str:
    return f"""
corrections:
  - file: fournisseurs.csv
    column: region
    {place}
    {old}
    new: "{new}"
    reason: {{fr: Faute de frappe, en: Typing error}}
    until: {until}
"""


WRONG = [PROVIDERS[0], PROVIDERS[1], "F2;Entraide;66"]


@pytest.mark.parametrize(
    "correction",
    [
        _correction(),
        _correction(place="line: 3"),
        _correction(old=f'old_sha256: "{hashlib.sha256(b"66").hexdigest()}"'),
    ],
)
def test_a_declared_correction_changes_the_row_it_names_and_is_told(extract: SmallExtract, correction: str) -> None:
    extract.codebook_text = CODEBOOK + correction
    result = extract.write(fournisseurs=WRONG).read(as_of=date(2025, 3, 31))
    assert result.n_refused == 0
    assert open_store(extract.store).table("providers").region.to_list() == ["06", "06"]
    assert open_store(extract.store).provenance.steps == ("1 × fournisseurs.csv: Typing error",)


@pytest.mark.parametrize(
    ("correction", "lines", "said"),
    [
        (_correction(), PROVIDERS, "the value to correct is no longer there"),
        (_correction(until="2025-03-30"), WRONG, "the correction ended on 2025-03-30"),
        (_correction(place="where: {'no': F9}"), WRONG, "expects 1 row(s) and finds 0"),
        (_correction(place="where: {'no': F2}\n    file_sha256: " + "a" * 64), WRONG, "no longer the one the correction was written for"),
        (_correction(place="where: {numero: F2}"), WRONG, "does not have the columns of the correction"),
    ],
)
def test_a_correction_that_no_longer_holds_is_an_error(extract: SmallExtract, correction: str, lines: list[str], said: str) -> None:
    extract.codebook_text = CODEBOOK + correction
    with pytest.raises(ExtractError) as caught:
        extract.write(fournisseurs=lines).read(as_of=date(2025, 3, 31))
    assert said in caught.value.text("en")
    assert "small.yaml:" in caught.value.problems[0].where


def test_a_letter_and_its_accent_are_one_character_in_a_codebook_as_in_an_extract(tmp_path: Path) -> None:
    def apart(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    text = CODEBOOK.replace("sexe, codes: {F: woman", f"{apart('numéro')}, codes: {{{apart('É')}: woman").replace("INC", apart("INCONNUÉ"))
    persons = ["no_personne;date_naissance;numéro;handicap", "U1;01/02/1980;É;O", "U2;;M;N", "U3;INCONNUÉ;É;CONF"]
    assert "\u0301" in text
    assert "\u0301" not in "".join(persons)
    extract = SmallExtract(tmp_path, text).write(personnes=persons)
    assert [count.n_refused for count in extract.read().row_counts] == [0, 0, 0]


def test_a_column_of_parquet_is_found_however_its_accents_are_written(tmp_path: Path) -> None:
    text = CODEBOOK.replace("file: fournisseurs.csv", "file: fournisseurs.parquet").replace("provider_name: nom", "provider_name: prénom")
    extract = SmallExtract(tmp_path, text).write(fournisseurs=None)
    name = unicodedata.normalize("NFD", "prénom")
    table = pa.table({"no": ["F1", "F2"], name: ["Carrefour", "Entraide"], "region": ["06", "03"]})
    pq.write_table(table, extract.folder / "fournisseurs.parquet")
    extract.read()
    assert sorted(open_store(extract.store).table("providers").to_pandas()["provider_name"]) == ["Carrefour", "Entraide"]


def test_two_keys_that_look_the_same_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(CODEBOOK.replace("{F: woman, M: man}", f"{{É: woman, {unicodedata.normalize('NFD', 'É')}: man}}"), "utf-8")
    with pytest.raises(DefinitionError, match="lost in silence"):
        load_codebook(path)
