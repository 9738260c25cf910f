"""The sound extract of the trials, as rows of texts, and the reading that trials are judged by: short, slow, and no code of ours."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

CODEBOOK = """\
name: trial
title: {{fr: Essai, en: Trial}}
source: {{fr: Données inventées, en: Invented data}}
made_up: true
defaults:
  delimiter: "{delimiter}"
  encoding: {encoding}
  decimal: comma
  date_format: jj/mm/aaaa
  booleans: {{is_true: [O], is_false: ["N"]}}
  missing: {{unknown: [INC], not_applicable: [S.O.], suppressed: [CONF]}}
files:
  - file: personnes{ending}
    table: persons
    columns:
      person_id: no_personne
      birth_date: date_naissance
      sex: {{column: sexe, codes: {{F: woman, M: man}}}}
      is_disabled: handicap
  - file: fournisseurs{ending}
    table: providers
    columns: {{provider_id: "no", provider_name: nom, region: région}}
  - file: participations{ending}
    table: participations
    columns:
      participation_id: "no"
      person_id: no_personne
      provider_id: no_fournisseur
      program: programme
      region: région
      office: bureau
      start_date: début
      n_suitability_indicators: indicateurs
      n_hours_planned: heures
"""

AS_OF = dt.date(2025, 9, 30)
Row = tuple[str, ...]
Value = str | int | float | bool | None
Typed = tuple[Value, ...]

HEADERS: dict[str, Row] = {
    "personnes": ("no_personne", "date_naissance", "sexe", "handicap"),
    "fournisseurs": ("no", "nom", "région"),
    "participations": (
        "no",
        "no_personne",
        "no_fournisseur",
        "programme",
        "région",
        "bureau",
        "début",
        "indicateurs",
        "heures",
    ),
}
TABLES = {"personnes": "persons", "fournisseurs": "providers", "participations": "participations"}
STORED: dict[str, Row] = {
    "personnes": ("person_id", "birth_date", "sex", "is_disabled"),
    "fournisseurs": ("provider_id", "provider_name", "region"),
    "participations": (
        "participation_id",
        "person_id",
        "provider_id",
        "program",
        "region",
        "office",
        "start_date",
        "n_suitability_indicators",
        "n_hours_planned",
    ),
}
KINDS: dict[str, Row] = {
    "personnes": ("text", "date", "sex", "boolean"),
    "fournisseurs": ("text", "text", "text"),
    "participations": ("text", "text", "text", "text", "text", "text", "date", "integer", "decimal"),
}
MARKS = ("", "INC", "S.O.", "CONF")
SPACES = " \t\u00a0\u202f\u2007\u2009"


def sound_rows(random_: random.Random) -> dict[str, list[Row]]:
    """Return the rows of three files, about 40 persons, each value such that no two persons can be taken for one another."""
    n_persons = random_.randrange(5, 60)
    persons: list[Row] = []
    for number in range(n_persons):
        day = dt.date(1950, 1, 1) + dt.timedelta(days=random_.randrange(20_000))
        birth = random_.choice([f"{day:%d/%m/%Y}"] * 6 + ["", "INC"])
        person = (f"U{70_000 + number}", birth, random_.choice("FM"), random_.choice(["O", "N", "CONF", ""]))
        persons.append(person)
    names = [
        "Carrefour jeunesse-emploi de l'Île",
        "Emploi Québec été",
        "Entraide à Rouyn",
        'Le "Coin" du travail',
        "Œuvre Noël; Gaspé",
        "ᐃᓄᒃᑎᑐᑦ",
    ]
    providers = [(f"F{number}", name, f"{random_.randrange(1, 18):02d}") for number, name in enumerate(names)]
    participations = []
    for number in range(n_persons):
        start = dt.date(2024, 4, 1) + dt.timedelta(days=random_.randrange(365))
        participations.append(
            (
                f"P{80_000 + number}",
                f"U{70_000 + random_.randrange(n_persons)}",
                f"F{random_.randrange(len(names))}",
                "supported_employment",
                f"{random_.randrange(1, 18):02d}",
                f"B{random_.randrange(9)}",
                f"{start:%d/%m/%Y}",
                random_.choice(["", "S.O.", *map(str, range(10))]),
                random_.choice(["", "12", "7,5", "20,25"]),
            )
        )
    return {"personnes": persons, "fournisseurs": providers, "participations": participations}


def as_text(header: Row, rows: Iterable[Row], delimiter: str) -> str:
    """Return rows as delimited text."""
    lines = [delimiter.join(_quoted(value, delimiter) for value in row) for row in (header, *rows)]
    return "\n".join(lines) + "\n"


def _quoted(value: str, delimiter: str) -> str:
    return '"' + value.replace('"', '""') + '"' if delimiter in value or '"' in value or "\n" in value else value


def typed(name: str, texts: Sequence[str]) -> Typed | None:
    """Return a row of texts as the store holds it; None when a text cannot be what its column holds."""
    values: list[Value] = []
    for kind, written in zip(KINDS[name], texts, strict=True):
        text = unicodedata.normalize("NFC", written).strip(SPACES)
        if text in MARKS:
            values.append(None)
            continue
        try:
            values.append(_value(kind, text))
        except ValueError:
            return None
    return tuple(values)


def _value(kind: str, text: str) -> Value:
    if kind == "date":
        if not re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", text):
            raise ValueError
        day, month, year = map(int, text.split("/"))
        return dt.date(year, month, day).isoformat()
    if kind == "sex":
        return {"F": "woman", "M": "man"}[text] if text in "FM" and len(text) == 1 else _no()
    if kind == "boolean":
        return {"O": True, "N": False}[text] if text in ("O", "N") else _no()
    if kind == "integer":
        return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else _no()
    if kind == "decimal":
        return float(text.replace(",", ".")) if re.fullmatch(r"[-+]?[0-9]+(,[0-9]+)?", text) else _no()
    return text


def _no() -> Value:
    raise ValueError


class TextTruth:
    """What a delimited text may be read as: the records that each line, and the whole, can be cut into.

    What neither way gives must not be in the store, and what a line holds must be accepted or refused.
    """

    def __init__(self, name: str, text: str, delimiter: str) -> None:
        lines = re.sub("\r\n?", "\n", text).split("\n")
        start = next((index for index, line in enumerate(lines) if line.strip()), 0)
        header = _cells(lines[start], delimiter) if lines else None
        names = [" ".join(unicodedata.normalize("NFC", cell).strip(SPACES + "\ufeff").split()) for cell in header or []]
        self.header_is_sound = all(names.count(wanted) == 1 for wanted in HEADERS[name])
        self.lines: dict[int, Typed | None] = {}
        """By number of the line, counted from 1: the row it is by itself; None when it is none."""
        self.expected: Counter[Typed] = Counter()
        self.spanning: set[int] = set()
        if not self.header_is_sound:
            return
        # A carriage return alone parts a line into rows, and counts as an end of line, when each is whole or when it ends the first line;
        # else what follows it is part of the line before, told under its number.
        whole_lines = text.replace("\r\n", "\n").split("\n")
        returns_end_lines = "\r" in whole_lines[0].rstrip("\r")
        numbers: list[int | None] = []
        number = 0
        for line in whole_lines:
            parts = line.split("\r")
            is_whole = '"' not in line and all(not part.strip() or part.count(delimiter) == len(names) - 1 for part in parts)
            for place in range(len(parts)):
                if place == 0 or is_whole or returns_end_lines:
                    number += 1
                    numbers.append(number)
                else:
                    numbers.append(None)
        positions = [names.index(wanted) for wanted in HEADERS[name]]
        for told, line in zip(numbers[start + 1 :], lines[start + 1 :], strict=True):
            if told is not None and line.strip(SPACES + "\r"):
                cells = _cells(line, delimiter)
                row = typed(name, [cells[position] for position in positions]) if cells and len(cells) == len(names) else None
                self.lines[told] = row
                if row is not None:
                    self.expected[row] += 1
        # Records with line breaks inside quotes: what the standard library makes of the whole.
        reader = csv.reader((line + "\n" for line in lines[start + 1 :]), delimiter=delimiter, strict=True)
        before = 0
        try:
            for cells in reader:
                first, last, before = before + 1, reader.line_num, reader.line_num
                if last > first and len(cells) == len(names):
                    row = typed(name, [cells[position] for position in positions])
                    if row is not None:
                        self.expected[row] += 1
                    self.spanning |= {told for told in numbers[first + start : last + start + 1] if told is not None}
        except csv.Error:
            pass


def _cells(line: str, delimiter: str) -> list[str] | None:
    if line.count('"') % 2:
        return None
    try:
        (cells,) = csv.reader([line.removesuffix("\r")], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return cells
