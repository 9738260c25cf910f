"""Framework × cohort × grouping → a frozen table: every value with its numerator, denominator, missing count, interval and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.core.errors import DefinitionError, ProblemList
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.frameworks.indicators import Availability, Indicator
from analysis.frameworks.measures import Change, Quotient, Records, SeriesValue, ServiceLevelRatio
from analysis.frameworks.model import Framework
from analysis.indicators.changes import change_rows
from analysis.indicators.contracted import GROUPABLE, contracted_intake
from analysis.indicators.counting import CohortSums, count_cohort, tables_of
from analysis.indicators.group_rows import Groups, aligned, groups_of, person_rows, record_rows, without_value
from analysis.indicators.grouping import additive_dimensions, check_dimensions, labels_for
from analysis.indicators.official_values import official_rows
from analysis.indicators.question import Question
from analysis.indicators.records import can_count, count_records, quotient_rows
from analysis.indicators.subjects import subjects_of
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note
from analysis.indicators.value_rows import methods_in

if TYPE_CHECKING:
    from analysis.extracts.store import Store
    from analysis.indicators.series import SeriesDefinitions

_DENOMINATORS: dict[str, Bilingual] = {
    "contracted_intake": Bilingual("inscriptions prévues aux ententes", "intake contracted by agreements"),
    "months": Bilingual("mois publiés", "published months"),
    "year_before": Bilingual("valeur de l'exercice précédent", "value of the fiscal year before"),
}
"""What denominators that are not people of a cohort are called."""


def compute(
    store: Store,
    framework: Framework,
    fiscal_year: FiscalYear,
    *,
    as_of: date,
    by: Sequence[str] = (),
    indicators: Sequence[str] | None = None,
    definitions: SeriesDefinitions | None = None,
) -> IndicatorTable:
    """Return the indicators of a framework for a fiscal year: one row an indicator and group, and a `TOTAL` row for every margin.

    Parameters
    ----------
    as_of
        The day of observation: nothing dated later is known, and months that begin later are not in the table.
    by
        Dimensions of `frameworks.vocabulary.DIMENSIONS`, outermost first. `group` gives the ten overlapping vulnerable groups,
        `fiscal_year_to_date` everything since the first month.
    indicators
        Names; None for all, in the order of the framework.
    definitions
        What is known of official series, for indicators read from them; without it only printed totals can be read.

    Returns
    -------
    IndicatorTable
        Every indicator has a row for every group that anyone belongs to. Nobody in a denominator gives the note `no_cases`; a
        grouping that makes no sense for a measure gives `not_applicable`; an indicator that the framework says is in development, or whose
        tables the extract lacks, gives `in_development` or `no_extract`. Without a value, numbers are NaN.

    Raises
    ------
    DefinitionError
        For unknown groupings or indicators, all at once.
    ExtractError
        If the extract calls a provider or an office by the reserved code `total`.
    """
    if fiscal_year.first_month != framework.fiscal_year_first_month:
        raise ValueError(f"the fiscal year of {framework.name} begins in month {framework.fiscal_year_first_month}")
    question = Question(store, framework, fiscal_year, as_of, check_dimensions(by, framework.name))
    dimensions, wanted = question.by, _wanted(framework, indicators)
    counted = _counted(question, wanted)
    intake = _intake(question, wanted)
    official = {
        item.name: official_rows(question, item, definitions)
        for item in wanted
        if isinstance(_measure(item), SeriesValue) and store.has("series")
    }

    def of_year(name: str, year: FiscalYear) -> IndicatorTable:
        return compute(store, framework, year, as_of=as_of, by=by, indicators=[name], definitions=definitions)

    changes = {
        item.name: change_rows(of_year(of, fiscal_year), of_year(of, fiscal_year.previous()))
        for item in wanted
        if (of := _changed(item)) is not None
    }
    recorded = {
        item.name: count_records(question, item, measure)
        for item in wanted
        if isinstance(measure := _measure(item), Records) and can_count(store, measure)
    }
    quotients = {
        item.name: quotient_rows(count_records(question, item, measure.numerator), measure, of_year(measure.over, fiscal_year), dimensions)
        for item in wanted
        if isinstance(measure := _measure(item), Quotient) and can_count(store, measure.numerator)
    }
    given = [*official.values(), *changes.values(), *quotients.values()]
    groups = groups_of(dimensions, [*(sums.groups for sums in (*counted.values(), *recorded.values())), *given], intake.values())
    frames = []
    for item in wanted:
        if item.name in official:
            values = aligned(official[item.name], groups, dimensions)
        elif item.name in changes:
            values = aligned(changes[item.name], groups, dimensions)
        elif item.name in quotients:
            values = aligned(quotients[item.name], groups, dimensions)
        elif item.name in recorded:
            values = record_rows(item, recorded[item.name], groups, dimensions)
        elif item.cohort in counted and item.name in counted[item.cohort].sums:
            values = person_rows(item, counted[item.cohort], groups, dimensions, intake.get(item.name))
        else:
            values = without_value(len(groups), _why_not(item))
        frames.append(_described(values, item, groups, dimensions))
    frame = pd.concat(frames, ignore_index=True)[["indicator", *dimensions, *VALUE_COLUMNS]]
    subject, subjects = subjects_of(framework, wanted, frame)
    return IndicatorTable(
        frame=frame,
        subject=subject,
        subjects=subjects,
        provenance=store.provenance.after(f"compute {framework.name} {fiscal_year.start_year} as of {as_of.isoformat()}"),
        dimensions=dimensions,
        additive=additive_dimensions(dimensions),
        labels=_labels(question, wanted, frame, definitions),
    )


def _wanted(framework: Framework, names: Sequence[str] | None) -> tuple[Indicator, ...]:
    if names is None:
        return framework.indicators
    known = [indicator.name for indicator in framework.indicators]
    problems = ProblemList(DefinitionError)
    for name in names:
        if name not in known:
            problems.add(
                framework.name,
                Bilingual(f"« {name} » n'est pas un indicateur de ce cadre", f'"{name}" is not an indicator of this framework'),
                todo=did_you_mean(name, known),
            )
    problems.raise_if_any()
    return tuple(indicator for indicator in framework.indicators if indicator.name in names)


def tables_read(framework: Framework) -> frozenset[str]:
    """Return the canonical tables from which the indicators of a framework are computed."""
    tables: set[str] = set()
    for item in framework.indicators:
        measure = _measure(item)
        if _is_of_persons(item) and item.cohort is not None:
            tables |= tables_of(item, framework.cohort(item.cohort))
        elif isinstance(measure, SeriesValue):
            tables.add("series")
        elif isinstance(measure, Records):
            tables.add(measure.table)
        elif isinstance(measure, Quotient):
            tables.add(measure.numerator.table)
    return frozenset(tables)


def _measure(indicator: Indicator) -> Any:
    return indicator.measure if indicator.availability is Availability.COMPUTED else None


def _changed(indicator: Indicator) -> str | None:
    measure = _measure(indicator)
    return measure.of if isinstance(measure, Change) else None


def _is_of_persons(indicator: Indicator) -> bool:
    measure = _measure(indicator)
    return measure is not None and not isinstance(measure, SeriesValue | Change | Records | Quotient)


def _counted(question: Question, wanted: Iterable[Indicator]) -> dict[str, CohortSums]:
    """Count each cohort once, for all of its indicators whose tables the extract gives."""
    cohort_of = question.framework.cohort
    by_cohort: dict[str, list[Indicator]] = {}
    for item in wanted:
        if not _is_of_persons(item) or item.cohort is None:
            continue
        needed = set(tables_of(item, cohort_of(item.cohort)))
        if isinstance(item.measure, ServiceLevelRatio):
            needed |= {"agreements", "providers"}
        if all(question.store.has(table) for table in needed):
            by_cohort.setdefault(item.cohort, []).append(item)
    return {name: count_cohort(question, cohort_of(name), items) for name, items in by_cohort.items()}


def _intake(question: Question, wanted: Iterable[Indicator]) -> dict[str, dict[tuple[str, ...], float]]:
    """Return the contracted intake of each group, for each indicator that is a ratio to it."""
    store, by = question.store, question.by
    amounts: dict[str, dict[tuple[str, ...], float]] = {}
    if not (store.has("agreements") and store.has("providers")):
        return amounts
    split = [name for name in by if name in GROUPABLE]
    for item in wanted:
        if not isinstance(_measure(item), ServiceLevelRatio) or item.cohort is None:
            continue
        cohort = question.framework.cohort(item.cohort)
        exact = contracted_intake(question.only_by(tuple(split)), cohort)
        amounts[item.name] = {
            tuple(key[split.index(name)] if name in GROUPABLE else TOTAL for name in by): float(amount) for key, amount in exact.items()
        }
    return amounts


def _why_not(indicator: Indicator) -> Note:
    return Note.IN_DEVELOPMENT if indicator.availability is Availability.IN_DEVELOPMENT else Note.NO_EXTRACT


def _described(values: pd.DataFrame, indicator: Indicator, groups: Groups, by: Sequence[str]) -> pd.DataFrame:
    described = values[[name for name in VALUE_COLUMNS if name in values.columns]].copy()
    for place, dimension in enumerate(by):
        described[dimension] = [key[place] for key in groups]
    described["indicator"] = indicator.name
    name = _denominator_name(indicator)
    described["denominator_name"] = described["denominator_name"].fillna(name) if "denominator_name" in described.columns else name
    described["unit"] = indicator.unit.value
    described["source"] = _source(indicator)
    return described


def _denominator_name(indicator: Indicator) -> str:
    if indicator.denominator is not None:
        return indicator.denominator.name
    measure = indicator.measure
    if isinstance(measure, ServiceLevelRatio):
        return "contracted_intake"
    if isinstance(measure, Change):
        return "year_before"
    return indicator.cohort or ""


def _source(indicator: Indicator) -> str:
    return f"{indicator.source.document} · {indicator.source.place}"


def _series_names(definitions: SeriesDefinitions) -> dict[str, Bilingual]:
    return {series.name: series.label for series in definitions.series}


def _labels(
    question: Question, wanted: Sequence[Indicator], frame: pd.DataFrame, definitions: SeriesDefinitions | None
) -> dict[str, dict[str, Bilingual]]:
    framework = question.framework
    documents = {document.id: document.title for document in framework.documents}
    cohorts = {cohort.name: cohort.label for cohort in framework.cohorts}
    denominators = _DENOMINATORS | cohorts | (_series_names(definitions) if definitions else {})
    denominators |= {item.denominator.name: item.denominator.label for item in wanted if item.denominator}
    present = set(frame["denominator_name"])
    labels = labels_for(question.store, question.by, {name: frame[name] for name in question.by}, question.fiscal_year)
    return labels | {
        "indicator": {item.name: item.label for item in wanted},
        "denominator_name": {name: label for name, label in denominators.items() if name in present},
        "interval_method": methods_in(frame),
        "source": {
            _source(item): Bilingual(f"{title.fr}, {item.source.place}", f"{title.en}, {item.source.place}")
            for item in wanted
            if (title := documents.get(item.source.document)) is not None
        },
    }
