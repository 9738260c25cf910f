"""Small invented stores of official series, and the definitions they are read with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pytest

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.extracts.store import Store, stored_columns
from analysis.extracts.tables import TABLES
from analysis.indicators.series import SeriesDefinitions, load_series_definitions

DEFINITIONS = """
name: invented
remainder: {name: unassigned, label: {fr: Central ou inconnu, en: Central or unknown}}
series:
  - {name: households, label: {fr: Ménages, en: Households}, unit: households, quantity: count, yearly: mean}
  - name: adults
    label: {fr: Adultes, en: Adults}
    unit: persons
    quantity: count
    yearly: mean
    composed_of: [women, men]
    total_from: sex
  - {name: women, label: {fr: Femmes, en: Women}, unit: persons, quantity: count, yearly: mean, total_from: sex}
  - {name: men, label: {fr: Hommes, en: Men}, unit: persons, quantity: count, yearly: mean, total_from: sex}
  - {name: children, label: {fr: Enfants, en: Children}, unit: persons, quantity: count, yearly: mean}
  - {name: recipients, label: {fr: Prestataires, en: Recipients}, unit: persons, quantity: count, yearly: mean}
  - {name: benefits, label: {fr: Prestations, en: Benefits}, unit: dollars, quantity: amount, yearly: sum}
  - {name: admissions, label: {fr: Admissions, en: Admissions}, unit: households, quantity: count, yearly: sum}
  - {name: rate, label: {fr: Taux, en: Rate}, unit: share, quantity: published_share, yearly: mean}
  - name: mean_age
    label: {fr: Âge moyen, en: Mean age}
    unit: years
    quantity: amount
    yearly: mean
    total_from: sex
    weighted_by: adults
schemes:
  - name: sex
    label: {fr: Sexe, en: Sex}
    partitions: [[women, men]]
    categories:
      - {name: women, label: {fr: Femmes, en: Women}}
      - {name: men, label: {fr: Hommes, en: Men}}
  - name: age
    label: {fr: Âge, en: Age}
    partitions: [[young, middle, old], [under_36, over_35]]
    categories:
      - {name: young, label: {fr: Jeunes, en: Young}}
      - {name: middle, label: {fr: Moyens, en: Middle}}
      - {name: old, label: {fr: Aînés, en: Old}}
      - {name: under_36, label: {fr: 35 ans et moins, en: 35 and under}}
      - {name: over_35, label: {fr: 36 ans et plus, en: 36 and over}}
  - name: source
    label: {fr: Source, en: Source}
    base: distinct
    categories:
      - {name: work, label: {fr: Travail, en: Work}}
      - {name: pension, label: {fr: Rente, en: Pension}}
      - {name: distinct, label: {fr: Distincts, en: Distinct}}
  - name: constraints
    label: {fr: Contraintes, en: Constraints}
    partitions: [[free, temporary, severe], [free, temporary, severe, spouse]]
    categories:
      - {name: free, label: {fr: Sans, en: None}}
      - {name: temporary, label: {fr: Temporaires, en: Temporary}, subtotal_of: [health, age]}
      - {name: severe, label: {fr: Sévères, en: Severe}}
      - {name: spouse, label: {fr: Conjoints, en: Spouses}}
      - {name: health, label: {fr: Santé, en: Health}}
      - {name: age, label: {fr: Âge, en: Age}}
ratios:
  - {name: mean_benefit, label: {fr: Moyenne, en: Mean}, numerator: benefits, denominator: households, unit: dollars, decimals: 2}
identities:
  - name: adults_and_children
    label: {fr: Prestataires = adultes + enfants, en: Recipients = adults + children}
    whole: recipients
    parts: [adults, children]
    confidence: stated
    source: invented
breaks:
  - {name: new_rate, label: {fr: Rupture, en: Break}, series: [rate], first_day: 2018-04-01, confidence: stated, source: invented}
highlight_populations:
  - {name: households, label: {fr: Ménages, en: Households}, series: households}
  - {name: others, label: {fr: Autres, en: Others}}
"""


@pytest.fixture
def definitions(tmp_path: Path) -> SeriesDefinitions:
    path = tmp_path / "invented.yaml"
    path.write_text(DEFINITIONS, "utf-8")
    return load_series_definitions(path)


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def series_row(series: str, month: str, number: float | None = None, **others: Any) -> dict[str, Any]:
    """One printed figure: `number` is its count unless `amount` is given; published in its own month unless said."""
    others = {"published": month, **others}
    return {
        "series": series,
        "period": first_day(month),
        "territory": others.pop("territory", "quebec"),
        "scheme": others.pop("scheme", "total"),
        "category": others.pop("category", "total"),
        "published": first_day(others.pop("published")),
        "count": number,
        "status": others.pop("status", "official"),
        **others,
    }


def months_of(start_year: int) -> list[str]:
    """The months of a fiscal year as `2018-04`."""
    return [f"{start_year}-{month:02d}" for month in range(4, 13)] + [f"{start_year + 1}-{month:02d}" for month in range(1, 4)]


@pytest.fixture
def make_store(tmp_path: Path) -> Callable[..., Store]:
    def make(rows: list[dict[str, Any]], highlights: list[dict[str, Any]] | None = None) -> Store:
        connection = ibis.duckdb.connect()
        tables = {"series": rows} | ({"highlights": highlights} if highlights is not None else {})
        for name, records in tables.items():
            columns = stored_columns(TABLES[name])
            frame = pd.DataFrame(records, columns=list(columns))
            connection.con.register("incoming", frame)
            casts = ", ".join(f'CAST("{column}" AS {kind}) AS "{column}"' for column, kind in columns.items())
            connection.raw_sql(f'CREATE TABLE "{name}" AS SELECT {casts} FROM incoming')  # noqa: S608 (names of our own tables)
        return Store(tmp_path, Provenance(Bilingual("invented figures", "invented figures"), True), connection, (), tuple(tables), None, {})

    return make
