"""What agreements obtained beside what they promised, as tables: quarter by quarter, target by target, and before a renewal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.numbers import ENOUGH_FOR_A_DECIMAL, format_interval, format_number, format_share, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Row, absent
from analysis.presentation.tables.agreements import columns_of, number_cell, rows_by
from analysis.presentation.tables.cells import decimals_by_unit, in_words, titled, value_cell
from analysis.presentation.tables.shown import released_display

_CHANCE = Bilingual("l'écart peut être dû au hasard", "the gap may be chance")
_HIDDEN = Bilingual("ententes masquées : {n}", "agreements hidden: {n}")
_RECOMMENDED = {
    "as_planned": Bilingual("Aucun ajustement", "No adjustment"),
    "recommend": Bilingual("Ajustement à convenir", "Adjustment to agree on"),
    "more_places": Bilingual("Places à ajouter", "Places to add"),
}


def agreement_progress(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-agreement-progress",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a quarter to date: expected, obtained, attainment with its interval, and the adjustment that the rule recommends.

    Of one agreement, what is recommended; of several, how many agreements have each recommendation, those whose count is hidden apart.
    """
    every = results(table)
    several = len({row.where["agreement_id"] for row in every}) != 1
    recommended = [(name, title, 12) for name, title in _RECOMMENDED.items()]
    columns = columns_of(
        language,
        ("quarter", Bilingual("Depuis le début", "Since the beginning"), 18),
        ("expected", Bilingual("Attendu", "Expected"), 11),
        ("obtained", Bilingual("Obtenu", "Obtained"), 11),
        ("attainment", Bilingual("Atteinte et intervalle à 95 %", "Attainment and 95% interval"), 18),
        *(recommended if several else [("adjustment", Bilingual("Ajustement recommandé", "Adjustment recommended"), 30)]),
    )
    rows = []
    for row in every:
        if several and row.where["agreement_id"] != TOTAL:
            continue
        members = [item for item in every if _same_quarter(item, row)]
        cells = (
            Cell(label_of(table, "agreement_to_date", row.where["agreement_to_date"], language), light=_hidden(members, language)),
            _expected(row, language),
            number_cell(row, language),
            attainment_cell(row, language),
            *(_recommendations(members, language) if several else [_recommendation(table, row, language)]),
        )
        rows.append(Row(cells))
    title = Bilingual("Attendu et obtenu depuis le début des ententes", "Expected and obtained since agreements began")
    note = Bilingual(
        "les trois dernières colonnes comptent les ententes selon ce que la règle recommande",
        "the last three columns count agreements by what the rule recommends",
    )
    notes = [("", in_words(note, language))] if several and rows else []
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )


def _same_quarter(item: Result, total: Result) -> bool:
    same = all(item.where[name] == total.where[name] for name in ("begun_in", "agreement_to_date"))
    return same and item.indicator == total.indicator and item.where["agreement_id"] != TOTAL


def _expected(row: Result, language: Language) -> Cell:
    if row.standard is None:
        return Cell("–")
    return Cell(format_number(row.standard, language, 0 if row.standard >= 100 or float(row.standard).is_integer() else 1))


def attainment_cell(row: Result, language: Language) -> Cell:
    """Return value / target as a percentage with its interval; why not when it is not shown."""
    value, low, high = (row.number(name) for name in ("attainment", "attainment_low", "attainment_high"))
    if value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    decimals = 1 if (row.denominator or 0) >= ENOUGH_FOR_A_DECIMAL else 0
    light = "" if low is None or high is None else _interval(low, high, language, decimals)
    return Cell(format_share(value, language, decimals), light=light)


def _interval(low: float, high: float, language: Language, decimals: int) -> str:
    return format_interval(low, high, Unit.SHARE, language, decimals)


def _recommendation(table: ReleasedTable, row: Result, language: Language) -> Cell:
    if row.absence is not None:
        return absent(row.absence, language)
    chance = in_words(_CHANCE, language) if row.derived.get("may_be_chance") == "yes" else ""
    said = str(row.derived.get("recommendation"))
    return Cell(label_of(table, "recommendation", said, language), light=chance if said in ("recommend", "more_places") else "")


def _recommendations(rows: Sequence[Result], language: Language) -> list[Cell]:
    said = Counter(str(row.derived.get("recommendation")) for row in rows if row.absence is None)
    return [Cell(format_number(said[name], language)) for name in _RECOMMENDED]


def _hidden(rows: Sequence[Result], language: Language) -> str:
    hidden = sum(row.absence is Absence.HIDDEN for row in rows)
    return in_words(_HIDDEN, language, n=format_number(hidden, language)) if hidden else ""


def attainment_summary(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-attainment-summary",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a targeted indicator: how many agreements are to report on it, are shown, and have a gap to explain, either way."""
    columns = columns_of(
        language,
        ("indicator", Bilingual("Indicateur", "Indicator"), 30),
        ("agreements", Bilingual("Ententes terminées", "Agreements ended"), 14),
        ("shown", Bilingual("Résultat montré", "Result shown"), 12),
        ("hidden", Bilingual("Masqué", "Hidden"), 10),
        ("upward", Bilingual("Écart à la hausse, à expliquer", "Upward gap, to explain"), 15),
        ("downward", Bilingual("Écart à la baisse, à expliquer", "Downward gap, to explain"), 15),
        ("none", Bilingual("Aucun écart", "No gap"), 10),
    )
    found: dict[str, list[Result]] = {}
    for row in results(table):
        if row.where["agreement_id"] != TOTAL:
            found.setdefault(row.indicator, []).append(row)
    rows = []
    for indicator, members in found.items():
        shown = [row for row in members if row.value is not None]
        ways = Counter(str(row.derived.get("direction")) for row in shown)
        hidden = sum(row.absence is Absence.HIDDEN for row in members)
        counts = (len(members), len(shown), hidden, ways["upward"], ways["downward"], ways["none"])
        name = Cell(label_of(table, "indicator", indicator, language))
        rows.append(Row((name, *(Cell(format_number(n, language)) for n in counts))))
    title = Bilingual("Cibles des ententes terminées et écarts à expliquer", "Targets of agreements ended and gaps to explain")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)


