"""What a framework says, as tables: definitions, sources, parameters, assumptions and open questions."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.frameworks.indicators import Indicator, MissingCountsAs
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Number, Unit
from analysis.frameworks.sources import Confidence, SourceReference
from analysis.frameworks.standards import Weight
from analysis.frameworks.wording import ESTIMATE_METHODS
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import UNITS, capital
from analysis.presentation.numbers import format_as_written, format_day, format_share, is_share
from analysis.presentation.released import data_name
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.tables.cells import in_words
from analysis.presentation.typography import NO_BREAK_SPACE, typeset

_MISSING = {
    MissingCountsAs.EXCLUDED: Bilingual("exclues, comptées à part", "left out, counted beside"),
    MissingCountsAs.NOT_MET: Bilingual("comptées comme non atteintes", "counted as not met"),
    MissingCountsAs.MET: Bilingual("comptées comme atteintes", "counted as met"),
}
_CONFIDENCE = {
    Confidence.STATED: Bilingual("écrit dans la source", "stated in the source"),
    Confidence.DERIVED: Bilingual("déduit", "derived"),
    Confidence.ASSUMED: Bilingual("supposé", "assumed"),
}
_NONE = Cell("–")


def number_text(number: Number, language: Language) -> str:
    """Return a number of a framework with its unit: `50 %`, `5 600 $`, `4,05 indicateurs`."""
    text = format_as_written(number.value, number.unit, language)
    if is_share(number.unit) or number.unit in (Unit.DOLLARS, Unit.COUNT):
        return text
    return f"{text}{NO_BREAK_SPACE}{UNITS[number.unit][language]}"


def source_text(framework: Framework, source: SourceReference | None, language: Language) -> str:
    """Return where something is said: the document and the place in it."""
    if source is None:
        return ""
    titles = {document.id: document.title[language] for document in framework.documents}
    return typeset(f"{titles.get(source.document, source.document)}, {source.place}", language)


def definitions(
    framework: Framework,
    *,
    language: Language,
    fiscal_year: FiscalYear | None = None,
    label: str = "tbl-definitions",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row an indicator: what it measures, of whom, what missing answers do, its standard and weight, its source.

    Standards and weights are those in force on the last day of the fiscal year (on the first day in force of the framework otherwise).
    """
    day = fiscal_year.last_day if fiscal_year else framework.in_force_from
    columns = (
        _column("indicator", Bilingual("Indicateur", "Indicator"), language, 20),
        _column("measure", Bilingual("Ce qui est mesuré", "What is measured"), language, 26),
        _column("denominator", Bilingual("De qui", "Of whom"), language, 18),
        _column("missing", Bilingual("Réponses manquantes", "Missing answers"), language, 14),
        _column("standard", Bilingual("Norme ou cible", "Standard or target"), language, 14),
        _column("source", Bilingual("Source", "Source"), language, 22),
    )
    rows = []
    for indicator in framework.indicators:
        standard, weight = framework.standard_on(indicator.name, day), framework.weight_on(indicator.name, day)
        rows.append(
            Row(
                (
                    Cell(typeset(indicator.label[language], language), light=indicator.code or ""),
                    Cell(_what(indicator, language)),
                    Cell(capital(typeset(indicator.denominator.label[language], language))) if indicator.denominator else _NONE,
                    Cell(in_words(_MISSING[indicator.missing_counts_as], language)) if indicator.missing_counts_as else _NONE,
                    Cell(number_text(standard.number, language), light=_beside(standard.number, weight, language)) if standard else _NONE,
                    _source_cell(framework, indicator.source, language),
                )
            )
        )
    title = Bilingual("Définition de chaque indicateur", "Definition of each indicator")
    return _display(framework, columns, rows, caption=caption or in_words(title, language), label=label, language=language)


def _what(indicator: Indicator, language: Language) -> str:
    text = typeset(indicator.description[language], language)
    reason = indicator.availability_reason
    return f"{text} {typeset(reason[language], language)}" if reason else text


def _beside(number: Number, weight: Weight | None, language: Language) -> str:
    """Return what stands beside a standard: that no source states it as such, and the weight of its indicator."""
    parts = [] if number.confidence is Confidence.STATED else [_CONFIDENCE[number.confidence][language]]
    if weight is not None:
        share = format_share(weight.number.value, language, 0)
        parts.append(in_words(Bilingual("poids : {weight}", "weight: {weight}"), language, weight=share))
    return "; ".join(parts)


