"""A framework in plain language, as Markdown: what it measures, how, from which sources, and what nobody has settled.

Every sentence comes from the definition itself, in French or English, so that what people read and what is computed cannot drift apart.
"""

from __future__ import annotations

from datetime import date

from analysis.core.languages import Bilingual, Language, with_no_break_spaces
from analysis.frameworks.calendar_description import calendar_blocks
from analysis.frameworks.indicator_sheet import indicator_rows
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.markdown_words import CONFIDENCES, plain_markdown
from analysis.frameworks.model import Framework, FrameworkStatus
from analysis.frameworks.numbers import Number
from analysis.frameworks.part_description import HEADINGS, part_numbers, part_sections
from analysis.frameworks.sources import Confidence, SourceReference
from analysis.frameworks.wording import condition_in_words, day_in_words, number_in_words, plain_number, span_in_words

_HEADINGS = {
    "documents": Bilingual("Documents", "Documents"),
    "cohorts": Bilingual("Qui est compté", "Who is counted"),
    "follow_up": Bilingual("Calendrier de suivi", "Follow-up calendar"),
    "indicators": Bilingual("Indicateurs", "Indicators"),
    "scoring": Bilingual("Qualité globale", "Overall score"),
    "parameters": Bilingual("Paramètres", "Parameters"),
    "assumptions": Bilingual("Ce qui est supposé ou déduit", "What is assumed or derived"),
    "open_questions": Bilingual("Questions ouvertes", "Open questions"),
} | HEADINGS

STATUSES: dict[FrameworkStatus, Bilingual] = {
    FrameworkStatus.VERIFIED: Bilingual("vérifié sur ses sources", "verified against its sources"),
    FrameworkStatus.PARTLY_VERIFIED: Bilingual("vérifié en partie", "partly verified"),
    FrameworkStatus.RECONSTRUCTED: Bilingual("reconstitué", "reconstructed"),
    FrameworkStatus.TEACHING: Bilingual("exemple d'enseignement", "teaching example"),
}
"""What the status of a framework is called."""


def list_line(framework: Framework, language: Language) -> str:
    """Return one framework in three lines: its name; whose it is and since when; how far it is verified, and why."""
    until = framework.in_force_until.isoformat() if framework.in_force_until else "…"
    whose = f"{framework.jurisdiction.label[language]} — {framework.program[language]}"
    status = f"{STATUSES[framework.status][language]}. {framework.status_reason[language]}"
    return f"{framework.name}\n    {whose} ({framework.in_force_from.isoformat()} → {until})\n    {status[0].upper()}{status[1:]}"


def describe(framework: Framework, language: Language, *, level: int = 1) -> str:
    """Return the whole description of a framework as Markdown.

    Parameters
    ----------
    level
        Level of its title, so that it can stand inside a chapter.
    """
    blocks = [f"{'#' * level} {_text(framework.program, language)} — {_text(framework.jurisdiction.label, language)}"]
    blocks += [_text(framework.description, language), *_identity(framework, language)]
    sections = {
        "documents": _documents(framework, language),
        "cohorts": _cohorts(framework, language),
        "follow_up": calendar_blocks(framework.follow_up, language),
        "indicators": [block for item in framework.indicators for block in _sheet_blocks(framework, item, language, level + 2)],
        "scoring": _scoring(framework, language),
        **{key: _lines(lines) for key, lines in part_sections(framework, language)},
        "parameters": _parameters(framework, language),
        "assumptions": _assumptions(framework, language),
        "open_questions": _open_questions(framework, language),
    }
    for key, section in sections.items():
        if section:
            blocks += [f"{'#' * (level + 1)} {_HEADINGS[key][language]}", *section]
    return with_no_break_spaces("\n\n".join(blocks), language) + "\n"


def describe_indicator(framework: Framework, indicator: Indicator, language: Language, *, level: int = 1) -> str:
    """Return the sheet of one indicator as Markdown: a heading, its description and a table of two columns."""
    return with_no_break_spaces("\n\n".join(_sheet_blocks(framework, indicator, language, level)), language) + "\n"


