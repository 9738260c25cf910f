"""What indicators can be grouped by: the column of each dimension, its codes and what they are called.

Every dimension but `group` and `fiscal_year_to_date` splits the episodes into parts that add up: an episode without a value has the code
`not_stated`. The months of a cohort that entered earlier are those of the fiscal year in which it is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis

from analysis.cohorts.episodes import Variable
from analysis.core.errors import DefinitionError, ExtractError, Problem, ProblemList
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.core.territories import territory_name
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.vocabulary import DIMENSIONS, FIELDS, VULNERABLE_GROUPS, FieldKind
from analysis.indicators.table import TOTAL

if TYPE_CHECKING:
    from analysis.extracts.store import Store

NOT_STATED = "not_stated"
"""The code of a dimension for an episode that has no value in it."""

OVERLAPPING = frozenset({"group", "fiscal_year_to_date"})
"""Dimensions in which one episode may be in several parts."""

TIME_DIMENSIONS = frozenset({"month", "quarter", "fiscal_year_to_date"})
"""Dimensions made of the day that dates an episode or a record."""
MONTH_INDEX = "month_index"
"""Name of the column that counts months: year × 12 + month − 1."""


def check_dimensions(by: Sequence[str], where: str) -> tuple[str, ...]:
    """Return the dimensions asked for.

    Raises
    ------
    DefinitionError
        If one is unknown (near matches are said) or asked for twice.
    """
    problems = ProblemList(DefinitionError)
    for position, name in enumerate(by):
        if name not in DIMENSIONS:
            problems.add(
                where,
                Bilingual(f"« {name} » n'est pas un regroupement connu", f'"{name}" is not a known grouping'),
                todo=did_you_mean(name, DIMENSIONS),
            )
        elif name in by[:position]:
            problems.add(
                where,
                Bilingual(f"le regroupement « {name} » est demandé deux fois", f'grouping "{name}" is asked for twice'),
                Bilingual("Il ne découperait rien de plus.", "It would divide nothing further."),
                Bilingual("Gardez une seule mention.", "Keep one of them."),
            )
    problems.raise_if_any()
    return tuple(by)


def additive_dimensions(by: Iterable[str]) -> tuple[str, ...]:
    """Return the dimensions whose parts add up to their total."""
    return tuple(name for name in by if name not in OVERLAPPING)


def variables_for(by: Iterable[str]) -> tuple[Variable, ...]:
    """Return the fields of an episode that some groupings look at."""
    fields = [*(name for name in by if name in FIELDS), *(VULNERABLE_GROUPS if "group" in by else ())]
    return tuple(Variable(field) for field in fields)


def columns_for(episodes: Any, by: Iterable[str]) -> dict[str, Any]:
    """Return, by name, the columns of an episode from which `grouped` makes the dimensions."""
    columns: dict[str, Any] = {}
    for name in by:
        if name == "group":
            columns |= {field: episodes[field].fill_null(False) for field in VULNERABLE_GROUPS}
        elif name in TIME_DIMENSIONS:
            columns[MONTH_INDEX] = episodes.counted_on.year() * 12 + episodes.counted_on.month() - 1
        elif FIELDS[name].kind is FieldKind.BOOLEAN:
            columns[name] = ibis.cases((episodes[name].isnull(), NOT_STATED), (episodes[name], "yes"), else_="no")
        else:
            columns[name] = episodes[name].fill_null(NOT_STATED)
    return columns


def grouped(table: Any, by: Sequence[str], fiscal_year: FiscalYear, as_of: date) -> Any:
    """Return the table with one column a dimension, with a row for each part an episode is in."""
    if "group" in by:
        table = ibis.union(*(table.filter(table[field]).mutate(group=ibis.literal(field)) for field in VULNERABLE_GROUPS))
    if "fiscal_year_to_date" in by:
        known = [month_index(day) for day in fiscal_year.months if day <= as_of]
        known = known or [month_index(fiscal_year.first_day)]
        table = ibis.union(*(table.filter(table[MONTH_INDEX] <= index).mutate(fiscal_year_to_date=ibis.literal(index)) for index in known))
    if "month" in by:
        table = table.mutate(month=table[MONTH_INDEX])
    if "quarter" in by:
        first = month_index(fiscal_year.first_day)
        table = table.mutate(quarter=((table[MONTH_INDEX] - first) // 3).cast("int64"))
    return table


def month_index(day: date) -> int:
    """Return the number of a month: year × 12 + month − 1."""
    return day.year * 12 + day.month - 1


def code_of(dimension: str, value: Any, fiscal_year: FiscalYear) -> str:
    """Return the code of a part as the table holds it: months `2024-04`, quarters `2024-Q1`, anything else as it is."""
    if dimension in ("month", "fiscal_year_to_date"):
        year, month = divmod(int(value), 12)
        return f"{year}-{month + 1:02d}"
    if dimension == "quarter":
        return f"{fiscal_year.start_year}-Q{int(value) + 1}"
    return str(value)


def moved_forward(dimension: str, code: str, years: int = 1) -> str:
    """Return the code of the same part some years later; parts that are not of time stay as they are."""
    if dimension not in TIME_DIMENSIONS or code == TOTAL:
        return code
    return f"{int(code[:4]) + years}{code[4:]}"


def refuse_reserved_codes(dimension: str, codes: Iterable[str], source: str) -> None:
    """Refuse data in which a part is called as the margin is.

    Raises
    ------
    ExtractError
        If a provider or an office has the code `total`: its row could not be told from everyone's.
    """
    if TOTAL in codes:
        raise ExtractError(
            Problem(
                source,
                Bilingual(
                    f"un code de « {dimension} » est « {TOTAL} », le nom réservé à la ligne de tous",
                    f'a code of "{dimension}" is "{TOTAL}", the name kept for the row of everyone',
                ),
                todo=Bilingual("Donnez-lui un autre code dans le codage de l'extrait.", "Give it another code in the extract's codebook."),
            )
        )


def labels_for(
    store: Store, by: Iterable[str], codes: Mapping[str, Iterable[str]], fiscal_year: FiscalYear
) -> dict[str, dict[str, Bilingual]]:
    """Return what the codes of each dimension are called; a code without a known name is called by itself.

    Parameters
    ----------
    codes
        The codes present, by dimension.
    """
    return {name: _labels(store, name, sorted(set(codes[name])), fiscal_year) for name in by}


_COMMON: dict[str, Bilingual] = {
    TOTAL: Bilingual("Ensemble", "All"),
    NOT_STATED: Bilingual("Non précisé", "Not stated"),
    "yes": Bilingual("Oui", "Yes"),
    "no": Bilingual("Non", "No"),
}

_MONTHS: tuple[Bilingual, ...] = tuple(
    Bilingual(fr, en)
    for fr, en in (
        ("janvier", "January"), ("février", "February"), ("mars", "March"), ("avril", "April"), ("mai", "May"), ("juin", "June"),
        ("juillet", "July"), ("août", "August"), ("septembre", "September"), ("octobre", "October"), ("novembre", "November"),
        ("décembre", "December"),
    )
)  # fmt: skip


def _labels(store: Store, dimension: str, codes: Sequence[str], fiscal_year: FiscalYear) -> dict[str, Bilingual]:
    own: dict[str, Bilingual] = {}
    if dimension == "region":
        own = {code: name for code in codes if (name := territory_name(code))}
    elif dimension == "provider_id":
        own = _provider_names(store)
    elif dimension == "group":
        own = {field: FIELDS[field].label for field in VULNERABLE_GROUPS}
    elif dimension in TIME_DIMENSIONS:
        own = {code: _time_label(dimension, code, fiscal_year) for code in codes if code != TOTAL}
    else:
        own = {code: label for code in codes if (label := FIELDS[dimension].code_label(code))}
    # The row of everyone and that of the unknown are called the same everywhere, whatever a provider calls itself.
    own |= (
        _COMMON
        if dimension in FIELDS and FIELDS[dimension].kind is FieldKind.BOOLEAN
        else {TOTAL: _COMMON[TOTAL], NOT_STATED: _COMMON[NOT_STATED]}
    )
    return {code: own.get(code) or Bilingual(code, code) for code in codes if code.strip()}


def _provider_names(store: Store) -> dict[str, Bilingual]:
    if not store.has("providers"):
        return {}
    providers = ordered_records(store.table("providers").select("provider_id", "provider_name"))
    return {row["provider_id"]: Bilingual(row["provider_name"], row["provider_name"]) for row in providers if row["provider_name"].strip()}


def _time_label(dimension: str, code: str, fiscal_year: FiscalYear) -> Bilingual:
    if dimension == "quarter":
        number = int(code[-1])
        ordinals = ("1er", "2e", "3e", "4e")
        french, english = fiscal_year.label("fr"), fiscal_year.label("en")
        return Bilingual(f"{ordinals[number - 1]} trimestre {french}", f"Q{number} {english}")
    month, year = _MONTHS[int(code[5:7]) - 1], code[:4]
    if dimension == "month":
        return Bilingual(f"{month.fr} {year}", f"{month.en} {year}")
    first = fiscal_year.first_day
    start = _MONTHS[first.month - 1]
    elided = "d'" if start.fr[0] in "ao" else "de "
    return Bilingual(f"{elided}{start.fr} {first.year} à {month.fr} {year}", f"{start.en} {first.year} to {month.en} {year}")
