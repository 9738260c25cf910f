"""Agreements with providers as tables: steps and lateness, rules kept or broken, levels of risk, members of consortia, contestability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.accountability.agreements.contestability import ONE_SIDE
from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.numbers import format_number, format_value
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import NO_BREAK_SPACE, typeset

_CONFIDENCE = {
    "assumed": Bilingual("supposé, à valider", "assumed, to be validated"),
    "derived": Bilingual("déduit de la source", "derived from the source"),
}
_WHOLE = Bilingual("Entente {agreement}, en tout", "Agreement {agreement}, in all")


def rows_by(table: ReleasedTable, *dimensions: str) -> dict[tuple[str, ...], dict[str, Result]]:
    """Return the rows of a table by some of its dimensions, then by indicator, in their order."""
    found: dict[tuple[str, ...], dict[str, Result]] = {}
    for row in results(table):
        found.setdefault(tuple(row.where[name] for name in dimensions), {})[row.indicator] = row
    return found


def number_cell(row: Result | None, language: Language, *, light: str = "", decimals: int = 0) -> Cell:
    """Return a whole number (or one with decimals), why it is not shown, or a dash where the table has no such row."""
    if row is None:
        return Cell("–")
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return Cell(format_value(row.value, row.unit, language, decimals), light=light)


def columns_of(language: Language, *titles: tuple[str, Bilingual, int]) -> tuple[Column, ...]:
    """Return columns of numbers after a first one of names."""
    return tuple(
        Column(key, in_words(title, language), "name" if at == 0 else "number", width) for at, (key, title, width) in enumerate(titles)
    )


def late_steps(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-late-steps",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a step of the cycle: how many were planned, on time, late, overdue; and those for which no source gives a last day."""
    columns = columns_of(
        language,
        ("step", Bilingual("Étape", "Step"), 28),
        ("owed", Bilingual("Prévues", "Planned"), 10),
        ("on_time", Bilingual("À temps", "On time"), 10),
        ("late", Bilingual("Faites en retard", "Done late"), 15),
        ("overdue", Bilingual("En retard et attendues", "Overdue"), 13),
        ("no_deadline", Bilingual("Sans échéance : reçues / attendues", "No deadline: received / awaited"), 16),
        ("others", Bilingual("À venir / non consignées", "To come / not recorded"), 14),
    )
    rows = []
    for (step,), by_state in rows_by(table, "step").items():

        def count(name: str, found: Mapping[str, Result] = by_state) -> float:
            row = found.get(name)
            return 0.0 if row is None or row.value is None else row.value

        # Nothing is on time or late where no last day is given: a dash, not 0.
        is_dated = step == TOTAL or any(count(name) for name in ("on_time", "late", "overdue", "to_come"))
        judged = [
            number_cell(by_state.get(name), language, light=light) if is_dated else Cell("–")
            for name, light in (("on_time", ""), ("late", _days_late(by_state.get("median_days_late"), language)), ("overdue", ""))
        ]
        cells = (
            Cell(label_of(table, "step", step, language)),
            number_cell(by_state.get("owed"), language),
            *judged,
            Cell(_pair(count("received"), count("awaited"), language)),
            Cell(_pair(count("to_come"), count("not_recorded"), language)),
        )
        rows.append(Row(cells, is_total=step == TOTAL))
    title = Bilingual("Étapes des ententes en vigueur et ce qui est en retard", "Steps of the agreements in force and what is late")
    notes = [
        ("", in_words(Bilingual("jours de retard : médiane de ce qui est fait en retard ou en retard et attendu",
                                "days late: median of what was done late or is overdue"), language))
    ]  # fmt: skip
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )


def _days_late(row: Result | None, language: Language) -> str:
    if row is None or row.value is None:
        return ""
    decimals = 0 if row.value == int(row.value) else 1
    days = Bilingual("{n} jours de retard", "{n} days late") if row.value >= 2 else Bilingual("{n} jour de retard", "{n} days late")
    return in_words(days, language, n=format_number(row.value, language, decimals))


def _pair(first: float, second: float, language: Language) -> str:
    if not first and not second:
        return "–"
    slash = f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}"
    return f"{format_number(first, language)}{slash}{format_number(second, language)}"


def rules_checked(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-rules-checked",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a rule: its source, what it is about, how many were judged, how many break it, and the exception it allows."""
    columns = (
        Column("rule", in_words(Bilingual("Règle et exception prévue", "Rule and exception provided"), language), "name", 38),
        Column("source", in_words(Bilingual("Source", "Source"), language), "text", 30),
        Column("about", in_words(Bilingual("Porte sur", "About"), language), "text", 14),
        Column("judged", in_words(Bilingual("Jugées", "Judged"), language), "number", 9),
        Column("broken", in_words(Bilingual("Enfreignent la règle", "Break the rule"), language), "number", 11),
    )
    rows = [
        Row(
            (
                Cell(label_of(table, "indicator", row.indicator, language), light=_exception(table, row, language)),
                _said_by(table, row, language),
                Cell(label_of(table, "about", row.derived.get("about"), language, inside=True)),
                _judged(row, language),
                number_cell(row, language),
            )
        )
        for row in _with_sources(table)
    ]
    title = Bilingual("Règles vérifiées et ce qui les enfreint", "Rules checked and what breaks them")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)


def _exception(table: ReleasedTable, row: Result, language: Language) -> str:
    return label_of(table, "exception", row.derived["exception"], language) if row.derived.get("exception") else ""