def source_in_words(framework: Framework, source: SourceReference, language: Language) -> str:
    """Return where something is written: the title of the document and the place in it."""
    titles = {document.id: document.title for document in framework.documents}
    return f"{titles[source.document][language]}, {source.place}"


def assumptions(framework: Framework) -> tuple[tuple[Bilingual, Number], ...]:
    """Return every number that is not simply stated in a source, with what it is the number of."""
    labels = {indicator.name: indicator.label for indicator in framework.indicators}
    found = [(parameter.label, parameter.number) for parameter in framework.parameters]
    found += [(_joined(labels[item.indicator], Bilingual("norme", "standard")), item.number) for item in framework.standards]
    found += [(_joined(labels[item.indicator], Bilingual("pondération", "weight")), item.number) for item in framework.weights]
    found += part_numbers(framework)
    return tuple((label, number) for label, number in found if number.confidence is not Confidence.STATED)


def _lines(lines: list[str]) -> list[str]:
    return ["\n".join(f"- {plain_markdown(line)}" for line in lines)]


def _joined(label: Bilingual, what: Bilingual) -> Bilingual:
    return Bilingual(f"{label.fr} ({what.fr})", f"{label.en} ({what.en})")


def _text(text: Bilingual, language: Language) -> str:
    return plain_markdown(text[language])


def _item(label: str, text: str, language: Language) -> str:
    return f"- **{label}{' :' if language == 'fr' else ':'}** {text}"


def _identity(framework: Framework, language: Language) -> list[str]:
    words = {
        "fr": ("Nom dans les fichiers", "En vigueur", "Exercice", "État"),
        "en": ("Name in files", "In force", "Fiscal year", "Status"),
    }[language]
    span = span_in_words(framework.in_force_from, framework.in_force_until, language)
    first = day_in_words(date(2000, framework.fiscal_year_first_month, 1), language).rsplit(" ", 1)[0]
    year = {"fr": f"douze mois à partir du {first}", "en": f"twelve months from {first}"}[language]
    confidence = CONFIDENCES[framework.in_force_confidence][language]
    status = f"{STATUSES[framework.status][language]}. {_text(framework.status_reason, language)}"
    lines = [(words[0], f"`{framework.name}`"), (words[1], f"{span} ({confidence})"), (words[2], year), (words[3], status)]
    return ["\n".join(_item(label, text, language) for label, text in lines)]


def _documents(framework: Framework, language: Language) -> list[str]:
    return [
        "\n".join(
            f"- *{_text(document.title, language)}*, {plain_markdown(document.publisher)}, {plain_markdown(document.date)}"
            for document in framework.documents
        )
    ]


def _cohorts(framework: Framework, language: Language) -> list[str]:
    dated = {
        "request_date": Bilingual("la demande", "request"),
        "start_date": Bilingual("le début", "start"),
        "end_date": Bilingual("la fin", "end"),
        "placement_date": Bilingual("le placement", "placement"),
    }
    blocks = []
    for cohort in framework.cohorts:
        months = cohort.months_before_period
        period = {
            "fr": f"dans les douze mois qui commencent {months} mois avant l'exercice" if months else "dans l'exercice",
            "en": f"in the twelve months that begin {months} months before the fiscal year" if months else "in the fiscal year",
        }[language]
        when = {"fr": f"{dated[cohort.dated_by].fr} tombe {period}", "en": f"the {dated[cohort.dated_by].en} falls {period}"}[language]
        lines = [f"- **{_text(cohort.label, language)}** (`{cohort.name}`){' :' if language == 'fr' else ':'} {when}"]
        for rule in cohort.rules:
            condition = plain_markdown(condition_in_words(rule.where, language))
            lines.append(f"    - {_text(rule.label, language)} ({condition})")
        blocks.append("\n".join(lines))
    return blocks


