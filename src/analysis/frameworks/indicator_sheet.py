"""The sheet of an indicator: each thing that its definition says, as a label and a phrase, in French or English."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.indicators import Availability, Better, Indicator, IndicatorType, MissingCountsAs
from analysis.frameworks.measures import (
    Change,
    Count,
    Duration,
    Measure,
    Quotient,
    Rate,
    Records,
    SeriesValue,
    ServiceLevelRatio,
    Share,
    Statistic,
)
from analysis.frameworks.model import Framework
from analysis.frameworks.record_checks import table_of
from analysis.frameworks.vocabulary import FIELDS
from analysis.frameworks.wording import condition_in_words, number_in_words, plain_number, span_in_words, unit_in_words

_LABELS = {
    "code": Bilingual("Code", "Code"),
    "targeted": Bilingual("Ciblé", "Targeted"),
    "dimension": Bilingual("Dimension", "Dimension"),
    "type": Bilingual("Type", "Type"),
    "availability": Bilingual("Disponibilité", "Availability"),
    "measure": Bilingual("Mesure", "Measure"),
    "numerator": Bilingual("Numérateur", "Numerator"),
    "denominator": Bilingual("Dénominateur", "Denominator"),
    "proxy": Bilingual("Approximation", "Approximation"),
    "cohort": Bilingual("Qui est compté", "Who is counted"),
    "when": Bilingual("Quand", "When"),
    "missing": Bilingual("Sans réponse", "Without an answer"),
    "unit": Bilingual("Unité", "Unit"),
    "better": Bilingual("Sens", "Direction"),
    "standard": Bilingual("Norme", "Standard"),
    "weight": Bilingual("Pondération", "Weight"),
    "source": Bilingual("Source", "Source"),
}

AVAILABILITIES: dict[Availability, Bilingual] = {
    Availability.COMPUTED: Bilingual("calculé", "computed"),
    Availability.IN_DEVELOPMENT: Bilingual("en développement (s. o.)", "in development (n/a)"),
    Availability.NO_EXTRACT: Bilingual("aucun extrait ne permet de le calculer", "no extract allows it to be computed"),
}

_MISSING = {
    MissingCountsAs.EXCLUDED: Bilingual("exclu du dénominateur, compté à part", "left out of the denominator, counted beside it"),
    MissingCountsAs.NOT_MET: Bilingual("reste au dénominateur, n'est pas une réussite", "stays in the denominator, is not a success"),
    MissingCountsAs.MET: Bilingual("compte comme si la condition était remplie", "counts as if the condition were met"),
}

_BETTER = {
    Better.HIGHER: Bilingual("plus haut, c'est mieux", "higher is better"),
    Better.LOWER: Bilingual("plus bas, c'est mieux", "lower is better"),
    Better.NEITHER: Bilingual("ni l'un ni l'autre : un volume dont on rend compte", "neither: a volume that is accounted for"),
}

_STAGES = {
    "standard": Bilingual("norme", "standard"),
    "initial_target": Bilingual("cible initiale", "initial target"),
    "revised_target": Bilingual("cible révisée", "revised target"),
}

_OCCASIONS = {
    "start": Bilingual("au début", "at the start"),
    "12_months": Bilingual("à 12 mois", "at 12 months"),
    "withdrawal": Bilingual("au retrait", "at withdrawal"),
}

_RESPONDENTS = {
    "participant": Bilingual("réponse des participants", "participants' answers"),
    "employer": Bilingual("réponse des employeurs", "employers' answers"),
}


def indicator_rows(framework: Framework, indicator: Indicator, language: Language) -> list[tuple[str, str]]:
    """Return what the definition of an indicator says, one pair a thing (its label, a phrase); what it does not say has no row.

    The phrases are plain text, not markup.
    """
    return [(_LABELS[key][language], text) for key, text in _rows(framework, indicator, language)]


def _rows(framework: Framework, indicator: Indicator, language: Language) -> Iterator[tuple[str, str]]:
    if indicator.code is not None:
        yield "code", indicator.code
    if indicator.dimension is not None:
        dimensions = {dimension.name: dimension.label for dimension in framework.dimensions}
        yield "dimension", dimensions[indicator.dimension][language]
    if indicator.type is not None:
        yield "type", _type(framework, indicator, language)
    yield "targeted", (Bilingual("oui", "yes") if indicator.is_targeted else Bilingual("non", "no"))[language]
    if indicator.availability is not Availability.COMPUTED:
        reason = indicator.availability_reason
        yield "availability", AVAILABILITIES[indicator.availability][language] + (f". {reason[language]}" if reason else "")
    if indicator.measure is not None:
        yield from _measure_rows(indicator.measure, framework, language)
    if indicator.denominator is not None:
        where = indicator.denominator.where
        condition = f" ({condition_in_words(where, language)})" if where is not None else ""
        yield "denominator", indicator.denominator.label[language] + condition
    if indicator.proxy is not None:
        yield "proxy", indicator.proxy[language]
    if indicator.cohort is not None:
        yield "cohort", framework.cohort(indicator.cohort).label[language]
    if (when := _when(framework, indicator, language)) is not None:
        yield "when", when
    if indicator.missing_counts_as is not None:
        yield "missing", _MISSING[indicator.missing_counts_as][language]
    yield "unit", unit_in_words(indicator.unit, language)
    yield "better", _BETTER[indicator.better][language]
    yield from _held_to(framework, indicator, language)
    titles = {document.id: document.title for document in framework.documents}
    yield "source", f"{titles[indicator.source.document][language]}, {indicator.source.place}"


_TYPES = {
    IndicatorType.PRODUCTION: Bilingual("production", "production"),
    IndicatorType.IMPACT: Bilingual("impact", "impact"),
}


def _type(framework: Framework, indicator: Indicator, language: Language) -> str:
    said = _TYPES[indicator.type][language] if indicator.type is not None else ""
    labels = {code.code: code.label[language] for codes in framework.code_lists for code in codes.codes}
    functions = ", ".join(labels.get(name, name) for name in indicator.functions)
    return f"{said} ({functions})" if functions else said


def _when(framework: Framework, indicator: Indicator, language: Language) -> str | None:
    if indicator.wave is not None and framework.follow_up is not None:
        wave = next(wave for wave in framework.follow_up.every_wave if wave.months == indicator.wave)
        return {
            "fr": f"suivi à {wave.months} mois, de {wave.days_before} jours avant à {wave.days_after} jours après l'échéance",
            "en": f"follow-up at {wave.months} months, from {wave.days_before} days before to {wave.days_after} days after the due day",
        }[language]
    if indicator.satisfaction is not None:
        occasions = [_OCCASIONS[occasion][language] for occasion in indicator.satisfaction.occasions]
        joint = {"fr": " ou ", "en": " or "}[language]
        return f"{_RESPONDENTS[indicator.satisfaction.respondent][language]} {joint.join(occasions)}"
    return None


def _held_to(framework: Framework, indicator: Indicator, language: Language) -> Iterator[tuple[str, str]]:
    for key, items in (("standard", framework.standards), ("weight", framework.weights)):
        said = []
        for item in items:
            if item.indicator != indicator.name:
                continue
            text = number_in_words(item.number, language)
            stage = getattr(item, "stage", "standard")
            span = span_in_words(item.number.since, item.number.until, language)
            notes = [_STAGES[stage][language]] * (stage != "standard") + [span] * bool(span)
            said.append(text + (f" ({', '.join(notes)})" if notes else ""))
        if said:
            yield key, "; ".join(said)


def _measure_rows(measure: Measure, framework: Framework, language: Language) -> Iterator[tuple[str, str]]:
    """Yield how a measure is made, and its numerator where it has one."""

    def say(fr: str, en: str) -> tuple[str, str]:
        return "measure", {"fr": fr, "en": en}[language]

    if isinstance(measure, Share):
        yield say("part", "share")
        yield "numerator", condition_in_words(measure.numerator, language)
    elif isinstance(measure, Rate):
        per = plain_number(Decimal(measure.per), language)
        yield say(f"taux pour {per}", f"rate per {per}")
        yield "numerator", condition_in_words(measure.numerator, language)
    elif isinstance(measure, Count):
        yield say(*(("nombre de personnes, chacune une fois", "number of people, each once") if measure.of == "persons"
                    else ("nombre de participations", "number of participations")))  # fmt: skip
        if measure.where is not None:
            yield "numerator", condition_in_words(measure.where, language)
    elif isinstance(measure, Statistic):
        yield _statistic(measure, language)
    elif isinstance(measure, Duration):
        start, end = FIELDS[measure.start].label, FIELDS[measure.end].label
        kind = {"mean": Bilingual("moyenne", "mean"), "median": Bilingual("médiane", "median")}[measure.statistic]
        yield say(f"{kind.fr} des jours de « {start.fr} » à « {end.fr} »", f'{kind.en} of the days from "{start.en}" to "{end.en}"')
    elif isinstance(measure, ServiceLevelRatio):
        yield say("participations commencées sur inscriptions prévues aux ententes", "participations started over contracted intake")
    elif isinstance(measure, SeriesValue):
        yield _series(measure, language)
    elif isinstance(measure, Records):
        yield say(_records(measure, "fr"), _records(measure, "en"))
        if measure.numerator is not None:
            yield "numerator", condition_in_words(measure.numerator, language, table_of(measure).fields)
    elif isinstance(measure, Quotient):
        label = framework.indicator(measure.over).label
        fr, en = _records(measure.numerator, "fr"), _records(measure.numerator, "en")
        base = plain_number(Decimal(measure.per), language) if measure.per > 1 else ""
        yield say(
            f"{fr}, sur « {label.fr} »" + (f", pour {base}" if base else ""),
            f'{en}, over "{label.en}"' + (f", per {base}" if base else ""),
        )
    elif isinstance(measure, Change):
        label = framework.indicator(measure.of).label
        yield say(
            f"variation relative par rapport à l'exercice précédent de « {label.fr} »",
            f'relative change from the previous fiscal year of "{label.en}"',
        )


def _records(measure: Records, language: Language) -> str:
    table = table_of(measure)
    unit, day = table.unit[language], table.fields[measure.dated_by].label[language]
    if measure.field is not None:
        label = table.fields[measure.field].label[language]
        what = {"sum": Bilingual("somme", "sum"), "mean": Bilingual("moyenne", "mean")}[measure.statistic][language]
        said = {"fr": f"{what} de « {label} », une ligne par {unit}", "en": f'{what} of "{label}", one row a {unit}'}[language]
    elif measure.until is not None:
        until = table.fields[measure.until].label[language]
        what = {"mean_days": Bilingual("moyenne", "mean"), "median_days": Bilingual("médiane", "median")}[measure.statistic][language]
        said = {"fr": f"{what} des jours de « {day} » à « {until} »", "en": f'{what} of the days from "{day}" to "{until}"'}[language]
    elif measure.statistic == "share":
        said = {"fr": f"part, une ligne par {unit}", "en": f"share, one row a {unit}"}[language]
    elif measure.distinct is not None:
        label = table.fields[measure.distinct].label[language]
        said = {"fr": f"nombre de « {label} », une fois chacune", "en": f'number of "{label}", each once'}[language]
    else:
        said = {"fr": f"nombre de lignes, une par {unit}", "en": f"number of rows, one a {unit}"}[language]
    said += {"fr": f", daté par « {day} »", "en": f', dated by "{day}"'}[language]
    if measure.where is not None:
        said += f" ({condition_in_words(measure.where, language, table.fields)})"
    return said


def _statistic(measure: Statistic, language: Language) -> tuple[str, str]:
    kind = {"mean": Bilingual("moyenne", "mean"), "sum": Bilingual("somme", "sum"), "median": Bilingual("médiane", "median")}[measure.kind]
    label = FIELDS[measure.field].label[language]
    of = {"fr": f"{kind.fr} de « {label} »", "en": f'{kind.en} of "{label}"'}[language]
    if measure.scale_maximum is None:
        return "measure", of
    most = plain_number(measure.scale_maximum, language)
    return "measure", of + {"fr": f", sur {most}", "en": f", out of {most}"}[language]


_SERIES_STATISTICS = {
    "yearly_mean": Bilingual("moyenne des douze mois de l'exercice", "mean of the twelve months of the fiscal year"),
    "yearly_sum": Bilingual("somme des douze mois de l'exercice", "sum of the twelve months of the fiscal year"),
    "last_month": Bilingual("valeur du dernier mois de l'exercice", "value of the last month of the fiscal year"),
}


def _series(measure: SeriesValue, language: Language) -> tuple[str, str]:
    statistic = _SERIES_STATISTICS[measure.statistic][language]
    text = {"fr": f"{statistic}, série officielle {measure.series}", "en": f"{statistic}, official series {measure.series}"}[language]
    if measure.category != "total":
        text += f" ({measure.category})"
    if measure.over is not None:
        text += {"fr": f", divisée par {measure.over}", "en": f", divided by {measure.over}"}[language]
    return "measure", text