def _source_cell(framework: Framework, source: SourceReference, language: Language) -> Cell:
    """Return the place in the document; its title beside it when the framework has several documents."""
    titles = {document.id: document.title[language] for document in framework.documents}
    return Cell(source.place, light=typeset(titles.get(source.document, source.document), language) if len(titles) > 1 else "")


def sources(
    framework: Framework,
    *,
    language: Language,
    label: str = "tbl-sources",
    caption: str | None = None,
) -> TableDisplay:
    """Return the documents of a framework: title, publisher, date and language."""
    names = {"fr": Bilingual("français", "French"), "en": Bilingual("anglais", "English")}
    columns = (
        _column("document", Bilingual("Document", "Document"), language, 44),
        _column("publisher", Bilingual("Éditeur", "Publisher"), language, 24),
        _column("date", Bilingual("Date", "Date"), language, 12),
        _column("language", Bilingual("Langue", "Language"), language, 12),
    )
    rows = [
        Row(
            (
                Cell(typeset(document.title[language], language)),
                Cell(document.publisher),
                Cell(document.date),
                Cell(names[document.language][language]),
            )
        )
        for document in framework.documents
    ]
    title = Bilingual("Documents sources", "Source documents")
    return _display(framework, columns, rows, caption=caption or in_words(title, language), label=label, language=language)


def parameters(
    framework: Framework,
    *,
    language: Language,
    label: str = "tbl-parameters",
    caption: str | None = None,
) -> TableDisplay:
    """Return the named constants of a framework: value, dates, where they come from."""
    columns = (
        _column("parameter", Bilingual("Paramètre", "Parameter"), language, 36),
        _column("value", Bilingual("Valeur", "Value"), language, 16),
        _column("period", Bilingual("En vigueur", "In force"), language, 20),
        _column("origin", Bilingual("Provenance", "Origin"), language, 34),
    )
    rows = [
        Row(
            (
                Cell(typeset(item.label[language], language)),
                Cell(number_text(item.number, language)),
                Cell(_period(item.number, language)),
                Cell(_origin(framework, item.number, language)),
            )
        )
        for item in framework.parameters
    ]
    title = Bilingual("Paramètres", "Parameters")
    return _display(framework, columns, rows, caption=caption or in_words(title, language), label=label, language=language)


def assumptions(
    framework: Framework,
    *,
    language: Language,
    label: str = "tbl-assumptions",
    caption: str | None = None,
) -> TableDisplay:
    """Return everything that no source simply states, with its reason: numbers, the follow-up calendar, the capping rule."""
    columns = (
        _column("what", Bilingual("Élément", "Item"), language, 34),
        _column("value", Bilingual("Valeur retenue", "Value used"), language, 22),
        _column("confidence", Bilingual("Provenance", "Origin"), language, 14),
        _column("reason", Bilingual("Raison", "Reason"), language, 44),
    )
    rows = [
        Row(
            (Cell(what), Cell(value), Cell(_CONFIDENCE[confidence][language]), Cell(typeset(reason[language], language) if reason else "–"))
        )
        for what, value, confidence, reason in _assumed(framework, language)
    ]
    title = Bilingual("{program} : ce que les sources n'écrivent pas tel quel", "{program}: what the sources do not state as such")
    whole = in_words(title, language, program=framework.program[language])
    return _display(framework, columns, rows, caption=caption or whole, label=label, language=language)


_Assumed = tuple[str, str, Confidence, Bilingual | None]


def _assumed(framework: Framework, language: Language) -> list[_Assumed]:
    labels = {indicator.name: typeset(indicator.label[language], language) for indicator in framework.indicators}
    standard, weight = (in_words(text, language) for text in (Bilingual("norme", "standard"), Bilingual("poids", "weight")))
    numbers = [(typeset(item.label[language], language), item.number) for item in framework.parameters]
    numbers += [(f"{labels[item.indicator]} ({standard})", item.number) for item in framework.standards]
    numbers += [(f"{labels[item.indicator]} ({weight})", item.number) for item in framework.weights]
    found: list[_Assumed] = [
        (what, number_text(number, language), number.confidence, number.reason)
        for what, number in numbers
        if number.confidence is not Confidence.STATED
    ]
    return [*found, *_assumed_rules(framework, language)]


