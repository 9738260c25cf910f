"""Answers beside administrative files, and the short and long term of the same people."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import column_title, label_of
from analysis.presentation.numbers import format_interval, format_number
from analysis.presentation.released import Result
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import counts_cell, in_words, titled
from analysis.presentation.tables.response import by_wave, number_cell, share_cell, share_decimals
from analysis.presentation.tables.shown import released_display

_AGREEMENT = ("agreement", "sensitivity", "specificity")
_AGREEMENT_TITLES = {
    "n_compared": Bilingual("Personnes comparées", "People compared"),
    "agreement": Bilingual("Disent la même chose", "Say the same"),
    "kappa": Bilingual("Kappa", "Kappa"),
    "sensitivity": Bilingual("Se disent en emploi, quand le jumelage le dit", "Say they are employed, when the match does"),
    "specificity": Bilingual("Se disent sans emploi, quand le jumelage le dit", "Say they are not, when the match does"),
}
_SOURCES = ("by_answer", "by_match", "same_by_answer", "same_by_match")
_SOURCE_TITLES = {
    "by_answer": Bilingual("Réponses : toutes les jointes", "Answers: everyone reached"),
    "by_match": Bilingual("Jumelage : toutes les jumelées", "Match: everyone matched"),
    "same_by_answer": Bilingual("Réponses : mêmes personnes", "Answers: same people"),
    "same_by_match": Bilingual("Jumelage : mêmes personnes", "Match: same people"),
}
_MATCHED = Bilingual("Part jumelée", "Share matched")


def agreement(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-agreement",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a wave: people compared, share for whom both sources agree, kappa, and the answer held against the match."""
    waves = by_wave(table)
    decimals = {name: share_decimals(rows.get(name) for rows in waves.values()) for name in _AGREEMENT}
    keys = ("n_compared", "agreement", "kappa", "sensitivity", "specificity")
    rows = []
    for wave, of_wave in waves.items():
        cells = [Cell(label_of(table, "wave", wave, language)), number_cell(of_wave.get("n_compared"), language)]
        cells += [
            _kappa(of_wave.get(name), language) if name == "kappa" else share_cell(of_wave.get(name), language, decimals[name])
            for name in keys[1:]
        ]
        rows.append(Row(tuple(cells)))
    columns = [
        Column("wave", column_title("wave", language), "name", 12),
        *(Column(name, in_words(_AGREEMENT_TITLES[name], language), "number", 17) for name in keys),
    ]
    note = Bilingual(
        "kappa : 0 quand les deux sources ne s'accordent pas plus que le hasard, 1 quand elles s'accordent toujours",
        "kappa: 0 when the two sources agree no more than chance, 1 when they always agree",
    )
    title = Bilingual("Réponses tenues contre les fichiers administratifs", "Answers held against administrative files")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=[("", in_words(note, language))])


def _kappa(row: Result | None, language: Language) -> Cell:
    if row is None or row.value is None:
        return absent(row.absence, language) if row is not None and row.absence else Cell("–")
    light = "" if row.low is None or row.high is None else format_interval(row.low, row.high, Unit.HOURS, language, 2)
    return Cell(format_number(row.value, language, 2), light=light)


def employment_by_source(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-employment-by-source",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a wave: the share matched, and employment by each source, of everyone it knows and of the same people."""
    waves = by_wave(table)
    keys = ("matched", *_SOURCES)
    decimals = {name: share_decimals(rows.get(name) for rows in waves.values()) for name in keys}
    rows = [
        Row((Cell(label_of(table, "wave", wave, language)), *(share_cell(of_wave.get(name), language, decimals[name]) for name in keys)))
        for wave, of_wave in waves.items()
    ]
    titles = {"matched": _MATCHED, **_SOURCE_TITLES}
    columns = [
        Column("wave", column_title("wave", language), "name", 12),
        *(Column(name, in_words(titles[name], language), "number", 17) for name in keys),
    ]
    title = Bilingual("Part en emploi selon chaque source", "Share employed by each source")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)


def short_and_long(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-short-and-long",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a measure and wave of the same people: the share with its interval, and what it is a share of."""
    rows = []
    for wave, of_wave in by_wave(table).items():
        for name, row in of_wave.items():
            decimals = share_decimals([row])
            cells = (label_of(table, "indicator", name, language), share_cell(row, language, decimals), counts_cell(row, language))
            rows.append(Row((Cell(cells[0]), cells[1], cells[2]), group=label_of(table, "wave", wave, language)))
    columns = [
        Column("measure", in_words(Bilingual("Mesure", "Measure"), language), "name", 46),
        Column("share", in_words(Bilingual("Part et intervalle à 95 %", "Share and 95% interval"), language), "number", 22),
        Column("counts", in_words(Bilingual("Numérateur / dénominateur", "Numerator / denominator"), language), "number", 22),
    ]
    title = Bilingual("Court et long terme des mêmes personnes", "Short and long term of the same people")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)