def _with_sources(table: ReleasedTable) -> Sequence[Result]:
    """Return the rows with what no hiding hides: what a rule is about and its exception come from the framework."""
    frame = table.frame
    made = []
    for row, about, exception, confidence, source in zip(
        results(table), frame["about"], frame["exception"], frame["confidence"], frame["source"], strict=True
    ):
        derived = {"about": about, "exception": exception, "confidence": confidence, "source": source}
        made.append(Result(**{**{name: getattr(row, name) for name in Result.__slots__}, "derived": derived}))
    return made


def _said_by(table: ReleasedTable, row: Result, language: Language) -> Cell:
    source = table.labels.get("source", {}).get(str(row.derived.get("source")))
    confidence = _CONFIDENCE.get(str(row.derived.get("confidence")))
    return Cell(typeset(source[language], language) if source else "–", light=in_words(confidence, language) if confidence else "")


def _judged(row: Result, language: Language) -> Cell:
    if row.denominator is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    missing = Bilingual("non jugées : {n}", "not judged: {n}")
    light = in_words(missing, language, n=format_number(row.n_missing, language)) if row.n_missing else ""
    return Cell(format_number(row.denominator, language), light=light)


def risk_levels(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-risk-levels",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a level of risk: agreements, months between two follow-ups and how sure that is, follow-ups planned, late steps."""
    columns = columns_of(
        language,
        ("risk_level", Bilingual("Niveau de risque", "Level of risk"), 20),
        ("agreements", Bilingual("Ententes en vigueur", "Agreements in force"), 16),
        ("months_between", Bilingual("Mois entre deux suivis", "Months between two follow-ups"), 22),
        ("follow_ups", Bilingual("Suivis prévus, au total", "Follow-ups planned, in all"), 18),
        ("follow_ups_by_now", Bilingual("Prévus au jour d'observation", "Planned by the day of observation"), 20),
        ("late_steps", Bilingual("Étapes en retard", "Late steps"), 14),
    )
    rows = []
    for (level,), found in rows_by(table, "risk_level").items():
        months = found.get("months_between")
        confidence = _CONFIDENCE.get(str(months.derived.get("confidence"))) if months else None
        rows.append(
            Row(
                (
                    Cell(label_of(table, "risk_level", level, language)),
                    number_cell(found.get("agreements"), language),
                    number_cell(months, language, light=in_words(confidence, language) if confidence else ""),
                    *(number_cell(found.get(name), language) for name in ("follow_ups", "follow_ups_by_now", "late_steps")),
                ),
                is_total=level == TOTAL,
            )
        )
    title = Bilingual("Suivis selon le niveau de risque", "Follow-ups by level of risk")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)


def consortium(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-consortium",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a member of each consortium with its participations and funds, and the agreement they add up to exactly."""
    columns = (
        Column("agreement", in_words(Bilingual("Entente et membre", "Agreement and member"), language), "name", 40),
        Column("intake", in_words(Bilingual("Participations à commencer", "Participations to start"), language), "number", 24),
        Column("funds", in_words(Bilingual("Fonds, au plus", "Funds, at most"), language), "number", 24),
    )
    rows = []
    for (agreement, provider), found in rows_by(table, "agreement_id", "provider_id").items():
        is_whole = provider == TOTAL
        name = in_words(_WHOLE, language, agreement=agreement) if is_whole else label_of(table, "provider_id", provider, language)
        cells = (Cell(name), number_cell(found.get("intake"), language), number_cell(found.get("funds"), language, decimals=2))
        rows.append(Row(cells, is_total=is_whole))
    title = Bilingual("Consortiums : la part de chaque membre", "Consortia: the part of each member")
    nothing = Bilingual("Aucun consortium", "No consortium")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language, nothing=nothing)


def contestability(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-contestability",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a key result: how many providers are shown, how many are weaker, uncertain or not, and how many chance alone gives.

    The last column is the number of those shown whose interval at 95 % would be wholly on the weak side if none of them were different.
    """
    columns = columns_of(
        language,
        ("indicator", Bilingual("Résultat clé", "Key result"), 30),
        ("shown", Bilingual("Fournisseurs montrés", "Providers shown"), 13),
        ("hidden", Bilingual("Masqués ou sans cas", "Hidden or without cases"), 13),
        ("weaker", Bilingual("Plus faibles, intervalle compris", "Weaker, interval included"), 16),
        ("uncertain", Bilingual("Les résultats ne le disent pas", "Results do not tell"), 16),
        ("not_weaker", Bilingual("Pas plus faibles", "Not weaker"), 13),
        ("by_chance", Bilingual("Plus faibles par le seul hasard", "Weaker by chance alone"), 15),
    )
    found: dict[str, list[Result]] = {}
    for row in results(table):
        if row.where["provider_id"] != TOTAL:
            found.setdefault(row.indicator, []).append(row)
    rows = []
    for indicator, members in found.items():
        shown = [row for row in members if row.value is not None]
        findings = [str(row.derived.get("finding")) for row in shown]
        counts = (len(shown), len(members) - len(shown), *(findings.count(name) for name in ("weaker", "uncertain", "not_weaker")))
        name = Cell(label_of(table, "indicator", indicator, language), light=_reference(table, members, language))
        rows.append(
            Row((name, *(Cell(format_number(n, language)) for n in counts), Cell(format_number(len(shown) * ONE_SIDE, language, 1))))
        )
    title = Bilingual("Ce que les résultats permettent de dire de chaque fournisseur", "What results allow to say of each provider")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)


def _reference(table: ReleasedTable, rows: Sequence[Result], language: Language) -> str:
    kinds = {str(row.derived.get("reference_kind")) for row in rows if row.absence is not Absence.HIDDEN}
    return label_of(table, "reference_kind", kinds.pop(), language, inside=True) if len(kinds) == 1 else ""