def _assumed_rules(framework: Framework, language: Language) -> list[_Assumed]:
    found: list[_Assumed] = []
    calendar, scoring = framework.follow_up, framework.scoring
    if calendar is not None:
        origins = {
            "start_date": Bilingual("début de la participation", "start of the participation"),
            "end_date": Bilingual("fin de la participation", "end of the participation"),
            "placement_date": Bilingual("placement en emploi", "job placement"),
        }
        if calendar.origin_confidence is not Confidence.STATED:
            what = in_words(Bilingual("Origine du calendrier de suivi", "Origin of the follow-up calendar"), language)
            found.append((what, in_words(origins[calendar.origin], language), calendar.origin_confidence, calendar.origin_reason))
        for wave in calendar.waves:
            if wave.confidence is not Confidence.STATED:
                what = in_words(Bilingual("Suivi à {n} mois", "Follow-up at {n} months"), language, n=wave.months)
                span = Bilingual("de {before} jours avant à {after} jours après", "from {before} days before to {after} days after")
                value = in_words(span, language, before=wave.days_before, after=wave.days_after)
                found.append((what, value, wave.confidence, wave.reason))
        estimate = calendar.published_estimate
        if estimate is not None and estimate.confidence is not Confidence.STATED:
            what = in_words(Bilingual("Estimation publiée des résultats de suivi", "Published estimate of follow-up results"), language)
            found.append((what, in_words(ESTIMATE_METHODS[estimate.method], language), estimate.confidence, estimate.reason))
    if scoring is not None and scoring.confidence is not Confidence.STATED:
        rules = {
            "uncapped": Bilingual("sans plafond", "uncapped"),
            "at_whole": Bilingual("plafond à 100 %", "capped at 100%"),
            "at_standard": Bilingual("plafond à la norme", "capped at the standard"),
        }
        what = in_words(Bilingual("Plafonnement de la note", "Capping of the score"), language)
        found.append((what, in_words(rules[scoring.capping.value], language), scoring.confidence, scoring.reason))
    return found


def open_questions(
    framework: Framework,
    *,
    language: Language,
    label: str = "tbl-open-questions",
    caption: str | None = None,
) -> TableDisplay:
    """Return what the sources do not settle, and what is done meanwhile."""
    columns = (
        _column("question", Bilingual("Question", "Question"), language, 40),
        _column("meanwhile", Bilingual("En attendant", "Meanwhile"), language, 40),
        _column("source", Bilingual("Où elle se pose", "Where it arises"), language, 24),
    )
    rows = [
        Row(
            (
                Cell(typeset(item.question[language], language)),
                Cell(typeset(item.meanwhile[language], language)),
                Cell(source_text(framework, item.source, language) or "–"),
            )
        )
        for item in framework.open_questions
    ]
    title = Bilingual("Questions ouvertes", "Open questions")
    return _display(framework, columns, rows, caption=caption or in_words(title, language), label=label, language=language)


def _period(number: Number, language: Language) -> str:
    since, until = (None if day is None else format_day(day, language) for day in (number.since, number.until))
    if since and until:
        return in_words(Bilingual("du {since} au {until}", "{since} to {until}"), language, since=since, until=until)
    if since:
        return in_words(Bilingual("depuis le {since}", "since {since}"), language, since=since)
    if until:
        return in_words(Bilingual("jusqu'au {until}", "until {until}"), language, until=until)
    return "–"


def _origin(framework: Framework, number: Number, language: Language) -> str:
    parts = [_CONFIDENCE[number.confidence][language], source_text(framework, number.source, language)]
    return "; ".join(part for part in parts if part)


def _column(key: str, title: Bilingual, language: Language, width: int) -> Column:
    kinds = {"indicator": "name", "document": "name", "parameter": "name", "what": "name", "question": "name"}
    return Column(key, in_words(title, language), "name" if key in kinds else "text", width)


def _display(
    framework: Framework, columns: Sequence[Column], rows: Sequence[Row], *, caption: str, label: str, language: Language
) -> TableDisplay:
    program = typeset(framework.program[language], language)
    source = Bilingual("Source : cadre « {name} », {program}.", "Source: framework “{name}”, {program}.")
    foot = in_words(source, language, name=framework.name, program=program)
    sheet = Sheet(language, caption, tuple(columns), tuple(rows), (), foot, sheet_data(columns, rows, label, caption, framework.name))
    return TableDisplay(label, sheet)


def sheet_data(columns: Sequence[Column], rows: Sequence[Row], label: str, caption: str, source: str) -> dict[str, object]:
    """Return a table of words as open data: what is printed, a column a field."""
    return {
        "name": data_name(label),
        "title": caption,
        "made_up": False,
        "source": source,
        "fields": [{"name": column.key, "type": "string", "title": column.title, "description": "", "unit": ""} for column in columns],
        "rows": [[" — ".join(part for part in (cell.text, cell.light) if part) for cell in row.cells] for row in rows],
        "record": {},
    }