def agreement_targets(
    table: ReleasedTable, *, language: Language, label: str = "tbl-agreement-targets", caption: str | None = None
) -> TableDisplay:
    """Return one row a target of one agreement: initial and in force, the result, the attainment, and the gap to explain."""
    columns = columns_of(
        language,
        ("indicator", Bilingual("Indicateur", "Indicator"), 28),
        ("initial", Bilingual("Cible initiale", "Initial target"), 12),
        ("in_force", Bilingual("Cible en vigueur à la fin", "Target in force at the end"), 14),
        ("result", Bilingual("Résultat", "Result"), 12),
        ("attainment", Bilingual("Atteinte et intervalle à 95 %", "Attainment and 95% interval"), 20),
        ("gap", Bilingual("Écart", "Gap"), 18),
    )
    rows = []
    for row in results(table):
        decimals = decimals_by_unit([row])
        direction = absent(row.absence, language) if row.absence else Cell(_direction(table, row, language))
        cells = (
            Cell(label_of(table, "indicator", row.indicator, language)),
            _target(row, row.number("initial_target"), language),
            _target(row, row.standard, language),
            value_cell(row, language, decimals, with_unit=False),
            attainment_cell(row, language),
            direction,
        )
        rows.append(Row(cells))
    title = Bilingual("Reddition de comptes : chaque cible et son atteinte", "Accountability: each target and its attainment")
    return released_display(table, columns, rows, caption=caption or in_words(title, language), label=label, language=language)


def _direction(table: ReleasedTable, row: Result, language: Language) -> str:
    return label_of(table, "direction", row.derived.get("direction"), language)


def _target(row: Result, target: float | None, language: Language) -> Cell:
    if target is None:
        return Cell("–")
    return Cell(format_share(target, language, 0) if is_share(row.unit) else format_number(target, language))


def renewal(
    facts: ReleasedTable,
    obtained: ReleasedTable,
    *,
    language: Language,
    highest_target: Decimal | None = None,
    label: str = "tbl-renewal",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row an earlier agreement: service, financing, places, what was obtained, amount and late steps; the largest target below.

    Parameters
    ----------
    facts, obtained
        `RenewalFile.facts` and `RenewalFile.results` of one provider.
    """
    columns = columns_of(
        language,
        ("agreement", Bilingual("Entente", "Agreement"), 26),
        ("places", Bilingual("Participations prévues", "Participations agreed"), 14),
        ("obtained", Bilingual("Obtenues et atteinte", "Obtained and attainment"), 16),
        ("employed", Bilingual("Autre cible : résultat et intervalle", "Other target: result and interval"), 18),
        ("amount", Bilingual("Montant maximal", "Maximum amount"), 14),
        ("late", Bilingual("Étapes en retard / échues", "Late steps / steps due"), 14),
    )
    by_agreement: dict[str, list[Result]] = {}
    for row in results(obtained):
        by_agreement.setdefault(row.where["agreement_id"], []).append(row)
    rows = []
    for (agreement,), found in rows_by(facts, "agreement_id").items():
        members = by_agreement.get(agreement, [])
        count = next((row for row in members if not is_share(row.unit)), None)
        share = next((row for row in members if is_share(row.unit)), None)
        light = "; ".join(said for name in ("service", "financing") if (said := _said(facts, found, name, language)))
        attained = attainment_cell(count, language).text if count is not None and count.value is not None else ""
        cells = (
            Cell(label_of(facts, "agreement_id", agreement, language), light=light),
            number_cell(found.get("contracted_intake"), language),
            number_cell(count, language, light=attained),
            _share(share, language),
            number_cell(found.get("maximum_amount"), language),
            _late(found.get("late_steps"), language),
        )
        rows.append(Row(cells))
    title = Bilingual("Ententes antérieures, en vue d'un renouvellement", "Earlier agreements, before a renewal")
    text = Bilingual(
        "Cible la plus haute d'une nouvelle entente, d'après la moyenne des précédentes : {n}.",
        "Highest target of a new agreement, by the mean of those before: {n}.",
    )
    notes = [] if highest_target is None else [("", in_words(text, language, n=format_number(highest_target, language)))]
    return released_display(facts, columns, rows, caption=caption or in_words(title, language), label=label, language=language, notes=notes)


def _said(facts: ReleasedTable, found: dict[str, Result], name: str, language: Language) -> str:
    code = next(iter(found.values())).derived.get(name)
    return label_of(facts, name, code, language, inside=True) if code else ""


def _share(row: Result | None, language: Language) -> Cell:
    if row is None:
        return Cell("–")
    decimals = decimals_by_unit([row])
    cell = value_cell(row, language, decimals)
    if row.value is None or row.low is None or row.high is None:
        return cell
    return Cell(cell.text, light=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))


def _late(row: Result | None, language: Language) -> Cell:
    if row is None or row.value is None or not row.denominator:
        return Cell("–")
    return Cell(f"{format_number(row.value, language)} / {format_number(row.denominator, language)}")
