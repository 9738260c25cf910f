"""Every published table as CSV, with a dictionary and a machine-readable description (Data Package, Frictionless)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, Language
from analysis.core.spreadsheet import guarded
from analysis.publication import texts
from analysis.publication.book import Licence
from analysis.publication.compose import SAID, Chapter
from analysis.publication.same_numbers import first_difference, unequal_numbers

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_TYPES = frozenset({"string", "integer", "number", "boolean", "date", "year", "yearmonth", "any"})


@dataclass(frozen=True, slots=True)
class DataField:
    """A column; titles and descriptions by language."""

    name: str
    type: str
    unit: str
    title: Mapping[str, str]
    description: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DataTable:
    """A published table: the output it stands behind, its columns and its rows."""

    name: str
    label: str
    notebook: str
    cell: int
    title: Mapping[str, str]
    source: str
    made_up: bool
    fields: tuple[DataField, ...]
    rows: tuple[tuple[Any, ...], ...]
    record: Any


def data_tables(chapters: Mapping[Language, Sequence[Chapter]]) -> tuple[DataTable, ...]:
    """Return every table of open data, sorted by name.

    Values are those of the English execution when there is one. A text column whose words differ in French has a French twin after it,
    named `<column>_fr`.

    Raises
    ------
    ReportError
        When two outputs give the same name to different data, a payload is malformed, or the languages do not hold the same numbers.
    """
    by_language = {language: _payloads(pages) for language, pages in chapters.items()}
    first: Language = "en" if "en" in by_language else next(iter(by_language))
    problems: list[Problem] = []
    tables: list[DataTable] = []
    for name, (chapter, piece_label, cell, payload) in sorted(by_language[first].items()):
        where = f"{chapter.shown} [{cell}]"
        other = {language: found[name][3] for language, found in by_language.items() if name in found and language != first}
        fault = next((fault for each in (payload, *other.values()) if (fault := _fault(name, each)) is not None), None)
        if fault is not None:
            problems.append(Problem(where, fault))
            continue
        unequal = [
            unequal_numbers(name, difference, {first: cell, language: by_language[language][name][2]}, where)
            for language, each in other.items()
            if (difference := first_difference(payload, each, (first, language))) is not None
        ]
        problems += unequal
        if not unequal:
            tables.append(_table(name, {first: payload, **other}, label=piece_label, stem=chapter.stem, cell=cell))
    problems += [
        _in_one_language(name, f"{chapter.shown} [{cell}]")
        for found in by_language.values()
        for name, (chapter, _, cell, _) in sorted(found.items())
        if any(name not in each for each in by_language.values())
    ]
    if problems:
        raise ReportError(problems)
    return tuple(tables)


def _payloads(chapters: Sequence[Chapter]) -> dict[str, tuple[Chapter, str, int, dict[str, Any]]]:
    found: dict[str, tuple[Chapter, str, int, dict[str, Any]]] = {}
    problems = []
    for chapter in chapters:
        for piece in chapter.pieces:
            if piece.data is None:
                continue
            name = str(piece.data.get("name"))
            if name in found and found[name][3] != piece.data:
                one, two = f"{found[name][0].shown} [{found[name][2]}]", f"{chapter.shown} [{piece.cell}]"
                what = Bilingual(f"deux résultats publient des données nommées {name}", f"two outputs publish data named {name}")
                todo = Bilingual("Donnez-leur des noms différents.", "Give them different names.")
                problems += [Problem(where, what, todo=todo) for where in (one, two)]
            found.setdefault(name, (chapter, piece.label, piece.cell, piece.data))
    if problems:
        raise ReportError(problems)
    return found


def _fault(name: str, payload: Mapping[str, Any]) -> Bilingual | None:
    if not _NAME.fullmatch(name):
        return Bilingual("le nom de ces données n'est pas un nom de fichier simple", "the name of these data is not a plain file name")
    fields, rows = payload.get("fields"), payload.get("rows")
    if (
        not isinstance(fields, list)
        or not isinstance(rows, list)
        or not all(isinstance(row, list) and len(row) == len(fields) for row in rows)
    ):
        return Bilingual(f"les données {name} n'ont pas une valeur par colonne", f"the data {name} do not have one value a column")
    unknown = sorted({str(entry.get("type")) for entry in fields} - _TYPES)
    if unknown:
        kinds = ", ".join(unknown)
        return Bilingual(f"les données {name} ont un type inconnu\u00a0: {kinds}", f"the data {name} have an unknown type: {kinds}")
    return None


def _in_one_language(name: str, where: str) -> Problem:
    return Problem(where, Bilingual(f"les données {name} n'existent que dans une langue", f"the data {name} exist in one language only"))


def _table(
    name: str,
    payloads: Mapping[Language, Mapping[str, Any]],
    *,
    label: str,
    stem: str,
    cell: int,
) -> DataTable:
    (_, payload), *rest = payloads.items()
    others = dict(rest)
    fields: list[DataField] = []
    columns: list[list[Any]] = []
    for place, entry in enumerate(payload["fields"]):
        field = DataField(
            str(entry["name"]),
            str(entry["type"]),
            str(entry.get("unit") or ""),
            {language: str(each["fields"][place].get("title") or entry["name"]) for language, each in payloads.items()},
            {language: str(each["fields"][place].get("description") or "") for language, each in payloads.items()},
        )
        values = [row[place] for row in payload["rows"]]
        fields.append(field)
        columns.append(values)
        for language, each in others.items():
            translated = [row[place] for row in each["rows"]]
            if translated != values:
                fields.append(DataField(f"{field.name}_{language}", field.type, field.unit, field.title, field.description))
                columns.append(translated)
    rows = tuple(zip(*columns, strict=True)) if columns else ()
    titles: dict[str, str] = {language: str(each.get("title") or name) for language, each in payloads.items()}
    source = str(payload.get("source") or "")
    return DataTable(name, label, stem, cell, titles, source, bool(payload.get("made_up")), tuple(fields), rows, payload.get("record"))


def csv_text(table: DataTable) -> str:
    """Return a table as CSV.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers are written as they are.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guarded(field.name) for field in table.fields])
    for row in table.rows:
        writer.writerow([_written(value) for value in row])
    return stream.getvalue()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return guarded(str(value))


