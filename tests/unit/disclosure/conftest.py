"""Small tables whose unsafe cells are known by construction."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.disclosure.policy import DisclosurePolicy, load_policy
from analysis.disclosure.table import ReleasedTable
from analysis.indicators.table import VALUE_COLUMNS, IndicatorTable, Subject

ROOT = Path(__file__).resolve().parents[3]
Make = Callable[..., IndicatorTable]


@pytest.fixture(scope="session")
def standard() -> DisclosurePolicy:
    return load_policy(ROOT / "params" / "disclosure" / "standard.yaml")


@pytest.fixture(scope="session")
def already_public() -> DisclosurePolicy:
    return load_policy(ROOT / "params" / "disclosure" / "already_public.yaml")


@pytest.fixture(scope="session")
def changed(standard: DisclosurePolicy) -> Callable[..., DisclosurePolicy]:
    """The standard policy with other rules for suppression."""

    def change(**rules: object) -> DisclosurePolicy:
        content = standard.model_dump()
        content["suppression"] |= rules
        return DisclosurePolicy.model_validate(content)

    return change


@pytest.fixture(scope="session")
def make() -> Make:
    """Make a table from rows of (key, numerator, denominator), a key being the indicator and the code of each dimension."""

    def make_table(
        rows: Sequence[tuple[tuple[str, ...], float, float]],
        dimensions: tuple[str, ...] = ("region",),
        additive: tuple[str, ...] | None = None,
        *,
        unit: str = "share",
        subject: Subject = Subject.PERSONS,
        denominator_name: str = "reached",
        columns: Mapping[str, Sequence[Any]] | None = None,
        derived: Mapping[str, Sequence[Any]] | None = None,
        revealing: tuple[str, ...] = (),
    ) -> IndicatorTable:
        full = []
        for key, numerator, denominator in rows:
            value = numerator / denominator if denominator else math.nan
            note = "computed" if denominator or math.isnan(denominator) else "no_cases"
            full.append((*key, numerator, denominator, denominator_name, 1, value, value, value, "wilson", unit, "made up", note))
        frame = pd.DataFrame(full, columns=["indicator", *dimensions, *VALUE_COLUMNS])
        for name, values in {**(columns or {}), **(derived or {})}.items():
            frame[name] = list(values)
        return IndicatorTable(
            frame, subject, Provenance(Bilingual("inventé", "made up"), made_up=True),
            dimensions, dimensions if additive is None else additive,
            tuple(derived or ()), revealing,
        )  # fmt: skip

    return make_table


@pytest.fixture(scope="session")
def hidden() -> Callable[[ReleasedTable], dict[tuple[str, ...], str]]:
    """Return the hidden rows of a released table and why they are."""

    def read(released: ReleasedTable) -> dict[tuple[str, ...], str]:
        keys = zip(*(released.frame[column] for column in ("indicator", *released.dimensions)), strict=True)
        pairs = zip(keys, released.frame["status"], strict=True)
        return {tuple(key[1:]): word.removeprefix("hidden_") for key, word in pairs if word.startswith("hidden")}

    return read