def _sheet_blocks(framework: Framework, indicator: Indicator, language: Language, level: int) -> list[str]:
    head = {"fr": ("Rubrique", "Définition"), "en": ("Item", "Definition")}[language]
    rows = "\n".join(f"| {label} | {plain_markdown(text)} |" for label, text in indicator_rows(framework, indicator, language))
    return [
        f"{'#' * level} {_text(indicator.label, language)}",
        _text(indicator.description, language),
        f"| {head[0]} | {head[1]} |\n|---|---|\n{rows}",
    ]


def _scoring(framework: Framework, language: Language) -> list[str]:
    scoring = framework.scoring
    if scoring is None:
        return []
    capping = {
        "uncapped": Bilingual("sans plafond", "uncapped"),
        "at_whole": Bilingual("plafonnés à 100 %", "capped at 100%"),
        "at_standard": Bilingual("plafonnés à leur norme", "capped at their standard"),
    }[scoring.capping.value]
    scale = plain_number(scoring.scale, language)
    blocks = [
        {
            "fr": f"La note sur {scale} est la somme des résultats, {capping.fr}, chacun multiplié par sa pondération "
            f"({CONFIDENCES[scoring.confidence].fr}).",
            "en": f"The score out of {scale} is the sum of the results, {capping.en}, each multiplied by its weight "
            f"({CONFIDENCES[scoring.confidence].en}).",
        }[language]
    ]
    if scoring.reason is not None:
        blocks[0] += f" {_text(scoring.reason, language)}"
    labels = {indicator.name: indicator.label for indicator in framework.indicators}
    lines = []
    for weight in framework.weights:
        span = span_in_words(weight.number.since, weight.number.until, language)
        ending = f" ({span})" if span else ""
        colon = " :" if language == "fr" else ":"
        lines.append(f"- {_text(labels[weight.indicator], language)}{colon} {number_in_words(weight.number, language)}{ending}")
    blocks.append("\n".join(lines))
    least = framework.score_at_standards(framework.in_force_from)
    if least is not None:
        said = plain_number(least, language)
        blocks.append(
            {
                "fr": f"À chaque norme exactement, la note est de {said} sur {scale} (déduit).",
                "en": f"Exactly at every standard the score is {said} out of {scale} (derived).",
            }[language]
        )
    return blocks


def _parameters(framework: Framework, language: Language) -> list[str]:
    if not framework.parameters:
        return []
    head = {"fr": ("Paramètre", "Valeur", "Provenance"), "en": ("Parameter", "Value", "Origin")}[language]
    rows = [
        f"| {_text(item.label, language)} | {plain_markdown(number_in_words(item.number, language))} | "
        f"{plain_markdown(_origin(framework, item.number, language))} |"
        for item in framework.parameters
    ]
    return ["\n".join([f"| {head[0]} | {head[1]} | {head[2]} |", "|---|---|---|", *rows])]


def _origin(framework: Framework, number: Number, language: Language) -> str:
    said = CONFIDENCES[number.confidence][language]
    if number.source is not None:
        said += f" ({source_in_words(framework, number.source, language)})"
    return said


def _assumptions(framework: Framework, language: Language) -> list[str]:
    lines = []
    for label, number in assumptions(framework):
        value, said = plain_markdown(number_in_words(number, language)), CONFIDENCES[number.confidence][language]
        reason = f" — {_text(number.reason, language)}" if number.reason is not None else ""
        colon = " :" if language == "fr" else ":"
        lines.append(f"- {_text(label, language)}{colon} {value} ({said}){reason}")
    return ["\n".join(lines)] if lines else []


def _open_questions(framework: Framework, language: Language) -> list[str]:
    meanwhile = {"fr": "En attendant :", "en": "Meanwhile:"}[language]
    lines = [
        f"{index}. {_text(item.question, language)} *{meanwhile}* {_text(item.meanwhile, language)}"
        for index, item in enumerate(framework.open_questions, start=1)
    ]
    return ["\n".join(lines)] if lines else []