def dictionary_text(tables: Sequence[DataTable], languages: Sequence[Language]) -> str:
    """Return the dictionary of every column as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(
        [
            "table",
            "column",
            "type",
            "unit",
            *(f"title_{language}" for language in languages),
            *(f"description_{language}" for language in languages),
        ]
    )
    for table in tables:
        for field in table.fields:
            titles = [field.title.get(language, "") for language in languages]
            descriptions = [field.description.get(language, "") for language in languages]
            writer.writerow([guarded(text) for text in (table.name, field.name, field.type, field.unit, *titles, *descriptions)])
    return stream.getvalue()


def package_description(
    tables: Sequence[DataTable], name: str, title: Mapping[Language, str], licence: Licence, *, made_up: bool
) -> dict[str, Any]:
    """Return the content of `datapackage.json` (Data Package 1)."""
    languages = list(title)
    licences = [{"name": licence.name, "title": licence.title, "path": licence.path}]
    description = " / ".join(texts.MADE_UP[language] for language in languages) if made_up else ""
    sources = sorted({table.source for table in tables if table.source})
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name.replace("_", "-"),
        "title": title[languages[0]],
        "titles": dict(title),
        "languages": languages,
        "made_up": made_up,
        "licenses": licences,
        "sources": [{"title": source} for source in sources],
        "resources": [_resource(table) for table in tables],
    }
    if description:
        package["description"] = description
    return package


def _resource(table: DataTable) -> dict[str, Any]:
    fields = []
    for field in table.fields:
        described: dict[str, Any] = {"name": field.name, "type": field.type, "titles": dict(field.title)}
        if any(field.description.values()):
            described["descriptions"] = dict(field.description)
        if field.unit:
            described["unit"] = field.unit
        fields.append(described)
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "titles": dict(table.title),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "made_up": table.made_up,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": {"fields": fields, "missingValues": [""]},
    }


def write_open_data(
    folder: Path,
    tables: Sequence[DataTable],
    name: str,
    title: Mapping[Language, str],
    licence: Licence,
    *,
    made_up: bool,
) -> None:
    """Write the folder of open data: one CSV a table, the dictionary, the description."""
    folder.mkdir(parents=True)
    languages = list(title)
    for table in tables:
        # The mark at the head makes spreadsheets read accents rightly; readers of UTF-8 skip it.
        (folder / f"{table.name}.csv").write_text(csv_text(table), encoding="utf-8-sig", newline="")
    (folder / "dictionary.csv").write_text(dictionary_text(tables, languages), encoding="utf-8-sig", newline="")
    package = package_description(tables, name, title, licence, made_up=made_up)
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    if made_up:
        note = "\n".join(texts.MADE_UP[language] for language in languages) + "\n"
        (folder / "MADE-UP-DATA.txt").write_text(note, encoding="utf-8")


def open_data_content(tables: Sequence[DataTable], language: Language) -> str:
    """Return the content of the page that lists the open data."""
    from html import escape  # noqa: PLC0415

    items = []
    for table in tables:
        columns = ", ".join(f"<code>{escape(field.name)}</code>" for field in table.fields)
        title = escape(table.title.get(language, table.name))
        file = f'<a href="../data/{table.name}.csv">{table.name}.csv</a>'
        items.append(f'<dt>{title}</dt><dd class="files">{file}</dd><dd class="files">{columns}</dd>')
    links = [("dictionary.csv", texts.DICTIONARY), ("datapackage.json", texts.DATA_PACKAGE)]
    listed = "".join(f'<li><a href="../data/{file}">{words[language]}</a></li>' for file, words in links)
    return (
        f"<h1>{texts.OPEN_DATA[language]}</h1>\n<p>{texts.OPEN_DATA_LEAD[language]}</p>\n<ul>{listed}</ul>\n"
        f'<dl class="data-list {SAID}">{"".join(items)}</dl>'
    )
