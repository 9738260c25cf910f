"""Open data: safe in a spreadsheet, the same numbers in both languages, described for machines."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from analysis.core.errors import ReportError
from analysis.core.languages import Bilingual, Language
from analysis.publication.book import Licence
from analysis.publication.compose import Chapter, Piece
from analysis.publication.open_data import csv_text, data_tables, dictionary_text, package_description
from analysis.publication.same_numbers import first_difference

LICENCE = Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/")


def chapter(language: Language, *payloads: dict[str, Any]) -> Chapter:
    pieces = tuple(Piece("table", 3, label=f"tbl-{payload['name']}", caption="t", data=payload) for payload in payloads)
    return Chapter("results", "index", language, "notebooks/report/results.ipynb", pieces)


def payload(rows: list[list[Any]], name: str = "results", region: str = "Region") -> dict[str, Any]:
    fields = [
        {"name": "region", "type": "string", "title": region, "description": ""},
        {"name": "share", "type": "number", "title": "Share", "description": "", "unit": "share"},
    ]
    return {"name": name, "title": "T", "made_up": True, "source": "s", "fields": fields, "rows": rows, "record": {}}


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", '=HYPERLINK("http://x")'])
def test_text_that_a_spreadsheet_would_run_is_written_as_text(hostile: str) -> None:
    (table,) = data_tables({"en": [chapter("en", payload([[hostile, -0.5]]))]})
    assert rows_of(csv_text(table))[1] == [f"'{hostile}", "-0.5"]


def test_numbers_are_written_as_they_are_and_a_hidden_cell_is_empty() -> None:
    (table,) = data_tables({"en": [chapter("en", payload([["a", 1 / 3], ["b", None], ["c", 1234567], ["d", 1e-07]]))]})
    assert [row[1] for row in rows_of(csv_text(table))[1:]] == ["0.3333333333333333", "", "1234567", "1e-07"]


def test_values_are_english_and_words_that_differ_in_french_stand_beside() -> None:
    both = {
        "fr": [chapter("fr", payload([["Ensemble", 0.5], ["Laval", 0.25]], region="Région"))],
        "en": [chapter("en", payload([["Total", 0.5], ["Laval", 0.25]]))],
    }
    (table,) = data_tables(both)  # type: ignore[arg-type]
    assert rows_of(csv_text(table)) == [["region", "region_fr", "share"], ["Total", "Ensemble", "0.5"], ["Laval", "Laval", "0.25"]]
    assert rows_of(dictionary_text([table], ["fr", "en"]))[1] == ["results", "region", "string", "", "Région", "Region", "", ""]


@pytest.mark.parametrize("french", [[["a", 0.6]], [["a", 0.5], ["b", 0.1]]])
def test_languages_that_do_not_hold_the_same_numbers_are_refused(french: list[list[Any]]) -> None:
    with pytest.raises(ReportError, match="same numbers"):
        data_tables({"fr": [chapter("fr", payload(french))], "en": [chapter("en", payload([["a", 0.5]]))]})


def test_where_two_languages_differ_is_told_without_a_value() -> None:
    one = payload([["a", 0.5], ["b", None], ["c", 0.25]])
    same = payload([["x", 0.5], ["y", None], ["z", 0.25]], region="Région")
    assert first_difference(one, same, ("en", "fr")) is None
    two = payload([["a", 0.5], ["b", 0.1], ["c", 0.2500000000000001]])
    assert first_difference(one, two, ("en", "fr")) == Bilingual(
        "ligne 2, colonne share, et 1 autre endroit", "row 2, column share, and 1 other place"
    )
    assert first_difference(one, payload([]), ("en", "fr")) == Bilingual("3 lignes (en) et 0 (fr)", "3 rows (en) and 0 (fr)")
    other_columns = {**one, "fields": [*one["fields"][:1], {"name": "rate", "type": "number"}]}
    assert first_difference(one, other_columns, ("en", "fr")) == Bilingual(
        "des colonnes ne sont que dans une langue, rate, share", "columns are in one language only, rate, share"
    )
    assert first_difference(payload([["a", float("nan")]]), payload([["a", float("nan")]]), ("en", "fr")) is None


def test_numbers_that_differ_are_told_with_both_cells_and_what_to_do() -> None:
    with pytest.raises(ReportError) as caught:
        data_tables({"fr": [chapter("fr", payload([["a", 0.6]]))], "en": [chapter("en", payload([["a", 0.5]]))]})
    (problem,) = caught.value.problems
    assert problem.where == "notebooks/report/results.ipynb [3]"
    assert problem.what.en.endswith("in both languages: row 1, column share (cells: [3] in English, [3] in French)")
    assert problem.todo is not None
    assert problem.todo.en.startswith("Run the same command again")
    assert "0.6" not in caught.value.text("fr")


def test_data_of_one_language_alone_are_told_at_their_cell() -> None:
    with pytest.raises(ReportError) as caught:
        data_tables({"fr": [chapter("fr", payload([["a", 0.5]]))], "en": [chapter("en")]})
    assert [problem.where for problem in caught.value.problems] == ["notebooks/report/results.ipynb [3]"]


def test_two_outputs_may_share_their_data_but_not_a_name_for_different_data() -> None:
    same = payload([["a", 0.5]])
    assert len(data_tables({"en": [chapter("en", same, dict(same))]})) == 1
    with pytest.raises(ReportError, match="results"):
        data_tables({"en": [chapter("en", same, payload([["a", 0.6]]))]})


@pytest.mark.parametrize("name", ["../x", "a/b", "A", "", "x" * 81, ".hidden"])
def test_a_name_is_a_plain_file_name(name: str) -> None:
    with pytest.raises(ReportError):
        data_tables({"en": [chapter("en", payload([], name=name))]})


def test_the_package_is_a_data_package_that_names_its_licence() -> None:
    tables = data_tables({"en": [chapter("en", payload([["a", 0.5]]))]})
    package = package_description(tables, "sample_run", {"en": "T"}, LICENCE, made_up=True)
    # Data Package 1: the name is lower-case with hyphens, a tabular resource has a schema with typed fields.
    assert package["name"] == "sample-run"
    assert package["profile"] == "tabular-data-package"
    assert package["licenses"] == [{"name": LICENCE.name, "title": LICENCE.title, "path": LICENCE.path}]
    assert [field["type"] for field in package["resources"][0]["schema"]["fields"]] == ["string", "number"]
    assert "Made-up" in package["description"]
